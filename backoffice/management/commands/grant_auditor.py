"""`manage.py grant_auditor`: makes an auditor, or ends one, where the office has nobody who could confirm it."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from backoffice.management.endings import bad_input
from backoffice.management.period_acts import refused_in_a_line
from workflows.audit import clock
from workflows.organization.actions import end_role, grant_role
from workflows.organization.actor import Actor, Channel
from workflows.organization.auditors import holding
from workflows.organization.models import Role, RoleGrant, User


class Command(BaseCommand):
    """Grants or ends the auditor's role by whoever has the server."""

    help = (
        "Grants the role of auditor to the log-in NIP, or ends it with --end. In the back-office this takes two "
        "people; here whoever runs the server does it, for an office that has no second HR admin and no auditor yet. "
        "It is recorded as done by a command, with decree and reason. Exit 0 done, 1 refused, 2 no such log-in or no "
        "decree."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, by which decree, why and when."""
        parser.add_argument("nip", metavar="NIP", help="the log-in's name")
        parser.add_argument("--decree", required=True, help="number and date of the decree")
        parser.add_argument("--reason", required=True, help="stands in the record")
        parser.add_argument("--start", type=date.fromisoformat, metavar="DATE", help="from this day; else from today")
        parser.add_argument(
            "--end", type=date.fromisoformat, metavar="DATE", help="end the role that runs before this day"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Grant, or end."""
        user = User.objects.filter(username=options["nip"]).select_related("employee").first()
        if user is None:
            bad_input(f"NIP: there is no log-in {options['nip']!r}.")
        if not options["decree"].strip() or not options["reason"].strip():
            bad_input("--decree and --reason: write both.")
        by = Actor.system("grant_auditor", Channel.COMMAND)
        reason = f"{options['decree'].strip()}. {options['reason'].strip()}"
        with refused_in_a_line():
            if options["end"] is not None:
                end_role(by=by, grant=_running(user, options["end"]), end=options["end"], reason=reason)
                self.stdout.write(f"{user.username} is an auditor until before {options['end']}.")
                return
            start = options["start"] or clock.today()
            grant_role(by=by, user=user, role=Role.AUDITOR, start=start, reason=reason)
        self.stdout.write(f"{user.username} is an auditor from {start} on.")


def _running(user: User, end: date) -> RoleGrant:
    """The grant that runs on behind the day; else the command ends as for bad input."""
    grant = holding(user, {Role.AUDITOR}, end).order_by("start").first()
    if grant is None:
        bad_input(f"NIP: {user.username} is no auditor after {end}.")
    return grant
