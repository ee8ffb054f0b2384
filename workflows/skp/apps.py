"""Django's handle on the skp app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SkpConfig(AppConfig):
    """The app `workflows.skp`."""

    name = "workflows.skp"
    label = "skp"
    verbose_name = _("SKP")

    def ready(self) -> None:
        """Register the flow."""
        from workflows.skp import flows  # noqa: F401  its class registers itself
