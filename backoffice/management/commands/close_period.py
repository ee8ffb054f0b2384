"""`manage.py close_period`: closes a period of which nothing waits any more."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from backoffice.management.period_acts import HELP, METAVAR, period_named, refused_in_a_line
from workflows.assessment.closing import close_period
from workflows.organization.actor import Actor, Channel


class Command(BaseCommand):
    """Closes a period, or says what still waits."""

    help = (
        "Closes PERIOD: nothing is opened in it, and no report of its days is sent or annulled. Exit 0 done, 1 refused "
        "(it is not over, or something of it still waits: what and whose is told), 2 no such period."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which period, and why."""
        parser.add_argument("period", metavar=METAVAR, help=HELP)
        parser.add_argument("--reason", default="", help="stands in the record")

    def handle(self, *args: Any, **options: Any) -> None:
        """Close."""
        period = period_named(options["period"])
        with refused_in_a_line():
            close_period(period=period, by=Actor.system("close_period", Channel.COMMAND), reason=options["reason"])
        self.stdout.write(f"{period.code} is closed.")
