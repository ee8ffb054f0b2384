"""Django's handle on the assessment app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentConfig(AppConfig):
    """The app `workflows.assessment`."""

    name = "workflows.assessment"
    label = "assessment"
    verbose_name = _("Assessment")

    def ready(self) -> None:
        """Register the flow, what hangs on a period and its closing, what is built on a plan or on reports."""
        from workflows.assessment import (  # noqa: F401  the flow's class registers itself
            distribution,
            flows,
            queries,
            service_changes,
            waiting,
        )
        from workflows.assessment.as_of import ASSESSMENT, plan_of
        from workflows.assessment.deadlines import HANGING
        from workflows.assessment.reopening import follow_annulment
        from workflows.audit import as_of
        from workflows.daily import annulling
        from workflows.engine import deadlines
        from workflows.engine.service_changes import register
        from workflows.skp import built_on

        deadlines.register(*HANGING)
        register(service_changes.foresee)
        as_of.register("assessment", ASSESSMENT)
        as_of.relate("assessment", "skp", plan_of)
        waiting.register_check(distribution.before_the_year_closes, waiting.About.DISTRIBUTION)
        built_on.register(queries.opened_since)
        annulling.register(follow_annulment)
