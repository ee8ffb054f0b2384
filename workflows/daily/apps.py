"""Django's handle on the daily app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DailyConfig(AppConfig):
    """The app `workflows.daily`."""

    name = "workflows.daily"
    label = "daily"
    verbose_name = _("Daily report")

    def ready(self) -> None:
        """Register the flow, what hangs on a period's deadlines, and what follows from an end of service."""
        from workflows.audit import as_of
        from workflows.daily import flows, service_changes  # noqa: F401  the flow's class registers itself
        from workflows.daily.as_of import REPORT
        from workflows.daily.deadlines import HANGING
        from workflows.engine import deadlines
        from workflows.engine.service_changes import register

        register(service_changes.foresee)
        as_of.register("daily", REPORT)
        deadlines.register(*HANGING)
