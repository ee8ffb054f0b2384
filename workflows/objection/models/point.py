"""One point of an objection: what is contested, why, and what shows it."""

from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.assessment.models import ResultRealisation
from workflows.objection.models.objection import Objection
from workflows.organization.models.history import FieldHistory


def evidence_path(point: "ObjectionPoint", filename: str) -> str:
    """Where an evidence file lies: by person and month; never served by its path."""
    assessment = point.objection.assessment
    return f"evidence/{assessment.employee.nip}/objection/{assessment.period.code}/{filename}"


class ObjectionPoint(models.Model):
    """A point against the rating of work, of behaviour, or against what an indicator is said to have reached."""

    class About(models.TextChoices):
        WORK_RESULT = "WORK_RESULT", _("work result")
        BEHAVIOUR = "BEHAVIOUR", _("behaviour")
        REALISATION = "REALISATION", _("realisation of an indicator")

    objection = models.ForeignKey(
        Objection, on_delete=models.CASCADE, related_name="points", verbose_name=_("objection")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    about = models.CharField(_("about"), max_length=12, choices=About.choices)
    realisation = models.ForeignKey(
        ResultRealisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("realisation of an indicator"),
    )  # fmt: skip
    reason = models.TextField(_("reason"))
    evidence_file = models.FileField(
        _("evidence"),
        upload_to=evidence_path,
        blank=True,
        max_length=250,
        validators=[FileExtensionValidator(["pdf", "jpg", "jpeg", "png", "webp"])],
    )
    evidence_link = models.URLField(_("link to evidence"), blank=True)

    history = FieldHistory()

    class Meta:
        verbose_name = _("point of an objection")
        verbose_name_plural = _("points of objections")
        constraints = [
            models.UniqueConstraint(fields=["objection", "number"], name="objection_point_number_once"),
            models.CheckConstraint(
                condition=models.Q(about="REALISATION", realisation__isnull=False)
                | ~models.Q(about="REALISATION") & models.Q(realisation__isnull=True),
                name="objection_point_names_its_realisation",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="objection_point_says_why"),
        ]

    def __str__(self) -> str:
        return self.reason[:80]
