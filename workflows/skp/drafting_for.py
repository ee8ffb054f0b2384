"""Drafting for the late: the performance management team writes an SKP in the place of an employee who has none.

It is marked as such and goes through the same tiers; whoever wrote in it decides none of them (`SkpProcess.barred`).
The employee may take it over by writing in it until it is sent, and revises it if it is returned.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from workflows.audit.models import Decision
from workflows.audit.record import Entry, record
from workflows.audit.verbs import Verb
from workflows.engine.moment import moment_of
from workflows.engine.outbox import tell
from workflows.engine.reasons import required
from workflows.engine.refusals import NotAllowedHere, NotYours, OwnCase
from workflows.engine.starting import begin
from workflows.organization.actor import Actor
from workflows.organization.login import has_role
from workflows.organization.models import ActingAppointment, Employee, Period, Position, Role, Tenure
from workflows.rules.rule_sets import in_force
from workflows.rules.wording import day_in_words
from workflows.skp.entries import Expectations, ResultEntry, entries_of, expectations_of
from workflows.skp.handing_over import hand_over, locked, pen_of
from workflows.skp.late import SENT, drafts_for, late_from
from workflows.skp.models import Skp
from workflows.skp.storing import Pen, store_plan

WHY = "Tulis mengapa SKP ini disusun tim. Pegawai dan atasannya membacanya."
ROLES = {Role.PERFORMANCE_TEAM: "tim pengelola kinerja", Role.HR_ADMIN: "admin kepegawaian"}


def draft_for(
    *, employee: Employee, position: Position, period: Period, reason: str, by: Actor, at: datetime | None = None
) -> Skp:
    """Begin an SKP for somebody late; it begins as a copy of last year's for the post where there is one.

    A version that was given up this year is copied instead; an unsent draft of the employee's is taken over as it is.
    The employee is told; recorded as OPEN.

    :raises NotYours: the actor is not of the team. :raises OwnCase: it would be their own SKP.
    :raises NotAllowedHere: it is not late yet, is on its way or set, or the employee has none of this post.
    :raises RuleViolation: without a reason.
    """
    with transaction.atomic():
        Employee.objects.select_for_update().get(pk=employee.pk)  # two starts at once: the second sees the first
        moment = moment_of(by, at)
        _refuse_stranger(employee, by, moment)
        given = required(reason, WHY)
        _refuse_in_time(period, _began(employee, position, moment.date()), moment.date())
        versions = Skp.objects.filter(employee=employee, position=position, period=period)
        if sent := versions.filter(status__in=SENT).first():
            raise NotAllowedHere(f"SKP {period.code} untuk jabatan ini sudah ada ({sent.get_status_display()}).")
        last = versions.order_by("-version").select_for_update().first()
        pen = pen_of(by, moment, given)
        took_over = last is not None and last.status == Skp.Status.DRAFT
        if last is not None and took_over:
            skp = _taken_over(last, pen, by, moment)
        else:
            skp = _begun(Skp(employee=employee, position=position, period=period), last, pen, by, moment)
        _tell(skp, "drafted", "Tim pengelola kinerja menyusun SKP Anda", _begun_words(skp, given), moment)
        record(_entry(skp, by, moment, given, took_over=took_over))
    return skp


def save_for(
    *,
    skp: Skp,
    results: Sequence[ResultEntry],
    expectations: Expectations | None = None,
    by: Actor,
    at: datetime | None = None,
) -> Skp:
    """Keep the team's draft, whatever is missing in it.

    :raises NotYours, OwnCase: as `draft_for`. :raises NotAllowedHere: it is sent, or the employee took it over.
    :raises RuleViolation: an entry names a row of another plan, or a target is no number.
    """
    with transaction.atomic():
        moment = moment_of(by, at)
        _refuse_stranger(skp.employee, by, moment)
        _lock_draft(skp)
        pen = pen_of(by, moment, "save_for")
        store_plan(skp, results, expectations, pen)
        pen.save(skp, **_written_by(skp, by, moment))
    return skp


def submit_for(
    *,
    skp: Skp,
    by: Actor,
    results: Sequence[ResultEntry] | None = None,
    expectations: Expectations | None = None,
    at: datetime | None = None,
) -> Skp:
    """Send the team's draft through the employee's tiers; the employee is told.

    :raises NotYours, OwnCase, NotAllowedHere: as `save_for`.
    :raises PlanRefused: with everything that is missing. :raises RuleViolation: it does not stand in the cascade.
    :raises NoChain: no chain is published.
    """
    with transaction.atomic():
        moment = moment_of(by, at)
        _refuse_stranger(skp.employee, by, moment)
        _lock_draft(skp)
        written = _written_by(skp, by, moment)
        hand_over(skp, results, expectations, by, moment, "submit_for", drafted_by=written["drafted_by"])
        pen_of(by, moment, "submit_for").save(skp, **written)
        _tell(
            skp, "sent", "SKP yang disusun tim untuk Anda sudah diajukan",
            f"SKP {skp.period.code} untuk jabatan {skp.position.title} menunggu persetujuan atasan Anda. Selama belum "
            "diputus Anda dapat mengubah atau menariknya.",
            moment,
        )  # fmt: skip
        _case, entries = begin(
            "skp", by=by, at=moment, person=skp.employee, position=skp.position, reason=_reason_of(skp),
            details={"drafted_by": skp.drafted_by}, skp=skp,
        )  # fmt: skip
        record(*entries)
    return skp


def _refuse_stranger(employee: Employee, by: Actor, at: datetime) -> None:
    if by.user is None or not drafts_for(by.user, at.date()):
        raise NotYours("SKP disusun pegawai sendiri, atau bila terlambat oleh tim pengelola kinerja.")
    if by.employee is not None and by.employee.pk == employee.pk:
        raise OwnCase("SKP Anda sendiri Anda susun di halaman SKP, bukan sebagai tim pengelola kinerja.")


def _began(employee: Employee, position: Position, on: date) -> date:
    """Since when the employee stands in the post, as its holder or as the Plt of a vacant one.

    :raises NotAllowedHere: they do not, no longer serve, or the SKP of the post is set outside the office.
    """
    if position.reports_to_id is None:
        raise NotAllowedHere(f"SKP {position.title} ditetapkan di luar kantor ini.")
    held = Tenure.objects.on(on).filter(employee=employee, position=position, employee__is_active=True)
    acted = ActingAppointment.objects.on(on).filter(
        officer=employee, position=position, capacity=ActingAppointment.Capacity.PLT, officer__is_active=True
    )
    began = held.values_list("start", flat=True).first() or acted.values_list("start", flat=True).first()
    if began is None:
        raise NotAllowedHere(f"{employee.name} tidak memegang jabatan {position.title} pada {day_in_words(on)}.")
    return began


def _refuse_in_time(period: Period, began: date, on: date) -> None:
    first = late_from(period, began)
    if not (first <= on < period.end):
        raise NotAllowedHere(
            f"SKP {period.code} pegawai ini dapat disusun tim sejak {day_in_words(first)} sampai akhir tahun itu. "
            "Sampai saat itu pegawai menyusunnya sendiri."
        )


def _taken_over(draft: Skp, pen: Pen, by: Actor, at: datetime) -> Skp:
    if draft.drafted_by:
        raise NotAllowedHere(f"SKP ini sedang disusun {draft.drafted_by}. Lanjutkan rancangan yang sudah ada.")
    pen.save(draft, **_written_by(draft, by, at))
    return draft


def _begun(skp: Skp, last: Skp | None, pen: Pen, by: Actor, at: datetime) -> Skp:
    skp.rule_set = in_force(skp.period.start)
    skp.version = last.version + 1 if last is not None else 1
    skp.drafted_by, skp.drafters = _written_by(skp, by, at).values()
    pen.create(skp)
    former = last or _last_years(skp)
    if former is not None:
        entries = entries_of(former, as_new=True)
        store_plan(skp, entries if former is last else _in_a_new_year(entries), expectations_of(former), pen)
    return skp


def _last_years(skp: Skp) -> Skp | None:
    """The plan that was in force for the post in the year before."""
    of_post = Skp.objects.in_force().filter(employee=skp.employee, position=skp.position)
    return of_post.filter(period__kind=Period.Kind.YEAR, period__end=skp.period.start).first()


def _in_a_new_year(entries: Sequence[ResultEntry]) -> list[ResultEntry]:
    """The results with their measures; what they carry on is chosen anew, from this year's plan above."""
    return [
        replace(
            entry, carries_on_id=None, agreement_id=None, follows_id=None,
            indicators=tuple(replace(indicator, follows_id=None) for indicator in entry.indicators),
        )
        for entry in entries
    ]  # fmt: skip


