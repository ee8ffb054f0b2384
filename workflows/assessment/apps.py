"""Django's handle on the assessment app."""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    """The app `workflows.assessment`."""

    name = "workflows.assessment"
    label = "assessment"
