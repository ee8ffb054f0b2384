"""What becomes of a person's SKP when their service ends: in force it counts up to that day, unfinished it ends."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from workflows.audit.verbs import Verb
from workflows.engine.ending_cases import end_unsent, keys_of, list_of, open_tasks
from workflows.engine.service_changes import Change, Following
from workflows.engine.turns import turn
from workflows.organization.actor import Actor
from workflows.skp.handing_over import RELATED, decide
from workflows.skp.models import Skp, SkpProcess

Status = Skp.Status


def foresee(change: Change) -> Iterator[Following]:
    """Returned and unsent plans are withdrawn, one that waits is decided; in force it is assessed up to the day."""
    if not change.is_end:
        return
    link = list_of(Skp, change.person)
    returned, waiting = open_tasks("skp", change.person)
    own = Skp.objects.filter(employee=change.person)
    unsent = keys_of(own.filter(status=Status.DRAFT))
    year = keys_of(own.in_force().filter(period__start__lte=change.start, period__end__gt=change.start))
    yield Following(what=_("SKP that were returned: withdrawn"), keys=returned, link=link, act=close)
    yield Following(what=_("SKP never sent: withdrawn"), keys=unsent, link=link, act=withdraw_unsent)
    if change.drops_everything:
        yield Following(what=_("SKP that wait: they are closed"), keys=waiting, link=link, act=close)
        yield Following(what=_("SKP in force: not assessed any more"), keys=year, link=link)
    else:
        yield Following(what=_("SKP that wait: they are still decided"), keys=waiting, link=link)
        yield Following(what=_("SKP in force: assessed up to the day"), keys=year, link=link)


def close(task_id: int, change: Change, by: Actor, at: datetime | None) -> None:
    """A plan on its way ends undecided; a version in force stays. :raises MovedOn: it was done meanwhile."""
    with turn(SkpProcess, task_id, by=by, at=at, related=RELATED, lock=("skp",), duty=True) as t:
        t.close(Verb.CLOSE, change.why, outcome=SkpProcess.Outcome.WITHDRAWN)
        decide(t, Status.WITHDRAWN)


def withdraw_unsent(key: int, change: Change, by: Actor, at: datetime | None) -> None:
    """A plan that was never sent is withdrawn."""
    drafts = Skp.objects.filter(pk=key, status=Status.DRAFT)
    end_unsent(drafts, change, by, at, verb=Verb.CLOSE, status=Status.WITHDRAWN)
