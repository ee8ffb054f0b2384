"""Django's handle on the assessment app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentConfig(AppConfig):
    """The app `workflows.assessment`."""

    name = "workflows.assessment"
    label = "assessment"
    verbose_name = _("Assessment")

    def ready(self) -> None:
        """Register the flow."""
        from workflows.assessment import flows  # noqa: F401  its class registers itself
