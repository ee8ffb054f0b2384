"""Which votes stand in a case, kept beside the engine by what happens: it reads no record and knows no round.

Everything is a value: whoever takes a decision back is given the votes from before it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

OVER = 0  # the number of a tier that a moved case is past, and that its version has not


@dataclass(frozen=True)
class Votes:
    """`carrying` are the tiers that have approved, `voices` those of the tier that is asked; with whom a delegate
    stands for. `began` is the tier from which on the case is decided now, `decided` how many decisions stand; `seats`
    how many the tier asked, 0 where nobody was found.
    """

    carrying: tuple[tuple[int, frozenset[str]], ...] = ()
    voices: tuple[tuple[str, frozenset[str]], ...] = ()
    began: int = 1
    decided: int = 0
    seats: int = 0

    def barred(self) -> frozenset[str]:
        """Who approved a tier that carries the case."""
        return frozenset().union(*(people for _, people in self.carrying))

    def voters(self) -> frozenset[str]:
        """Whose voice the tier that is asked has."""
        return frozenset().union(*(people for _, people in self.voices))

    def approving(self) -> int:
        """How many voices approve at the tier that is asked."""
        return sum(verb == "approve" for verb, _ in self.voices)

    def with_voice(self, verb: str, people: frozenset[str]) -> "Votes":
        """One more voice at the tier that is asked."""
        return replace(self, voices=(*self.voices, (verb, people)), decided=self.decided + 1)

    def passed(self, number: int) -> "Votes":
        """The tier has approved; the next is asked."""
        people = frozenset().union(*(people for verb, people in self.voices if verb == "approve"))
        return replace(self, carrying=(*self.carrying, (number, people)), voices=())

    def from_tier(self, number: int) -> "Votes":
        """A round in which the tiers from this one on decide again; from the first: all anew."""
        kept = tuple(each for each in self.carrying if each[0] < number) if number > 1 else ()
        return replace(self, carrying=kept, voices=(), began=number)

    def moved(self, numbers: Mapping[int, int], asked: int | None) -> "Votes":
        """The case goes by another version, in which these numbers are those; what was approved stays so."""

        def renumbered(number: int) -> int:
            there = numbers.get(number, OVER)
            return there if asked is None or there < asked else OVER

        carrying = tuple((renumbered(number), people) for number, people in self.carrying)
        return replace(self, carrying=carrying, began=self.began if asked is None else asked)
