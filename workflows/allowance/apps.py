"""Django's handle on the allowance app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AllowanceConfig(AppConfig):
    """The app `workflows.allowance`."""

    name = "workflows.allowance"
    label = "allowance"
    verbose_name = _("Allowance")
