"""The predicates of all rule sets, each code with its label: one word, one code, whichever set gave it."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Predicate(StrEnum):
    """Every outcome that any rule set knows; `OF_RULE_SET` says which set knows which."""

    VERY_GOOD = "VERY_GOOD"
    GOOD = "GOOD"
    SUFFICIENT = "SUFFICIENT"
    NEEDS_IMPROVEMENT = "NEEDS_IMPROVEMENT"
    POOR = "POOR"
    VERY_POOR = "VERY_POOR"
    BAD = "BAD"


LABELS: Mapping[Predicate, str] = MappingProxyType(
    {
        Predicate.VERY_GOOD: "Sangat Baik",
        Predicate.GOOD: "Baik",
        Predicate.SUFFICIENT: "Cukup",
        Predicate.NEEDS_IMPROVEMENT: "Butuh Perbaikan",
        Predicate.POOR: "Kurang",
        Predicate.VERY_POOR: "Sangat Kurang",
        Predicate.BAD: "Buruk",
    }
)
BY_LABEL: Mapping[str, Predicate] = MappingProxyType({label: code for code, label in LABELS.items()})

# Best first. The order of one set says nothing about another's: the sets measure differently.
OF_RULE_SET: Mapping[str, tuple[Predicate, ...]] = MappingProxyType(
    {
        "pp46_2011": (
            Predicate.VERY_GOOD,
            Predicate.GOOD,
            Predicate.SUFFICIENT,
            Predicate.POOR,
            Predicate.BAD,
        ),
        "permenpanrb_8_2021": (
            Predicate.VERY_GOOD,
            Predicate.GOOD,
            Predicate.SUFFICIENT,
            Predicate.POOR,
            Predicate.VERY_POOR,
        ),
        "permenpanrb_6_2022": (
            Predicate.VERY_GOOD,
            Predicate.GOOD,
            Predicate.NEEDS_IMPROVEMENT,
            Predicate.POOR,
            Predicate.VERY_POOR,
        ),
    }
)
