"""What the assessor expects of the employee's behaviour, value by value (BerAKHLAK)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models.history import FieldHistory
from workflows.rules.permenpanrb_6_2022 import BEHAVIOURS
from workflows.skp.models.skp import Skp


class BehaviourExpectation(models.Model):
    """The expectation for one of the seven values."""

    skp = models.ForeignKey(Skp, on_delete=models.CASCADE, related_name="expectations", verbose_name="SKP")
    value = models.CharField(_("value"), max_length=24, choices=[(b.code, b.label) for b in BEHAVIOURS])
    text = models.CharField(_("expectation"), max_length=500)

    history = FieldHistory()

    class Meta:
        verbose_name = _("behaviour expectation")
        verbose_name_plural = _("behaviour expectations")
        constraints = [models.UniqueConstraint(fields=["skp", "value"], name="expectation_once_a_value")]

    def __str__(self) -> str:
        return self.text
