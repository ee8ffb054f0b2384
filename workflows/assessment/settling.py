"""What becomes of a result that is objected to: it stands while it is heard, then is final, as it was or changed.

The objection is a process of its own above this app; it registers how a result's page finds it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from simple_history.utils import bulk_update_with_history

from workflows.assessment.judging import judging_of
from workflows.assessment.judging.contract import GivenRating
from workflows.assessment.models import Assessment, BehaviourRating
from workflows.assessment.rating import in_words_or_numbers
from workflows.assessment.realisation import rows_of
from workflows.audit.models import Decision
from workflows.audit.verbs import Verb
from workflows.engine.refusals import NotAllowedHere
from workflows.organization.actor import Actor
from workflows.organization.models.history import save_changed
from workflows.rules.trace import as_json
from workflows.rules.violation import RuleViolation

Status = Assessment.Status
REASON = "objection"  # what the history says
RATED = ("work_rating", "behaviour_rating", "work_value", "behaviour_value", "total")
RESULT = (*RATED, "predicate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Objected:
    """An objection as the pages and sheets of its result show it."""

    case_id: int  # of the process `objection`
    url: str
    status: str
    is_open: bool
    is_changed: bool
    before: str
    after: str
    reason: str
    decided_at: datetime | None

    @property
    def is_decided(self) -> bool:
        """Whether it was ruled on; one that was withdrawn was not."""
        return bool(self.after)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a rating makes of a result: the fields of the row, and the values of behaviour that it rates otherwise."""

    values: Mapping[str, object]
    behaviours: Sequence[BehaviourRating]

    @property
    def result(self) -> dict[str, object]:
        """As `result_of`."""
        return {name: self.values[name] for name in RESULT}


@dataclass(frozen=True, slots=True)
class Finder:
    """How objections are found.

    `cases`: the objections' own cases, with what `told` needs, by the cases whose results they contest. `told`: the
    contested case of one of them, and how pages show it.
    """

    cases: Callable[[Collection[int]], QuerySet[Any, Any]]
    told: Callable[[Any], tuple[int, Objected]]


FINDERS: list[Finder] = []
# How objections ended, as the record has it: ruled on or withdrawn.
ENDED = Decision.objects.filter(
    Q(verb__in=[Verb.DECIDE, Verb.WITHDRAW]) | Q(verb=Verb.RECORD_OUTSIDE, particulars__details__as=Verb.DECIDE),
    process="objection",
)


def register(finder: Finder) -> None:
    """Make known how objections are found."""
    if finder not in FINDERS:
        FINDERS.append(finder)


def objected(case_id: int) -> Objected | None:
    """The objection to the result of this case; None where there is none. One query."""
    for finder in FINDERS:
        for case in finder.cases([case_id]).order_by("pk")[:1]:
            return finder.told(case)[1]
    return None


def result_of(assessment: Assessment) -> dict[str, object]:
    """The result by the names of its fields; what the rule set does not use is empty."""
    return {name: getattr(assessment, name) for name in RESULT}


def contest(assessment: Assessment, *, by: Actor, history_date: datetime | None) -> None:
    """Mark the result as objected to: it stands until that is decided. Called under the lock of its case.

    :raises NotAllowedHere: it does not wait for the person's answer.
    """
    _require(assessment, Status.RATIFIED)
    save_changed(assessment, user=by.history_user, reason=REASON, at=history_date, status=Status.OBJECTED)


def judge(assessment: Assessment, given: GivenRating, at: datetime) -> Judged:
    """What this rating would make of the result; nothing is changed.

    :raises RuleViolation: the rating is incomplete, or the one that is contested.
    """
    way = judging_of(assessment.rule_set)
    rows, behaviours = rows_of(assessment), list(assessment.behaviours.all())
    accepted = way.accept(assessment, rows, given, at.date())
    changed = [row for row in behaviours if row.value in given.behaviours and _takes(row, *given.behaviours[row.value])]
    values: dict[str, object] = {name: getattr(accepted, name) for name in RATED}
    values["further"] = dict(accepted.further)
    judged = copy(assessment)
    for name, value in values.items():
        setattr(judged, name, value)
    found = way.conclude(judged, rows, behaviours)
    values |= {"predicate": found.predicate, "trace": as_json(found.trace)}
    if not changed and all(getattr(assessment, name) == values[name] for name in RESULT):
        raise RuleViolation(
            "Nilai ini sama dengan penilaian yang dipersoalkan. Ubah nilainya, atau kuatkan penilaiannya.",
            field="outcome", code="rating_unchanged",
        )  # fmt: skip
    return Judged(values, changed)


def settle(
    assessment: Assessment, judged: Judged | None, *, by: Actor, at: datetime, history_date: datetime | None
) -> None:
    """Make the result final: as it was, or as it is `judged` now. Called under the assessment's lock.

    Suggestion, feedback and the assessor's reasons stay as they were given: they are what was contested.

    :raises NotAllowedHere: it is not objected to.
    """
    _require(assessment, Status.OBJECTED)
    values = dict(judged.values) if judged is not None else {}
    if judged is not None and judged.behaviours:
        bulk_update_with_history(
            judged.behaviours, BehaviourRating, ["rating", "score", "note"], default_user=by.history_user,
            default_change_reason=REASON, default_date=history_date,
        )  # fmt: skip
    save_changed(
        assessment, user=by.history_user, reason=REASON, at=history_date, status=Status.FINAL, final_at=at, **values
    )


def _takes(row: BehaviourRating, grade: str, note: str) -> bool:
    """Give the row this grade and note; whether that changes it."""
    before = (row.rating, row.score, row.note)
    row.rating, row.score = in_words_or_numbers(grade)
    row.note = note.strip()
    return (row.rating, row.score, row.note) != before


def _require(assessment: Assessment, status: str) -> None:
    if assessment.status != status:
        raise NotAllowedHere(
            f"Penilaian ini sekarang {assessment.get_status_display()}, jadi langkah itu tidak dapat dilakukan."
        )
