"""Django's handle on the skp app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SkpConfig(AppConfig):
    """The app `workflows.skp`."""

    name = "workflows.skp"
    label = "skp"
    verbose_name = _("SKP")

    def ready(self) -> None:
        """Register the flow, and what follows from an end of service."""
        from workflows.audit import as_of
        from workflows.engine.service_changes import register
        from workflows.skp import flows, service_changes  # noqa: F401  the flow's class registers itself
        from workflows.skp.as_of import SKP, other_versions

        register(service_changes.foresee)
        as_of.register("skp", SKP)
        as_of.relate("skp", "skp", other_versions)
