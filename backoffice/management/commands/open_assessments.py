"""`manage.py open_assessments`: opens everybody's assessment of a period."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from backoffice.management.period_acts import HELP, METAVAR, period_named, refused_in_a_line
from workflows.assessment.opening import open_assessments
from workflows.organization.actor import Actor, Channel


class Command(BaseCommand):
    """Opens what is missing; run again, it goes on where it was interrupted."""

    help = (
        "Opens the assessment of every set SKP for PERIOD; those that are open stay as they are, so that it may be run "
        "again. Exit 0 done, 1 refused (the period is not over, is closed, or of the other cycle), 2 no such period."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which period."""
        parser.add_argument("period", metavar=METAVAR, help=HELP)

    def handle(self, *args: Any, **options: Any) -> None:
        """Open, and say how many."""
        period = period_named(options["period"])
        with refused_in_a_line():
            opened = open_assessments(period=period, by=Actor.system("open_assessments", Channel.COMMAND))
        self.stdout.write(f"{period.code}: {len(opened)} assessments opened.")
