"""Django's handle on the approvals app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    """The app `workflows.approvals`."""

    name = "workflows.approvals"
    label = "approvals"
    verbose_name = _("Approval chains")

    def ready(self) -> None:
        """Make the app's guards known to the database, and what it ships to the reconciliation."""
        from workflows.approvals.guards import GUARDS
        from workflows.approvals.models import ApprovalChain, ChainVersion, Tier
        from workflows.approvals.shipped import chains, tiers, versions
        from workflows.audit import guards, reconciling

        guards.register(*GUARDS)
        reconciling.shipped(ApprovalChain, chains)
        reconciling.shipped(ChainVersion, versions)
        reconciling.shipped(Tier, tiers)
