"""Django's handle on the targets app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TargetsConfig(AppConfig):
    """The app `workflows.targets`."""

    name = "workflows.targets"
    label = "targets"
    verbose_name = _("Monthly targets")

    def ready(self) -> None:
        """Register the flow."""
        from workflows.targets import flows  # noqa: F401  its class registers itself
