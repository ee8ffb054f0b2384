"""Django's handle on the daily app."""

from django.apps import AppConfig


class DailyConfig(AppConfig):
    """The app `workflows.daily`."""

    name = "workflows.daily"
    label = "daily"
