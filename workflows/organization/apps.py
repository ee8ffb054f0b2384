"""Django's handle on the organization app."""

from django.apps import AppConfig


class OrganizationConfig(AppConfig):
    """The app `workflows.organization`."""

    name = "workflows.organization"
    label = "organization"

    def ready(self) -> None:
        """Make the app's guards known to the database."""
        from workflows.audit import guards
        from workflows.organization.guards import GUARDS

        guards.register(*GUARDS)
