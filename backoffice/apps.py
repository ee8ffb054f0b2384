"""Django's handle on the back-office."""

from django.apps import AppConfig


class BackofficeConfig(AppConfig):
    """The app `backoffice`."""

    name = "backoffice"
    label = "backoffice"
