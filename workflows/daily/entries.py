"""Activities as they come in through a form, an import or a test: values, not rows yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from workflows.daily.models import DailyActivity
from workflows.rules import daily as rules


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityEntry:
    """One activity as entered; None is a field left empty. `result_id` names the planned result, None is additional.

    `pk` names the stored activity that this one changes. `evidence_file` is a new upload; None keeps what is there.
    """

    pk: int | None = None
    description: str = ""
    starts: time | None = None
    ends: time | None = None
    quantity: Decimal | None = None
    unit: str = ""
    is_main: bool = False
    result_id: int | None = None
    evidence_file: Any = None
    evidence_link: str = ""
    has_evidence: bool = False
    entered_at: datetime | None = None

    def as_rule(self, *, evidence_required: bool) -> rules.Activity:
        """The values that the rules ask for."""
        return rules.Activity(
            description=self.description, starts=self.starts, ends=self.ends, quantity=self.quantity,
            is_main=self.is_main, result_key=self.result_id,
            has_evidence=bool(self.has_evidence or self.evidence_file or self.evidence_link),
            evidence_needed=evidence_required and bool(self.quantity), unit=self.unit,
        )  # fmt: skip


def entries_of(activities: Sequence[DailyActivity]) -> list[ActivityEntry]:
    """Stored activities as entries, in their order."""
    return [
        ActivityEntry(
            pk=a.pk,
            description=a.description,
            starts=a.starts,
            ends=a.ends,
            quantity=a.quantity,
            unit=a.unit,
            is_main=a.kind == DailyActivity.Kind.MAIN,
            result_id=a.result_id,
            evidence_link=a.evidence_link,
            has_evidence=bool(a.evidence_file),
            entered_at=a.entered_at,
        )
        for a in sorted(activities, key=lambda each: each.number)
    ]
