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
        """Register the checks of flows and of stored names, what becomes of tasks asked of whoever goes, and how
        finished tasks are reconciled with the record.
        """
        from workflows.audit import reconciling
        from workflows.engine import checks as engine_checks
        from workflows.engine.ending_cases import foresee_asked
        from workflows.engine.reconciling import decisions_of_cases, finished_tasks
        from workflows.engine.service_changes import register

        register(foresee_asked)
        reconciling.register(finished_tasks, decisions_of_cases)

        checks.register(engine_checks.check_flows)
        checks.register(engine_checks.check_stored_names, checks.Tags.database)
