"""`manage.py reconcile_audit`: whether what stands today is what the record and the histories lead to."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _

from backoffice.management.endings import FOUND_WRONG, bad_input
from backoffice.reconciliation_words import as_json, lines
from workflows.audit.reconciling import Tally, reconcile


class Command(BaseCommand):
    """Compares tasks with decisions, rows with histories, histories with the record; changes nothing."""

    help = (
        "Finds what stands in the tables and is told by no decision and no history: finished tasks without a decision, "
        "decisions without their case or task, rows that are not as their history says, have none, or are gone without "
        "one, and history without a decision. Names the first of each kind, and what to do. Only reads. Exit 0 nothing "
        "found, 1 something found, 2 it could not run. Whether the record itself is sound, verify_audit tells."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """How it is told."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--quiet", action="store_true", help="print nothing where nothing is found")
        parser.add_argument("--first", metavar="N", default="20", help="of each kind and table name so many rows (20)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare, and tell."""
        first = options["first"]
        if not (first.isascii() and first.isdecimal() and len(first) < 7):
            bad_input(_("--first: “%(given)s” is no number of rows. Give one, as 20.") % {"given": first})
        try:
            found = list(reconcile(int(first)))
        except DatabaseError as failed:
            why = next(iter(f"{failed}".splitlines()), type(failed).__name__).rstrip(". ")
            bad_input(_("The tables cannot be compared: %(why)s. Check DATABASE_URL, and run migrate.") % {"why": why})
        wrong = [tally for tally in found if tally.kind.is_wrong]
        if wrong or not options["quiet"]:
            self._tell(found, wrong, options["json"])
        if wrong:
            raise SystemExit(FOUND_WRONG)

    def _tell(self, found: list[Tally], wrong: list[Tally], in_json: bool) -> None:
        count = sum(tally.count for tally in wrong)
        if in_json:
            told = {
                "agrees": not wrong, "found": count, "wrong": [as_json(tally) for tally in wrong],
                "not_compared": [as_json(tally) for tally in found if not tally.kind.is_wrong],
            }  # fmt: skip
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for tally in found:
            self.stdout.write("\n".join(lines(tally)))
        if wrong:
            self.stdout.write(_("Found: %(count)d. Nothing was changed.") % {"count": count})
        else:
            self.stdout.write(_("Nothing found: tasks, decisions, rows and histories agree."))
