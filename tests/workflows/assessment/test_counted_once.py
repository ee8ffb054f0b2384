"""Whoever moved within the period is one person: in the distribution, the ranking and the credit figure."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests import factories_distribution as given
from workflows.assessment.credit import credit_figure
from workflows.assessment.distribution import distributions, unit_distribution, without_predicate
from workflows.assessment.models import Assessment, UnitPredicate
from workflows.assessment.ranking import Group, ranked
from workflows.assessment.whole_period import whole_of
from workflows.organization.models import Tenure

pytestmark = pytest.mark.django_db
JULY = date(2026, 7, 1)
ENDS = (date(2026, 1, 1), JULY, date(2027, 1, 1))
TODAY = date(2027, 2, 1)
CODES = {
    ("ABOVE", "ABOVE"): "VERY_GOOD", ("MEETS", "MEETS"): "GOOD", ("BELOW", "MEETS"): "NEEDS_IMPROVEMENT",
    ("BELOW", "BELOW"): "VERY_POOR",
}  # fmt: skip


@pytest.fixture
def office():
    return make.office()


def part(person, post, number, work, behaviour, *, status="FINAL"):
    """A part of the year, rated as if it had gone through its tiers."""
    result = given.result(person, post, CODES[work, behaviour])
    start, end = ENDS[number : number + 2]
    Assessment.objects.filter(pk=result.pk).update(
        starts_on=start, ends_on=end, work_rating=work, behaviour_rating=behaviour, status=status,
        predicate=CODES[work, behaviour] if status == "FINAL" else "",
    )  # fmt: skip
    return Assessment.objects.get(pk=result.pk)


def moved(office, first=("BELOW", "BELOW"), second=("ABOVE", "ABOVE"), *, status="FINAL", name="Rina Astuti", **post):
    """Somebody who left the second section's unit for the section's in July; 181 and 184 days."""
    division, section = office.posts["division"].unit, office.posts["section"].unit
    posts = [
        make.position(f"{title} {name}", unit, office.posts["section"], **post)
        for title, unit in (("Analis", division), ("Penata", section))
    ]
    person = make.employee(name, posts[0])
    Tenure.objects.filter(employee=person).update(end=JULY)
    Tenure.objects.create(employee=person, position=posts[1], start=JULY)
    return person, part(person, posts[0], 0, *first), part(person, posts[1], 1, *second, status=status)


def set_for(unit, predicate="GOOD"):
    UnitPredicate.objects.create(
        unit=unit, period=given.the_year(), predicate=predicate, reason="IKU", set_by="Siti", set_at=make.at(JULY)
    )


def counts(unit):
    return dict(unit_distribution(unit, given.the_year()).counts)


# ---- distribution ----
def test_in_a_distribution_they_count_once_where_they_ended_by_the_whole(office):
    person, _first, last = moved(office)
    division, section = office.posts["division"].unit, office.posts["section"].unit
    set_for(division)
    set_for(section)

    upper, lower = distributions(given.the_year())

    # Work and behaviour: (1 × 181 + 3 × 184) ÷ 365 = 2,01: both meet, Baik.
    assert whole_of(person, given.the_year()).predicate == "GOOD"
    assert (upper.people, lower.people, dict(lower.counts)) == (0, 1, {"GOOD": 1})
    assert lower.members[0].assessment_id == last.pk
    assert (counts(division), counts(section)) == ({}, {"GOOD": 1})


def test_while_a_part_waits_they_are_not_counted_yet(office):
    moved(office, status="RATED")
    division, section = office.posts["division"].unit, office.posts["section"].unit

    assert (counts(division), counts(section)) == ({}, {})


def test_two_parts_in_one_unit_are_one_person(office):
    set_for(office.posts["division"].unit)
    moved(office)

    (found,) = distributions(given.the_year())
    assert (found.people, dict(found.counts)) == (1, {"GOOD": 1})


def test_people_without_a_predicate_above_them_are_counted_once(office):
    moved(office)
    assert without_predicate(given.the_year()) == 1
    set_for(office.posts["section"].unit)
    assert without_predicate(given.the_year()) == 0


def test_a_closed_part_is_none_and_the_other_counts_as_it_is(office):
    _person, first, _last = moved(office)
    Assessment.objects.filter(pk=first.pk).update(status="CLOSED", predicate="")

    assert counts(office.posts["section"].unit) == {"VERY_GOOD": 1}


def test_a_second_post_beside_it_is_counted_as_it_is(office):
    """Overlapping days are not parts of one whole: whoever acted in a second post has two results."""
    person, first, _last = moved(office)
    Assessment.objects.filter(pk=first.pk).update(ends_on=date(2026, 9, 1))

    assert whole_of(person, given.the_year()) is None
    set_for(office.posts["division"].unit)
    set_for(office.posts["section"].unit)
    assert counts(office.posts["division"].unit) == {"VERY_POOR": 1}
    assert counts(office.posts["section"].unit) == {"VERY_GOOD": 1}


def test_however_many_moved_it_costs_one_query_more(office):
    set_for(office.posts["division"].unit)
    given.staffed(office, "GOOD", "GOOD")

    def queries(of):
        with CaptureQueriesContext(connection) as asked:
            of()
        return len(asked)

    asked = {
        "distributions": lambda: distributions(given.the_year()),
        "ranking": lambda: ranked(given.the_year(), Group(kind="EXECUTING")),
    }
    none = {name: queries(of) for name, of in asked.items()}
    moved(office)
    one = {name: queries(of) for name, of in asked.items()}
    for number in range(4):
        moved(office, name=f"Pindah {number}")
    assert {name: queries(of) for name, of in asked.items()} == one
    assert {name: one[name] - none[name] for name in asked} == {"distributions": 1, "ranking": 2}


# ---- ranking ----
def test_in_a_ranking_they_have_one_place_by_the_whole_in_the_last_group(office):
    given.staffed(office, "VERY_GOOD", "NEEDS_IMPROVEMENT")
    _person, first, last = moved(office)
    for each, achievement in ((first, 60), (last, 100)):
        indicator = each.skp.results.get().indicators.order_by("number").first()
        each.realisations.create(indicator=indicator, target=1, achievement=achievement)

    places = ranked(given.the_year(), Group(unit=office.posts["section"].unit))

    assert [(place.number, place.assessment.employee.name, place.assessment.predicate) for place in places] == [
        (1, "Pegawai 1", "VERY_GOOD"), (2, "Rina Astuti", "GOOD"), (3, "Pegawai 2", "NEEDS_IMPROVEMENT"),
    ]  # fmt: skip
    assert (places[1].assessment.pk, round(places[1].mean, 2)) == (last.pk, Decimal("80.16"))  # by 181 and 184 days
    assert ranked(given.the_year(), Group(unit=office.posts["division"].unit)) == []
    assert len(ranked(given.the_year(), Group(kind="EXECUTING"))) == 3


# ---- credit figure ----
def test_the_credit_figure_takes_the_years_predicate_for_the_months_in_each_post(office):
    person, _first, _last = moved(office, kind="FUNCTIONAL", job_class=9, name="Ahli Muda")

    figure = credit_figure(person, TODAY)

    assert [(row.months, row.percent, row.predicate_label, str(row.credit)) for row in figure.rows] == [
        (6, 100, "Baik", "12.50"), (6, 100, "Baik", "12.50"),
    ]  # fmt: skip
    assert (str(figure.total), figure.missing) == ("25.00", ())


def test_two_superiors_in_one_post_are_one_year(office):
    post = make.position(
        "Arsiparis Ahli Muda", office.posts["section"].unit, office.posts["section"], kind="FUNCTIONAL"
    )
    person = make.employee("Rina Astuti", post)
    first = part(person, post, 0, "BELOW", "MEETS")
    start, end = ENDS[1:]
    second = Assessment.objects.get(pk=first.pk)
    second.pk = None
    second.starts_on, second.ends_on, second.work_rating, second.predicate = start, end, "ABOVE", "GOOD"
    second.save()

    figure = credit_figure(person, TODAY)

    # Work (1 × 181 + 3 × 184) ÷ 365 = 2,01 meets, behaviour meets: Baik for the year.
    assert [(row.months, row.percent, str(row.credit)) for row in figure.rows] == [(12, 100, "25.00")]
    assert figure.missing == ()


def test_the_credit_figure_waits_for_every_part_and_names_the_one_that_is_missing(office):
    person, _first, _last = moved(office, kind="FUNCTIONAL", job_class=9, name="Ahli Muda", status="RATED")

    figure = credit_figure(person, TODAY)

    assert figure.rows == ()
    assert [each.why for each in figure.missing] == [
        "Penilaian tahunan 2026 terdiri dari 2 bagian. Bagian Penata Ahli Muda, 1\u00a0Juli sampai "
        "31\u00a0Desember 2026, belum final: menunggu pengesahan.",
        "Penilaian tahunan 2026 belum final: menunggu pengesahan.",
    ]  # fmt: skip
