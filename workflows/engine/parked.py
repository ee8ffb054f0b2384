"""Cases that nobody can decide: parked since nobody stood where a tier looked, or stranded since nobody does any more.

Both are asked again; a stranded one is parked where there is still nobody, so that no case waits unseen.
"""

from datetime import date, datetime

from workflows.approvals.resolver import Asked, Gap, Skipped, only_once
from workflows.audit.record import record
from workflows.audit.verbs import Verb
from workflows.engine.assignment import work_items_for
from workflows.engine.authority import is_parked
from workflows.engine.barring import without_barred
from workflows.engine.held import Held, held
from workflows.engine.models import TieredCase, WorkItem
from workflows.engine.moment import moment_of
from workflows.engine.refusals import MovedOn, NotYours
from workflows.engine.step import close_items
from workflows.engine.stuck import LOG_IN, OWN_POST, POST, causes
from workflows.engine.votes import deciders, votes_now
from workflows.engine.whom import whom
from workflows.organization.actor import Actor
from workflows.organization.login import has_role
from workflows.organization.models import Role
from workflows.organization.reporting import officers

MAY_ASK = (Role.PERFORMANCE_TEAM, Role.HR_ADMIN)


def parked_tasks() -> list[int]:
    """The tasks that lie in a team's queue."""
    waiting = WorkItem.objects.open().filter(owner=None, principal=None)
    return list(waiting.order_by("pk").values_list("task_id", flat=True))


def stranded_tasks(on: date) -> list[int]:
    """The tasks asked of a post in which nobody stands on the day, or only the person whom the case is about; and those
    asked of somebody as themselves whose log-in is closed.
    """
    found: list[int] = []
    for cause in causes(on):
        if cause.kind in {POST, OWN_POST, LOG_IN}:
            found += cause.items.order_by("pk").values_list("task_id", flat=True)
    return found


def ask_again(*, task_id: int, by: Actor, at: datetime | None = None) -> bool:
    """Ask whoever stands now where the task's tier looks; recorded as REASSIGN. False: nothing is to be done.

    A stranded task goes to the team where nobody is found.

    :raises NotYours: the actor is neither a job, nor of the performance team, nor an HR admin.
    """
    moment = moment_of(by, at)
    if by.user is not None and not has_role(by.user, *MAY_ASK, on=moment.date()):
        raise NotYours("Pekerjaan ini diteruskan oleh tim pengelola kinerja.")
    try:
        with held(task_id, by=by, at=at) as h:
            return _asked_anew(h)
    except MovedOn:
        return False


def _asked_anew(h: Held) -> bool:
    case = h.case
    before = h.items[0] if len(h.items) == 1 else None  # a committee goes on with those that it has
    if before is None or before.tier is None:
        return False
    if not is_parked(before) and not _is_stranded(before, case, h.on):
        return False
    if votes_now(case, before.tier.number):
        return False  # the seat that is left of a committee: those who voted are not asked again
    found = without_barred(case, whom(before.tier, case, h.on))
    if isinstance(found, Asked) and not case.chain_version.same_person_may_decide_twice:
        found = only_once(found, deciders(case))
    if isinstance(found, Skipped) or (isinstance(found, Gap) and is_parked(before)):
        return False
    case.asked = found
    items = work_items_for(h.task.flow_task, h.task, case, h.at)
    close_items([h.task], h.at, WorkItem.Closing.SKIPPED)
    for item in items:
        item.save(force_insert=True)
    h.give_task_to(items[0].owner)
    asked = sorted(item.owner.username for item in items if item.owner)
    record(h.entry(Verb.REASSIGN, before, reason=f"Sebelumnya: {before.gap or _why(before)}", details={"asked": asked}))
    return True


def _is_stranded(item: WorkItem, case: TieredCase, on: date) -> bool:
    if item.principal is None:
        return item.owner is not None and not item.owner.is_active
    officer = officers([item.principal], on).get(item.principal.pk)
    return officer is None or officer.concerns(case.person) or officer.employee.nip in case.barred


def _why(item: WorkItem) -> str:
    if item.principal is None:
        return f"{item.owner} tidak aktif lagi."
    return f"{item.principal} tidak lagi ditempati orang yang dapat memutusnya."
