"""Django's handle on the audit app."""

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """The app `workflows.audit`."""

    name = "workflows.audit"
    label = "audit"
    verbose_name = _("Record of decisions")

    def ready(self) -> None:
        """Keep the database's guards and the record's streams in place after each migration."""
        from workflows.audit import adopting, append_only, guards, layouts, leftover, moving_heads, streams
        from workflows.audit.databases.unrecorded import RECORD_THE_REST

        guards.register(*append_only.append_only_guards(), moving_heads.moving_heads())
        post_migrate.connect(guards.install, dispatch_uid="audit.guards")
        post_migrate.connect(streams.install, sender=self, dispatch_uid="audit.streams")
        post_migrate.connect(layouts.install, sender=self, dispatch_uid="audit.layouts")
        post_migrate.connect(adopting.adopt, sender=self, dispatch_uid="audit.adopting")
        RECORD_THE_REST[:] = [leftover.record_the_rest]
        checks.register(guards.check_guards, checks.Tags.database)
