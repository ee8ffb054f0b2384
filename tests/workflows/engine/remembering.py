"""What a case was after each act, kept in memory; and that it is rebuilt so, at each of those instants."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import time_machine

from tests import factories as make
from workflows.audit.as_of import as_it_stands, subject_of
from workflows.audit.models import Decision
from workflows.engine.as_of import field_of, stood
from workflows.engine.models import WorkItem
from workflows.engine.registry import flow_of

A_TICK = timedelta(microseconds=1)


def known_office() -> make.Office:
    """The small office, known since December; its people stand in their posts since 2024."""
    with time_machine.travel(datetime(2025, 12, 15, 2).astimezone(), tick=False):
        return make.office()


@dataclass
class Remembered:
    """The subject of a process, and how it was at each instant that was kept."""

    process: str
    key: int
    kept: dict[datetime, dict[str, Any]] = field(default_factory=dict)
    settled_by: str = ""  # what else is decided on and settles it, as the record names it

    @property
    def cases(self) -> list[Any]:
        """Its cases so far, the earliest first."""
        name = field_of(self.process, subject_of(self.process))
        return list(flow_of(self.process).process_class.objects.filter(**{name: self.key}).order_by("pk"))

    def keep(self, at: datetime) -> None:
        """How it is now, which is `at`."""
        subject, case = subject_of(self.process), next(reversed(self.cases), None)
        row = as_it_stands(subject, self.key)
        decisions = list(Decision.objects.filter(subject=subject.key_of(self.key)).order_by("id"))
        waiting = WorkItem.objects.open().filter(case=case.pk if case else None).order_by("pk")
        self.kept[at] = {
            "row": row.as_dict(),
            "decisions": [d.pk for d in decisions],
            "case": case.pk if case else None,
            "round": case.round if case else 1,
            "version": case.chain_version_id if case else None,
            "items": [item.pk for item in waiting],
            "tasks": sorted({item.task_id for item in waiting}),
            "tiers": sorted({item.tier_id for item in waiting if item.tier_id}),
        }

    def is_rebuilt(self) -> None:
        """At each of the instants, and until the next one, it is rebuilt as it was kept."""
        instants = sorted(self.kept)
        for at, following in zip(instants, [*instants[1:], instants[-1] + timedelta(days=1)], strict=True):
            for instant in (at, following - A_TICK):
                assert self.rebuilt(instant) == self.kept[at], instant
        self.is_what_the_decisions_made_of_it()

    def rebuilt(self, at: datetime) -> dict[str, Any]:
        """The same, rebuilt."""
        found = stood(self.process, at, key=self.key)
        items = [item for waiting in found.waiting for item in waiting.items]
        assert not found.written_past_the_history
        return {
            "row": found.then.as_dict(),
            "decisions": [d.pk for d in found.decisions],
            "case": found.case.pk if found.case else None,
            "round": found.round,
            "version": found.chain.version.pk if found.chain else None,
            "items": sorted(item.pk for item in items),
            "tasks": sorted(waiting.task.pk for waiting in found.waiting),
            "tiers": sorted({item.tier_id for item in items if item.tier_id}),
        }

    def is_what_the_decisions_made_of_it(self) -> None:
        """After the last decision up to an instant the status is the one that this decision left."""
        subjects = [subject_of(self.process).key_of(self.key), self.settled_by]
        record = Decision.objects.filter(subject__in=subjects).order_by("id")
        left: dict[int, str] = {}
        for at, kept in self.kept.items():
            for decision in record.filter(effective_at__lte=at):
                left.setdefault(decision.pk, kept["row"]["values"]["status"])
        for at in self.kept:
            last = record.filter(effective_at__lte=at).last()
            if last is not None:
                assert stood(self.process, at, key=self.key).then.values["status"] == left[last.pk], at
