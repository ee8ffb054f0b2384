"""Django's handle on the assessment app."""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    """The app `workflows.assessment`."""

    name = "workflows.assessment"
    label = "assessment"

    def ready(self) -> None:
        """Register the flow."""
        from workflows.assessment import flows  # noqa: F401  its class registers itself
