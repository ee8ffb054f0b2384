"""The groups of a plan's form as typed, so that one can be added or taken away before anything is stored."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workflows.rules.berakhlak import BEHAVIOURS

MOST_RESULTS = 30
MOST_INDICATORS = 10
RESULT_FIELDS = ("key", "text", "kind", "above")
INDICATOR_FIELDS = ("key", "text", "aspect", "measure", "direction", "target", "target_low", "target_high", "unit")
ACT = re.compile(r"(add|remove)-(result|indicator)(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


@dataclass
class RawResult:
    """One group: its fields, and those of each measure."""

    values: dict[str, Any] = field(default_factory=dict)
    indicators: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class RawPlan:
    """All groups as text. `opened` is the id of the field to go on with after a group was added."""

    results: list[RawResult] = field(default_factory=list)
    expectations: dict[str, str] = field(default_factory=dict)
    opened: str = ""

    def add_result(self, values: dict[str, Any] | None = None, indicators: list[dict[str, Any]] | None = None) -> None:
        """Append a group; without values an empty one with one empty measure."""
        self.results.append(RawResult(values or {}, [{}] if indicators is None else indicators))


def counts_in(data: Mapping[str, Any]) -> list[int]:
    """How many measures each posted group has; absurd numbers are cut."""
    return [
        _count(data.get(f"r{place}-indicators"), MOST_INDICATORS)
        for place in range(_count(data.get("results"), MOST_RESULTS))
    ]


def posted(data: Mapping[str, Any]) -> RawPlan:
    """The form as it was posted."""
    plan = RawPlan(expectations={b.code: data.get(f"expected-{b.code}", "") for b in BEHAVIOURS})
    for place, size in enumerate(counts_in(data)):
        plan.add_result(
            _read(data, f"r{place}", RESULT_FIELDS),
            [_read(data, f"r{place}-i{i}", INDICATOR_FIELDS) for i in range(size)],
        )
    return plan


def is_regrouping(act: str) -> bool:
    """Whether the button only adds or takes away a group."""
    return ACT.fullmatch(act) is not None


def regroup(data: Mapping[str, Any], act: str) -> RawPlan:
    """The posted form with the group that the button adds, or without the one it takes away."""
    plan = posted(data)
    match = ACT.fullmatch(act)
    if match is None:
        return plan
    verb, what, *places = match.groups()
    result = int(places[0]) if places[0] else -1
    indicator = int(places[1]) if places[1] else -1
    if what == "result":
        if verb == "add" and len(plan.results) < MOST_RESULTS:
            plan.add_result()
            plan.opened = f"id_r{len(plan.results) - 1}-text"
        elif verb == "remove" and 0 <= result < len(plan.results):
            del plan.results[result]
    elif 0 <= result < len(plan.results):
        rows = plan.results[result].indicators
        if verb == "add" and len(rows) < MOST_INDICATORS:
            rows.append({})
            plan.opened = f"id_r{result}-i{len(rows) - 1}-text"
        elif verb == "remove" and 0 <= indicator < len(rows):
            del rows[indicator]
    return plan


def _count(text: Any, most: int) -> int:
    return min(int(text), most) if isinstance(text, str) and text.isdecimal() and len(text) < 4 else 0


def _read(data: Mapping[str, Any], prefix: str, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: data.get(f"{prefix}-{name}", "") for name in names}
