"""Results of a year for a unit's people, written as rows: what is looked at is how they are distributed."""

from datetime import date

from tests import factories as make
from workflows.assessment.models import Assessment
from workflows.organization.models import Employee, Period, Position, Snapshot
from workflows.organization.periods import year_of

IN_THE_YEAR = date(2026, 6, 1)


def the_year() -> Period:
    """The year that is assessed."""
    return year_of(IN_THE_YEAR)


def result(person: Employee, post: Position, predicate: str, *, period: Period | None = None) -> Assessment:
    """The person's final result in the period, the year unless told."""
    asked = period or the_year()
    skp = make.draft_skp(person, post)
    snapshot = Snapshot.objects.create(
        employee=person, position=post, period=asked, taken_on=IN_THE_YEAR, name=person.name, nip=person.nip,
        grade="III/a", kind="PNS", post=post.title, unit=post.unit.name, job_class=post.job_class,
    )  # fmt: skip
    return Assessment.objects.create(
        employee=person, position=post, skp=skp, period=asked, snapshot=snapshot, rule_set="permenpanrb_6_2022",
        status=Assessment.Status.FINAL, predicate=predicate, opened_at=make.at(IN_THE_YEAR),
    )  # fmt: skip


def staffed(office: make.Office, *predicates: str, period: Period | None = None) -> list[Employee]:
    """New people of the section, under its head, each with one of these results."""
    people = []
    for number, predicate in enumerate(predicates, start=1):
        post = make.position(f"Analis {number}", office.posts["section"].unit, office.posts["section"])
        person = make.employee(f"Pegawai {number}", post)
        result(person, post, predicate, period=period)
        people.append(person)
    return people
