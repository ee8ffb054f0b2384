"""`manage.py export_audit`: the record of decisions as a file that an inspector verifies without Jenjang."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from backoffice.management.endings import bad_input
from workflows.audit import clock
from workflows.audit.exporting import export_record
from workflows.audit.verifying.joining import joined
from workflows.organization.actor import Actor, Channel


class Command(BaseCommand):
    """Writes the whole record into a file."""

    help = (
        "Writes the whole record of decisions into FILE, a line a record, with the heads of its streams. It holds "
        "personal data: give it to nobody but the inspectorate. With --verifier also the one Python file that verifies "
        "it, anywhere: `AUDIT_KEY=… python3 VERIFIER FILE`. That it was written is recorded. Exit 0 done, 2 a file "
        "cannot be written or is there already."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, and why."""
        parser.add_argument("file", metavar="FILE", help="a new file")
        parser.add_argument("--verifier", metavar="FILE.py", type=Path, help="a new file")
        parser.add_argument("--reason", default="", help="stands in the record")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it."""
        by = Actor.system("export_audit", Channel.COMMAND)
        path = Path(options["file"])
        try:
            if options["verifier"] is not None:
                with open(options["verifier"], "x", encoding="utf-8") as file:
                    file.write(joined())
            count = export_record(
                path, signatory=by.signatory(clock.today()), channel=by.channel, reason=options["reason"]
            )
        except FileExistsError as taken:
            bad_input(f"{taken.filename} is there already. Name a new file.")
        except OSError as refused:
            bad_input(f"{refused.filename or path} cannot be written: {refused.strerror}.")
        self.stdout.write(f"{count:,} records are in {path}.")
