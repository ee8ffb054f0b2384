"""`manage.py status`: what the office's database holds."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from backoffice.counts import office_counts
from workflows.audit import clock


class Command(BaseCommand):
    """Counts employees, plans, processes, open tasks, decisions and history."""

    help = "Counts what the database holds: employees, SKP, processes, open tasks, decisions, history. Exit 0."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--json` for machines."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the counts."""
        counts = office_counts(clock.today())
        if options["json"]:
            self.stdout.write(json.dumps(counts, ensure_ascii=False, indent=1))
            return
        for name, value in counts.items():
            if isinstance(value, dict):
                self.stdout.write(f"{name}:")
                for key, inner in value.items():
                    words = ", ".join(f"{k} {v}" for k, v in inner.items()) if isinstance(inner, dict) else inner
                    self.stdout.write(f"  {key}: {words}")
            else:
                self.stdout.write(f"{name}: {value}")
