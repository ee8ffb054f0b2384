"""The command that brings an office in from a folder of files."""

import json
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from backoffice.imports.office import Outcome, import_office
from workflows.rules.wording import number

BAD_INPUT = 2
DESCRIPTION = """\
Import an office from the CSV or XLSX files in DIR: units, positions, employees-siasn, acting, performance-agreement,
skp-cascade and allowance-classes (master files), attendance-* and daily-activities-* (event files).
docs/file-formats.md describes each.

Master files are stored all or none. Of event files the good rows are stored, unless the file itself is unreadable.
SKP are stored as drafts and activities as draft reports; no process is started. The same files again change nothing.
A folder with event files alone is fine too.
"""
EPILOG = """\
Each row that is refused is one line on stderr: file, line, column, the value and what to do.
With --json one object on stdout instead: counts, files, problems (file, line, column, value, message).

Exit status: 0 done, 2 bad input (a row or a file was refused, or there is no such folder).
"""
WORDS = {
    "units": "unit", "positions": "jabatan", "employees": "pegawai", "tenures": "masa jabatan",
    "acting": "penunjukan Plt/Plh", "agreements": "indikator perjanjian kinerja", "skps": "SKP",
    "work_results": "hasil kerja", "indicators": "indikator", "allowance_classes": "kelas tunjangan",
    "attendance": "hari kehadiran", "daily_reports": "laporan harian", "activities": "kegiatan",
}  # fmt: skip


class Command(BaseCommand):
    """`import_office DIR [--dry-run] [--json]`."""

    help = DESCRIPTION

    def create_parser(self, prog_name: str, subcommand: str, **values: Any) -> Any:
        """Keep the lines of the description as they are written."""
        return super().create_parser(
            prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, epilog=EPILOG, **values
        )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """DIR and the two switches."""
        parser.add_argument("dir", metavar="DIR", type=Path, help="the folder with the files")
        parser.add_argument("--dry-run", action="store_true", help="check all and count, but store nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and tell what was done.

        :raises SystemExit: 2 on bad input.
        """
        if not options["dir"].is_dir():
            self.stderr.write(f"Folder {options['dir']} tidak ada. Tulis folder yang berisi berkas kantor.")
            raise SystemExit(BAD_INPUT)
        outcome = import_office(options["dir"], dry_run=options["dry_run"], watch=_with_progress)
        if options["json"]:
            self.stdout.write(json.dumps(outcome.as_dict(), ensure_ascii=False, indent=2))
        else:
            self._tell(outcome)
        if outcome.problems:
            raise SystemExit(BAD_INPUT)

    def _tell(self, outcome: Outcome) -> None:
        for problem in outcome.problems:
            self.stderr.write(str(problem))
        if outcome.problems:
            self.stderr.write(f"{number(len(outcome.problems))} hal perlu diperbaiki.")
        for kind, tally in outcome.tallies.items():
            counts = {"baru": tally.created, "berubah": tally.changed, "sama": tally.unchanged}
            parts = [f"{number(count)} {what}" for what, count in counts.items()]
            if tally.submitted:
                parts.append(f"{number(tally.submitted)} sudah dikirim, tidak diubah")
            self.stdout.write(f"{WORDS[kind]}: {', '.join(parts)}")
        for name in outcome.ignored:
            self.stdout.write(f"Tidak dibaca: {name}")
        if outcome.dry_run:
            self.stdout.write("Ini hanya percobaan (--dry-run): tidak ada yang disimpan.")
        elif outcome.problems and not outcome.masters_stored:
            self.stdout.write("Dari berkas induk tidak ada yang disimpan.")


def _with_progress(rows: Iterable[Any], name: str) -> Iterable[Any]:
    """A progress bar on a terminal, nothing elsewhere."""
    return tqdm(rows, desc=name, unit=" baris", leave=False, disable=not sys.stderr.isatty())
