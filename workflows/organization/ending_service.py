"""What ends in the office with a person's service: tenures, appointments, delegations, roles and the log-in.

The office's half of `engine/service_changes.py`, which is the door: it records an end here and then ends the cases.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from workflows.audit import clock
from workflows.audit.record import Entry
from workflows.audit.verbs import Verb
from workflows.organization.actions import acting_entry
from workflows.organization.actor import Actor
from workflows.organization.auditors import refuse_cutting_short, refuse_incompatible
from workflows.organization.delegating import delegation_entry
from workflows.organization.granting import role_entry
from workflows.organization.keeping import PROCESS
from workflows.organization.models import (
    ActingAppointment,
    Delegation,
    Employee,
    Role,
    RoleGrant,
    ServiceEnd,
    Tenure,
    User,
)
from workflows.organization.models.history import save_changed
from workflows.rules.violation import RuleViolation
from workflows.rules.wording import day_in_words

LEGAL_STATUS = {
    ServiceEnd.Kind.RETIRED: "Pensiun",
    ServiceEnd.Kind.DIED: "Meninggal dunia",
    ServiceEnd.Kind.LEFT: "Berhenti",
}


@dataclass(frozen=True, slots=True)
class Ties:
    """What ties a person to the office beyond a day, and will end on it."""

    tenures: list[Tenure]
    acting: list[ActingAppointment]  # by them, and as Plh for them
    delegations: list[Delegation]  # given and taken
    roles: list[RoleGrant]
    audits: list[RoleGrant]  # the auditor's role: no end of service touches it

    def __iter__(self) -> Iterator[Any]:
        return iter([*self.tenures, *self.acting, *self.delegations, *self.roles])


def ties_of(employee: Employee, since: date, *, lock: bool = False) -> Ties:
    """What of the person's goes on behind the day; five queries. `lock`: each row is held until the transaction ends.

    A Plh for a post of theirs stands in for an absent holder, so it ends with the holder; one that begins on the day or
    later was appointed knowing of it and stays.
    """

    def rows(model: Any, *related: str) -> Any:
        found = model._default_manager.select_related(*related).order_by("pk")
        return found.select_for_update(of=("self",)) if lock else found

    open_ended = Q(end__isnull=True) | Q(end__gt=since)
    tenures = list(rows(Tenure, "position").filter(open_ended, employee=employee))
    posts = [tenure.position_id for tenure in tenures]
    plh = Q(position__in=posts, capacity=ActingAppointment.Capacity.PLH, start__lt=since)
    acting = rows(ActingAppointment, "position", "officer").filter(open_ended)
    own = Q(delegator=employee) | Q(delegate=employee)
    delegations = rows(Delegation, "delegator", "delegate").filter(own, end__gt=since)
    held = list(rows(RoleGrant, "user__employee").filter(open_ended, user=employee.user_id))
    roles = [grant for grant in held if grant.role != Role.AUDITOR and grant.start < since]
    audits = [grant for grant in held if grant.role == Role.AUDITOR]
    return Ties(tenures, list(acting.filter(Q(officer=employee) | plh)), list(delegations), roles, audits)


def refuse_later_beginnings(ties: Ties, since: date) -> None:
    """:raises RuleViolation: a tenure or an appointment begins on the day or later, so it cannot end on it; or the
    person audits beyond the day, which is ended by two.
    """
    refuse_cutting_short(ties.audits, since, clock.today())
    posts: list[Tenure | ActingAppointment] = [*ties.tenures, *ties.acting]
    for row in posts:
        if row.start >= since:
            raise RuleViolation(
                f"{row.position.title} baru dijabat mulai {day_in_words(row.start)}, jadi tidak dapat berakhir "
                f"{day_in_words(since)}. Periksa tanggalnya, atau perbaiki dahulu data jabatan itu.",
                "since", "service_ends_before_post",
            )  # fmt: skip


def end_ties(end: ServiceEnd, ties: Ties, *, by: Actor, at: datetime, history_at: datetime | None) -> list[Entry]:
    """Bring the ends of these, held rows forward to the end of service, and keep on it what they were.

    Gives what is to be recorded.
    """
    why = why_of(end)
    entries: list[Entry] = []
    before: dict[str, dict[str, str | None]] = {}
    for row in ties:
        until = max(end.since, row.start)
        before.setdefault(row._meta.label, {})[str(row.pk)] = row.end.isoformat() if row.end else None
        save_changed(row, user=by.history_user, reason=why, at=history_at, end=until)
        entries += _entries(row, by, why, at)
    end.before = before
    return entries


def close_log_in(end: ServiceEnd, *, by: Actor, history_at: datetime | None) -> None:
    """Deactivate the person with their log-in; nothing where that is done."""
    person = Employee.objects.select_for_update(of=("self",)).get(pk=end.employee_id)
    end.before = {**end.before, "legal_status": end.before.get("legal_status", person.legal_status)}
    save_changed(
        person, user=by.history_user, reason=why_of(end), at=history_at, is_active=False,
        legal_status=LEGAL_STATUS[ServiceEnd.Kind(end.kind)],
    )  # fmt: skip
    _switch_log_in(person, on=False)


def put_back(end: ServiceEnd, *, by: Actor, why: str, at: datetime, history_at: datetime | None) -> list[Entry]:
    """Give back what the end brought forward, where nobody changed it since, and the log-in. What is to be recorded.

    :raises RuleViolation: another stands in the post since, or the person in another one, or audits since.
    """
    refuse_taken_posts(end)
    entries: list[Entry] = []
    for model in (Tenure, ActingAppointment, Delegation, RoleGrant):
        kept: dict[str, str | None] = end.before.get(model._meta.label, {})
        for row in model._default_manager.select_for_update().filter(pk__in=kept).order_by("pk"):
            former = kept[str(row.pk)]
            if row.end == max(end.since, row.start):
                until = date.fromisoformat(former) if former else None
                if isinstance(row, RoleGrant):
                    refuse_incompatible(row.user, row.role, row.end, until)
                save_changed(row, user=by.history_user, reason=why, at=history_at, end=until)
                entries += _entries(row, by, why, at)
    if "legal_status" in end.before:
        person = Employee.objects.select_for_update(of=("self",)).get(pk=end.employee_id)
        save_changed(
            person, user=by.history_user, reason=why, at=history_at, is_active=True,
            legal_status=end.before["legal_status"],
        )  # fmt: skip
        _switch_log_in(person, on=True)
    return entries


def refuse_taken_posts(end: ServiceEnd) -> None:
    """:raises RuleViolation: the post has another holder or acting officer since, or the person another post."""
    held = Tenure.objects.filter(pk__in=end.before.get(Tenure._meta.label, {})).values("position")
    later = Tenure.objects.filter(start__gte=end.since).select_related("employee", "position")
    taken = later.filter(Q(position__in=held) | Q(employee=end.employee_id)).order_by("start").first()
    if taken is not None:
        raise RuleViolation(
            f"{taken.position.title} dijabat {taken.employee.name} sejak {day_in_words(taken.start)}. Catatan ini "
            "tidak dapat ditarik lagi: bila pegawai kembali, aktifkan datanya dan catat masa jabatan yang baru.",
            "reason", "service_end_post_taken",
        )  # fmt: skip


def end_entry(end: ServiceEnd, verb: Verb, by: Actor, reason: str, at: datetime) -> Entry:
    """What is recorded of the end itself."""
    return Entry(
        verb=verb, process=PROCESS, subject=f"{ServiceEnd._meta.label}#{end.pk}", signatory=by.signatory(at.date()),
        person_nip=end.employee.nip, person_name=end.employee.name, reason=reason,
        details={
            "kind": end.kind, "since": end.since.isoformat(), "decree": end.decree, "finishes": end.finishes,
            "ended": {table: len(rows) for table, rows in end.before.items() if isinstance(rows, dict)},
        },
        channel=by.channel, request_id=by.request_id, at=at,
    )  # fmt: skip


def why_of(end: ServiceEnd) -> str:
    """The end as a reason: *Pensiun mulai 1 Juli 2026, SK 882/12/2026.*"""
    verb = "pada" if end.kind == ServiceEnd.Kind.DIED else "mulai"
    what = f"{LEGAL_STATUS[ServiceEnd.Kind(end.kind)]} {verb} {day_in_words(end.since)}"
    return f"{what}, {end.decree}." if end.decree else f"{what}."


def _entries(row: Any, by: Actor, why: str, at: datetime) -> list[Entry]:
    """A tenure's change stands in its field history and in the decision on the end itself."""
    if isinstance(row, ActingAppointment):
        return [acting_entry(row, Verb.AMEND, by, why, at)]
    if isinstance(row, Delegation):
        codes = sorted(row.processes.values_list("process", flat=True))
        return [delegation_entry(row, Verb.AMEND, codes, by, why, at)]
    return [role_entry(row, Verb.AMEND, by, why, at)] if isinstance(row, RoleGrant) else []


def _switch_log_in(person: Employee, *, on: bool) -> None:
    user = User.objects.select_for_update().get(pk=person.user_id)
    if user.is_active is not on:
        user.is_active = on
        user.save(update_fields=["is_active"])
