"""`manage.py verify_audit`: whether the record of decisions is what was written."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from backoffice.management.endings import FOUND_WRONG, bad_input
from workflows.audit.verifying import Kind, Verdict, verify

WORDS = {
    Kind.EDITED: "was edited",
    Kind.DELETED: "was deleted",
    Kind.INSERTED: "was inserted",
    Kind.REORDERED: "stands in another's place",
    Kind.CUT: "and all behind it were cut off",
    Kind.FORKED: "stands beside another one in the same place",
    Kind.WRONG_KEY: "and all others are signed with another key: check AUDIT_KEY",
    Kind.ANCHOR: "is not the one that was sealed",
}


class Command(BaseCommand):
    """Computes every signature of the record again, and names the first record that is not what was written."""

    help = (
        "Verifies the record of decisions: every signature, every place, every head. Exit 0 sound, 1 broken (the first "
        "broken record is named, with what was done to it), 2 bad input."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """From where, and how it is told."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--since", metavar="SEQ", default="0",
            help="in each stream only what is behind this number; the record at it is trusted",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify, and tell."""
        if not options["since"].isdecimal():
            bad_input(f"--since: “{options['since']}” is no number. Give the place behind which to verify, as 1200.")
        is_told = options["verbosity"] > 1 and not options["json"]
        found = verify(since=int(options["since"]), progress=self._progress if is_told else None)
        self.stdout.write(json.dumps(found.told()) if options["json"] else in_words(found))
        if not found.sound:
            raise SystemExit(FOUND_WRONG)

    def _progress(self, checked: int) -> None:
        self.stderr.write(f"{checked:,} records …")


def in_words(found: Verdict) -> str:
    """The verdict as a line."""
    if found.broken is None:
        return f"Sound: {found.checked:,} records are what was written."
    at = found.broken
    return f"Broken: record {at.seq} of stream {at.stream} {WORDS[at.kind]}. {found.checked:,} before it are sound."
