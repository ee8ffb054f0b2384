"""The objection to the result of one assessment."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.assessment.models import Assessment, AssessmentProcess
from workflows.assessment.models.assessment import PREDICATE_CHOICES, RATING_CHOICES
from workflows.organization.models import Employee
from workflows.organization.models.history import FieldHistory

DECIDED = ("UPHELD", "CHANGED")


def _rating(label: Any) -> models.CharField:
    return models.CharField(label, max_length=8, choices=RATING_CHOICES, blank=True)


def _value(label: Any) -> models.DecimalField:
    return models.DecimalField(label, max_digits=9, decimal_places=2, null=True, blank=True)


def _predicate(label: Any, **kwargs: Any) -> models.CharField:
    return models.CharField(label, max_length=20, choices=PREDICATE_CHOICES, **kwargs)


class Objection(models.Model):
    """An objection, once against a result; the result before and after stay with it, whatever follows.

    `contested` is the case whose result it is about: a reopened assessment has another one.
    """

    class Status(models.TextChoices):
        WAITING = "WAITING", _("waiting for a ruling")
        UPHELD = "UPHELD", _("result upheld")
        CHANGED = "CHANGED", _("result changed")
        WITHDRAWN = "WITHDRAWN", _("withdrawn")

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="objections", verbose_name=_("assessment")
    )
    contested = models.ForeignKey(
        AssessmentProcess, on_delete=models.PROTECT, related_name="+", verbose_name=_("contested case")
    )
    assessor = models.ForeignKey(
        Employee, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("assessor")
    )
    raters = models.JSONField(_("who gave the rating"), default=list, blank=True)  # NIPs as text; they hear nothing
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.WAITING)
    objected_at = models.DateTimeField(_("objected at"))
    before_work_rating = _rating(_("work result before"))
    before_behaviour_rating = _rating(_("behaviour before"))
    before_work_value = _value(_("value of work before"))
    before_behaviour_value = _value(_("value of behaviour before"))
    before_total = _value(_("total before"))
    before_predicate = _predicate(_("predicate before"))
    after_work_rating = _rating(_("work result after"))
    after_behaviour_rating = _rating(_("behaviour after"))
    after_work_value = _value(_("value of work after"))
    after_behaviour_value = _value(_("value of behaviour after"))
    after_total = _value(_("total after"))
    after_predicate = _predicate(_("predicate after"), blank=True)
    ruling_reason = models.TextField(_("reason of the ruling"), blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    statement = models.TextField(_("the assessor's statement"), blank=True)
    stated_by = models.CharField(_("stated by"), max_length=200, blank=True)
    stated_at = models.DateTimeField(_("stated at"), null=True, blank=True)

    history = FieldHistory()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        constraints = [
            models.UniqueConstraint(fields=["contested"], name="objection_once_a_result"),
            models.CheckConstraint(
                condition=models.Q(status__in=DECIDED, decided_at__isnull=False)
                & ~models.Q(ruling_reason="")
                & ~models.Q(after_predicate="")
                | ~models.Q(status__in=DECIDED) & models.Q(ruling_reason="", after_predicate=""),
                name="objection_ruling_says_why_and_what",
            ),
            models.CheckConstraint(
                condition=models.Q(statement="", stated_at__isnull=True)
                | ~models.Q(statement="") & models.Q(stated_at__isnull=False),
                name="objection_statement_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment}"

    def in_order(self) -> list[Any]:
        """The points in their order, as they were read beforehand if they were."""
        return sorted(self.points.all(), key=lambda point: point.number)

    def may_state(self, employee: Employee) -> bool:
        """Whether they gave the rating, and so may add a statement: whoever only recorded it from paper did not."""
        gave_it = self.assessment.rated_by_id is not None or employee.pk == self.assessor_id
        return employee.nip in self.raters and gave_it

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has ruled on it yet."""
        return self.status == self.Status.WAITING

    @property
    def is_decided(self) -> bool:
        """Whether it was ruled on."""
        return self.status in DECIDED
