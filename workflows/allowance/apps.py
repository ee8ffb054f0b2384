"""Django's handle on the allowance app."""

from django.apps import AppConfig


class AllowanceConfig(AppConfig):
    """The app `workflows.allowance`."""

    name = "workflows.allowance"
    label = "allowance"
