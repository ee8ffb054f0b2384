"""By which figures an allowance is computed: a scheme, its versions, and the ceiling of each job class."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models.history import FieldHistory, PeriodQuerySet


class AllowanceScheme(models.Model):
    """A way to compute; `code` names its rule."""

    code = models.CharField(_("code"), max_length=20, unique=True)  # KOTA
    name = models.CharField(_("name"), max_length=100)

    history = FieldHistory()

    class Meta:
        verbose_name = _("allowance scheme")
        verbose_name_plural = _("allowance schemes")

    def __str__(self) -> str:
        return self.name


class SchemeVersion(models.Model):
    """The scheme's figures from a day on; `parameters` overrides the rule's defaults by name, as text."""

    scheme = models.ForeignKey(AllowanceScheme, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    start = models.DateField(_("from"))
    end = models.DateField(_("until (exclusive)"), null=True, blank=True)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)

    objects = PeriodQuerySet.as_manager()
    history = FieldHistory()

    class Meta:
        verbose_name = _("scheme version")
        verbose_name_plural = _("scheme versions")
        constraints = [models.UniqueConstraint(fields=["scheme", "number"], name="scheme_version_once")]

    def __str__(self) -> str:
        return f"{self.scheme} v{self.number}"


class AllowanceClass(models.Model):
    """The ceiling in rupiah of a job class, from a day on."""

    job_class = models.PositiveSmallIntegerField(_("job class"))
    amount = models.DecimalField(_("ceiling in rupiah"), max_digits=14, decimal_places=0)
    start = models.DateField(_("from"))
    end = models.DateField(_("until (exclusive)"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()
    history = FieldHistory()

    class Meta:
        verbose_name = _("allowance class")
        verbose_name_plural = _("allowance classes")
        constraints = [
            models.UniqueConstraint(fields=["job_class", "start"], name="allowance_class_once"),
            models.CheckConstraint(condition=models.Q(job_class__range=(1, 17)), name="allowance_class_1_to_17"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="allowance_class_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.job_class}: {self.amount}"
