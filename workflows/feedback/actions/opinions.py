"""A round of opinion as HR conducts it: opened for chosen raters, reminded of, closed once and for good."""

from collections.abc import Sequence
from datetime import date, datetime
from secrets import SystemRandom
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from workflows.audit.models import Decision
from workflows.audit.record import record
from workflows.audit.verbs import Verb
from workflows.engine.moment import history_date, moment_of
from workflows.engine.outbox import Message, tell_many
from workflows.feedback.models import Invitation, OpinionRound, Remark, Tally, Urn
from workflows.feedback.models.opinion import Group
from workflows.feedback.proposing import people_above
from workflows.feedback.recording import entry
from workflows.feedback.urn import seal, unseal
from workflows.organization.actor import Actor
from workflows.organization.login import has_role
from workflows.organization.models import Employee, Period, Role
from workflows.organization.models.history import save_changed, stamp
from workflows.rules.berakhlak import BEHAVIOURS
from workflows.rules.opinions import INSIDE, LEAST, RATINGS, cells, count
from workflows.rules.violation import RuleViolation
from workflows.rules.wording import day_in_words

OPEN, CLOSED = OpinionRound.Status.OPEN, OpinionRound.Status.CLOSED
CONDUCT = (Role.HR_ADMIN, Role.PERFORMANCE_TEAM)


def open_round(
    *,
    by: Actor,
    employee: Employee,
    period: Period,
    raters: Sequence[tuple[Employee, str]],
    answer_until: date,
    minimum: int = LEAST,
    at: datetime | None = None,
) -> OpinionRound:
    """Ask these raters, each with their group, for their opinion of the employee; they are told.

    :raises PermissionDenied: the actor is neither HR admin nor of the performance management team.
    :raises RuleViolation: a round about oneself, or a second one for the period; too low a minimum, too few raters, a
        last day that is past; a rater who is no peer or subordinate, twice named, inactive, above the employee or the
        employee themselves.
    """
    moment = moment_of(by, at)
    with transaction.atomic():
        person = Employee.objects.select_for_update().get(pk=employee.pk)
        require_conductor(by, person, moment)
        if minimum < LEAST:
            raise RuleViolation(f"Jumlah jawaban minimum sekurang-kurangnya {LEAST}.", "minimum", "minimum_too_low")
        if answer_until < timezone.localdate(moment):
            raise RuleViolation("Hari terakhir untuk menjawab sudah lewat.", "answer_until", "answer_until_is_past")
        if OpinionRound.objects.filter(employee=person, period=period).exists():
            raise RuleViolation(
                f"Untuk {person.name} pada periode {period.code} sudah ada putaran. Putaran kedua akan memungkinkan "
                "jawaban orang dikenali dari selisihnya.",
                "period",
                "round_opened_already",
            )
        _may_be_asked(person, raters, minimum, timezone.localdate(moment))
        opened = OpinionRound(
            employee=person, period=period, minimum=minimum, answer_until=answer_until, opened_at=moment
        )
        stamp(opened, user=by.history_user, reason="open_round", at=history_date(by, moment))
        opened.save()
        for rater, group in raters:
            Invitation.objects.create(round=opened, rater=rater, group=group)
        Urn.objects.create(round=opened, sealed=seal(opened, []))
        _tell_raters(
            [rater for rater, _group in raters], "Anda diminta memberi pendapat (360°)",
            f"Jawaban Anda anonim. Jawablah sampai dengan {day_in_words(answer_until)}.", moment,
        )  # fmt: skip
        asked: dict[str, object] = {group: sum(each == group for _rater, each in raters) for group in INSIDE}
        details = {**asked, "period": period.code, "minimum": minimum, "answer_until": answer_until.isoformat()}
        record(entry(opened, Verb.OPEN, by, moment, person=person, details=details))
    return opened


def remind_raters(*, by: Actor, of: OpinionRound, at: datetime | None = None) -> OpinionRound:
    """Remind everybody who was asked, also who has answered: nobody's mail tells which. At most once a day.

    :raises PermissionDenied: as `open_round`. :raises RuleViolation: the round is closed, its last day is past, or it
        was reminded of today.
    """
    moment = moment_of(by, at)
    with transaction.atomic():
        lock(of)
        require_conductor(by, of.employee, moment)
        require_open(of, moment)
        subject = f"{of._meta.label}#{of.pk}"
        last = Decision.objects.filter(subject=subject, verb=Verb.REMIND).order_by("-pk").first()
        if last is not None and timezone.localdate(last.effective_at) == timezone.localdate(moment):
            raise RuleViolation("Para penilai sudah diingatkan hari ini.", None, "reminded_already")
        raters = Employee.objects.filter(opinion_invitations__round=of, is_active=True)
        _tell_raters(
            list(raters.select_related("user")), "Pendapat Anda ditunggu (360°)",
            f"Jawaban Anda anonim. Jawablah sampai dengan {day_in_words(of.answer_until)}. Bila Anda sudah menjawab, "
            "abaikan pesan ini.", moment,
        )  # fmt: skip
        record(entry(of, Verb.REMIND, by, moment, person=of.employee))
    return of


