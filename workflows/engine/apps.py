"""Django's handle on the engine app."""

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class EngineConfig(AppConfig):
    """The app `workflows.engine`."""

    name = "workflows.engine"
    label = "engine"
    verbose_name = _("Tasks")

    def ready(self) -> None:
        """Register the checks of flows and of stored names."""
        from workflows.engine import checks as engine_checks

        checks.register(engine_checks.check_flows)
        checks.register(engine_checks.check_stored_names, checks.Tags.database)
