"""An objection of somebody who died ends: the result that it contests is final as it is."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from workflows.assessment.settling import settle
from workflows.audit.verbs import Verb
from workflows.engine.ending_cases import list_of, open_tasks
from workflows.engine.service_changes import Change, Following
from workflows.engine.turns import turn
from workflows.objection.models import Objection, ObjectionProcess
from workflows.organization.actor import Actor
from workflows.organization.models import ServiceEnd
from workflows.organization.models.history import save_changed

RELATED = ("objection__assessment",)
LOCK = ("objection", "objection__assessment")


def foresee(change: Change) -> Iterator[Following]:
    """Nobody is heard for the dead; whoever retires or leaves is heard to the end."""
    if not change.is_end:
        return
    _own, waiting = open_tasks("objection", change.person)
    link = list_of(Objection, change.person)
    if change.kind == ServiceEnd.Kind.DIED:
        yield Following(what=_("objections: they end, and the result stands"), keys=waiting, link=link, act=end)
    else:
        yield Following(what=_("objections: they are heard to the end"), keys=waiting, link=link)


def end(task_id: int, change: Change, by: Actor, at: datetime | None) -> None:
    """It ends without a ruling, as if withdrawn; the record says by what. :raises MovedOn: it was ruled on."""
    with turn(ObjectionProcess, task_id, by=by, at=at, related=RELATED, lock=LOCK, duty=True) as t:
        objection: Objection = t.case.objection
        t.close(Verb.CLOSE, change.why, outcome=ObjectionProcess.Outcome.WITHDRAWN)
        settle(objection.assessment, None, by=by, at=t.at, history_date=t.history_date)
        save_changed(
            objection, user=by.history_user, reason=change.why, at=t.history_date, status=Objection.Status.WITHDRAWN
        )  # fmt: skip
