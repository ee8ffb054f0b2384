"""Django's handle on the approvals app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    """The app `workflows.approvals`."""

    name = "workflows.approvals"
    label = "approvals"
    verbose_name = _("Approval chains")

    def ready(self) -> None:
        """Make the app's guards known to the database."""
        from workflows.approvals.guards import GUARDS
        from workflows.audit import guards

        guards.register(*GUARDS)
