"""How the predicates of a unit's people are distributed, beside what the unit's own predicate lets expect.

A unit's people are those who were assessed in a post of the unit, or of one below it that has no predicate of its own
in the period: each person counts where the nearest predicate above them stands, and once there, whatever posts they
were assessed in. Whoever moved counts in the last unit alone, by the whole of the period. Its leader is one of them.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import QuerySet

from workflows.assessment.counted_once import counted_once
from workflows.assessment.models import Assessment, DistributionReason, UnitPredicate
from workflows.organization.models import Period, Unit
from workflows.rules.distribution import Distribution, check
from workflows.rules.permenpanrb_6_2022 import Predicate

RULE_SET = "permenpanrb_6_2022"  # the circular on distributions belongs to it; older sets knew none
OUT = (Assessment.Status.RATIFIED, Assessment.Status.OBJECTED, Assessment.Status.FINAL)
FAR = 2  # steps between a person's predicate and the one that answers to the unit's, from which on they are listed
LADDER: Mapping[str, int] = {str(predicate): step for step, predicate in enumerate(Predicate)}  # best first
UNIT_LADDER: Mapping[str, int] = {code: step for step, code in enumerate(UnitPredicate.Predicate.values)}


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody's result in the unit."""

    assessment_id: int
    employee_id: int
    predicate: str


@dataclass(frozen=True)
class UnitDistribution:
    """A unit with its predicate, if it has one, its people's results, and the reason, if one was given."""

    unit: Unit
    given: UnitPredicate | None
    members: Sequence[Member]
    reason: DistributionReason | None = None

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """People by predicate; a missing one is none."""
        return Counter(member.predicate for member in self.members)

    @property
    def people(self) -> int:
        """How many have a result."""
        return len(self.members)

    @cached_property
    def found(self) -> Distribution | None:
        """What the rule finds; None where the unit has no predicate yet."""
        return check(self.given.predicate, self.counts) if self.given is not None else None

    @property
    def departs(self) -> bool:
        """Whether the rule finds something, in a unit of whatever size."""
        return self.found is not None and not self.found.is_as_expected

    @property
    def is_asked(self) -> bool:
        """Whether the year waits for it: it departs, and the unit is not so small that it is only warned about."""
        return self.found is not None and self.departs and not self.found.is_small

    @property
    def is_explained(self) -> bool:
        """Whether a reason was given since the predicate was set: one to an earlier predicate explains another case."""
        return self.given is not None and self.reason is not None and self.reason.given_at >= self.given.set_at

    @property
    def outliers(self) -> list[Member]:
        """Those whose predicate is far from the one that answers to the unit's, the farthest first."""
        if self.given is None:
            return []
        at = UNIT_LADDER[self.given.predicate]
        far = [(abs(LADDER[member.predicate] - at), member) for member in self.members]
        return [member for steps, member in sorted(far, key=lambda pair: -pair[0]) if steps >= FAR]


def distributions(period: Period) -> list[UnitDistribution]:
    """Every unit with a predicate in the period, by code. Four queries, however many units and people; five where
    somebody moved.
    """
    units = {unit.pk: unit for unit in Unit.objects.order_by("code")}
    given = {row.unit_id: row for row in UnitPredicate.objects.filter(period=period)}
    if not given:
        return []
    people, reasons = _people(period, units, given), _reasons(period, given)
    return [
        UnitDistribution(unit, given[key], people.get(key, []), reasons.get(key))
        for key, unit in units.items()
        if key in given
    ]


def unit_distribution(unit: Unit, period: Period) -> UnitDistribution:
    """One unit, with or without a predicate of its own. Four queries; five where somebody moved."""
    units = {row.pk: row for row in Unit.objects.all()}
    given = {row.unit_id: row for row in UnitPredicate.objects.filter(period=period)}
    people = _people(period, units, {*given, unit.pk}, only=unit.pk)
    reason = _reasons(period, [unit.pk]).get(unit.pk)
    return UnitDistribution(unit, given.get(unit.pk), people.get(unit.pk, []), reason)


