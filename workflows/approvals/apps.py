"""Django's handle on the approvals app."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    """The app `workflows.approvals`."""

    name = "workflows.approvals"
    label = "approvals"

    def ready(self) -> None:
        """Make the app's guards known to the database."""
        from workflows.approvals.guards import GUARDS
        from workflows.audit import guards

        guards.register(*GUARDS)
