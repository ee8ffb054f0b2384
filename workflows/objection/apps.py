"""Django's handle on the objection app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ObjectionConfig(AppConfig):
    """The app `workflows.objection`."""

    name = "workflows.objection"
    label = "objection"
    verbose_name = _("Objections")

    def ready(self) -> None:
        """Register the flow, and how a result's pages find the objection to it."""
        from workflows.assessment import settling
        from workflows.objection import flows, queries  # noqa: F401  the flow's class registers itself

        settling.register(queries.FINDER)
