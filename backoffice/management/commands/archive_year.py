"""`manage.py archive_year`: a closed year moves into a sealed file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from backoffice.management.endings import bad_input, found_wrong
from backoffice.retention.archiving import archive_year
from workflows.organization.actor import Actor, Channel
from workflows.rules.violation import RuleViolation


class Command(BaseCommand):
    """Archives what the finished cases of a closed year, and of years before, left in the record."""

    help = (
        "Writes the record from behind the last archive on into FILE, verifies the file, and blanks the people, words "
        "and histories of the finished cases of YEAR and before. The decisions and their chain stay. Recorded, with "
        "the file's SHA-256: keep the file where backups are kept. Exit 0 done, 1 the record is not sound, 2 bad input."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which year, where to, and why."""
        parser.add_argument("year", metavar="YEAR", type=int)
        parser.add_argument("file", metavar="FILE", type=Path, help="a new file")
        parser.add_argument("--reason", required=True, help="stands in the record")

    def handle(self, *args: Any, **options: Any) -> None:
        """Archive it."""
        path: Path = options["file"]
        by = Actor.system("archive_year", Channel.COMMAND)
        try:
            done = archive_year(options["year"], path, by=by, reason=options["reason"])
        except RuleViolation as refused:
            bad_input(refused.message)
        except OSError as refused:
            bad_input(f"{path} cannot be written: {refused.strerror}.")
        except ValueError as wrong:
            found_wrong(f"{wrong}")
        self.stdout.write(
            f"{done.records:,} records are in {path}, {done.blanked:,} were blanked. SHA-256 {done.sha256}"
        )
