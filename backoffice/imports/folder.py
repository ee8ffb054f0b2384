"""The files of an office in a folder, found by name: seven master files and any number of files of events."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from backoffice.imports.problems import Problem, Problems
from backoffice.imports.source import Source

MASTERS = (
    "units", "positions", "employees-siasn", "acting", "performance-agreement", "skp-cascade", "allowance-classes",
)  # fmt: skip
ATTENDANCE, ACTIVITIES = "attendance-", "daily-activities-"
KINDS = (*MASTERS, ATTENDANCE, ACTIVITIES)
ENDINGS = (".csv", ".xlsx")


@dataclass(frozen=True)
class Folder:
    """A folder's tables: `masters` by the name without its ending, events in the order of their names."""

    path: Path
    masters: dict[str, Source]
    attendance: list[Source]
    activities: list[Source]
    ignored: list[str]
    whole: bool = True  # else what is not in it is taken from the database

    @classmethod
    def read(cls, path: Path, problems: Problems) -> "Folder":
        """Look at the folder; a missing master file goes to `problems`, unless only events are there."""
        masters: dict[str, Source] = {}
        attendance, activities, ignored = [], [], []
        for file in sorted(each for each in path.iterdir() if each.is_file()):
            source, ending = Source.of_path(file), file.suffix.lower()
            if ending not in ENDINGS:
                continue
            if file.stem in MASTERS and file.stem in masters:
                message = f"Berkas ini ada dua kali, juga sebagai {masters[file.stem].name}. Hapus salah satunya."
                problems.add(Problem(file=file.name, message=message))
            elif file.stem in MASTERS:
                masters[file.stem] = source
            elif file.name.startswith(ATTENDANCE):
                attendance.append(source)
            elif file.name.startswith(ACTIVITIES):
                activities.append(source)
            else:
                ignored.append(file.name)
        if masters or not (attendance or activities):
            for name in MASTERS:
                if name not in masters:
                    message = "Berkas ini tidak ada di folder. Tambahkan berkas ini."
                    problems.add(Problem(file=f"{name}.csv", message=message))
        return cls(path, masters, attendance, activities, ignored)

    @classmethod
    def of_one(cls, kind: str, source: Source) -> "Folder":
        """One file by itself, of a kind in `KINDS`."""
        masters = {kind: source} if kind in MASTERS else {}
        attendance = [source] if kind == ATTENDANCE else []
        activities = [source] if kind == ACTIVITIES else []
        return cls(Path(source.name), masters, attendance, activities, [], whole=False)

    def sources(self) -> Iterator[Source]:
        """All that are read."""
        yield from self.masters.values()
        yield from self.attendance
        yield from self.activities
