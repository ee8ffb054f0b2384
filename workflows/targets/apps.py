"""Django's handle on the targets app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TargetsConfig(AppConfig):
    """The app `workflows.targets`."""

    name = "workflows.targets"
    label = "targets"
    verbose_name = _("Monthly targets")

    def ready(self) -> None:
        """Register the flow, what SKP pages show as reached, what is built on a plan, what an end of service ends."""
        from workflows.audit import as_of
        from workflows.engine.service_changes import register
        from workflows.skp import built_on, realisation
        from workflows.targets import flows, queries, running_up, service_changes  # noqa: F401  the flow registers itself
        from workflows.targets.as_of import PLAN, plan_of

        register(service_changes.foresee)
        as_of.register("targets", PLAN)
        as_of.relate("targets", "skp", plan_of)
        realisation.register(queries.realised, running_up.carry_over)
        built_on.register(queries.split_begun_since)
