"""Django's handle on the back-office."""

from importlib import import_module

from django.apps import AppConfig

AREAS = (
    "units", "positions", "employees", "tenures", "service_ends", "acting", "delegations", "superior_reports",
    "roles", "role_proposals", "reason_rules", "calendar", "absences", "skp", "targets", "reports", "attendance",
    "feedback", "opinions", "assessments", "field_reviews", "past_results", "assessment_rules", "objections",
    "unit_predicates", "allowances", "chains", "decisions", "seals.pages", "tasks", "outbox",
    "auditing.urls", "findings.urls",
)  # fmt: skip


class BackofficeConfig(AppConfig):
    """The app `backoffice`."""

    name = "backoffice"
    label = "backoffice"

    def ready(self) -> None:
        """Let every area register its lists with the site."""
        for area in AREAS:
            import_module(f"backoffice.{area}")
