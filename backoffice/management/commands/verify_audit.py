"""`manage.py verify_audit`: whether the record of decisions is what was written."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from backoffice.management.endings import FOUND_WRONG, bad_input
from workflows.audit.sealing import anchors_in
from workflows.audit.verifying import Break, Kind, Verdict, verify
from workflows.audit.verifying.anchors import Anchor

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
        "broken record is named, with what was done to it), 2 bad input. With --anchors also against the seals that "
        "were kept: what was cut off or signed anew since is found, whoever has the key."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """From where, and how it is told."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--since", metavar="SEQ", default="0",
            help="in each stream only what is behind this number; the record at it is trusted",
        )  # fmt: skip

        parser.add_argument("--anchors", metavar="DIR", type=Path, help="the folder with the seals that were kept")

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify, and tell."""
        if not options["since"].isdecimal():
            bad_input(f"--since: “{options['since']}” is no number. Give the place behind which to verify, as 1200.")
        is_told = options["verbosity"] > 1 and not options["json"]
        try:
            anchors = self._anchors(options["anchors"])
        except ValueError as wrong:
            self._tell(Verdict(0, 0, Break(None, None, Kind.ANCHOR)), options["json"], f"Broken: {wrong}")
            raise SystemExit(FOUND_WRONG) from wrong
        progress = self._progress if is_told else None
        found = verify(since=int(options["since"]), progress=progress, anchors=anchors)
        self._tell(found, options["json"], in_words(found))
        if not found.sound:
            raise SystemExit(FOUND_WRONG)

    def _anchors(self, folder: Path | None) -> Sequence[Anchor]:
        if folder is not None and not folder.is_dir():
            bad_input(f"--anchors: there is no folder {folder}. Name the one in which the seals are kept.")
        return anchors_in(folder) if folder is not None else ()

    def _tell(self, found: Verdict, as_json: bool, words: str) -> None:
        self.stdout.write(json.dumps(found.told()) if as_json else words)

    def _progress(self, checked: int) -> None:
        self.stderr.write(f"{checked:,} records …")


def in_words(found: Verdict) -> str:
    """The verdict as a line."""
    if found.broken is None:
        return f"Sound: {found.checked:,} records and {found.covered:,} rows of history are what was written."
    at = found.broken
    sound = f"{found.checked:,} records before it are sound."
    if at.stream is None:
        what = f"row {at.row} of {at.table} belongs to no record" if at.table else f"the record {WORDS[at.kind]}"
        return f"Broken: {what}. All {found.checked:,} records are sound in themselves."
    if at.table:
        return f"Broken: what record {at.seq} of stream {at.stream} stands for: row {at.row} of {at.table} " \
            f"{WORDS[at.kind]}. {sound}"  # fmt: skip
    return f"Broken: record {at.seq} of stream {at.stream} {WORDS[at.kind]}. {sound}"
