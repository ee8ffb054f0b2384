"""Django's handle on the objection app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ObjectionConfig(AppConfig):
    """The app `workflows.objection`."""

    name = "workflows.objection"
    label = "objection"
    verbose_name = _("Objections")

    def ready(self) -> None:
        """Register the flow, how a result's pages find the objection to it, and what a death ends."""
        from workflows.assessment import settling
        from workflows.audit import as_of
        from workflows.engine.service_changes import register
        from workflows.objection import flows, queries, service_changes  # noqa: F401  the flow's class registers itself
        from workflows.objection.as_of import OBJECTION, objections_to, result_of

        register(service_changes.foresee)
        as_of.register("objection", OBJECTION)
        as_of.relate("objection", "assessment", result_of)
        as_of.relate("assessment", "objection", objections_to)
        settling.register(queries.FINDER)
