"""A sample that anybody draws again: it follows from the seed and the population alone.

Each member's rank is the SHA-256 of `seed:key`; the sample is the members with the lowest ranks. So nobody chooses, a
larger sample holds the smaller one, and whoever knows the seed can check it with any tool.
"""

import hashlib
import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Draw:
    """What was drawn: the keys in the order of their ranks, the size of the population, and its digest.

    The digest (SHA-256, 64 hex digits) is over every member in the order in which they came: another member, one less,
    or one that is no longer what it was, gives another digest.
    """

    keys: tuple[int, ...]
    population: int
    digest: str


def rank(seed: str, key: int) -> str:
    """The place of a member in the draw, as 64 hex digits."""
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()


def draw(population: Iterable[tuple[int, str]], seed: str, number: int) -> Draw:
    """Draw so many members, all where there are fewer; a member is its key and a mark of what it is, such as its hash.

    The population is read once and not kept, so that it may be large; its keys have to come in a stable order.

    :raises ValueError: less than one is to be drawn.
    """
    if number < 1:
        raise ValueError(f"A sample has at least one member, not {number}.")
    seen, count = hashlib.sha256(), 0

    def ranked() -> Iterator[tuple[str, int]]:
        nonlocal count
        for key, mark in population:
            count += 1
            seen.update(f"{key}:{mark}\n".encode())
            yield rank(seed, key), key

    chosen = heapq.nsmallest(number, ranked())
    return Draw(tuple(key for _rank, key in chosen), count, seen.hexdigest())