def close_round(*, by: Actor, of: OpinionRound, at: datetime | None = None) -> OpinionRound:
    """Count what may be shown, forget the rest, and close for good. With too few answers nothing at all is kept.

    :raises PermissionDenied: as `open_round`. :raises RuleViolation: it is closed already. :raises UrnUnreadable: the
        answers cannot be opened; the round stays as it is.
    """
    moment = moment_of(by, at)
    with transaction.atomic():
        lock(of)
        require_conductor(by, of.employee, moment)
        if of.status != OPEN:
            raise RuleViolation("Putaran ini sudah ditutup. Putaran tidak dibuka kembali.", None, "round_closed")
        urn = Urn.objects.select_for_update().get(round=of)
        answers = unseal(of, bytes(urn.sealed))
        given = {group: sum(answer.group == group for answer in answers) for group in Group.values}
        shown = cells(given, of.minimum)
        values = [value.code for value in BEHAVIOURS]
        for cell, counted in count(answers, shown, values).items():
            for value, numbers in counted.items():
                for rating, number in zip(RATINGS, numbers, strict=True):
                    Tally.objects.create(
                        round=of, groups="+".join(cell.groups), value=value, rating=rating, count=number
                    )
        counted_groups = {group for cell in shown for group in cell.groups}
        remarks = [answer.remark for answer in answers if answer.remark and answer.group in counted_groups]
        SystemRandom().shuffle(remarks)
        for text in remarks:
            Remark.objects.create(round=of, text=text)
        urn.delete()
        for invitation in of.invitations.order_by("pk"):  # else they would lie as before: those who answered last
            invitation.is_answered = None
            invitation.save(update_fields=["is_answered"])
        save_changed(
            of, user=by.history_user, reason="close_round", at=history_date(by, moment), status=CLOSED,
            closed_at=moment, answers=len(answers),
        )  # fmt: skip
        details: dict[str, object] = {"answers": len(answers), "is_shown": bool(shown)}
        record(entry(of, Verb.CLOSE, by, moment, person=of.employee, details=details))
    return of


def lock(of: OpinionRound) -> None:
    """Re-read the round under its lock: who answers and who closes wait for each other here."""
    locked = OpinionRound.objects.select_for_update(of=("self",)).select_related("employee__user", "period")
    of.refresh_from_db(from_queryset=locked)


def require_conductor(by: Actor, person: Employee, moment: datetime) -> None:
    """Refuse everybody but HR admins and the performance management team, and these about themselves.

    :raises PermissionDenied: the actor is neither. :raises RuleViolation: the round is about the actor.
    """
    if by.user is None or not by.user.is_active:
        raise PermissionDenied
    if not (by.user.is_superuser or has_role(by.user, *CONDUCT, on=timezone.localdate(moment))):
        raise PermissionDenied
    if by.employee is not None and by.employee.pk == person.pk:
        raise RuleViolation("Putaran tentang diri Anda dijalankan oleh admin lain.", "employee", "round_about_oneself")


def require_open(of: OpinionRound, moment: datetime) -> None:
    """Refuse what comes too late.

    :raises RuleViolation: the round is closed, or its last day is past.
    """
    if of.status != OPEN:
        raise RuleViolation("Putaran ini sudah ditutup.", None, "round_closed")
    if timezone.localdate(moment) > of.answer_until:
        raise RuleViolation(f"Jawaban diterima sampai dengan {day_in_words(of.answer_until)}.", None, "round_is_over")


def _may_be_asked(person: Employee, raters: Sequence[tuple[Employee, str]], minimum: int, today: date) -> None:
    if len(raters) < minimum:
        raise RuleViolation(
            f"Pilih sekurang-kurangnya {minimum} penilai: dengan lebih sedikit jawaban tidak ada yang ditampilkan.",
            "raters",
            "too_few_raters",
        )
    above = people_above(person, today)
    seen: set[int] = set()
    for rater, group in raters:
        if group not in INSIDE:
            raise RuleViolation("Penilai adalah rekan atau bawahan.", "raters", "rater_of_no_group")
        if rater.pk == person.pk:
            raise RuleViolation(
                f"{person.name} tidak menilai dirinya sendiri di sini.", "raters", "rater_is_the_person"
            )
        if rater.pk in seen:
            raise RuleViolation(f"{rater.name} tercantum dua kali.", "raters", "rater_named_twice")
        if not rater.is_active:
            raise RuleViolation(f"{rater.name} tidak aktif.", "raters", "rater_inactive")
        if rater.pk in above:
            raise RuleViolation(
                f"{rater.name} adalah atasan {person.name} dan menilai dengan cara lain.", "raters", "rater_is_superior"
            )
        seen.add(rater.pk)


def _tell_raters(raters: Sequence[Employee], subject: str, body: str, moment: datetime) -> None:
    """Without naming the person, and under keys that tell nothing: others read the outbox too."""
    link = reverse("feedback:opinions")
    tell_many(
        [
            Message(recipient=rater.user_id, key=f"opinion:{uuid4().hex}", subject=subject, body=body, link=link)
            for rater in raters
        ],
        at=moment,
    )
