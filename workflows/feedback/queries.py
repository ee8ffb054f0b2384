"""Reading what was said of a person: their notes and incidents as the reader may see them, and released opinions.

For the page on which somebody is rated: `{% include "feedback/_for_rating.html" with beside=beside only %}` with what
`notes_for` gives.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflows.engine.sight import may_see_person
from workflows.feedback.models import Incident, Note, OpinionRound, Tally
from workflows.feedback.models.opinion import Group
from workflows.organization.models import Employee, Period
from workflows.printing.words import listed
from workflows.rules.berakhlak import BEHAVIOURS
from workflows.rules.opinions import RATINGS, WEIGHTED, shuffled
from workflows.rules.permenpanrb_6_2022 import RATINGS as RATING_WORDS

Counts = dict[str, dict[str, int]]  # value → rating → how many
WORDS = {str(rating): words.label for rating, words in RATING_WORDS.items()}


@dataclass(frozen=True, slots=True)
class Beside:
    """What is read beside a rating, the latest first."""

    notes: Sequence[Note]
    incidents: Sequence[Incident]
    opinions: Sequence["OpinionView"]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said in that time."""
        return not (self.notes or self.incidents or self.opinions)


@dataclass(frozen=True, slots=True)
class CountedTogether:
    """One cell of a released round: the groups in words, how many answers, and the counts of each value."""

    groups: str
    answers: int
    lines: Sequence[tuple[str, Sequence[tuple[str, int]]]]  # (value, (rating, how many) in the order of the ratings)


@dataclass(frozen=True, slots=True)
class OpinionView:
    """A round as its page shows it: open, closed with too few answers, or released."""

    round: OpinionRound
    cells: Sequence[CountedTogether]
    remarks: Sequence[str]

    @property
    def is_open(self) -> bool:
        """Whether answers are still taken."""
        return self.round.status == OpinionRound.Status.OPEN

    @property
    def is_shown(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.cells)

    @property
    def ratings(self) -> list[str]:
        """The ratings in words, in their order: the columns."""
        return [WORDS[rating] for rating in RATINGS]


@dataclass(frozen=True, slots=True)
class OpinionSummary:
    """A released round in numbers, all its cells together; without a released round nothing is counted."""

    answers: int
    counts: Counts

    @property
    def is_usable(self) -> bool:
        """Whether there is a released opinion."""
        return self.answers > 0

    def weighs_in(self, rule_set: str) -> bool:
        """Whether the opinion moves the rule set's weights, to 60/40; elsewhere it only stands beside the rating."""
        return self.is_usable and rule_set in WEIGHTED


def notes_for(employee: Employee, period_start: date, period_end: date, reader: Any) -> Beside:
    """What the reader (a log-in) may read of what was said in [start, end) about and by the employee.

    About ten queries, whatever there is. Rounds of opinion are those of periods that touch these days; only released
    ones are given.
    """
    if not may_see_person(reader, employee):
        return Beside((), (), ())
    notes = Note.objects.concerning(employee).between(period_start, period_end).with_people().order_by("-on", "-pk")
    incidents = Incident.objects.filter(employee=employee).between(period_start, period_end).with_people()
    rounds = OpinionRound.objects.filter(employee=employee).touching(period_start, period_end)
    return Beside(
        notes=read_by(reader, employee, notes),
        incidents=list(incidents.order_by("-on", "-pk")),
        opinions=[view for view in opinion_views(rounds) if view.is_shown],
    )


def read_by(reader: Any, employee: Employee, notes: Iterable[Note]) -> list[Note]:
    """Of the notes to and by an employee whom the reader may see: those to them, the reader's own, and what the
    employee wrote to a superior whom the reader stands above.

    What the employee wrote to their subordinates is read with these.
    """
    seen: dict[int, bool] = {employee.pk: True}

    def may_see(note: Note) -> bool:
        if reader.pk in (note.author.user_id, note.recipient.user_id):
            return True
        if note.recipient_id != employee.pk and note.direction == Note.Direction.DOWN:
            return False
        if note.recipient_id not in seen:
            seen[note.recipient_id] = may_see_person(reader, note.recipient)
        return seen[note.recipient_id]

    return [note for note in notes if may_see(note)]


def may_read_note(reader: Any, note: Note) -> bool:
    """The two concerned, and whoever may see the person it was written to."""
    return reader.pk in (note.author.user_id, note.recipient.user_id) or may_see_person(reader, note.recipient)


def may_read_incident(reader: Any, incident: Incident) -> bool:
    """Whoever wrote it, the person, and whoever may see the person."""
    return reader.pk == incident.author.user_id or may_see_person(reader, incident.employee)


def opinion_views(rounds: Any) -> list[OpinionView]:
    """These rounds as pages show them, the latest period first; three queries."""
    rows = rounds.select_related("employee__user", "period").prefetch_related("tallies", "remarks")
    return [_view(row) for row in rows.order_by("-period__start", "-pk")]


def opinion_summary(employee: Employee, period: Period) -> OpinionSummary:
    """The released opinion about the employee in just this period; two queries."""
    tallies = list(Tally.objects.filter(round__employee=employee, round__period=period))
    counts: Counts = {}
    for tally in tallies:
        ratings = counts.setdefault(tally.value, dict.fromkeys(RATINGS, 0))
        ratings[tally.rating] += tally.count
    answers = max((sum(ratings.values()) for ratings in counts.values()), default=0)
    return OpinionSummary(answers, counts)


def _view(row: OpinionRound) -> OpinionView:
    found: dict[str, Counts] = {}
    for tally in row.tallies.all():
        found.setdefault(tally.groups, {}).setdefault(tally.value, {})[tally.rating] = tally.count
    cells = [_cell(groups, counts) for groups, counts in sorted(found.items(), key=lambda each: _order(each[0]))]
    return OpinionView(row, cells, shuffled(remark.text for remark in row.remarks.all()))


def _cell(groups: str, counts: Counts) -> CountedTogether:
    lines = [(value.label, [(WORDS[rating], counts[value.code][rating]) for rating in RATINGS]) for value in BEHAVIOURS]
    words = listed([str(Group(group).label) for group in groups.split("+")])
    return CountedTogether(words, sum(counts[BEHAVIOURS[0].code].values()), lines)


def _order(groups: str) -> list[int]:
    return [Group.values.index(group) for group in groups.split("+")]
