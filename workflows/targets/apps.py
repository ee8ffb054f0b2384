"""Django's handle on the targets app."""

from django.apps import AppConfig


class TargetsConfig(AppConfig):
    """The app `workflows.targets`."""

    name = "workflows.targets"
    label = "targets"
