"""Django's handle on the daily app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DailyConfig(AppConfig):
    """The app `workflows.daily`."""

    name = "workflows.daily"
    label = "daily"
    verbose_name = _("Daily report")

    def ready(self) -> None:
        """Register the flow, and what hangs on a period's deadlines."""
        from workflows.daily import flows  # noqa: F401  its class registers itself
        from workflows.daily.deadlines import HANGING
        from workflows.engine import deadlines

        deadlines.register(*HANGING)
