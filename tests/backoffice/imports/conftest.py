"""A small office as files: the demonstration's master files, and the first rows of its events."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from backoffice.imports.office import Outcome, import_office
from workflows.audit.models import Decision
from workflows.organization.models import Employee, Period, Position, Unit
from workflows.skp.models import Skp

DEMO = Path(__file__).resolve().parents[3] / "demo" / "office"
EVENT_ROWS = 40


@dataclass
class OfficeFiles:
    """A folder that a test spoils in one place."""

    path: Path

    def replace(self, file: str, old: str, new: str) -> None:
        """Change one place of a file."""
        text = self.read(file)
        assert text.count(old) >= 1, f"{old!r} is not in {file}"
        self.write(file, text.replace(old, new, 1))

    def append(self, file: str, line: str) -> None:
        """Add a row at the end."""
        self.write(file, self.read(file).rstrip("\n") + f"\n{line}\n")

    def read(self, file: str) -> str:
        """The file's text."""
        return (self.path / file).read_text(encoding="utf-8")

    def write(self, file: str, text: str) -> None:
        """Write the file anew."""
        (self.path / file).write_text(text, encoding="utf-8", newline="")

    def line_of(self, file: str, part: str) -> int:
        """The line in which `part` stands first."""
        return next(n for n, line in enumerate(self.read(file).splitlines(), start=1) if part in line)

    def run(self, **options: object) -> Outcome:
        """Import the folder."""
        return import_office(self.path, **options)


def problems(outcome: Outcome) -> list[str]:
    """The lines that a person reads."""
    return [str(problem) for problem in outcome.problems]


def nothing_of_the_masters_is_stored() -> bool:
    """Whether the database is as it was."""
    stored = (Unit, Position, Employee, Period, Skp, Decision)
    return not any(model.objects.exists() for model in stored)


@pytest.fixture
def files(tmp_path: Path) -> OfficeFiles:
    """The small office, sound."""
    folder = tmp_path / "office"
    folder.mkdir()
    for source in DEMO.glob("*.csv"):
        lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
        is_event = source.name.startswith(("attendance-", "daily-activities-"))
        (folder / source.name).write_text("".join(lines[: EVENT_ROWS + 1] if is_event else lines), encoding="utf-8")
    return OfficeFiles(folder)


@pytest.fixture
def masters_only(files: OfficeFiles) -> OfficeFiles:
    """The small office without events."""
    for event in [*files.path.glob("attendance-*"), *files.path.glob("daily-activities-*")]:
        event.unlink()
    return files


@pytest.fixture
def refused(files: OfficeFiles) -> Callable[[], list[str]]:
    """Imports, and tells the problems after making sure that nothing was stored."""

    def run() -> list[str]:
        outcome = files.run()
        assert not outcome.masters_stored
        assert nothing_of_the_masters_is_stored()
        return problems(outcome)

    return run
