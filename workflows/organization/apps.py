"""Django's handle on the organization app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganizationConfig(AppConfig):
    """The app `workflows.organization`."""

    name = "workflows.organization"
    label = "organization"
    verbose_name = _("Office")

    def ready(self) -> None:
        """Make the app's guards known to the database."""
        from workflows.audit import guards
        from workflows.organization.guards import GUARDS

        guards.register(*GUARDS)
