"""The case in which an objection is heard."""

from pathlib import PurePosixPath
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.engine.models import Question, TieredCase
from workflows.objection.models.objection import Objection
from workflows.objection.models.point import ObjectionPoint
from workflows.organization.models import Employee

ABOUT = {"WORK_RESULT": "hasil kerja", "BEHAVIOUR": "perilaku", "REALISATION": "realisasi"}


class ObjectionProcess(TieredCase):
    """One objection on its way to its ruling."""

    process_code: ClassVar[str] = "objection"

    objection = models.ForeignKey(
        Objection, on_delete=models.PROTECT, related_name="cases", verbose_name=_("objection")
    )

    class Meta:
        verbose_name = _("objection process")
        verbose_name_plural = _("objection processes")

    @property
    def subject(self) -> Objection:
        """The objection."""
        return self.objection

    @property
    def barred(self) -> frozenset[str]:
        """Whoever gave the rating does not hear the objection to it, also not as their superior's Plt."""
        return frozenset(self.objection.raters)

    def why_barred(self, who: str) -> str:
        """As a sentence."""
        return f"{who} memberi penilaian yang dipersoalkan, jadi keberatan atasnya diputus orang lain."

    def hides_document(self, user: Any, done: str) -> bool:
        """While it is heard neither side reads what was signed about it."""
        return self.objection.is_waiting and (self.person.user_id == user.pk or user.get_username() in self.barred)

    def askable(self) -> list[Employee]:
        """The person, and the assessor: whoever hears it hears both."""
        assessor = self.objection.assessor
        return [self.person] if assessor is None or assessor == self.person else [self.person, assessor]

    def content(self) -> dict[str, object]:
        """What the hearing sees: the points, the contested result, the assessor's statement, the answers."""
        o = self.objection
        return {
            "points": [
                [p.about, p.realisation_id, p.reason, p.evidence_file.name or "", p.evidence_link]
                for p in o.in_order()
            ],
            "result": [o.before_work_rating, o.before_behaviour_rating, o.before_total, o.before_predicate],
            "statement": o.statement,
            "answers": list(
                Question.objects.filter(case=self.pk).exclude(answer="").order_by("pk").values_list("pk", "answer")
            ),
        }  # fmt: skip

    def content_lines(self) -> list[tuple[str, str, str]]:
        """Each point with its evidence, then the assessor's statement."""
        points = self.objection.points.select_related("realisation__indicator").order_by("number")
        lines = [(f"point-{point.number}", _about(point), _in_words(point)) for point in points]
        return [*lines, *([("statement", "Keterangan penilai", text)] if (text := self.objection.statement) else [])]

    def task_title(self, node: str) -> str:
        """The line in an inbox."""
        return f"Keberatan {self.person.name} atas penilaian {self.objection.assessment.period.title}"

    def task_summary(self, node: str) -> str:
        """The small line below it."""
        title = f"{self.asked.tier.title}. " if self.asked is not None else ""
        return f"{title}Predikat yang dipersoalkan: {self.objection.get_before_predicate_display()}."


def _about(point: ObjectionPoint) -> str:
    if point.realisation is not None:
        return f"Keberatan atas realisasi: {point.realisation.indicator.text}"
    return f"Keberatan atas {ABOUT[point.about]}"


def _in_words(point: ObjectionPoint) -> str:
    evidence = [PurePosixPath(point.evidence_file.name or "").name, point.evidence_link]
    return f"{point.reason}; bukti: {', '.join(filter(None, evidence))}" if any(evidence) else point.reason
