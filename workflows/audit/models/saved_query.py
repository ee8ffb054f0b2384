"""A search of the record that an auditor keeps under a name."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST = 2000


class SavedQueryQuerySet(models.QuerySet["SavedQuery"]):
    """Filters that read aloud."""

    def of(self, user: Any) -> Self:
        """What this auditor finds: their own, then what others share."""
        found = self.filter(models.Q(owner_key=user.pk) | models.Q(is_shared=True), is_active=True)
        own = models.Case(models.When(owner_key=user.pk, then=0), default=1, output_field=models.IntegerField())
        return found.order_by(own, "name", "pk")


class SavedQuery(models.Model):
    """A query string of the search page. Its owner puts it away by `is_active`; nothing is deleted."""

    name = models.CharField(_("name"), max_length=120)
    query = models.CharField(_("search"), max_length=LONGEST)
    is_shared = models.BooleanField(_("for all auditors"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    owner_key = models.BigIntegerField()  # the log-in's
    owner_name = models.CharField(_("by"), max_length=200)
    saved_at = models.DateTimeField(_("saved at"))

    objects = SavedQueryQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        constraints = [
            models.CheckConstraint(condition=~models.Q(name="") & ~models.Q(query=""), name="saved_query_is_named"),
            models.UniqueConstraint(
                fields=["owner_key", "name"], condition=models.Q(is_active=True), name="saved_query_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