def predicate_over(unit_id: int, period_id: int) -> UnitPredicate | None:
    """The predicate of the unit in the period, else of the nearest above that has one. Two queries."""
    units: list[Unit] = []
    at: Unit | None = Unit.objects.select_related("parent__parent__parent__parent__parent").get(pk=unit_id)
    while at is not None:
        units.append(at)
        at = at.parent
    rows = UnitPredicate.objects.filter(unit__in=units, period=period_id).select_related("unit")
    given = {row.unit_id: row for row in rows}
    return next((given[unit.pk] for unit in units if unit.pk in given), None)


def period_to_look_at(on: date) -> Period | None:
    """The year that is being assessed: the one before until its annual assessment is due or it is closed, else that
    of the day. None where nobody opened it. One query.
    """
    years = Period.objects.filter(kind=Period.Kind.YEAR, start__lte=on).order_by("-start")[:2]
    return next((year for year in reversed(years) if year.end > on or _is_being_assessed(year, on)), None)


def without_predicate(period: Period) -> int:
    """How many people have a result for which no unit above them has a predicate. Three queries; see `counted_once`."""
    units = {unit.pk: unit for unit in Unit.objects.all()}
    given = set(UnitPredicate.objects.filter(period=period).values_list("unit_id", flat=True))
    owners = {key: _owner(key, units, given) for key in units}
    loose = [key for key, owner in owners.items() if owner is None]
    counted = counted_once(period, _results(period).filter(position__unit__in=loose))
    return len({each.employee_id for each in counted})


def unexplained(period: Period) -> list[str]:
    """Why the period cannot be closed yet: units whose distribution departs without a reason, or at all where the
    period says that it blocks. Small units are only warned about (`warnings`). Four queries.
    """
    return [
        sentence_of(each, blocks=period.distribution_blocks)
        for each in distributions(period)
        if each.is_asked and (period.distribution_blocks or not each.is_explained)
    ]


def before_the_year_closes(period: Period) -> list[str]:
    """`unexplained` of a year; months and quarters close without it."""
    return unexplained(period) if period.kind == Period.Kind.YEAR else []


def warnings(period: Period) -> list[str]:
    """What departs in small units, where one person more or less turns every share. Four queries."""
    return [
        f"{each.unit.name}: {' '.join(each.found.findings)}"
        for each in distributions(period)
        if each.found is not None and each.departs and not each.is_asked
    ]


def sentence_of(each: UnitDistribution, *, blocks: bool) -> str:
    """What departs in the unit, and what to do about it."""
    findings = " ".join(each.found.findings) if each.found is not None else ""
    predicate = each.given.get_predicate_display() if each.given is not None else ""
    what = (
        "Tahun ini hanya dapat ditutup bila distribusinya sesuai."
        if blocks
        else "Alasannya belum ditulis oleh pimpinan unit."
    )
    return f"{each.unit.name}, predikat unit {predicate}: {findings} {what}"


def _is_being_assessed(year: Period, on: date) -> bool:
    due = year.assessment_due_on
    return year.status == Period.Status.OPEN and due is not None and on <= due


def _results(period: Period) -> QuerySet[Assessment]:
    return Assessment.objects.filter(period=period, status__in=OUT, rule_set=RULE_SET)


def _reasons(period: Period, unit_ids: Iterable[int]) -> dict[int, DistributionReason]:
    return {row.unit_id: row for row in DistributionReason.objects.filter(period=period, unit__in=list(unit_ids))}


def _people(
    period: Period, units: Mapping[int, Unit], owners: Collection[int], *, only: int | None = None
) -> dict[int, list[Member]]:
    """The people of each of the `owners`, or of `only` one of them; the latest result of whoever has several there.

    Whoever moved within the period counts once, by the whole of the parts (`counted_once`).
    """
    owner_of = {key: _owner(key, units, owners) for key in units}
    rows = _results(period)
    if only is not None:
        rows = rows.filter(position__unit__in=[key for key, owner in owner_of.items() if owner == only])
    found: dict[int, dict[int, Member]] = defaultdict(dict)
    for key, employee, predicate, unit in counted_once(period, rows):
        owner = owner_of[unit]
        if owner is not None:
            found[owner][employee] = Member(key, employee, predicate)
    return {owner: list(members.values()) for owner, members in found.items()}


def _owner(unit_id: int, units: Mapping[int, Unit], owners: Collection[int]) -> int | None:
    """The unit itself or the nearest above that is one of these."""
    at: int | None = unit_id
    while at is not None and at not in owners:
        at = units[at].parent_id
    return at
