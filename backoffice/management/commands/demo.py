"""`manage.py demo`: a real-shaped office, played through its year."""

import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from backoffice.demo.agenda import moment
from backoffice.demo.cast import LOGINS, holder
from backoffice.demo.play import office_folder, play, relax_disk
from backoffice.demo.replacing import holds_something_else, mark, wipe
from backoffice.imports.office import import_office
from backoffice.management.endings import bad_input
from workflows.organization import one_time_codes
from workflows.organization.actor import Actor, Channel

TODAY = date(2026, 11, 24)


class Command(BaseCommand):
    """Migrates, imports and plays; replaces an earlier demonstration, refuses any other database."""

    help = (
        "Migrates, imports the office's files and plays its year through the same actions and flows as everybody's, "
        "up to its today. Refuses a database that holds anything but an earlier demonstration, which it replaces. "
        "Exit 0, 2 for bad input."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which office, up to which day."""
        parser.add_argument("--office", metavar="DIR", help="folder of the office's files; demo/office unless told")
        parser.add_argument("--today", metavar="DATE", default=TODAY.isoformat(), help="the play's today, %(default)s")

    def handle(self, *args: Any, **options: Any) -> None:
        """Play it and print one log-in for each role."""
        if settings.IN_PRODUCTION:
            bad_input("demo: this is a production system (ENVIRONMENT). A demonstration is played elsewhere.")
        try:
            today = date.fromisoformat(options["today"])
        except ValueError:
            bad_input(f"--today: {options['today']!r} is no date. Write it as 2026-11-24.")
        folder = office_folder(options["office"], settings.BASE_DIR)
        if not folder.is_dir():
            bad_input(f"--office: there is no folder {folder}.")
        call_command("migrate", verbosity=0)
        found = holds_something_else()
        if found:
            bad_input(f"demo: the database holds {found}, not an earlier demonstration. Give it another DATABASE_URL.")
        settings.DEMO_TODAY = today
        started = time.monotonic()
        wipe()
        mark()
        relax_disk()
        self.stdout.write(f"Importing {folder.name} …")
        refused = self._import(folder, today)
        with tqdm(disable=not sys.stderr.isatty(), unit=" reports", desc="Playing the year") as bar:
            played = play(today, progress=lambda stage, number: self._progress(bar, number))
        seconds = time.monotonic() - started
        self.stdout.write(
            f"Played {played.reports} reports and {played.happenings} steps up to {today:%Y-%m-%d} in {seconds:.0f} s."
        )
        for line in [*refused, *played.refused]:
            self.stdout.write(f"  refused: {line}")
        self._print_logins(today)

    def _import(self, folder: Path, today: date) -> list[str]:
        """The office in the first days of its year; the rows that were refused on the way."""
        by = Actor.system("demo", Channel.DEMO)
        outcome = import_office(folder, by=by, at=moment(date(today.year, 1, 2), 8))
        problems = [str(problem) for problem in outcome.problems]
        if not outcome.masters_stored:
            bad_input("\n".join([*problems, f"demo: the master files in {folder} are refused, so nothing is played."]))
        return problems

    @staticmethod
    def _progress(bar: Any, number: int | None) -> None:
        if number is None:
            bar.update()
        else:
            bar.reset(total=number)

    def _print_logins(self, today: date) -> None:
        by = Actor.system("demo", Channel.DEMO)
        self.stdout.write("\nLog in with a one-time code at /accounts/one-time-code/ (each works once, for a week):")
        for role, post in LOGINS:
            person = holder(post, today)
            if person is not None:
                code = one_time_codes.issue(person.user, by=by)
                self.stdout.write(f"  {role:38} NIP {person.nip}  code {code}  {person.name}")
