"""What can be done with monthly targets: the only door to their rows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from workflows.audit.verbs import Verb
from workflows.engine.moment import history_date, moment_of
from workflows.engine.refusals import NotAllowedHere, NotYours
from workflows.engine.starting import start
from workflows.engine.turns import Turn, turn
from workflows.organization.actor import Actor
from workflows.organization.models.history import save_changed, stamp
from workflows.rules.target_split import even_split
from workflows.skp.models import Skp
from workflows.targets.handing_over import RELATED, Months, checked, plan_in_force, plans_of
from workflows.targets.models import TargetPlan, TargetProcess
from workflows.targets.queries import months_of
from workflows.targets.reading import check_storable, indicators_of, kind_of
from workflows.targets.reconsidering import change as change
from workflows.targets.reconsidering import take_back as take_back
from workflows.targets.reconsidering import withdraw as withdraw
from workflows.targets.running_up import add_to_realisation, sums_of
from workflows.targets.storing import store_months

ON_ITS_WAY = frozenset({TargetPlan.Status.SUBMITTED, TargetPlan.Status.RETURNED})


def even_plan(skp: Skp) -> dict[tuple[int, int], Decimal]:
    """A proposal: each quantity in parts as equal as can be, each level the same in every month. Stores nothing."""
    proposal: dict[tuple[int, int], Decimal] = {}
    for indicator in indicators_of(skp):
        for month, amount in even_split(kind_of(indicator), indicator.target).items():
            proposal[indicator.pk, month] = amount
    return proposal


def save_draft(*, skp: Skp, months: Months, by: Actor) -> TargetPlan:
    """Keep a split that is not handed in yet, whether it adds up or not; a draft never expires.

    :raises NotYours: the SKP is somebody else's. :raises NotAllowedHere: the SKP is not set, or a split is on its way.
    :raises SplitRefused: an amount cannot be stored.
    """
    with transaction.atomic():
        _lock(skp, by)
        check_storable(indicators_of(skp), months)
        plan = _plan_to_write(skp, plans_of(skp))
        if plan.pk is None:
            stamp(plan, user=by.history_user, reason="save_draft")
            plan.save()
        store_months(plan, months, user=by.history_user, reason="save_draft", history_date=None)
    return plan


def submit(*, skp: Skp, months: Months | None = None, by: Actor, at: datetime | None = None) -> TargetPlan:
    """Hand in the split for approval; without months, the draft as it stands.

    Where a split is in force, this one is its next version: months that have begun keep their targets.

    :raises NotYours: the SKP is somebody else's. :raises NotAllowedHere: the SKP is not set, or a split is on its way.
    :raises SplitRefused: with every indicator whose months miss its annual target. :raises NoChain: no chain applies.
    """
    with transaction.atomic():
        moment = moment_of(by, at)
        _lock(skp, by)
        when = history_date(by, moment)
        plans = plans_of(skp)
        plan = _plan_to_write(skp, plans)
        stored = months_of(plan) if months is None and plan.pk else {}
        given = checked(skp, stored if months is None else months, moment.date(), plan_in_force(plans))
        is_new = plan.pk is None
        if is_new:
            plan.status, plan.submitted_at = TargetPlan.Status.SUBMITTED, moment
            stamp(plan, user=by.history_user, reason="submit", at=when)
            plan.save()
        else:
            save_changed(
                plan,
                user=by.history_user,
                reason="submit",
                at=when,
                status=TargetPlan.Status.SUBMITTED,
                submitted_at=moment,
            )
        if months is not None:
            store_months(plan, given, user=by.history_user, reason="submit", history_date=when, is_new=is_new)
        start("targets", by=by, at=moment, person=skp.employee, position=skp.position, plan=plan)
    return plan


def approve(
    *, task_id: int, by: Actor, seen: str | None = None, reason: str = "", at: datetime | None = None
) -> TargetPlan:
    """Agree to the split; after the last tier it is set, locked, and replaces the version before.

    :raises Refusal: see `turn`. :raises NotAllowedHere: the SKP is no longer in force.
    """
    with turn(TargetProcess, task_id, by=by, at=at, seen=seen, related=RELATED, lock=("plan",)) as t:
        plan: TargetPlan = t.case.plan
        if plan.skp.status != Skp.Status.SET:
            raise NotAllowedHere("SKP ini sudah diganti. Target bulanannya disusun lagi pada SKP yang berlaku.")
        t.approve(reason)
        if t.is_agreed:
            if plan.version > 1:
                _replace_former(t, plan.skp)
            save_changed(
                plan,
                user=by.history_user,
                reason=str(t.verb),
                at=t.history_date,
                status=TargetPlan.Status.SET,
                set_at=t.at,
            )
    return plan


def send_back(
    *,
    task_id: int,
    by: Actor,
    reason: str,
    to_tier: int | None = None,
    seen: str | None = None,
    at: datetime | None = None,
) -> TargetPlan:
    """Return the split for correction, or to an earlier tier: then it waits there, and its author is not asked.

    :raises Refusal: see `turn`. :raises RuleViolation: without a reason.
    """
    with turn(TargetProcess, task_id, by=by, at=at, seen=seen, related=RELATED, lock=("plan",)) as t:
        plan: TargetPlan = t.case.plan
        if to_tier is not None:
            t.send_to_tier(to_tier, reason)
        else:
            t.send_back(reason)
            save_changed(
                plan, user=by.history_user, reason=str(t.verb), at=t.history_date, status=TargetPlan.Status.RETURNED
            )
    return plan


def revise(*, task_id: int, months: Months | None, by: Actor, at: datetime | None = None) -> TargetPlan:
    """Hand a returned split in again; a new round begins at the first tier. None: the months as they stand.

    :raises Refusal: see `turn`. :raises SplitRefused: with every indicator whose months miss its annual target.
    """
    with turn(TargetProcess, task_id, by=by, at=at, related=RELATED, lock=("plan",)) as t:
        plan: TargetPlan = t.case.plan
        in_force = plan_in_force(plans_of(plan.skp))
        given = checked(plan.skp, months_of(plan) if months is None else months, t.on, in_force)
        if months is not None:
            store_months(plan, given, user=by.history_user, reason="revise", history_date=t.history_date)
        save_changed(
            plan,
            user=by.history_user,
            reason="revise",
            at=t.history_date,
            status=TargetPlan.Status.SUBMITTED,
            submitted_at=t.at,
        )
        t.hand_in()
    return plan


def withdraw_replaced(*, task_id: int, by: Actor, at: datetime | None = None) -> TargetPlan:
    """Close a split whose SKP was replaced while it was on its way; a duty of `tick`.

    :raises NotAllowedHere: its SKP is still in force.
    """
    with turn(TargetProcess, task_id, by=by, at=at, related=RELATED, lock=("plan",), duty=True) as t:
        plan: TargetPlan = t.case.plan
        if plan.skp.status != Skp.Status.REPLACED:
            raise NotAllowedHere("SKP target ini masih berlaku.")
        t.close(Verb.WITHDRAW, "SKP-nya sudah diganti versi baru.", outcome=TargetProcess.Outcome.WITHDRAWN)
        save_changed(plan, reason=f"withdraw {by.job}", at=t.history_date, status=TargetPlan.Status.WITHDRAWN)
    return plan


def run_up(activities: Mapping[int, Iterable[Any]]) -> None:
    """Add verified activities, by their month, to the realisation of the indicators that they serve.

    An activity serves the first QUANTITY indicator of its result; a result that has levels alone is not counted up.
    Where the plan was replaced meanwhile, it counts for the version in force too. As many statements as for one.
    """
    add_to_realisation(sums_of(activities))


def _replace_former(t: Turn[TargetProcess], skp: Skp) -> None:
    for former in TargetPlan.objects.select_for_update().filter(skp=skp, status=TargetPlan.Status.SET):
        save_changed(
            former, user=t.by.history_user, reason="replaced", at=t.history_date, status=TargetPlan.Status.REPLACED
        )


def _lock(skp: Skp, by: Actor) -> None:
    """Re-read the SKP under its lock; two splits of one SKP are never begun at once."""
    if by.employee is None or by.employee.pk != skp.employee_id:
        raise NotYours("Target bulanan hanya dapat disusun oleh pegawai yang bersangkutan.")
    related = Skp.objects.select_related(
        "employee__user", "position__unit", "position__reports_to__reports_to__reports_to", "period"
    )
    skp.refresh_from_db(from_queryset=related.select_for_update(of=("self",)))
    if skp.status != Skp.Status.SET:
        raise NotAllowedHere("SKP ini belum ditetapkan. Target bulanan disusun setelah SKP ditetapkan.")


def _plan_to_write(skp: Skp, plans: Sequence[TargetPlan]) -> TargetPlan:
    """The draft of the SKP; where there is none the next version, not saved yet.

    :raises NotAllowedHere: a split is on its way.
    """
    last = plans[-1] if plans else None
    if last is not None and last.status in ON_ITS_WAY:
        raise NotAllowedHere(
            f"Target bulanan ini sudah diajukan ({last.get_status_display()}). Buka target itu untuk melihatnya."
        )
    if last is not None and last.status == TargetPlan.Status.DRAFT:
        return last
    return TargetPlan(skp=skp, version=last.version + 1 if last else 1)
