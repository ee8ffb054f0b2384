"""Brings a folder of files in: the master files all or none, of the files of events the good rows, in one transaction.

One transaction, because the record's decision must not outlive the import nor the import the decision. On SQLite
nobody else writes while it runs: import large files when the office is closed.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from backoffice.imports.attendance import store_attendance
from backoffice.imports.folder import Folder
from backoffice.imports.masters import read_masters, store_masters
from backoffice.imports.problems import FileRefused, Problem, Problems
from backoffice.imports.reports import store_activities
from backoffice.imports.source import Source
from backoffice.imports.writing import Author, Tally
from workflows.audit import clock
from workflows.audit.record import Entry, record
from workflows.audit.verbs import Verb
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Employee

JOB = "import_office"
Watch = Callable[[Iterable[Any], str], Iterable[Any]]


@dataclass
class Outcome:
    """What an import did, or would do: counts by kind of row, what was refused, and the files by name and SHA-256."""

    dry_run: bool
    masters_stored: bool = False
    tallies: dict[str, Tally] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "dry_run": self.dry_run,
            "masters_stored": self.masters_stored,
            "counts": {kind: asdict(tally) for kind, tally in self.tallies.items()},
            "files": self.files,
            "ignored": self.ignored,
            "problems": [problem.as_dict() for problem in self.problems],
        }


def import_office(
    path: Path,
    *,
    by: Actor | None = None,
    at: datetime | None = None,
    dry_run: bool = False,
    watch: Watch = lambda rows, name: rows,
) -> Outcome:
    """Read and keep the folder's files; with `dry_run` all is done and undone, so that the counts are true.

    `by` is the job unless a person imports; `at` the moment for the record and the history (the demonstration's);
    `watch` may wrap the rows of an event file, with its name, to show progress.

    :raises NotADirectoryError: there is no such folder.
    """
    if not path.is_dir():
        raise NotADirectoryError(path)
    problems = Problems()
    folder = Folder.read(path, problems)
    return _import(folder, problems, by or Actor.system(JOB, Channel.IMPORT), at, dry_run, watch, year=0)


def import_file(kind: str, upload: Any, *, by: Actor, year: int, dry_run: bool = False) -> Outcome:
    """Read and keep one file that came with a form; what it refers to is in the database already.

    `kind` is one of `folder.KINDS`; `year` is that of a cascade and of allowance classes, whose files do not say it.
    """
    folder = Folder.of_one(kind, Source.of_upload(upload))
    return _import(folder, Problems(), by, None, dry_run, lambda rows, name: rows, year)


def _import(
    folder: Folder, problems: Problems, by: Actor, at: datetime | None, dry_run: bool, watch: Watch, year: int
) -> Outcome:
    author = Author(user=by.history_user, reason=by.job or f"import {folder.path.name}", at=at)
    outcome = Outcome(dry_run, ignored=folder.ignored)
    with transaction.atomic():
        outcome.files = {source.name: source.sha256() for source in folder.sources()}
        _import_masters(folder, outcome, problems, author, year)
        _import_events(folder, outcome, problems, author, watch)
        if any(tally.touched for tally in outcome.tallies.values()):
            record_import(by, folder.path.name, outcome.files, outcome.tallies, at=at)
        if dry_run:
            transaction.set_rollback(True)
    outcome.problems = list(problems)
    outcome.masters_stored = outcome.masters_stored and not dry_run
    return outcome


def _import_masters(folder: Folder, outcome: Outcome, problems: Problems, author: Author, year: int) -> None:
    if not folder.masters:
        return
    masters = read_masters(folder, problems, year)
    if not len(problems):
        outcome.tallies |= store_masters(masters, author)
        outcome.masters_stored = True


def _import_events(folder: Folder, outcome: Outcome, problems: Problems, author: Author, watch: Watch) -> None:
    """Each file of events by itself; without anybody in the database every row would only say that once more."""
    if not Employee.objects.exists():
        outcome.ignored += [source.name for source in (*folder.attendance, *folder.activities)]
        if not folder.masters and outcome.ignored:
            problems.add(Problem(file=outcome.ignored[0], message="Belum ada pegawai. Impor dahulu berkas pegawai."))
        return
    for source in folder.attendance:
        _import_events_of(source, outcome, problems, lambda each: {
            "attendance": store_attendance(each, problems, author, lambda rows: watch(rows, each.name))
        })  # fmt: skip
    for source in folder.activities:
        _import_events_of(source, outcome, problems, lambda each: store_activities(
            each, problems, author, lambda rows: watch(rows, each.name)
        ))  # fmt: skip


def _import_events_of(
    source: Source, outcome: Outcome, problems: Problems, store: Callable[[Source], dict[str, Tally]]
) -> None:
    """The good rows of the file, or nothing of one that turns out unreadable."""
    try:
        with transaction.atomic():
            tallies = store(source)
    except FileRefused as refusal:
        problems.add(refusal.problem)
        return
    for kind, tally in tallies.items():
        outcome.tallies.setdefault(kind, Tally()).add(tally)


def record_import(
    by: Actor, what: str, files: dict[str, str], tallies: dict[str, Tally], *, at: datetime | None = None
) -> None:
    """Write the import's decision: which files by their SHA-256, and how many rows of each kind. In its transaction."""
    counts = {kind: {"created": tally.created, "changed": tally.changed} for kind, tally in tallies.items()}
    record(
        Entry(
            verb=Verb.IMPORT,
            process="import",
            subject=f"import {what}"[:64],
            signatory=by.signatory(clock.today()),
            details={"files": files, "counts": counts},
            channel=by.channel.value,
            request_id=by.request_id,
            at=at,
        )
    )
