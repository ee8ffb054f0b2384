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


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultEntry:
    """One planned result as entered; `key` names the stored row that it changes, None is a new one.

    `carries_on_id` is a result of the superior's set SKP, `agreement_id` a line of the performance agreement.
    """

    key: int | None = None
    text: str = ""
    is_main: bool = True
    carries_on_id: int | None = None
    agreement_id: int | None = None
    ref: str = ""
    source: str = ""
    indicators: tuple[IndicatorEntry, ...] = ()


def entries_of(skp: Skp, *, as_new: bool = False) -> list[ResultEntry]:
    """The stored plan as entries, in its order; `as_new` without keys, to be stored in another version. Two queries."""
    return [
        ResultEntry(
            key=None if as_new else result.pk,
            text=result.text,
            is_main=result.kind == WorkResult.Kind.MAIN,
            carries_on_id=result.carries_on_id,
            agreement_id=result.agreement_id,
            ref=result.ref,
            source=result.source,
            indicators=tuple(
                IndicatorEntry(
                    key=None if as_new else i.pk,
                    text=i.text,
                    aspect=i.aspect,
                    measure=i.measure,
                    direction=i.direction,
                    target=i.target,
                    target_low=i.target_low,
                    target_high=i.target_high,
                    unit=i.unit,
                )
                for i in sorted(result.indicators.all(), key=lambda each: each.number)
            ),
        )
        for result in skp.results.order_by("number").prefetch_related("indicators")
    ]


def expectations_of(skp: Skp) -> dict[str, str]:
    """The stored expectations by the value's code."""
    return dict(skp.expectations.values_list("value", "text"))
