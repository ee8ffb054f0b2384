"""`manage.py score`: a rule set applied to an input file, without an office around it."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from backoffice.management.endings import bad_input
from workflows.rules.score import check_known, overview, score
from workflows.rules.violation import RuleViolation

STDIN = "-"


class Command(BaseCommand):
    """Scores one input; asks no database and stores nothing."""

    help = (
        "Applies RULE_SET to the input in FILE, JSON, and prints result and trace as JSON: figures as text with two "
        "decimals, null where the input was not given. --list tells the rule sets with their effective dates (the "
        "last day excluded) and the parameters that no source confirms. Exit 0, 2 for bad input with one line that "
        "names the place."
    )
    requires_system_checks: list[str] = []  # what they would say belongs to the office, and its line beside ours

    def add_arguments(self, parser: CommandParser) -> None:
        """The rule set, the file, the switch."""
        parser.add_argument("rule_set", metavar="RULE_SET", nargs="?")
        parser.add_argument("file", metavar="FILE", nargs="?", default=STDIN, help="- or none: standard input")
        parser.add_argument("--list", action="store_true", help="tell which rule sets there are")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the result, or the list."""
        if options["list"]:
            self._print({"rule_sets": overview()})
            return
        try:
            check_known(options["rule_set"] or "")
            self._print(score(options["rule_set"], _text(options["file"])))
        except RuleViolation as refusal:
            bad_input(f"{refusal.field}: {refusal.message}")

    def _print(self, answer: dict[str, object]) -> None:
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))


def _text(name: str) -> str:
    """What the file says; a mark of byte order at its start, as Windows writes it, is not part of it."""
    try:
        found = sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else "not a file's name"
        raise RuleViolation(f"Berkas tidak dapat dibaca ({why}).", _one_line(name), "file_unreadable") from None
    try:
        return found.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RuleViolation("Bukan teks UTF-8. Simpan ulang sebagai UTF-8.", _one_line(name), "file_encoding") from None


def _one_line(name: str) -> str:
    return "".join(sign for sign in name if sign.isprintable())
