"""Django's handle on the skp app."""

from django.apps import AppConfig


class SkpConfig(AppConfig):
    """The app `workflows.skp`."""

    name = "workflows.skp"
    label = "skp"
