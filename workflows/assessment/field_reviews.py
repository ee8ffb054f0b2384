"""Field review: HR notes on the spot what it finds for an assessment, before that is ratified; and its reading."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse

from workflows.assessment.models import Assessment, AssessmentProcess, FieldReview, ReviewFinding
from workflows.assessment.realisation import rows_of
from workflows.assessment.unit_predicates import signed
from workflows.audit.record import Entry, record
from workflows.audit.verbs import Verb
from workflows.daily.models import DailyReport
from workflows.engine.authority import may_do, stands_in_for
from workflows.engine.held import Held, held_case
from workflows.engine.moment import history_date
from workflows.engine.outbox import Message, tell_many
from workflows.engine.refusals import NotAllowedHere, NotYours, OwnCase, TookPart
from workflows.engine.votes import votes_of
from workflows.organization.actor import Actor
from workflows.organization.login import has_role
from workflows.organization.models import Role
from workflows.organization.models.history import create_with_history, save_changed, stamp
from workflows.rules.reasons import says_something
from workflows.rules.violation import RuleViolation
from workflows.rules.wording import day_in_words
from workflows.skp.models import WorkResult

REVIEWERS = (Role.HR_ADMIN, Role.PERFORMANCE_TEAM)
LONGEST = 2000  # letters
Finding = ReviewFinding.Finding
Status = Assessment.Status
BEFORE_RATIFIED = frozenset({Status.OPEN, Status.SELF_ASSESSED, Status.RATED, Status.RETURNED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found about one work result, by its key; anything but a confirmation says what."""

    result: int
    finding: str
    note: str = ""


def record_field_review(
    *,
    assessment: Assessment,
    visited_on: date,
    spoken_to: str,
    findings: Sequence[Found],
    advice: str,
    by: Actor,
    looked_at: str = "",
    reports: Collection[int] = (),
    at: datetime | None = None,
) -> FieldReview:
    """Keep what a visit found about each result of the assessment; the person and whoever is asked are told.

    `reports` are the keys of the person's verified reports that were held against what is there. It becomes a part of
    what is decided on: whoever was writing a decision reads it first.

    :raises NotYours: neither HR admin nor performance management team.
    :raises OwnCase: it is about the actor, or whom they act for. :raises TookPart: they decide or decided on it.
    :raises NotAllowedHere: its predicate is out. :raises MovedOn: its case is finished.
    :raises RuleViolation: field `visited_on`, `spoken_to`, `looked_at`, `reports`, `advice` or `finding_<result>`.
    """
    cases = AssessmentProcess.objects.filter(assessment=assessment).order_by("-pk")
    case_id = cases.values_list("pk", flat=True).first() or 0
    with held_case("assessment", case_id, by=by, at=at) as h:
        kept = Assessment.objects.select_for_update(of=("self",)).select_related("period").get(pk=assessment.pk)
        _require_reviewer(h, kept)
        _require_visit(kept, visited_on, h.on)
        texts = {
            "spoken_to": _text(spoken_to, "spoken_to", "Tulis siapa yang ditemui."),
            "looked_at": _text(looked_at, "looked_at", "" if reports else "Tulis apa yang dilihat atau pilih laporan."),
            "advice": _text(advice, "advice", "Tulis saran bagi yang mengesahkan."),
        }
        about = _whole(findings, results_of(kept))
        shown = _reports(kept, reports)
        review = FieldReview(
            assessment=kept, visited_on=visited_on, author=by.user, reviewed_by=signed(by.signatory(h.on)),
            recorded_at=h.at, **texts,
        )  # fmt: skip
        history: dict[str, Any] = {
            "user": by.history_user,
            "reason": "record_field_review",
            "at": history_date(by, h.at),
        }
        stamp(review, **history)
        review.save(force_insert=True)
        review.reports.set(shown)
        rows = [ReviewFinding(review=review, result_id=f.result, finding=f.finding, note=f.note.strip()) for f in about]
        create_with_history(rows, **history)
        save_changed(kept, **history, field_reviewed_at=h.at)
        _tell(h, kept, review)
        record(_entry(h, review, about, shown))
    return review


def reviews_of(assessment: Assessment) -> list[FieldReview]:
    """Its field reviews with what they found, the latest first; three queries, none where there was no visit."""
    if assessment.field_reviewed_at is None:
        return []
    findings = ReviewFinding.objects.select_related("result").order_by("result__number")
    reports = DailyReport.objects.order_by("day")
    rows = assessment.field_reviews.prefetch_related(Prefetch("findings", findings), Prefetch("reports", reports))
    return list(rows.order_by("-recorded_at", "-pk"))


def results_of(assessment: Assessment) -> list[WorkResult]:
    """The results that are assessed, in the order of the plan; one query."""
    return list({row.indicator.result_id: row.indicator.result for row in rows_of(assessment)}.values())


