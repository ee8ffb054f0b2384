"""What is thought better of: a split withdrawn or changed while it waits, a decision on it taken back."""

from datetime import datetime

from workflows.engine.taking_back import TakenBack, taking_back
from workflows.engine.turns import turn
from workflows.organization.actor import Actor
from workflows.organization.models.history import save_changed
from workflows.rules.violation import RuleViolation
from workflows.skp.built_on import refuse_built_on
from workflows.targets.handing_over import RELATED, Months, checked, plan_in_force, plans_of
from workflows.targets.models import TargetPlan, TargetProcess
from workflows.targets.storing import store_months

Status = TargetPlan.Status


def withdraw(*, task_id: int, by: Actor, reason: str = "", at: datetime | None = None) -> TargetPlan:
    """Take back a split on which nobody has decided yet: a draft again, which can be handed in anew.

    :raises Refusal: see `turn`. :raises NotAllowedHere: somebody decided already.
    """
    with turn(TargetProcess, task_id, by=by, at=at, related=RELATED, lock=("plan",), as_person=True) as t:
        plan: TargetPlan = t.case.plan
        t.withdraw(reason)
        save_changed(
            plan, user=by.history_user, reason=str(t.verb), at=t.history_date, status=Status.DRAFT, submitted_at=None
        )
    return plan


def change(*, task_id: int, months: Months, by: Actor, at: datetime | None = None) -> TargetPlan:
    """Change a split that waits for a decision; it goes through again from the tier that its chain names.

    :raises Refusal: see `turn`. :raises SplitRefused: with every indicator whose months miss its annual target.
    :raises RuleViolation: nothing was changed (`unchanged`).
    """
    with turn(TargetProcess, task_id, by=by, at=at, related=RELATED, lock=("plan",), as_person=True) as t:
        plan: TargetPlan = t.case.plan
        t.keep_content()
        given = checked(plan.skp, months, t.on, plan_in_force(plans_of(plan.skp)))
        store_months(plan, given, user=by.history_user, reason="change", history_date=t.history_date)
        if t.case.content_hash == t.seen:
            raise RuleViolation(
                "Belum ada yang diubah, jadi target ini tetap menunggu seperti semula.", "months", "unchanged"
            )
        save_changed(plan, user=by.history_user, reason="change", at=t.history_date, submitted_at=t.at)
        t.resubmit()
    return plan


def take_back(*, task_id: int, by: Actor, at: datetime | None = None) -> TargetPlan:
    """Take back one's own last decision; the split waits for it again, and a version that it replaced is in force.

    :raises Refusal: see `taking_back`. :raises NotAllowedHere: the split was set and something was built on it.
    """
    with taking_back(TargetProcess, task_id, by=by, at=at, related=RELATED, lock=("plan",)) as t:
        plan: TargetPlan = t.case.plan
        if plan.status == Status.SET and plan.set_at is not None:
            refuse_built_on(plan.skp, plan.set_at)
        if plan.status != Status.SUBMITTED:
            was_set = plan.status == Status.SET
            _put(t, plan, status=Status.SUBMITTED, set_at=None)
            if was_set:
                _put_former_in_force(t, plan)
    return plan


def _put_former_in_force(t: TakenBack[TargetProcess], plan: TargetPlan) -> None:
    replaced = TargetPlan.objects.select_for_update().filter(skp=plan.skp, status=Status.REPLACED)
    former = replaced.filter(version__lt=plan.version).order_by("-version").first()
    if former is not None:
        _put(t, former, status=Status.SET)


def _put(t: TakenBack[TargetProcess], plan: TargetPlan, **values: object) -> None:
    save_changed(plan, user=t.by.history_user, reason="take_back", at=t.history_date, **values)
