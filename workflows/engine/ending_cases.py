"""What the processes share where a person's cases end with their service: the tasks, the rows that were never sent."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workflows.audit.record import Entry, record
from workflows.audit.verbs import Verb
from workflows.engine.models import WorkItem
from workflows.engine.moment import history_date, moment_of
from workflows.engine.service_changes import NO_LEAVE, Change, Following
from workflows.organization.actor import Actor
from workflows.organization.models import Employee, Tenure
from workflows.organization.models.history import save_changed
from workflows.rules.calendar import ONE_DAY


def open_tasks(process: str, person: Employee) -> tuple[list[int], list[int]]:
    """The open tasks of the person's cases of the process: those that they are asked themselves, those of a tier."""
    rows = WorkItem.objects.open().filter(process=process, person=person).order_by("task_id")
    own = rows.filter(tier__isnull=True, team="").values_list("task_id", flat=True).distinct()
    asked = rows.values_list("task_id", flat=True).distinct()
    mine = list(own)
    return mine, [task for task in asked if task not in mine]


def foresee_asked(change: Change) -> Iterator[Following]:
    """Tasks of tiers that are asked of the person: of others' cases, so they wait for nobody and are only told of.

    After an end `tick` asks whom the chain names then (`parked.ask_again`); during a leave a Plh or a delegate decides.
    """
    held = Tenure.objects.on(change.start - ONE_DAY).filter(employee=change.person).values("position")
    asked = Q(principal__in=held) | Q(owner=change.person.user_id, principal__isnull=True)
    rows = WorkItem.objects.open().filter(asked, tier__isnull=False).exclude(person=change.person)
    if change.is_end:
        what = _("tasks asked of the person: they go to whom the chain names")
        yield Following(what=what, keys=keys_of(rows), link=reverse("admin:engine_stuck"))
    elif change.kind != NO_LEAVE:
        what = _("tasks asked of the person: they wait, unless a Plh or a delegate decides")
        yield Following(what=what, keys=keys_of(rows), link=reverse("admin:organization_actingappointment_add"))


def keys_of(rows: QuerySet[Any]) -> list[int]:
    """The rows' keys, in order."""
    return list(rows.order_by("pk").values_list("pk", flat=True))


def list_of(model: Any, person: Employee) -> str:
    """Where the back-office lists the person's rows."""
    return f"{reverse(f'admin:{model._meta.app_label}_{model._meta.model_name}_changelist')}?q={person.nip}"


def end_unsent(
    drafts: QuerySet[Any], change: Change, by: Actor, at: datetime | None, *, verb: Verb, **values: object
) -> None:
    """End the one row of these that was never sent, so that it has no case; nothing where it was sent meanwhile."""
    with transaction.atomic():
        moment = moment_of(by, at)
        row = drafts.select_for_update(of=("self",)).first()
        if row is None:
            return
        save_changed(row, user=by.history_user, reason=change.why, at=history_date(by, moment), **values)
        record(
            Entry(
                verb=verb, process=row._meta.app_label, subject=f"{row._meta.label}#{row.pk}",
                signatory=by.signatory(moment.date()), person_nip=change.person.nip, person_name=change.person.name,
                reason=change.why, channel=by.channel, request_id=by.request_id, at=moment,
            )
        )  # fmt: skip
