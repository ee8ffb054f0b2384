"""*My superior is wrong*: what the data say of a person's superior, and what is done to a report that it is wrong."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from workflows.audit.record import Entry, record
from workflows.audit.verbs import Verb
from workflows.organization.actor import Actor
from workflows.organization.keeping import PROCESS, moment_of, require_keeper
from workflows.organization.models import Employee, Position, SuperiorReport, Tenure
from workflows.organization.models.history import save_changed, stamp
from workflows.organization.reporting import GapInLine, LineEnds, Officer, assessor_of, position_of
from workflows.rules.violation import RuleViolation
from workflows.rules.wording import day_in_words

ANSWERS = (SuperiorReport.Status.CORRECTED, SuperiorReport.Status.KEPT)


@dataclass(frozen=True, slots=True)
class OnRecord:
    """A person's direct superior as the data say on a day: the officer and since when, or why there is none."""

    own_post: Position | None
    officer: Officer | None = None
    since: date | None = None
    missing: str = ""  # a sentence, where no superior is found

    @property
    def last_day(self) -> date | None:
        """The last day of an acting appointment; None where it is open or the officer holds the post."""
        acting = self.officer.acting if self.officer else None
        return acting.end - timedelta(days=1) if acting is not None and acting.end is not None else None

    @property
    def text(self) -> str:
        """All of it in one Indonesian line, to be frozen with a report."""
        if self.officer is None:
            return self.missing
        words = f"{self.officer.employee.name}, {self.officer.title}"
        acting = self.officer.acting
        if acting is None:
            return f"{words}; memegang jabatan sejak {day_in_words(self.since)}" if self.since else words
        words += f"; dengan {acting.decree} sejak {day_in_words(acting.start)}"
        if self.last_day is not None:
            words += f" sampai dengan {day_in_words(self.last_day)}"
        return f"{words}, menggantikan {self.officer.holder.name}" if self.officer.holder else words


def superior_on_record(employee: Employee, on: date) -> OnRecord:
    """What the data say on the day."""
    own = position_of(employee, on)
    if own is None:
        return OnRecord(None, missing=f"{employee.name} tidak tercatat memegang jabatan pada {day_in_words(on)}.")
    try:
        officer = assessor_of(employee, on, own)
    except (GapInLine, LineEnds) as none:
        return OnRecord(own, missing=str(none))
    if officer.acting is not None:
        return OnRecord(own, officer, officer.acting.start)
    held = Tenure.objects.on(on).filter(position=officer.position, employee=officer.employee)
    return OnRecord(own, officer, held.values_list("start", flat=True).first())


def report_superior(
    *, by: Actor, says: str, claimed: Employee | None = None, at: datetime | None = None
) -> SuperiorReport:
    """Say that the superior on record is wrong, and who it should be; it becomes a task for HR.

    :raises PermissionDenied: the actor is no active person of the office. :raises RuleViolation: nothing is said; no
        post is held; one report is open already; the person claimed is oneself, inactive, or on record already.
    """
    moment = moment_of(by, at)
    if by.user is None or by.employee is None or not by.user.is_active:
        raise PermissionDenied
    with transaction.atomic():
        employee = Employee.objects.select_for_update().get(pk=by.employee.pk)
        if not says.strip():
            raise RuleViolation("Tulis siapa atasan langsung Anda seharusnya, dan mengapa.", "says", "says_nothing")
        if SuperiorReport.objects.filter(employee=employee, status=SuperiorReport.Status.OPEN).exists():
            raise RuleViolation(
                "Laporan Anda yang terdahulu masih menunggu jawaban admin kepegawaian.", "says", "reported_already"
            )
        found = superior_on_record(employee, moment.date())
        if found.own_post is None:
            raise RuleViolation(
                "Anda tidak tercatat memegang jabatan. Hubungi admin kepegawaian.", "says", "reporter_without_post"
            )
        if claimed is not None:
            _may_be_claimed(claimed, employee, found)
        report = SuperiorReport(
            employee=employee, position=found.own_post, on_record=found.text[:400], says=says.strip(), claimed=claimed,
            reported_at=moment,
        )  # fmt: skip
        stamp(report, user=by.history_user, reason="", at=at)
        report.save()
        details: dict[str, object] = {"on_record": report.on_record, "position": found.own_post.code}
        if claimed is not None:
            details |= {"claimed_nip": claimed.nip, "claimed_name": claimed.name}
        _record(report, Verb.OBJECT, by, report.says, details, moment)
    return report


def answer_superior_report(
    *, by: Actor, report: SuperiorReport, status: str, answer: str, at: datetime | None = None
) -> SuperiorReport:
    """Close a report: the data were CORRECTED, or KEPT as they are; the employee reads the answer.

    The data themselves are corrected where they are kept (position, tenure, acting appointment), each with its reason.

    :raises PermissionDenied: the actor is no HR admin. :raises RuleViolation: one's own report; answered already; no
        answer, or neither of the two.
    """
    moment = moment_of(by, at)
    with transaction.atomic():
        locked = SuperiorReport.objects.select_for_update(of=("self",)).select_related("employee__user")
        report.refresh_from_db(from_queryset=locked)
        require_keeper(by, moment.date())
        if by.employee is not None and by.employee.pk == report.employee_id:
            raise RuleViolation(
                "Laporan Anda sendiri dijawab oleh admin kepegawaian lain.", "answer", "answer_to_oneself"
            )
        if report.status != SuperiorReport.Status.OPEN:
            raise RuleViolation(f"Laporan ini sudah dijawab oleh {report.answered_by}.", "answer", "answered_already")
        if status not in ANSWERS:
            raise RuleViolation("Pilih: datanya diperbaiki, atau tetap seperti tercatat.", "status", "answer_is_none")
        if not answer.strip():
            raise RuleViolation(
                "Tulis jawaban untuk pegawai: apa yang diperbaiki, atau mengapa tetap.", "answer", "answer_missing"
            )
        signatory = by.signatory(moment.date())
        save_changed(
            report, user=by.history_user, reason=answer.strip(), at=at, status=status, answer=answer.strip(),
            answered_at=moment, answered_by=f"{signatory.name} ({signatory.nip})"[:200],
        )  # fmt: skip
        now = superior_on_record(report.employee, moment.date())
        details: dict[str, object] = {"status": status, "on_record": report.on_record, "on_record_now": now.text}
        _record(report, Verb.DECIDE, by, report.answer, details, moment)
    return report


def _may_be_claimed(claimed: Employee, employee: Employee, found: OnRecord) -> None:
    if claimed.pk == employee.pk:
        raise RuleViolation("Anda bukan atasan Anda sendiri. Pilih orang lain.", "claimed", "claims_oneself")
    if not claimed.is_active:
        raise RuleViolation(f"{claimed.name} tidak aktif. Pilih orang lain.", "claimed", "claims_inactive")
    if found.officer is not None and found.officer.employee.pk == claimed.pk:
        raise RuleViolation(
            f"{claimed.name} sudah tercatat sebagai atasan langsung Anda.", "claimed", "claims_who_is_on_record"
        )


def _record(
    report: SuperiorReport, verb: Verb, by: Actor, reason: str, details: dict[str, object], moment: datetime
) -> None:
    record(
        Entry(
            verb=verb,
            process=PROCESS,
            subject=f"{SuperiorReport._meta.label}#{report.pk}",
            signatory=by.signatory(moment.date()),
            person_nip=report.employee.nip,
            person_name=report.employee.name,
            reason=reason,
            details=details,
            channel=by.channel,
            request_id=by.request_id,
            at=moment,
        )
    )