def _lock_draft(skp: Skp) -> None:
    locked(skp, {Skp.Status.DRAFT})
    if not skp.drafted_by:
        raise NotAllowedHere("Rancangan ini milik pegawai. Muat ulang halaman untuk melihat keadaannya.")


def _written_by(skp: Skp, by: Actor, at: datetime) -> dict[str, str]:
    """Who drafts it, as text, with everybody of the team who wrote in it."""
    roles = [words for role, words in ROLES.items() if by.user is not None and has_role(by.user, role, on=at.date())]
    name = by.employee.name if by.employee is not None else by.nip
    return {
        "drafted_by": f"{name}, NIP {by.nip}, {roles[0]}"[:300],
        "drafters": " ".join(dict.fromkeys([*skp.drafters.split(), by.nip])),
    }


def _reason_of(skp: Skp) -> str:
    """Why the team drafted it, as recorded when it began."""
    begun = Decision.objects.filter(subject=_subject(skp), verb=Verb.OPEN).order_by("id").last()
    return begun.reason if begun is not None else ""


def _begun_words(skp: Skp, reason: str) -> str:
    return (
        f"SKP {skp.period.code} untuk jabatan {skp.position.title} belum ada, jadi disusun {skp.drafted_by}. "
        f"Alasan: {reason} Selama belum diajukan Anda dapat membukanya, mengubahnya dan mengajukannya sendiri."
    )


def _tell(skp: Skp, what: str, subject: str, body: str, at: datetime) -> None:
    """Told once for each draft and act; written before the record, whose head is locked last."""
    key = f"skp-{what}:{skp.pk}:{at.timestamp():.0f}"
    tell(skp.employee.user, key, subject, body, reverse("skp:detail", args=[skp.pk]), at=at)


def _subject(skp: Skp) -> str:
    return f"{Skp._meta.label}#{skp.pk}"


def _entry(skp: Skp, by: Actor, at: datetime, reason: str, *, took_over: bool) -> Entry:
    return Entry(
        verb=Verb.OPEN,
        process="skp",
        subject=_subject(skp),
        signatory=by.signatory(at.date()),
        person_nip=skp.employee.nip,
        person_name=skp.employee.name,
        reason=reason,
        details={"drafted_by": skp.drafted_by, "version": skp.version, "took_over": took_over},
        channel=by.channel,
        request_id=by.request_id,
        at=at,
    )
