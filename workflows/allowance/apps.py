"""Django's handle on the allowance app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AllowanceConfig(AppConfig):
    """The app `workflows.allowance`."""

    name = "workflows.allowance"
    label = "allowance"
    verbose_name = _("Allowance")

    def ready(self) -> None:
        """Register what an annulled report means for what was computed."""
        from workflows.allowance.following import follow_annulment
        from workflows.daily import annulling

        annulling.register(follow_annulment)
