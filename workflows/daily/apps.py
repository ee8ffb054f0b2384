"""Django's handle on the daily app."""

from django.apps import AppConfig


class DailyConfig(AppConfig):
    """The app `workflows.daily`."""

    name = "workflows.daily"
    label = "daily"

    def ready(self) -> None:
        """Register the flow."""
        from workflows.daily import flows  # noqa: F401  its class registers itself
