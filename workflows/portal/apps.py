"""Django's handle on the portal app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The app `workflows.portal`."""

    name = "workflows.portal"
    label = "portal"
