"""What a transaction wrote into a history and no decision has taken yet; nothing of it is left when it commits."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

RECORD_THE_REST: list[Callable[[Any], None]] = []  # what is called with a connection that commits with something left


@dataclass(slots=True)
class Noted:
    """A row that was written inside these savepoints, and the savepoints inside which a decision took it."""

    row: Any
    written_inside: frozenset[str]
    taken_inside: frozenset[str] | None = None  # None while nothing has taken it


class Unrecorded:
    """For a database connection: the rows of history of its transaction that no decision stands for yet.

    Django has no hook before a commit, only after it, where a crash would leave history without its decision.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._noted: list[Noted] = []

    @property
    def unrecorded(self) -> list[Any]:
        """The rows."""
        return [each.row for each in self._noted if each.taken_inside is None]

    def note_unrecorded(self, rows: Iterable[Any]) -> None:
        """These were written; they are forgotten where they are rolled back."""
        inside = self._inside()
        self._noted.extend(Noted(row, inside) for row in rows)

    def take_unrecorded(self) -> list[Any]:
        """All of them; a decision that is about to be written stands for them, unless it is rolled back itself."""
        inside, taken = self._inside(), self.unrecorded
        if not inside:
            self._noted = []
        for each in self._noted:
            if each.taken_inside is None:
                each.taken_inside = inside
        return taken

    def _inside(self) -> frozenset[str]:
        return frozenset(filter(None, self.savepoint_ids))  # type: ignore[attr-defined]

    def _commit(self) -> None:
        try:
            for record in RECORD_THE_REST if self.unrecorded else ():
                record(self)
        except BaseException:
            self._rollback()
            self.needs_rollback = False  # done; Django itself rolls back for the database's own errors alone
            raise
        self._noted = []
        super()._commit()  # type: ignore[misc]

    def _rollback(self) -> None:
        self._noted = []
        super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self._noted = [each for each in self._noted if sid not in each.written_inside]
        for each in self._noted:
            if each.taken_inside is not None and sid in each.taken_inside:
                each.taken_inside = None

    def close(self) -> None:
        """Close; an open transaction is gone with what it wrote."""
        self._noted = []
        super().close()  # type: ignore[misc]
