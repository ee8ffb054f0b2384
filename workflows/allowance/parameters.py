"""A scheme version's stored figures as the rule takes them."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from decimal import Decimal, InvalidOperation
from typing import Any

from workflows.rules.allowance_kota import Parameters
from workflows.rules.discipline import Band
from workflows.rules.violation import RuleViolation

WHOLE = frozenset({"required_minutes", "pppk_as_group_three_from"})
BANDS = frozenset({"late_bands", "early_bands"})


def parameters_of(stored: Mapping[str, Any]) -> Parameters:
    """The rule's figures with the version's own in their place; numbers stored as text, bands as [up to, cut].

    :raises RuleViolation: code `scheme_parameter`, for a name that the rule does not know or a figure that is none.
    """
    known = {each.name for each in fields(Parameters)}
    values: dict[str, Any] = {}
    for name, given in stored.items():
        if name not in known:
            raise RuleViolation(
                f"Skema tunjangan menyebut “{name}”, yang tidak dikenal aturannya. Perbaiki skema itu.",
                name, "scheme_parameter",
            )  # fmt: skip
        try:
            values[name] = _figure(name, given)
        except (InvalidOperation, TypeError, ValueError):
            raise RuleViolation(
                f"Nilai “{given}” untuk {name} pada skema tunjangan tidak dapat dibaca. Perbaiki skema itu.",
                name, "scheme_parameter",
            ) from None  # fmt: skip
    return Parameters(**values)


def _figure(name: str, given: Any) -> Any:
    if name in BANDS:
        return _bands(given)
    if name in WHOLE:
        return int(str(given))
    figure = Decimal(str(given))
    if not figure.is_finite():
        raise ValueError
    return figure


def _bands(given: Sequence[Sequence[Any]]) -> tuple[Band, ...]:
    return tuple(Band(None if up_to is None else int(str(up_to)), Decimal(str(cut))) for up_to, cut in given)
