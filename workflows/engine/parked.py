"""Cases that were parked because nobody stood where a tier looked: asked again once somebody does."""

from datetime import datetime

from django.db import transaction
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from workflows.approvals.resolver import Asked, only_once, who_decides
from workflows.audit.record import Entry, record
from workflows.audit.verbs import Verb
from workflows.engine.assignment import work_items_for
from workflows.engine.authority import approvers, is_parked
from workflows.engine.models import WorkItem
from workflows.engine.moment import moment_of
from workflows.engine.refusals import NotYours
from workflows.engine.registry import flow_of
from workflows.engine.step import close_items, is_open
from workflows.organization.actor import Actor
from workflows.organization.login import has_role
from workflows.organization.models import Role

MAY_ASK = (Role.PERFORMANCE_TEAM, Role.HR_ADMIN)


def parked_tasks() -> list[int]:
    """The tasks that lie in a team's queue."""
    waiting = WorkItem.objects.open().filter(owner=None, principal=None)
    return list(waiting.order_by("pk").values_list("task_id", flat=True))


def ask_again(*, task_id: int, by: Actor, at: datetime | None = None) -> bool:
    """Ask whoever stands now where the parked task's tier looks; recorded as REASSIGN. False: still nobody.

    :raises NotYours: the actor is neither a job, nor of the performance team, nor an HR admin.
    """
    moment = moment_of(by, at)
    if by.user is not None and not has_role(by.user, *MAY_ASK, on=moment.date()):
        raise NotYours("Pekerjaan ini diteruskan oleh tim pengelola kinerja.")
    with transaction.atomic():
        parked = WorkItem.objects.open().filter(task_id=task_id).select_related("tier").first()
        if parked is None or not is_parked(parked) or parked.tier is None:
            return False
        model = flow_of(parked.process).process_class
        rows = model._default_manager.select_for_update(of=("self",))
        case = rows.select_related("person__user", "position__unit", "chain_version").get(pk=parked.case_id)
        task = Task.objects.get(pk=task_id)
        parked = WorkItem.objects.open().filter(pk=parked.pk).select_related("tier").first()
        if parked is None or parked.tier is None or not is_open(task):
            return False
        found = who_decides(parked.tier, case.person, moment.date(), case.position)
        if isinstance(found, Asked) and not case.chain_version.same_person_may_decide_twice:
            found = only_once(found, approvers(case))
        if not isinstance(found, Asked):
            return False
        case.asked = found
        items = work_items_for(task.flow_task, task, case, moment)
        close_items([task], moment, WorkItem.Closing.SKIPPED)
        for item in items:
            item.save(force_insert=True)
        task.owner, task.assigned, task.status = items[0].owner, moment, STATUS.ASSIGNED
        task.save(update_fields=["owner", "assigned", "status"])
        record(
            Entry(
                verb=Verb.REASSIGN,
                process=case.process_code,
                case_id=case.pk,
                subject=case.subject_key,
                signatory=by.signatory(moment.date()),
                round=case.round,
                tier=parked.tier.title,
                tier_number=parked.tier.number,
                person_nip=case.person.nip,
                person_name=case.person.name,
                reason=f"Sebelumnya: {parked.gap}",
                details={"asked": sorted(item.owner.username for item in items if item.owner)},
                channel=by.channel,
                request_id=by.request_id,
                at=moment,
            )
        )
    return True
