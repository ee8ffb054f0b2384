"""`manage.py reopen_period`: opens a closed period again, with a reason."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from backoffice.management.period_acts import HELP, METAVAR, period_named, refused_in_a_line
from workflows.assessment.closing import reopen_period
from workflows.organization.actor import Actor, Channel


class Command(BaseCommand):
    """Reopens a period."""

    help = (
        "Opens the closed PERIOD again. Exit 0 done, 1 refused (it is not closed, its year is, or the reason says "
        "nothing), 2 no such period."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which period, and why."""
        parser.add_argument("period", metavar=METAVAR, help=HELP)
        parser.add_argument("--reason", required=True, help="stands in the record")

    def handle(self, *args: Any, **options: Any) -> None:
        """Reopen."""
        period = period_named(options["period"])
        with refused_in_a_line():
            reopen_period(period=period, by=Actor.system("reopen_period", Channel.COMMAND), reason=options["reason"])
        self.stdout.write(f"{period.code} is open again.")
