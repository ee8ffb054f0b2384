"""The rows of a draft's tiers and seats, brought in step with a plan; history says for each who and why."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from workflows.approvals.models import ChainVersion, Seat, Tier
from workflows.approvals.plans import Named
from workflows.organization.models.history import save_changed, stamp
from workflows.rules.chain_tiers import ChainPlan, TierPlan

ASIDE = 1_000  # where a tier waits while another takes its number: numbers are unique at every moment


def store_tiers(
    version: ChainVersion, tiers: Sequence[TierPlan], *, user: Any, reason: str, at: datetime | None
) -> None:
    """Make the version's tiers those of the plan, in its order; rows whose key it names are changed, not replaced."""
    named = Named.by(ChainPlan(tiers=tuple(tiers)))
    rows = {row.pk: row for row in version.tiers.prefetch_related("seats__position")}
    kept = {tier.key for tier in tiers if tier.key in rows}
    for key, old in rows.items():
        if key not in kept:
            for part in (*old.seats.all(), old):
                stamp(part, user=user, reason=reason, at=at)
                part.delete()
    _step_aside(rows[tier.key] for number, tier in enumerate(tiers, 1) if tier.key and _moves(rows, tier, number))
    left: dict[int, Tier | None] = dict(rows)
    for number, tier in enumerate(tiers, start=1):
        values = {**named.values(tier), "number": number}
        row = left.pop(tier.key, None) if tier.key else None  # a key named twice is a new tier the second time
        if row is None:
            row = Tier(version=version, **values)
            stamp(row, user=user, reason=reason, at=at)
            row.save()
        else:
            save_changed(row, user=user, reason=reason, at=at, **values)
        _store_seats(row, tier, named, user, reason, at)


def _moves(rows: dict[int, Tier], tier: TierPlan, number: int) -> bool:
    return tier.key in rows and rows[tier.key].number != number


def _step_aside(moving: Iterable[Tier]) -> None:
    """Give way without a line in the history: the number that counts comes in the next breath."""
    for row in moving:
        row.number += ASIDE
        row.skip_history_when_saving = True  # type: ignore[attr-defined]
        row.save(update_fields=["number"])
        del row.skip_history_when_saving  # type: ignore[attr-defined]


def _store_seats(row: Tier, tier: TierPlan, named: Named, user: Any, reason: str, at: datetime | None) -> None:
    sitting = {seat.position.code: seat for seat in row.seats.all()}
    for code, seat in sitting.items():
        if code not in tier.seats:
            stamp(seat, user=user, reason=reason, at=at)
            seat.delete()
    for code in tier.seats:
        if code not in sitting:
            seat = Seat(tier=row, position=named.posts[code])
            stamp(seat, user=user, reason=reason, at=at)
            seat.save()
