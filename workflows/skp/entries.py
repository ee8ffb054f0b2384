"""Planned results as they come in through a form, an import or a test: values, not rows yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from workflows.skp.models import Indicator, Skp, WorkResult

Expectations = Mapping[str, str]  # code of the value → what is expected; an empty text is no expectation


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorEntry:
    """One measure as entered; `key` names the stored row that it changes, None is a new row.

    `target_low` and `target_high` are for a RANGE; its `target` is then the upper end where none is given.
    """

    key: int | None = None
    text: str = ""
    aspect: str = Indicator.Aspect.QUANTITY
    measure: str = Indicator.Measure.QUANTITY
    direction: str = Indicator.Direction.HIGHER
    target: Decimal | None = None
    target_low: Decimal | None = None
    target_high: Decimal | None = None
    unit: str = ""
    follows_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultEntry:
    """One planned result as entered; `key` names the stored row that it changes, None is a new one.

    `carries_on_id` is a result of the superior's set SKP, `agreement_id` a line of the performance agreement,
    `follows_id` the row of the version before, of which a new row is the copy.
    """

    key: int | None = None
    text: str = ""
    is_main: bool = True
    carries_on_id: int | None = None
    agreement_id: int | None = None
    ref: str = ""
    source: str = ""
    follows_id: int | None = None
    indicators: tuple[IndicatorEntry, ...] = ()


def entries_of(skp: Skp, *, as_new: bool = False) -> list[ResultEntry]:
    """The stored plan as entries, in its order; `as_new` as copies, to be stored in a later version. Two queries."""
    return [
        ResultEntry(
            key=None if as_new else result.pk,
            text=result.text,
            is_main=result.kind == WorkResult.Kind.MAIN,
            carries_on_id=result.carries_on_id,
            agreement_id=result.agreement_id,
            ref=result.ref,
            source=result.source,
            follows_id=result.pk if as_new else result.follows_id,
            indicators=tuple(
                _entry_of(i, as_new) for i in sorted(result.indicators.all(), key=lambda each: each.number)
            ),
        )
        for result in skp.results.order_by("number").prefetch_related("indicators")
    ]


def _entry_of(indicator: Indicator, as_new: bool) -> IndicatorEntry:
    return IndicatorEntry(
        key=None if as_new else indicator.pk,
        text=indicator.text,
        aspect=indicator.aspect,
        measure=indicator.measure,
        direction=indicator.direction,
        target=indicator.target,
        target_low=indicator.target_low,
        target_high=indicator.target_high,
        unit=indicator.unit,
        follows_id=indicator.pk if as_new else indicator.follows_id,
    )


def expectations_of(skp: Skp) -> dict[str, str]:
    """The stored expectations by the value's code."""
    return dict(skp.expectations.values_list("value", "text"))
