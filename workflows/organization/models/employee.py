"""A civil servant (ASN)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models.history import FieldHistory
from workflows.organization.models.user import User


class Employee(models.Model):
    """A civil servant with a log-in. Deactivated when they leave, never deleted."""

    class Kind(models.TextChoices):
        PNS = "PNS", _("PNS (permanent)")
        PPPK = "PPPK", _("PPPK (on contract)")

    class Sex(models.TextChoices):
        MALE = "M", _("male")
        FEMALE = "F", _("female")

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="employee", verbose_name=_("log-in"))
    nip = models.CharField(_("NIP"), max_length=18, unique=True)
    name = models.CharField(_("name"), max_length=200)
    front_title = models.CharField(_("title before"), max_length=60, blank=True)
    back_title = models.CharField(_("title after"), max_length=60, blank=True)
    birth_place = models.CharField(_("place of birth"), max_length=100, blank=True)
    birth_date = models.DateField(_("date of birth"))
    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    kind = models.CharField(_("kind"), max_length=4, choices=Kind.choices)
    legal_status = models.CharField(_("legal status"), max_length=40, default="Aktif")
    on_probation = models.BooleanField(_("on probation (CPNS)"), default=False)
    appointed_on = models.DateField(_("appointed on"), null=True, blank=True)
    grade = models.CharField(_("grade"), max_length=8)
    is_active = models.BooleanField(_("active"), default=True)

    history = FieldHistory(excluded_fields=["user"])

    class Meta:
        verbose_name = _("employee")
        verbose_name_plural = _("employees")

    def __str__(self) -> str:
        return self.name

    @property
    def full_name(self) -> str:
        """The name with its titles, as on official papers."""
        name = f"{self.front_title} {self.name}".strip()
        return f"{name}, {self.back_title}" if self.back_title else name
