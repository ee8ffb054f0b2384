"""Handing a plan over to its tiers, and writing its row within a turn: what all its verbs have in common."""

from collections.abc import Collection, Sequence
from datetime import datetime

from workflows.engine.acts import Turn
from workflows.engine.moment import history_date
from workflows.engine.refusals import NotAllowedHere
from workflows.organization.actor import Actor
from workflows.organization.models.history import save_changed
from workflows.organization.snapshots import take_snapshot
from workflows.rules.rule_sets import in_force
from workflows.skp.checking import check_cascade, check_complete, what_is_above
from workflows.skp.entries import Expectations, ResultEntry, entries_of
from workflows.skp.models import Skp, SkpProcess, WorkResult
from workflows.skp.storing import Pen, store_plan

RELATED = ("skp__period", "position__reports_to__reports_to__reports_to__reports_to")


def hand_over(
    skp: Skp,
    results: Sequence[ResultEntry] | None,
    expectations: Expectations | None,
    by: Actor,
    at: datetime,
    why: str,
    *,
    drafted_by: str = "",
) -> None:
    """Check the plan under the lock, store it, and mark it as submitted with a snapshot of the person that day.

    `drafted_by` says who of the team sends it in the employee's place; what the employee sends is theirs.
    """
    given = entries_of(skp) if results is None else list(results)
    check_complete(given)
    check_cascade(given, what_is_above(skp.employee, skp.position, skp.period, at.date()))
    pen = pen_of(by, at, why)
    if results is not None or expectations is not None:
        store_plan(skp, given, expectations, pen)
    pen.save(
        skp, status=Skp.Status.SUBMITTED, submitted_at=at, rule_set=in_force(skp.period.start), drafted_by=drafted_by,
        snapshot=take_snapshot(skp.employee, skp.position, skp.period, at.date()),
    )  # fmt: skip


def locked(skp: Skp, allowed: Collection[Skp.Status]) -> None:
    """Lock the plan's row and read it anew, with the relations that the caller holds.

    :raises NotAllowedHere: it is in none of these states.
    """
    employee, position, period = skp.employee, skp.position, skp.period
    skp.refresh_from_db(from_queryset=Skp.objects.select_for_update())
    skp.employee, skp.position, skp.period = employee, position, period
    if skp.status not in allowed:
        raise NotAllowedHere(
            f"SKP {period.code} tidak dapat diubah: keadaannya {skp.get_status_display()}. "
            "Buka SKP itu untuk melihatnya."
        )


def refuse_not_returned(t: Turn[SkpProcess]) -> None:
    """:raises NotAllowedHere: the plan waits for a decision."""
    if t.case.skp.status != Skp.Status.RETURNED:
        raise NotAllowedHere("SKP ini sedang menunggu keputusan, jadi isinya belum dapat diubah.")


def save(t: Turn[SkpProcess], row: Skp | WorkResult, why: str, **values: object) -> None:
    """Change these fields of a row, with who and why in its history."""
    save_changed(row, user=t.by.history_user, reason=why, at=t.history_date, **values)


def decide(t: Turn[SkpProcess], status: str, **values: object) -> None:
    """Write what the turn did into the plan's row."""
    save(t, t.case.skp, str(t.verb), status=status, **values)


def pen_of(by: Actor, at: datetime, reason: str) -> Pen:
    """What each history row of this act says."""
    return Pen(user=by.history_user, reason=reason if by.user else f"{reason} {by.job}", at=history_date(by, at))
