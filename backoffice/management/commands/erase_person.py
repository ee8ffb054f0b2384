"""`manage.py erase_person`: what the law removes from the record about somebody who left long ago."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from backoffice.management.endings import bad_input
from backoffice.retention.erasing import erase_person
from workflows.organization.actor import Actor, Channel
from workflows.rules.violation import RuleViolation


class Command(BaseCommand):
    """Erases a person from the record; recorded, and the chain stays whole."""

    help = (
        "Blanks what the record says about the person's own cases and rows, with the histories. What the person "
        "decided about others stays. Exit 0 done, 2 bad input: still in service, not gone long enough, a case open."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Whom, and by what."""
        parser.add_argument("nip", metavar="NIP")
        parser.add_argument("--decree", required=True, help="the document by which it is erased")
        parser.add_argument("--reason", required=True, help="stands in the record")

    def handle(self, *args: Any, **options: Any) -> None:
        """Erase."""
        by = Actor.system("erase_person", Channel.COMMAND)
        try:
            count = erase_person(options["nip"], by=by, decree=options["decree"], reason=options["reason"])
        except RuleViolation as refused:
            bad_input(refused.message)
        self.stdout.write(f"{count:,} records were blanked.")
