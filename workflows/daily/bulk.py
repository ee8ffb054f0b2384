"""Verifying many reports with one press: each for itself, and for each what became of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from workflows.daily.models import DailyProcess
from workflows.daily.verifying import mark_verified, read_activities
from workflows.engine.acts import Turn
from workflows.engine.many import Result, decide_many
from workflows.organization.actor import Actor


class Verifying:
    """What `engine.many` asks about reports."""

    model = DailyProcess
    related: Sequence[str] = ("report__employee",)
    lock: Sequence[str] = ("report",)

    def read(self, cases: Sequence[DailyProcess]) -> None:
        """The activities of all reports."""
        read_activities([case.report for case in cases])

    def decide(self, t: Turn[DailyProcess]) -> None:
        """Approve."""
        t.approve()

    def change(self, turns: Sequence[Turn[DailyProcess]]) -> None:
        """Those whom the last tier approved are verified."""
        mark_verified(turns)


def verify_many(
    *, task_ids: Sequence[int], by: Actor, shown: Mapping[int, str] | None = None, at: datetime | None = None
) -> list[Result]:
    """Verify each of these tasks' reports; the results in their order. One failure stops none.

    `shown` is the hash of the content that the page showed, by task; a report that must be read is left as it is.

    :raises TimeNotYours: a time was given through a channel that may not.
    """
    return decide_many(Verifying(), task_ids, by=by, shown=shown, at=at)
