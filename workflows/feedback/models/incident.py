"""A critical incident: what somebody did very well or badly on a day, with its evidence and their own view of it."""

from datetime import date
from typing import Self

from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.feedback.models.written import Written
from workflows.organization.models import Employee
from workflows.organization.models.history import FieldHistory


def incident_path(incident: "Incident", filename: str) -> str:
    """Where an evidence file lies: by person and year; never served by its path."""
    return f"incidents/{incident.employee.nip}/{incident.on:%Y}/{filename}"


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Filters over incidents that read aloud."""

    def with_people(self) -> Self:
        """With all that a page shows of them."""
        return self.select_related("author__user", "employee__user")

    def between(self, start: date, end: date) -> Self:
        """Of the days [start, end)."""
        return self.filter(on__gte=start, on__lt=end)


class Incident(Written):
    """Kept for good. `answer` is the person's own view, which stands beside it wherever it is shown."""

    class Nature(models.TextChoices):
        POSITIVE = "POSITIVE", _("positive")
        NEGATIVE = "NEGATIVE", _("negative")

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+", verbose_name=_("employee"))
    nature = models.CharField(_("nature"), max_length=8, choices=Nature.choices)
    evidence_file = models.FileField(
        _("evidence"), upload_to=incident_path, blank=True, max_length=250,
        validators=[FileExtensionValidator(["pdf", "jpg", "jpeg", "png", "webp"])],
    )  # fmt: skip
    evidence_link = models.URLField(_("link to evidence"), blank=True)

    objects = IncidentQuerySet.as_manager()
    history = FieldHistory()

    class Meta:
        verbose_name = _("critical incident")
        verbose_name_plural = _("critical incidents")
        constraints = [
            models.CheckConstraint(condition=~models.Q(author=models.F("employee")), name="incident_two_people"),
            models.CheckConstraint(condition=~models.Q(text=""), name="incident_says_something"),
            models.CheckConstraint(
                condition=~models.Q(evidence_file="") | ~models.Q(evidence_link=""), name="incident_has_evidence"
            ),
            models.CheckConstraint(
                condition=models.Q(answer="") | models.Q(answered_at__isnull=False), name="incident_view_has_its_time"
            ),
        ]
        indexes = [
            models.Index(fields=["employee", "-on", "-id"], name="incident_employee"),
            models.Index(fields=["author", "-on", "-id"], name="incident_author"),
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} {self.on:%d-%m-%Y}, {self.employee}"
