"""What a person was given in earlier years, outside Jenjang: read by people, never by a computation."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models import Employee
from workflows.organization.models.history import FieldHistory


class PastResult(models.Model):
    """A result of an earlier year as its document says it. Nothing of it is computed, and nothing is computed from it.

    A test names the few modules that may know this model. `predicate` is the word on the paper, not one of ours.
    """

    class System(models.TextChoices):
        DP3 = "DP3", _("DP3 (PP 10/1979)")
        PP46_2011 = "PP46_2011", _("PP 46/2011")
        PP30_2019 = "PP30_2019", _("PP 30/2019")
        OTHER = "OTHER", _("another system")

    # No name leads back from the employee: whoever wants these rows asks for them here.
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+", verbose_name=_("employee"))
    year = models.PositiveSmallIntegerField(_("year"))
    system = models.CharField(_("system"), max_length=12, choices=System.choices)
    value = models.DecimalField(_("value"), max_digits=5, decimal_places=2, null=True, blank=True)
    predicate = models.CharField(_("predicate as printed"), max_length=60, blank=True)
    assessor = models.CharField(_("assessor as printed"), max_length=250, blank=True)
    source = models.CharField(
        _("source document"), max_length=200, help_text=_("Name, number and date of the paper it was taken from.")
    )
    file_reference = models.CharField(
        _("where the paper is kept"), max_length=200, blank=True, help_text=_("Shelf, folder or archive number.")
    )

    history = FieldHistory()

    class Meta:
        verbose_name = _("past result")
        verbose_name_plural = _("past results")
        constraints = [
            models.UniqueConstraint(fields=["employee", "year", "system"], name="past_result_once_a_year"),
            models.CheckConstraint(condition=models.Q(year__range=(1950, 2199)), name="past_result_year"),
            models.CheckConstraint(
                condition=models.Q(value__isnull=True) | models.Q(value__gte=0), name="past_result_value_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(value__isnull=False) | ~models.Q(predicate=""), name="past_result_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee} {self.year}, {self.get_system_display()}"
