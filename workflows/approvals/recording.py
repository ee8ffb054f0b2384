"""What changed in a chain, as the record keeps it: plain values that are read years later without the rows."""

from collections.abc import Iterable
from dataclasses import asdict

from workflows.rules.chain_comparison import ChainChange, Value
from workflows.rules.chain_tiers import TierPlan


def as_details(changes: Iterable[ChainChange]) -> list[dict[str, object]]:
    """The changes, without what says nothing."""
    found = []
    for change in changes:
        values = {
            "what": change.kind,
            "tier": change.tier,
            "number": change.number,
            "field": change.field,
            "before": _plain(change.before),
            "after": _plain(change.after),
        }
        found.append({name: value for name, value in values.items() if value not in (None, "")})
    return found


def tier_as_text(tier: TierPlan) -> dict[str, object]:
    """The tier by its fields, as JSON takes it."""
    values = asdict(tier)
    del values["key"]
    return {**values, "seats": list(tier.seats)}


def _plain(value: Value | TierPlan | None) -> object:
    if isinstance(value, TierPlan):
        return tier_as_text(value)
    return list(value) if isinstance(value, tuple) else value
