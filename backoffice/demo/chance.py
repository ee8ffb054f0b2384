"""What the office's files do not hold, drawn from a fixed seed, the same on every run and machine.

Each draw is named, so that one more draw somewhere changes no other.
"""

import random
from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

SEED = "jenjang-2026"
T = TypeVar("T")


def drawn(*name: object) -> random.Random:
    """The source of chance of this name."""
    text = "/".join(str(part) for part in (SEED, *name))
    return random.Random(int.from_bytes(sha256(text.encode()).digest()[:8], "big"))  # noqa: S311  no secret


def happens(share: float, *name: object) -> bool:
    """Whether something that happens in this share of cases happens in the case of this name."""
    return drawn(*name).random() < share


def one_of(choices: Sequence[T], *name: object) -> T:
    """One of these."""
    return drawn(*name).choice(choices)
