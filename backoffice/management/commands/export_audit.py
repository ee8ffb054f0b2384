"""`manage.py export_audit`: the record of decisions as a file that an inspector verifies without Jenjang."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from backoffice.management.endings import bad_input
from workflows.audit import clock
from workflows.audit.exporting import export_record
from workflows.organization.actor import Actor, Channel


class Command(BaseCommand):
    """Writes the whole record into a file."""

    help = (
        "Writes the whole record of decisions into FILE, a line a record, with the heads of its streams. It holds "
        "personal data: give it to nobody but the inspectorate. `python3 workflows/audit/verifying/alone.py FILE` "
        "verifies it, anywhere. That it was written is recorded. Exit 0 done, 2 the file cannot be written or is there "
        "already."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, and why."""
        parser.add_argument("file", metavar="FILE", help="a new file")
        parser.add_argument("--reason", default="", help="stands in the record")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it."""
        by = Actor.system("export_audit", Channel.COMMAND)
        path = Path(options["file"])
        try:
            count = export_record(
                path, signatory=by.signatory(clock.today()), channel=by.channel, reason=options["reason"]
            )
        except FileExistsError:
            bad_input(f"{path} is there already. Name a new file.")
        except OSError as refused:
            bad_input(f"{path} cannot be written: {refused.strerror}.")
        self.stdout.write(f"{count:,} records are in {path}.")
