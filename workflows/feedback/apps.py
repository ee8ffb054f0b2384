"""Django's handle on the feedback app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    """The app `workflows.feedback`."""

    name = "workflows.feedback"
    label = "feedback"
    verbose_name = _("Feedback and opinions")

    def ready(self) -> None:
        """Register what HR is told of rounds about somebody whose service ends."""
        from workflows.engine.service_changes import register
        from workflows.feedback import service_changes

        register(service_changes.foresee)