def reports_of(assessment: Assessment) -> list[DailyReport]:
    """The person's verified reports of its days, the latest first; one query."""
    start, end = assessment.span
    verified = DailyReport.objects.filter(employee=assessment.employee_id, status=DailyReport.Status.VERIFIED)
    return list(verified.filter(day__gte=start, day__lt=end).order_by("-day", "pk"))


def _require_reviewer(h: Held, assessment: Assessment) -> None:
    by, person = h.by, h.case.person
    if by.user is None or not has_role(by.user, *REVIEWERS, on=h.on):
        raise NotYours("Tinjauan lapangan dicatat pengelola kepegawaian.")
    if by.employee is not None and by.employee.pk == person.pk:
        raise OwnCase("Penilaian ini menyangkut Anda sendiri, jadi orang lain yang meninjaunya.")
    if stands_in_for(by, person.pk, h.on):
        raise OwnCase("Penilaian ini menyangkut orang yang Anda wakili, jadi orang lain yang meninjaunya.")
    decided = any(by.nip in vote.people for vote in votes_of(h.case))
    if decided or any(item.tier_id is not None and may_do(item, by, h.on) for item in h.items):
        raise TookPart("Anda ikut memutus penilaian ini, jadi orang lain yang meninjaunya.")
    if assessment.status not in BEFORE_RATIFIED:
        raise NotAllowedHere("Predikat penilaian ini sudah keluar. Tinjauan lapangan dicatat sebelum disahkan.")


def _require_visit(assessment: Assessment, on: date, today: date) -> None:
    start = assessment.span[0]
    if on > today:
        raise RuleViolation("Tanggal kunjungan belum tiba.", "visited_on", "visit_to_come")
    if on < start:
        raise RuleViolation(
            f"Kunjungan sebelum {day_in_words(start)} tidak melihat masa yang dinilai.", "visited_on", "visit_too_early"
        )


def _text(text: str, field: str, missing: str) -> str:
    words = text.strip()
    if missing and not words:
        raise RuleViolation(missing, field, f"{field}_missing")
    if len(words) > LONGEST:
        raise RuleViolation(f"Persingkat menjadi paling banyak {LONGEST} huruf.", field, f"{field}_too_long")
    return words


def _whole(findings: Sequence[Found], results: Sequence[WorkResult]) -> list[Found]:
    """The findings in the order of the plan: one for each result, so that none is passed over silently."""
    given = {found.result: found for found in findings}
    known = {result.pk for result in results}
    if len(given) != len(findings) or not given.keys() <= known:
        raise RuleViolation("Temuan ini bukan tentang hasil kerja yang dinilai.", None, "finding_of_another_plan")
    for result in results:
        field, found = f"finding_{result.pk}", given.get(result.pk)
        if found is None or found.finding not in Finding.values:
            raise RuleViolation(f"Pilih temuan untuk “{result.text}”.", field, "finding_missing")
        if found.finding != Finding.CONFIRMS and not says_something(found.note):
            raise RuleViolation(f"Tulis apa yang ditemukan tentang “{result.text}”.", field, "finding_says_nothing")
        _text(found.note, field, "")
    return [given[result.pk] for result in results]


def _reports(assessment: Assessment, keys: Collection[int]) -> list[DailyReport]:
    if not keys:
        return []
    found = [report for report in reports_of(assessment) if report.pk in set(keys)]
    if len(found) != len(set(keys)):
        raise RuleViolation("Pilih laporan terverifikasi dari masa yang dinilai.", "reports", "report_of_another")
    return found


def _tell(h: Held, assessment: Assessment, review: FieldReview) -> None:
    """Tell the person, and whoever is asked to decide now, that there is a finding to read."""
    asked = [item.owner_id for item in h.items if item.tier_id is not None and item.owner_id is not None]
    subject = f"Tinjauan lapangan untuk penilaian {assessment.period.title} {h.case.person.name}"[:200]
    link = reverse("assessment:detail", args=[assessment.pk])
    people = dict.fromkeys([h.case.person.user_id, *asked])
    tell_many(
        [
            Message(recipient=key, key=f"field-review:{review.pk}:{key}", subject=subject,
                    body="Baca apa yang ditemukan pengelola kepegawaian di lapangan.", link=link)
            for key in people
        ],
        at=h.at,
    )  # fmt: skip


def _entry(h: Held, review: FieldReview, about: Sequence[Found], shown: Sequence[DailyReport]) -> Entry:
    return Entry(
        verb=Verb.SUBMIT, process="assessment", subject=f"{review._meta.label}#{review.pk}",
        signatory=h.by.signatory(h.on), person_nip=h.case.person.nip, person_name=h.case.person.name,
        reason=review.advice, channel=h.by.channel, request_id=h.by.request_id, at=h.at,
        details={
            "assessment": review.assessment_id, "visited_on": review.visited_on.isoformat(),
            "spoken_to": review.spoken_to, "looked_at": review.looked_at, "reports": [report.pk for report in shown],
            "findings": {str(found.result): [found.finding, found.note.strip()] for found in about},
        },
    )  # fmt: skip
