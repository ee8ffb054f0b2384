"""What changed between two readings of a plan: the words before and after, for the page that decides on it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from workflows.printing.words import number
from workflows.rules.berakhlak import BEHAVIOURS
from workflows.skp.models import Indicator, WorkResult

Content = Mapping[str, Any]  # as SkpProcess.content(), fresh or as the record kept it


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; an empty `before` is something new, an empty `after` something that went."""

    what: str
    before: str
    after: str


def compare(before: Content, after: Content, *, by_place: bool = False) -> list[Change]:
    """The differences from one plan to another, in the order of the later; one query for the superior's results.

    Rows are matched by their key, or where the two are different versions by their place.
    """
    sources = _sources(before, after)
    changes: list[Change] = []
    for old, new in _pairs(before["results"], after["results"], by_place):
        changes += _result(old, new, sources, by_place)
    earlier, later = before["expectations"], after["expectations"]
    for value in BEHAVIOURS:
        changes += _text(value.label, earlier.get(value.code, ""), later.get(value.code, ""))
    return changes


def _result(old: Content | None, new: Content | None, sources: Mapping[int, str], by_place: bool) -> Iterable[Change]:
    if old is None or new is None:
        present = new or old or {}
        words = "; ".join([present["text"], *map(_measured, present["indicators"])])
        return [Change(_("planned result"), "" if old is None else words, "" if new is None else words)]
    name = new["text"]
    changes = [
        *_text(_("planned result"), old["text"], name),
        *_text(f"{_('kind')}, {name}", _kind(old), _kind(new)),
        *_text(f"{_('carries on')}, {name}", sources.get(old["carries_on"], ""), sources.get(new["carries_on"], "")),
    ]
    for was, is_now in _pairs(old["indicators"], new["indicators"], by_place):
        changes += _indicator(was, is_now)
    return changes


def _indicator(old: Content | None, new: Content | None) -> Iterable[Change]:
    if old is None or new is None:
        words = _measured(new or old or {})
        return [Change(_("indicator"), "" if old is None else words, "" if new is None else words)]
    name = new["text"]
    return [
        *_text(_("indicator"), old["text"], name),
        *_text(f"{_('annual target')}, {name}", target_in_words(old), target_in_words(new)),
        *_text(
            f"{_('aspect')}, {name}", _label(Indicator.Aspect, old["aspect"]), _label(Indicator.Aspect, new["aspect"])
        ),
        *_text(
            f"{_('how it is measured')}, {name}",
            _label(Indicator.Measure, old["measure"]), _label(Indicator.Measure, new["measure"]),
        ),
        *_text(
            f"{_('direction')}, {name}",
            _label(Indicator.Direction, old["direction"]), _label(Indicator.Direction, new["direction"]),
        ),
    ]  # fmt: skip


def target_in_words(indicator: Content) -> str:
    """360 usulan; of a range 80 sampai 90 persen."""
    if indicator["direction"] == Indicator.Direction.RANGE and indicator["low"] is not None:
        low, high = number(Decimal(indicator["low"])), number(Decimal(indicator["high"]))
        return f"{low} {_('to')} {high} {indicator['unit']}"
    return f"{number(Decimal(indicator['target']))} {indicator['unit']}"


def _measured(indicator: Content) -> str:
    return f"{indicator['text']} {target_in_words(indicator)}"


def _text(what: str, before: str, after: str) -> list[Change]:
    return [] if before == after else [Change(what[:1].upper() + what[1:], before, after)]


def _kind(result: Content) -> str:
    return _label(WorkResult.Kind, result["kind"])


def _label(choices: Any, code: str) -> str:
    return str(choices(code).label)


def _pairs(
    before: Sequence[Content], after: Sequence[Content], by_place: bool
) -> Iterable[tuple[Content | None, Content | None]]:
    def keyed(rows: Sequence[Content]) -> dict[int, Content]:
        return {place if by_place else row["key"]: row for place, row in enumerate(rows)}

    old, new = keyed(before), keyed(after)
    for key, row in new.items():
        yield old.get(key), row
    for key, row in old.items():
        if key not in new:
            yield row, None


def _sources(*contents: Content) -> dict[int, str]:
    keys = {result["carries_on"] for content in contents for result in content["results"]} - {None}
    return dict(WorkResult.objects.filter(pk__in=keys).values_list("pk", "text")) if keys else {}
