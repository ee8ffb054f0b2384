"""Django's handle on the targets app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TargetsConfig(AppConfig):
    """The app `workflows.targets`."""

    name = "workflows.targets"
    label = "targets"
    verbose_name = _("Monthly targets")

    def ready(self) -> None:
        """Register the flow, what the SKP pages show as reached, and what is built on a plan."""
        from workflows.skp import built_on, realisation
        from workflows.targets import flows, queries, running_up  # noqa: F401  the flow's class registers itself

        realisation.register(queries.realised, running_up.carry_over)
        built_on.register(queries.split_begun_since)
