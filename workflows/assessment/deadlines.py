"""Which open assessments hang on the deadlines of their period."""

from datetime import date, datetime, timedelta

from simple_history.utils import bulk_update_with_history

from workflows.assessment.models import Assessment
from workflows.engine.deadlines import Hanging
from workflows.engine.models import WorkItem, WorkItemQuerySet
from workflows.organization.actor import Actor
from workflows.organization.models import Period

AT_ONCE = 500


def self_assessments(period: Period) -> WorkItemQuerySet:
    """What waits for the person's own account."""
    return _of(period, "self_assess")


def answers(period: Period) -> WorkItemQuerySet:
    """What waits for the person to accept the result or object."""
    return _of(period, "acknowledge")


def assessed_by(period: Period, _before: object, due: date) -> date:
    """The period's deadline; a period without one leaves the tasks as they are."""
    return period.assessment_due_on or due


def objected_by(period: Period, before: int, due: date) -> date:
    """So many days later as the days to object became more."""
    return due + timedelta(days=period.objection_days - before)


def postpone_objections(period: Period, before: int, by: Actor, reason: str, at: datetime | None) -> None:
    """Let whoever may still answer have the days that the period gives now; nobody loses any."""
    more = timedelta(days=period.objection_days - before)
    if more <= timedelta(0):
        return
    rows = Assessment.objects.select_for_update().filter(
        period=period, status=Assessment.Status.RATIFIED, objection_until__isnull=False
    )
    changed = list(rows.order_by("pk"))
    for assessment in changed:
        if assessment.objection_until is not None:
            assessment.objection_until += more
    bulk_update_with_history(
        changed, Assessment, ["objection_until"], batch_size=AT_ONCE, default_user=by.history_user,
        default_change_reason=reason, default_date=at,
    )  # fmt: skip


def _of(period: Period, node: str) -> WorkItemQuerySet:
    return WorkItem.objects.open().filter(
        process="assessment", node=node, case__assessmentprocess__assessment__period=period
    )


HANGING = (
    Hanging(field="assessment_due_on", process="assessment", items=self_assessments, due=assessed_by),
    Hanging(field="objection_days", process="assessment", items=answers, due=objected_by, also=postpone_objections),
)
