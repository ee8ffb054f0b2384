"""Expected distribution of predicates in a unit, by the unit's own predicate (SE MenPANRB 3/2023): a guide.

Shares become persons by one rule: *at most* is rounded down, *at least* up. Whether a departure only warns or blocks is
not decided here; a unit of fewer than five people is only ever warned about.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from .permenpanrb_6_2022 import PREDICATES, Predicate
from .violation import RuleViolation
from .wording import HARD_SPACE, listing

SOURCE = "SE MenPANRB Nomor 3 Tahun 2023"
ROUNDING = "“Paling banyak” dibulatkan ke bawah, “paling sedikit” dibulatkan ke atas ke orang bulat."
MAJORITY = "Terbanyak berarti lebih banyak daripada setiap predikat lain; jumlah yang sama belum terbanyak."
FEWEST_TO_HOLD = 5  # people; below, one person more or less turns every share


class UnitPredicate(StrEnum):
    """The predicate of a unit as a whole."""

    OUTSTANDING = "OUTSTANDING"
    GOOD = "GOOD"
    NEEDS_IMPROVEMENT = "NEEDS_IMPROVEMENT"
    POOR = "POOR"
    VERY_POOR = "VERY_POOR"


UNIT_LABELS: Mapping[UnitPredicate, str] = MappingProxyType(
    {
        UnitPredicate.OUTSTANDING: "Istimewa",
        UnitPredicate.GOOD: "Baik",
        UnitPredicate.NEEDS_IMPROVEMENT: "Butuh Perbaikan",
        UnitPredicate.POOR: "Kurang",
        UnitPredicate.VERY_POOR: "Sangat Kurang",
    }
)


class Expected(NamedTuple):
    """What is expected of these predicates together: shares in per cent; `must_exist` at least one person."""

    predicates: tuple[Predicate, ...]
    at_least: int | None = None
    at_most: int | None = None
    must_exist: bool = False
    is_majority: bool = False


VERY_GOOD, GOOD = (Predicate.VERY_GOOD,), (Predicate.GOOD,)
IMPROVE, POOR, VERY_POOR = (Predicate.NEEDS_IMPROVEMENT,), (Predicate.POOR,), (Predicate.VERY_POOR,)

# A predicate without a row may be given to any number.
TABLE: Mapping[UnitPredicate, tuple[Expected, ...]] = MappingProxyType(
    {
        UnitPredicate.OUTSTANDING: (Expected(VERY_GOOD, at_most=70, is_majority=True),),
        UnitPredicate.GOOD: (
            Expected(GOOD, at_most=70, is_majority=True),
            Expected((*IMPROVE, *POOR), must_exist=True),
        ),
        UnitPredicate.NEEDS_IMPROVEMENT: (Expected(VERY_GOOD, at_most=10), Expected(IMPROVE, at_least=60)),
        UnitPredicate.POOR: (
            Expected(VERY_GOOD, at_most=10),
            Expected(IMPROVE, at_least=10),
            Expected(POOR, at_least=60),
        ),
        UnitPredicate.VERY_POOR: (
            Expected(VERY_GOOD, at_most=0),
            Expected((*IMPROVE, *POOR), at_least=10),
            Expected(VERY_POOR, at_least=60),
        ),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What is expected of these predicates together, in persons, and how many there are.

    `minimum` is None where none is asked; of a majority it is one more than the largest other count as it stands.
    `maximum` is None where any number may be.
    """

    predicates: tuple[Predicate, ...]
    minimum: int | None
    maximum: int | None
    is_majority: bool
    found: int

    @property
    def is_met(self) -> bool:
        """Whether the number found lies within."""
        return (self.minimum is None or self.found >= self.minimum) and (
            self.maximum is None or self.found <= self.maximum
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """A unit's distribution beside the expected: a bound for each row of the table, one of (None, None) for *may*.

    `findings` sentences on what departs, none where nothing does · `is_small` fewer than five people: warn only ·
    `rounding` and `majority` say by which rule.
    """

    unit_predicate: UnitPredicate
    counts: Mapping[Predicate, int]
    people: int
    bounds: tuple[Bound, ...]
    findings: tuple[str, ...]
    is_small: bool
    rounding: str = ROUNDING
    majority: str = MAJORITY

    @property
    def is_as_expected(self) -> bool:
        """Whether nothing departs."""
        return not self.findings


def check(unit_predicate: str, counts: Mapping[str, int]) -> Distribution:
    """The distribution of `counts`, by predicate, a missing one 0; a unit without people has nothing to find.

    A majority is the largest single count, strictly more than each other: the circular speaks of most people, and asks
    no half, so a half more is not asked here; a tie is no majority.

    :raises RuleViolation: field `unit_predicate`, code `unit_predicate_unknown`; field `counts`, code
        `predicate_unknown`, `count_negative`.
    """
    unit = _unit(unit_predicate)
    found = _counted(counts)
    people = sum(found.values())
    rows = TABLE[unit]
    held = {predicate for row in rows for predicate in row.predicates}
    bounds = [_bound(row, found, people) for row in rows]
    findings = [
        _finding(row, bound, found, people) for row, bound in zip(rows, bounds, strict=True) if not bound.is_met
    ]
    free = [
        Bound(predicates=(predicate,), minimum=None, maximum=None, is_majority=False, found=found[predicate])
        for predicate in Predicate
        if predicate not in held
    ]
    order = list(Predicate)
    return Distribution(
        unit_predicate=unit,
        counts=MappingProxyType(found),
        people=people,
        bounds=tuple(sorted([*bounds, *free], key=lambda bound: order.index(bound.predicates[0]))),
        findings=tuple(findings) if people else (),
        is_small=people < FEWEST_TO_HOLD,
    )


def at_most(share: int, people: int) -> int:
    """The most persons in `share` per cent of `people`: rounded down."""
    return share * people // 100


def at_least(share: int, people: int) -> int:
    """The fewest persons in `share` per cent of `people`: rounded up."""
    return -(-share * people // 100)


def _unit(code: str) -> UnitPredicate:
    try:
        return UnitPredicate(code)
    except ValueError:
        raise RuleViolation(
            f"Predikat unit “{code}” tidak dikenal. Pilih {listing(list(UNIT_LABELS.values()))}.",
            "unit_predicate",
            "unit_predicate_unknown",
        ) from None


def _counted(counts: Mapping[str, int]) -> dict[Predicate, int]:
    for code, count in counts.items():
        if code not in list(Predicate):
            known = listing([words.label for words in PREDICATES.values()])
            raise RuleViolation(f"Predikat “{code}” tidak dikenal. Pilih {known}.", "counts", "predicate_unknown")
        if count < 0:
            raise RuleViolation(
                f"Jumlah pegawai {count} kurang dari 0. Hitung ulang predikatnya.", "counts", "count_negative"
            )
    return {predicate: counts.get(predicate, 0) for predicate in Predicate}


def _bound(row: Expected, counts: Mapping[Predicate, int], people: int) -> Bound:
    minimum = None if row.at_least is None else at_least(row.at_least, people)
    if row.must_exist:
        minimum = 1
    if row.is_majority:
        minimum = 1 + max(count for predicate, count in counts.items() if predicate not in row.predicates)
    return Bound(
        predicates=row.predicates,
        minimum=minimum,
        maximum=None if row.at_most is None else at_most(row.at_most, people),
        is_majority=row.is_majority,
        found=sum(counts[predicate] for predicate in row.predicates),
    )


def _finding(row: Expected, bound: Bound, counts: Mapping[Predicate, int], people: int) -> str:
    named = _labels(row.predicates, "dan")
    share = f"{named} {bound.found} dari {people} pegawai"
    if bound.maximum is not None and bound.found > bound.maximum:
        if row.at_most == 0:
            return f"{share}; seharusnya tidak ada."
        return f"{share}; paling banyak {bound.maximum} ({_percent(row.at_most)}, dibulatkan ke bawah)."
    if row.is_majority:
        others = {predicate: count for predicate, count in counts.items() if predicate not in row.predicates}
        rivals = [predicate for predicate, count in others.items() if count == max(others.values())]
        most = f"{_labels(rivals, 'dan')} {max(others.values())}"
        return f"{share}; seharusnya lebih banyak daripada setiap predikat lain, padahal {most}."
    if row.must_exist:
        return f"{_labels(row.predicates, 'atau')} tidak ada; seharusnya ada, paling sedikit satu pegawai."
    together = "bersama-sama " if len(row.predicates) > 1 else ""
    return f"{share}; {together}paling sedikit {bound.minimum} ({_percent(row.at_least)}, dibulatkan ke atas)."


def _labels(predicates: Sequence[Predicate], joined_by: str) -> str:
    return f" {joined_by} ".join(PREDICATES[predicate].label for predicate in predicates)


def _percent(share: int | None) -> str:
    return f"{share}{HARD_SPACE}%"
