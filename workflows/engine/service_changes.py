"""What follows for a person's cases when their service ends, or rests for a long leave; the door to ends of service.

Each process says what of the person's follows and how (`register`, in its app's `ready`): HR reads the counts before
pressing, and the same is carried out after it, each case in a transaction of its own. What is held by somebody at that
moment is left for `tick`, which does what is still due from the database's state; twice does no harm.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from workflows.audit.models import Decision
from workflows.audit.record import record
from workflows.audit.verbs import Verb
from workflows.engine.middleware import is_busy
from workflows.engine.moment import history_date
from workflows.engine.reasons import required
from workflows.engine.refusals import MovedOn, Refusal
from workflows.organization.actor import Actor
from workflows.organization.ending_service import (
    close_log_in,
    end_entry,
    end_ties,
    put_back,
    refuse_later_beginnings,
    ties_of,
    why_of,
)
from workflows.organization.keeping import moment_of, require_keeper
from workflows.organization.models import Employee, Leave, ServiceEnd
from workflows.organization.models.history import save_changed, stamp
from workflows.rules.violation import RuleViolation
from workflows.rules.wording import day_in_words

JOB = "service_change"  # who acts on the cases: nobody decides in it, HR's own decision is that on the event
NO_LEAVE = "NO_LEAVE"  # a long leave that is none any more
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is recorded of a person: their service ends on `start`, or rests in [start, end). `why` is the reason."""

    person: Employee
    kind: str
    start: date
    end: date | None = None
    finishes: bool = False
    why: str = ""

    @property
    def is_end(self) -> bool:
        """Whether service ends, and does not rest."""
        return self.end is None

    @property
    def drops_everything(self) -> bool:
        """Whether nothing of theirs goes on: they died, and HR does not finish the assessment."""
        return self.kind == ServiceEnd.Kind.DIED and not self.finishes


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """Rows of one kind and what becomes of them; without `act` they are only told of, since they go on by themselves.

    `act(key, change, by, at)` is one action on one row. `bars`: while there are any, a leave is not withdrawn.
    """

    what: Any  # a text, translated when it is shown
    keys: Sequence[int]
    link: str = ""
    act: Callable[[int, Change, Actor, datetime | None], object] | None = None
    bars: bool = False

    @property
    def count(self) -> int:
        """How many."""
        return len(self.keys)


@dataclass
class Followed:
    """How many rows were changed, how many could not be as they stand, and the keys of what was held or failed."""

    done: int = 0
    refused: int = 0
    left: list[int] = field(default_factory=list)


Foresee = Callable[[Change], Iterable[Following]]
REGISTRY: list[Foresee] = []


def register(foresee: Foresee) -> None:
    """Make known what of an app's follows from a change of service."""
    if foresee not in REGISTRY:
        REGISTRY.append(foresee)


def foreseen(change: Change) -> list[Following]:
    """What would follow, without what there is none of; nothing is changed."""
    return [each for foresee in REGISTRY for each in foresee(change) if each.keys]


def follow(change: Change, *, by: Actor, at: datetime | None = None) -> Followed:
    """Carry out what follows, row by row, in the name of a job; a row that cannot be had stops none."""
    job = replace(Actor.system(JOB, by.channel), request_id=by.request_id)
    done = Followed()
    for each in foreseen(change):
        if each.act is None:
            continue
        for key in each.keys:
            try:
                each.act(key, change, job, at)
            except MovedOn:
                continue  # done meanwhile
            except Refusal:
                done.refused += 1
            except Exception as error:  # one broken case must not keep the others
                done.left.append(key)
                if not is_busy(error):
                    logger.exception("What follows from %s failed on %s %s.", change.kind, each.what, key)
            else:
                done.done += 1
    return done


def end_service(
    *,
    employee: Employee,
    kind: str,
    since: date,
    reason: str,
    by: Actor,
    decree: str = "",
    finishes: bool = False,
    at: datetime | None = None,
) -> ServiceEnd:
    """Record that the person's service ends on `since`, the first day without it; carried out once that day is here.

    Tenures, appointments, delegations and roles end on the day at once. `finishes`: of whoever died, the assessment of
    their service is finished all the same.

    :raises PermissionDenied: the actor is no HR admin. :raises RuleViolation: no reason; oneself; a death that lies
        ahead; service ended already or its end is recorded; a post that begins on the day or later.
    """
    moment = moment_of(by, at)
    given = required(reason, "Tulis alasannya, misalnya: mencapai batas usia pensiun.")
    dated = history_date(by, moment)
    with transaction.atomic():
        person = Employee.objects.select_for_update(of=("self",)).select_related("user").get(pk=employee.pk)
        require_keeper(by, moment.date())
        _refuse(person, kind, since, by, moment.date())
        ties = ties_of(person, since, lock=True)
        refuse_later_beginnings(ties, since)
        end = ServiceEnd(
            employee=person, kind=kind, since=since, decree=decree.strip(), reason=given[:250], recorded_at=moment,
            finishes=finishes and kind == ServiceEnd.Kind.DIED,
        )  # fmt: skip
        entries = end_ties(end, ties, by=by, at=moment, history_at=dated)
        stamp(end, user=by.history_user, reason=given, at=dated)
        end.save(force_insert=True)
        record(end_entry(end, Verb.CLOSE, by, given, moment), *entries)
    carry_out(end_id=end.pk, by=by, at=at)
    end.refresh_from_db()
    return end


