"""A dry run for a whole unit, and the difference that a version would make, person by person. Nothing is stored."""

from dataclasses import dataclass, field

from workflows.approvals.applying import most_specific, published
from workflows.approvals.dry_run import Trial, as_if_in_force, try_chain
from workflows.approvals.models import ChainVersion
from workflows.organization.models import Employee
from workflows.organization.whole_office import WholeOffice


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A gap, once for all whom it leaves without a decider, with what to do about it."""

    why: str
    tier: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyTrials:
    """A chain tried for many: whoever would find nobody first. `others` are those whom another chain is for."""

    trials: list[Trial]
    causes: list[Cause]
    others: int = 0

    @property
    def incomplete(self) -> int:
        """How many of them would find nobody at some tier."""
        return sum(not trial.is_complete for trial in self.trials)


def try_many(
    process: str, office: WholeOffice, *, unit_id: int | None = None, version: ChainVersion | None = None
) -> ManyTrials:
    """The process for everybody who holds a post in the unit or below it (in the office where none is named).

    With `version`, as if it were in force: those whom it would be for.
    """
    units = office.units_below(unit_id) if unit_id is not None else None
    versions = as_if_in_force(version, office) if version is not None else published(process, office)
    trials, others = [], 0
    for employee, position in office.in_posts():
        if units is not None and position.unit_id not in units:
            continue
        applying = most_specific(versions, position)
        if version is not None and applying != version:
            others += 1
            continue
        trials.append(try_chain(process, employee, office.on, position=position, version=applying, office=office))
    trials.sort(key=lambda trial: (trial.is_complete, trial.employee.name, trial.employee.pk))
    return ManyTrials(trials=trials, causes=_causes(trials), others=others)


def _causes(trials: list[Trial]) -> list[Cause]:
    counted: dict[tuple[str, str], int] = {}
    for trial in trials:
        found = [("", trial.problem)] if trial.problem else [(gap.tier.title, gap.note) for gap in trial.gaps]
        for key in found:
            counted[key] = counted.get(key, 0) + 1
    causes = [Cause(why=why, tier=tier, people=people) for (tier, why), people in counted.items()]
    return sorted(causes, key=lambda cause: (-cause.people, cause.tier, cause.why))


@dataclass(slots=True, kw_only=True)
class Group:
    """People for whom the version makes the same difference. `is_new`: another chain was for them until then."""

    before: Trial
    after: Trial
    is_new: bool
    people: list[Employee] = field(default_factory=list)

    @property
    def deciders_change(self) -> bool:
        """Whether anybody else would decide than now."""
        return self.before.decided_by != self.after.decided_by

    @property
    def loses_somebody(self) -> bool:
        """Whether the version leaves a tier without a decider, where there was none such before."""
        return self.before.is_complete and not self.after.is_complete


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What publishing the version would change for whom: groups of people, worst and largest first."""

    version: ChainVersion
    groups: list[Group]
    same: int  # how many it is for, without any difference
    others: int  # how many another chain is for, before and after
    incomplete: int  # how many of those it is for would find nobody at some tier, changed or not

    @property
    def changed(self) -> int:
        """For how many somebody else would decide."""
        return sum(len(group.people) for group in self.groups if group.deciders_change)

    @property
    def newly(self) -> int:
        """For how many the chain would be, that has not been until now."""
        return sum(len(group.people) for group in self.groups if group.is_new)


def difference(version: ChainVersion, office: WholeOffice) -> Difference:
    """Person by person, who decides now and who would if the version were in force; grouped where it is the same."""
    process = version.chain.process
    now, then = published(process, office), as_if_in_force(version, office)
    groups: dict[object, Group] = {}
    same = others = incomplete = 0
    for employee, position in office.in_posts():
        applied, applying = most_specific(now, position), most_specific(then, position)
        if applying != version:
            others += 1
            continue
        before = try_chain(process, employee, office.on, position=position, version=applied, office=office)
        after = try_chain(process, employee, office.on, position=position, version=applying, office=office)
        incomplete += not after.is_complete
        is_new = applied is None or applied.chain_id != version.chain_id
        if before.decided_by == after.decided_by and not is_new:
            same += 1
            continue
        # A gap is told with its cause: those whom different empty posts leave without a decider are not one group.
        causes = tuple(tuple(gap.note for gap in trial.gaps) for trial in (before, after))
        key = (before.decided_by, after.decided_by, causes, is_new)
        groups.setdefault(key, Group(before=before, after=after, is_new=is_new)).people.append(employee)
    worst_first = sorted(
        groups.values(), key=lambda group: (not group.loses_somebody, -len(group.people), group.people[0].pk)
    )
    return Difference(version=version, groups=worst_first, same=same, others=others, incomplete=incomplete)
