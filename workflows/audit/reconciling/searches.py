"""All searches, those of this app and those that the apps above register."""

from collections.abc import Callable, Iterable, Iterator

from workflows.audit.reconciling.histories import histories_and_record, rows_and_histories
from workflows.audit.reconciling.search import Tally

Search = Callable[[int], Iterable[Tally]]  # of how many are shown, what was found
SEARCHES: list[Search] = []


def register(*searches: Search) -> None:
    """Make these known; called when an app is ready."""
    SEARCHES.extend(search for search in searches if search not in SEARCHES)


def reconcile(first: int = 20) -> Iterator[Tally]:
    """What does not agree, kind by kind and model by model, each with how many there are and the `first` of them.

    Nothing is written. The statements are as many whatever the number of rows, until a table has more keys than one
    statement takes at once.

    :raises DatabaseError: a table is not as the models say; migrations are missing.
    """
    for search in (*SEARCHES, rows_and_histories, histories_and_record):
        yield from search(first)
