"""The case in which an assessment is made."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.assessment.models.assessment import Assessment
from workflows.assessment.models.field_review import FieldReview
from workflows.assessment.models.rating import VALUE_LABELS, BehaviourRating, ResultRealisation
from workflows.audit.verbs import Verb
from workflows.engine.models import TieredCase
from workflows.organization.calendar import end_of
from workflows.rules.permenpanrb_6_2022 import BEHAVIOURS, RATINGS, Rating
from workflows.rules.wording import MONTHS, exact

# The values of BerAKHLAK in their order, then those of the earlier rule sets.
IN_ORDER = {**{value.code: value.label for value in BEHAVIOURS}, **VALUE_LABELS}


class AssessmentProcess(TieredCase):
    """One assessment on its way: the person, the assessor, the assessor's superior, the person again."""

    process_code: ClassVar[str] = "assessment"

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="cases", verbose_name=_("assessment")
    )

    class Meta:
        verbose_name = _("assessment process")
        verbose_name_plural = _("assessment processes")

    @property
    def subject(self) -> Assessment:
        """The assessment."""
        return self.assessment

    @property
    def is_ratified(self) -> bool:
        """Whether the last tier has ratified, so that the person is asked to acknowledge."""
        return self.outcome == self.Outcome.APPROVED and self.asked is None

    def content(self) -> dict[str, object]:
        """What the deciding tier sees: realisations, ratings, notes; what was not given is left out."""
        a = self.assessment
        behaviours = a.behaviours.order_by("value").values_list("value", "rating", "score", "note")
        return {
            "self_note": a.self_note, "work_rating": a.work_rating, "behaviour_rating": a.behaviour_rating,
            "feedback": a.feedback, "departure_reason": a.departure_reason,
            "realisations": [
                [*row, why] if why else row
                for *row, why in a.realisations.order_by("indicator_id").values_list(
                    "indicator_id", "target", "realised", "achievement", "evidence", "correction_reason"
                )
            ],
            "behaviours": [
                [value, rating if score is None else score, note] for value, rating, score, note in behaviours
            ],
            **{name: value for name, value in _in_numbers(a).items() if value not in (None, {})},
            **({"field_reviewed_at": a.field_reviewed_at} if a.field_reviewed_at is not None else {}),
        }  # fmt: skip

    def content_lines(self) -> list[tuple[str, str, str]]:
        """The person's account, what each indicator reached, the ratings with their notes; without what is empty."""
        a = self.assessment
        rows = a.realisations.select_related("indicator")
        rows = rows.order_by("indicator__result__number", "indicator__number", "indicator")
        behaviours = {row.value: row for row in a.behaviours.all()}
        texts = [
            ("self_note", "Uraian pegawai", a.self_note),
            *((f"realisation-{row.indicator_id}", row.indicator.text, _realisation_in_words(row)) for row in rows),
            ("self_rating", "Penilaian diri pegawai", _self_rating_in_words(a.self_rating)),
            ("work_rating", "Penilaian hasil kerja", _label(a.work_rating)),
            ("behaviour_rating", "Penilaian perilaku", _label(a.behaviour_rating)),
            ("further", "Isian penilai", _further_in_words(a.further)),
            ("work_value", "Nilai SKP", _exact(a.work_value)),
            ("behaviour_value", "Nilai perilaku kerja", _exact(a.behaviour_value)),
            ("total", "Nilai kinerja", _exact(a.total)),
            *(
                (f"behaviour-{code}", behaviours[code].label, _behaviour_in_words(behaviours[code]))
                for code in IN_ORDER
                if code in behaviours
            ),
            ("departure_reason", "Alasan berbeda dari saran sistem", a.departure_reason),
            ("feedback", "Umpan balik", a.feedback),
            *((f"field_review-{review.pk}", review.title_in_words, review.in_words()) for review in _reviews(a)),
        ]
        return [line for line in texts if line[2]]

    def task_title(self, node: str) -> str:
        """The line in an inbox."""
        period = self.assessment.period
        which = MONTHS[period.start.month - 1] if period.kind == period.Kind.MONTH else period.title
        if part := self.assessment.part_in_words:
            which = f"{which} ({part})"
        if node == "self_assess":
            return f"Penilaian {which}: isi realisasi dan penilaian diri"
        if node == "acknowledge":
            return f"Penilaian {which}: tanggapi hasilnya"
        return f"Penilaian {which} {self.person.name}"

    def task_summary(self, node: str) -> str:
        """The small line below it: what is asked at this tier."""
        if node == "decide" and self.asked is not None:
            tier = self.asked.tier
            return f"{tier.title}. Menyimpang dari saran sistem." if self.assessment.departs else f"{tier.title}."
        return self.position.title

    def hides_document(self, user: Any, done: str) -> bool:
        """The person reads a rating when its predicate is out; what was returned to them on paper they read at once."""
        return self.person.user_id == user.pk and done != Verb.RETURN and not self.assessment.has_result

    def line_on(self, on: date) -> date:
        """A part that ended before the period did is assessed by who was superior then."""
        ends_on = self.assessment.ends_on
        if ends_on is None or ends_on >= self.assessment.period.end:
            return on
        return min(on, ends_on - timedelta(days=1))

    def task_due(self, node: str, at: datetime) -> datetime:
        """Self-assessment by the period's deadline, acknowledgement by the end of the days to object."""
        if node == "acknowledge" and self.assessment.objection_until is not None:
            return end_of(self.assessment.objection_until)
        due = self.assessment.period.assessment_due_on
        return max(end_of(due), end_of(at.date())) if due else super().task_due(node, at)


def _reviews(a: Assessment) -> list[FieldReview]:
    """What HR found on the spot, the earliest first; no query where nobody visited."""
    if a.field_reviewed_at is None:
        return []
    return list(a.field_reviews.prefetch_related("findings__result").order_by("recorded_at", "pk"))


def _label(rating: str) -> str:
    return RATINGS[Rating(rating)].label if rating else ""


def _realisation_in_words(row: ResultRealisation) -> str:
    """*28 dari target 30 usulan, capaian 93,33 %. Bukti: rekap SIMPEG.*"""
    realised = "belum diisi" if row.realised is None else exact(row.realised)
    achieved = "tidak terukur" if row.achievement is None else f"{exact(row.achievement)}\u00a0%"
    text = f"{realised} dari target {exact(row.target)} {row.indicator.unit}, capaian {achieved}."
    text = f"{text} Bukti: {row.evidence}" if row.evidence else text
    return f"{text} Dikoreksi penilai: {row.correction_reason}" if row.correction_reason else text


def _behaviour_in_words(row: BehaviourRating) -> str:
    return f"{row.grade_words}. {row.note}" if row.note else f"{row.grade_words}."


def _in_numbers(a: Assessment) -> dict[str, object]:
    return {
        "work_value": a.work_value, "behaviour_value": a.behaviour_value, "total": a.total, "further": a.further,
        "self_rating": a.self_rating,
    }  # fmt: skip


def _exact(value: Decimal | None) -> str:
    return "" if value is None else exact(value)


def _further_in_words(further: Mapping[str, str]) -> str:
    return "; ".join(f"{name}: {answer}" for name, answer in sorted(further.items()) if answer)


def _self_rating_in_words(own: Mapping[str, str]) -> str:
    """*Hasil kerja: Sesuai ekspektasi; Loyal: Di atas ekspektasi.*"""
    names = {"work": "Hasil kerja", **IN_ORDER}
    words = {str(rating): said.label for rating, said in RATINGS.items()}
    return "; ".join(f"{names.get(key, key)}: {words.get(grade, grade)}" for key, grade in own.items())
