"""Django's handle on the feedback app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    """The app `workflows.feedback`."""

    name = "workflows.feedback"
    label = "feedback"
    verbose_name = _("Feedback and opinions")
