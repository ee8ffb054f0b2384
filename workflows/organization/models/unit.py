"""An organisational unit (unit kerja)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models.history import FieldHistory


class Unit(models.Model):
    """A unit; units form a tree. One of kind `external` stands outside the government whose office this is."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    kind = models.CharField(_("kind"), max_length=40, blank=True)

    history = FieldHistory()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.CheckConstraint(condition=~models.Q(parent=models.F("id")), name="unit_not_in_itself"),
        ]

    def __str__(self) -> str:
        return self.name