def carry_out(*, end_id: int, by: Actor, at: datetime | None = None) -> int:
    """Close the log-in and end the cases, once the day is here; a duty of `tick` too. How many cases followed.

    What is held by somebody is left for the next run; the end is done when nothing is left.
    """
    moment = moment_of(by, at)
    dated = history_date(by, moment)
    with transaction.atomic():
        end = _locked(end_id)
        if not end.is_ahead or end.since > moment.date():
            return 0
        close_log_in(end, by=by, history_at=dated)
        end.save(update_fields=["before"])
    followed = follow(change_of(end), by=by, at=at)
    if not followed.left:
        with transaction.atomic():
            end = _locked(end_id)
            if end.is_ahead:
                save_changed(end, user=by.history_user, reason="carry_out", at=dated, done_at=moment)
    return followed.done


def withdraw_end(*, end: ServiceEnd, reason: str, by: Actor, at: datetime | None = None) -> ServiceEnd:
    """Withdraw an end that was recorded wrongly: what it brought forward in the office is as it was.

    :raises PermissionDenied: the actor is no HR admin. :raises RuleViolation: no reason; withdrawn already; cases
        followed it, or somebody else holds the post since.
    """
    moment = moment_of(by, at)
    why = required(reason, "Tulis mengapa catatan ini ditarik, misalnya: salah pegawai.")
    dated = history_date(by, moment)
    with transaction.atomic():
        end.refresh_from_db(from_queryset=ServiceEnd.objects.select_for_update(of=("self",)))
        require_keeper(by, moment.date())
        if end.withdrawn_at is not None:
            raise RuleViolation("Catatan ini sudah ditarik.", "reason", "service_end_withdrawn")
        if count := consequences(end):
            raise RuleViolation(
                f"Catatan ini tidak dapat ditarik lagi: {count} perkara sudah berakhir atau dilewati karenanya. Bila "
                "pegawai masih bertugas, aktifkan datanya dan catat masa jabatan yang baru mulai "
                f"{day_in_words(end.since)}.",
                "reason", "service_end_followed",
            )  # fmt: skip
        entries = put_back(end, by=by, why=why, at=moment, history_at=dated)
        save_changed(end, user=by.history_user, reason=why, at=dated, withdrawn_at=moment)
        record(end_entry(end, Verb.ANNUL, by, why, moment), *entries)
    return end


def consequences(end: ServiceEnd) -> int:
    """How many acts on cases followed from it, as the record has them."""
    job = Actor.system(JOB).job
    return Decision.objects.about(end.employee.nip).by(job).filter(effective_at__gte=end.recorded_at).count()


def change_of(end: ServiceEnd) -> Change:
    """The end as a change."""
    return Change(
        person=end.employee, kind=end.kind, start=end.since, finishes=end.finishes, why=why_of(end)
    )  # fmt: skip


def leave_as_change(leave: Leave, kind: str = "") -> Change:
    """A long leave as a change; `kind` where it is none any more."""
    why = f"{LEAVE_WORDS[Leave.Kind(leave.kind)]} {day_in_words(leave.start)} sampai {day_in_words(leave.last_day)}."
    return Change(person=leave.employee, kind=kind or leave.kind, start=leave.start, end=leave.end, why=why)


LEAVE_WORDS = {
    Leave.Kind.GREAT: "Cuti besar", Leave.Kind.UNPAID: "Cuti di luar tanggungan negara",
    Leave.Kind.STUDY: "Tugas belajar",
}  # fmt: skip


def _refuse(person: Employee, kind: str, since: date, by: Actor, today: date) -> None:
    if by.employee is not None and by.employee.pk == person.pk:
        raise RuleViolation(
            "Tidak seorang pun mencatat akhir dinasnya sendiri. Minta admin kepegawaian lain melakukannya.",
            "employee", "service_end_of_oneself",
        )  # fmt: skip
    if not person.is_active:
        raise RuleViolation(f"{person.name} tidak aktif lagi.", "employee", "service_ended_already")
    ahead = ServiceEnd.objects.in_force().filter(employee=person, done_at__isnull=True).first()
    if ahead is not None:
        raise RuleViolation(
            f"Akhir dinas {person.name} sudah tercatat: {why_of(ahead)} Tarik dahulu catatan itu bila salah.",
            "employee", "service_end_recorded",
        )  # fmt: skip
    if kind == ServiceEnd.Kind.DIED and since > today:
        raise RuleViolation("Tanggal meninggal tidak dapat di masa depan.", "since", "death_ahead")


def _locked(end_id: int) -> ServiceEnd:
    rows = ServiceEnd.objects.select_for_update(of=("self",)).select_related("employee__user")
    return rows.get(pk=end_id)
