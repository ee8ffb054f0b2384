"""What is wrong with a file or a row, in one line: file, line, column, the bad value and what to do."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

LONGEST_VALUE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to mend. `line` counts from 1 as an editor does; None and "" where the problem is the file's."""

    file: str
    message: str
    line: int | None = None
    column: str = ""
    value: str = ""

    def __str__(self) -> str:
        """One line, whatever line breaks the value had."""
        place = [self.file]
        if self.line is not None:
            place.append(f"baris {self.line}")
        if self.column:
            place.append(f"kolom {self.column}")
        if self.value:
            place.append(f"“{self.value}”")
        return " ".join(f"{', '.join(place)}: {self.message}".split())

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)


class RowRefused(Exception):
    """A row that cannot be stored; the rest of its file may be."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class FileRefused(Exception):
    """A file that cannot be read, or not as what it should be: nothing of it is stored."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class Problems:
    """The problems found so far; at most one for each row, the first."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, object], Problem] = {}

    def add(self, problem: Problem) -> None:
        """Keep it, unless its row has one already."""
        row = problem.line if problem.line is not None else f"{problem.column} {problem.value} {problem.message}"
        self._found.setdefault((problem.file, row), problem)

    def has(self, file: str, line: int) -> bool:
        """Whether the row is refused already."""
        return (file, line) in self._found

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[Problem]:
        """File by file in the order read, each from its first line on."""
        files = list(dict.fromkeys(file for file, _ in self._found))
        place = {file: number for number, file in enumerate(files)}
        yield from sorted(self._found.values(), key=lambda each: (place[each.file], each.line or 0))


def shown(value: object) -> str:
    """The value as a line can show it."""
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
