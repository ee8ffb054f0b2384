"""An employee's annual goals in a post: the plan that is agreed on."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models import Employee, Period, Position, Snapshot
from workflows.organization.models.history import FieldHistory

Plan = tuple[list[Any], list[Any]]  # results with their indicators, expectations: models that point here


class SkpQuerySet(models.QuerySet["Skp"]):
    """Filters over SKP that read aloud."""

    def in_force(self) -> Self:
        """Set and not replaced."""
        return self.filter(status=Skp.Status.SET)

    def of(self, employee: Employee) -> Self:
        """The employee's, in whatever post."""
        return self.filter(employee=employee)


class Skp(models.Model):
    """The plan of an employee in a post for a year. Once set it changes only by an amendment, a new version.

    The plan of a vacant post is set for its Plt, as a second SKP beside their own.
    """

    class Status(models.TextChoices):
        DRAFT = "DRAFT", _("draft")
        SUBMITTED = "SUBMITTED", _("under approval")
        RETURNED = "RETURNED", _("returned")
        SET = "SET", _("set")
        REJECTED = "REJECTED", _("rejected")
        WITHDRAWN = "WITHDRAWN", _("withdrawn")
        REPLACED = "REPLACED", _("replaced")

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="skps", verbose_name=_("employee"))
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="skps", verbose_name=_("post"))
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="skps", verbose_name=_("year"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    rule_set = models.CharField(_("rule set"), max_length=40)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    set_at = models.DateTimeField(_("set at"), null=True, blank=True)
    # Who of the performance management team drafted it for somebody late, as text; empty where it is the employee's.
    drafted_by = models.CharField(_("drafted by the team"), max_length=300, blank=True)
    drafters = models.TextField(_("NIPs of those who drafted it"), blank=True)  # they decide no tier of it

    objects = SkpQuerySet.as_manager()
    history = FieldHistory()

    class Meta:
        verbose_name = "SKP"
        verbose_name_plural = "SKP"
        constraints = [
            models.UniqueConstraint(fields=["employee", "position", "period", "version"], name="skp_version_once"),
            models.UniqueConstraint(
                fields=["employee", "position", "period"], condition=models.Q(status="SET"), name="skp_one_in_force"
            ),
            models.CheckConstraint(
                condition=models.Q(drafted_by="") | ~models.Q(drafters=""), name="skp_drafted_by_somebody_known"
            ),
        ]

    def __str__(self) -> str:
        return f"SKP {self.period} {self.employee}"

    @property
    def drafter_nips(self) -> frozenset[str]:
        """Those of the team (by NIP) who wrote in it, also where the employee took it over since."""
        return frozenset(self.drafters.split())

    def read_plan(self) -> Plan:
        """The planned results in order, with their measures and what they carry on, and the expectations. 3 queries."""
        results = self.results.order_by("number").select_related("carries_on", "agreement")
        return list(results.prefetch_related("indicators")), list(self.expectations.all())
