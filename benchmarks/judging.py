"""Prints what was measured beside its limit, and remembers whether all were kept."""

import statistics
import time
from collections.abc import Callable


class Judge:
    """The figures of one benchmark."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def tell(self, what: str, figure: object) -> None:
        """A figure without a limit."""
        print(f"   {what}: {figure}", flush=True)

    def at_most(self, what: str, figure: float, limit: float, unit: str = "") -> None:
        """A figure that must not be larger."""
        self._judge(what, figure, limit, unit, "at most", figure <= limit)

    def at_least(self, what: str, figure: float, limit: float, unit: str = "") -> None:
        """A figure that must not be smaller."""
        self._judge(what, figure, limit, unit, "at least", figure >= limit)

    def exactly(self, what: str, figure: float, expected: float, unit: str = "") -> None:
        """A figure that must be this."""
        self._judge(what, figure, expected, unit, "exactly", figure == expected)

    def _judge(self, what: str, figure: float, limit: float, unit: str, words: str, kept: bool) -> None:
        print(f"{'ok' if kept else '!!':2} {what}: {figure:.4g}{unit} ({words} {limit:g}{unit})", flush=True)
        if not kept:
            self.missed.append(what)

    @property
    def status(self) -> int:
        """The exit status: 1 where a limit was missed."""
        return 1 if self.missed else 0


def median_seconds(act: Callable[[], object], times: int = 15) -> float:
    """How long the act takes: the median of so many, after one that is not counted."""
    act()
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        act()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def median_ratio(one: Callable[[], object], other: Callable[[], object], times: int = 15) -> float:
    """How many times longer `one` takes than `other`: measured in turn, so that a busy machine slows both."""
    one(), other()
    return statistics.median(_seconds(one) / _seconds(other) for _ in range(times))


def _seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun
