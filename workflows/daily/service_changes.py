"""What becomes of a person's reports when their service ends: what nobody can mend any more lapses."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from workflows.audit.verbs import Verb
from workflows.daily.models import DailyProcess, DailyReport
from workflows.daily.reconsidering import RELATED
from workflows.engine.ending_cases import end_unsent, keys_of, list_of, open_tasks
from workflows.engine.service_changes import Change, Following
from workflows.engine.turns import turn
from workflows.organization.actor import Actor
from workflows.organization.models.history import save_changed

Status = DailyReport.Status


def foresee(change: Change) -> Iterator[Following]:
    """Returned and unsent reports lapse; those that wait are verified all the same, but of whoever died."""
    if not change.is_end:
        return
    link = list_of(DailyReport, change.person)
    returned, waiting = open_tasks("daily", change.person)
    unsent = keys_of(DailyReport.objects.filter(employee=change.person, status=Status.DRAFT))
    yield Following(what=_("daily reports that were returned: they lapse"), keys=returned, link=link, act=lapse)
    yield Following(what=_("daily reports never sent: they lapse"), keys=unsent, link=link, act=lapse_unsent)
    if change.drops_everything:
        yield Following(what=_("daily reports that wait: they are closed"), keys=waiting, link=link, act=close)
    else:
        yield Following(what=_("daily reports that wait: they are still verified"), keys=waiting, link=link)


def lapse(task_id: int, change: Change, by: Actor, at: datetime | None) -> None:
    """A returned report lapses: its author corrects it no more. :raises MovedOn: it was done meanwhile."""
    _end(task_id, change, by, at, Verb.LAPSE)


def close(task_id: int, change: Change, by: Actor, at: datetime | None) -> None:
    """A waiting report ends undecided. :raises MovedOn: it was done meanwhile."""
    _end(task_id, change, by, at, Verb.CLOSE)


def lapse_unsent(key: int, change: Change, by: Actor, at: datetime | None) -> None:
    """A report that was never sent lapses."""
    drafts = DailyReport.objects.filter(pk=key, status=Status.DRAFT)
    end_unsent(drafts, change, by, at, verb=Verb.LAPSE, status=Status.LAPSED)


def _end(task_id: int, change: Change, by: Actor, at: datetime | None, verb: Verb) -> None:
    with turn(DailyProcess, task_id, by=by, at=at, related=RELATED, lock=("report",), duty=True) as t:
        t.close(verb, change.why, outcome=DailyProcess.Outcome.LAPSED)
        save_changed(
            t.case.report, user=by.history_user, reason=change.why, at=t.history_date, status=Status.LAPSED,
            decided_at=t.at,
        )  # fmt: skip
