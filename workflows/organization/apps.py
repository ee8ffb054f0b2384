"""Django's handle on the organization app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganizationConfig(AppConfig):
    """The app `workflows.organization`."""

    name = "workflows.organization"
    label = "organization"
    verbose_name = _("Office")

    def ready(self) -> None:
        """Make the app's guards known to the database; and to the record the people, and who may refuse at its door."""
        from workflows.audit import guards, leftover, record
        from workflows.organization.asked_reasons import AsksReasons
        from workflows.organization.guards import GUARDS
        from workflows.organization.recorded_names import person_of, signatory_of

        guards.register(*GUARDS)
        record.PRECONDITIONS[:] = [AsksReasons()]
        leftover.SIGNATORIES[:], leftover.PEOPLE[:] = [signatory_of], [person_of]
