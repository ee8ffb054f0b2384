"""`manage.py backup`: the database and the uploaded files as one file, while the office works."""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from backoffice.backups.refusals import Damaged, Refused
from backoffice.backups.taking import Taken, back_up
from backoffice.backups.vendors import NAMES
from backoffice.management.endings import bad_input, found_wrong
from workflows.audit import clock
from workflows.organization.actor import Actor, Channel

ENDING = (signal.SIGTERM, signal.SIGHUP)  # the machine stops; the connection to it ends


class Command(BaseCommand):
    """Takes a backup."""

    help = (
        "Writes the database as it stands and all uploaded files into FILE, a new one, while others work. It holds all "
        "personal data and is for its owner alone; that it was taken is recorded. The keys are not in it: AUDIT_KEY is "
        "needed to restore it. Exit 0 done, 1 the database is damaged, or names files that are not there, 2 the file "
        "is there already or cannot be written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, and how it is told."""
        parser.add_argument("file", metavar="FILE", help="a new file")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take it, and tell."""
        by = Actor.system("backup", Channel.COMMAND)
        path = Path(options["file"])
        try:
            with ended_in_order():
                taken = back_up(path, signatory=by.signatory(clock.today()), channel=by.channel)
        except Refused as refused:
            bad_input(str(refused))
        except Damaged as damaged:
            found_wrong(str(damaged))
        except OSError as refused:
            bad_input(f"{path} cannot be written: {refused.strerror or refused}.")
        self.stdout.write(json.dumps(told(path, taken)) if options["json"] else in_words(path, taken))
        if missing := taken.manifest.missing_files:
            found_wrong(
                f"{len(missing)} files that the database names are not in MEDIA_ROOT: {', '.join(missing[:5])}."
            )


@contextmanager
def ended_in_order() -> Iterator[None]:
    """Where the command is asked to end, what was half written is taken away before it does."""

    def end(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, end) for number in ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def told(path: Path, taken: Taken) -> dict[str, Any]:
    """For machines."""
    manifest = taken.manifest
    return {
        "file": str(path),
        "bytes": taken.size,
        "taken_at": manifest.taken_at,
        "vendor": manifest.vendor,
        "decisions": manifest.contents.decisions,
        "heads": [list(head) for head in manifest.contents.heads],
        "files": len(manifest.files),
        "missing_files": list(manifest.missing_files),
    }


def in_words(path: Path, taken: Taken) -> str:
    """What is in it, as a line."""
    manifest = taken.manifest
    size = f"{taken.size / 1_000_000:,.1f} MB"
    return (
        f"{path} ({size}) holds the {NAMES[manifest.vendor]} database as of {manifest.taken_at}, "
        f"with {manifest.contents.decisions:,} decisions, and {len(manifest.files):,} uploaded files."
    )
