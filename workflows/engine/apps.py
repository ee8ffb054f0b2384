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
        """Register the checks of flows and of stored names, and what becomes of tasks asked of whoever goes."""
        from workflows.engine import checks as engine_checks
        from workflows.engine.ending_cases import foresee_asked
        from workflows.engine.service_changes import register

        register(foresee_asked)

        checks.register(engine_checks.check_flows)
        checks.register(engine_checks.check_stored_names, checks.Tags.database)
