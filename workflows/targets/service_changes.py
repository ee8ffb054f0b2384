"""What becomes of a person's splits when their service ends: what nobody can hand in any more is withdrawn."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from workflows.audit.verbs import Verb
from workflows.engine.ending_cases import end_unsent, keys_of, list_of, open_tasks
from workflows.engine.service_changes import Change, Following
from workflows.engine.turns import turn
from workflows.organization.actor import Actor
from workflows.organization.models.history import save_changed
from workflows.targets.handing_over import RELATED
from workflows.targets.models import TargetPlan, TargetProcess

Status = TargetPlan.Status


def foresee(change: Change) -> Iterator[Following]:
    """Returned and unsent splits are withdrawn; one that waits is decided, since the days served are assessed by it."""
    if not change.is_end:
        return
    link = list_of(TargetPlan, change.person)
    returned, waiting = open_tasks("targets", change.person)
    unsent = keys_of(TargetPlan.objects.filter(skp__employee=change.person, status=Status.DRAFT))
    yield Following(what=_("monthly targets that were returned: withdrawn"), keys=returned, link=link, act=close)
    yield Following(what=_("monthly targets never sent: withdrawn"), keys=unsent, link=link, act=withdraw_unsent)
    if change.drops_everything:
        yield Following(what=_("monthly targets that wait: they are closed"), keys=waiting, link=link, act=close)
    else:
        yield Following(what=_("monthly targets that wait: they are still decided"), keys=waiting, link=link)


def close(task_id: int, change: Change, by: Actor, at: datetime | None) -> None:
    """A split on its way ends undecided. :raises MovedOn: it was done meanwhile."""
    with turn(TargetProcess, task_id, by=by, at=at, related=RELATED, lock=("plan",), duty=True) as t:
        t.close(Verb.CLOSE, change.why, outcome=TargetProcess.Outcome.WITHDRAWN)
        save_changed(
            t.case.plan, user=by.history_user, reason=change.why, at=t.history_date, status=Status.WITHDRAWN
        )  # fmt: skip


def withdraw_unsent(key: int, change: Change, by: Actor, at: datetime | None) -> None:
    """A split that was never sent is withdrawn."""
    drafts = TargetPlan.objects.filter(pk=key, status=Status.DRAFT)
    end_unsent(drafts, change, by, at, verb=Verb.CLOSE, status=Status.WITHDRAWN)
