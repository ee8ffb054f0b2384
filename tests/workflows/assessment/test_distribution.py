"""Whose predicates count in which unit, what departs, and what closing the year is told."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests import factories_distribution as given
from workflows.assessment.distribution import (
    before_the_year_closes,
    distributions,
    period_to_look_at,
    unexplained,
    unit_distribution,
    warnings,
    without_predicate,
)
from workflows.assessment.models import Assessment, UnitPredicate
from workflows.assessment.unit_predicates import give_distribution_reason, set_unit_predicate
from workflows.organization.models import Period
from workflows.organization.periods import open_year

pytestmark = pytest.mark.django_db
FIVE_VERY_GOOD = ("VERY_GOOD",) * 5
ASKED = (
    "Sub Bidang Mutasi, predikat unit Baik: Baik 0 dari 5 pegawai; seharusnya lebih banyak daripada setiap predikat "
    "lain, padahal Sangat Baik 5. Butuh Perbaikan atau Kurang tidak ada; seharusnya ada, paling sedikit satu pegawai. "
)


@pytest.fixture
def office():
    return make.office()


def section(office):
    return office.posts["section"].unit


def set_for(unit, predicate, by):
    return set_unit_predicate(
        unit=unit, period=given.the_year(), predicate=predicate, reason="Capaian IKU 2026.", by=make.actor(by)
    )


def test_a_unit_counts_its_people_and_those_below_that_have_no_predicate_of_their_own(office):
    given.staffed(office, "VERY_GOOD", "GOOD")
    given.result(office.division, office.posts["division"], "GOOD")
    given.result(office.stranger, office.posts["stranger"], "POOR")

    set_for(office.posts["division"].unit, "GOOD", office.head)
    (whole,) = distributions(given.the_year())
    assert (whole.people, dict(whole.counts)) == (4, {"VERY_GOOD": 1, "GOOD": 2, "POOR": 1})

    set_for(section(office), "GOOD", office.division)
    upper, lower = distributions(given.the_year())
    assert (upper.unit.name, dict(upper.counts)) == ("Bidang Mutasi dan Promosi", {"GOOD": 1, "POOR": 1})
    assert (lower.unit.name, dict(lower.counts)) == ("Sub Bidang Mutasi", {"VERY_GOOD": 1, "GOOD": 1})


def test_only_results_that_are_out_and_of_this_rule_set_count(office):
    people = given.staffed(office, "GOOD", "GOOD", "GOOD")
    set_for(section(office), "GOOD", office.division)
    Assessment.objects.filter(employee=people[0]).update(status=Assessment.Status.RATED)
    Assessment.objects.filter(employee=people[1]).update(rule_set="pp46_2011", predicate="SUFFICIENT")
    given.result(office.other, office.posts["other"], "POOR", period=Period.objects.get(code="2026-10"))

    assert dict(unit_distribution(section(office), given.the_year()).counts) == {"GOOD": 1}


def test_whoever_was_assessed_in_two_posts_of_a_unit_counts_once_with_the_latest(office):
    (person,) = given.staffed(office, "GOOD")
    second = make.position("Analis kedua", section(office), office.posts["section"])
    given.result(person, second, "VERY_GOOD")
    set_for(section(office), "GOOD", office.division)

    assert dict(unit_distribution(section(office), given.the_year()).counts) == {"VERY_GOOD": 1}


def test_a_departing_unit_is_asked_for_a_reason_until_it_is_given(office):
    given.staffed(office, *FIVE_VERY_GOOD)
    year = given.the_year()
    assert unexplained(year) == []

    set_for(section(office), "GOOD", office.division)
    assert [sentence.replace("\u00a0", " ") for sentence in unexplained(year)] == [
        ASKED + "Alasannya belum ditulis oleh pimpinan unit."
    ]
    assert before_the_year_closes(year) == unexplained(year)

    give_distribution_reason(
        unit=section(office), period=year, reason="Semua target terlampaui.", by=make.actor(office.section)
    )
    assert unexplained(year) == []


def test_a_reason_for_an_earlier_predicate_explains_nothing(office):
    given.staffed(office, *FIVE_VERY_GOOD)
    set_for(section(office), "GOOD", office.division)
    give_distribution_reason(
        unit=section(office), period=given.the_year(), reason="Target terlampaui.", by=make.actor(office.section)
    )

    set_for(section(office), "POOR", office.division)

    assert len(unexplained(given.the_year())) == 1


def test_where_the_period_blocks_no_reason_helps(office):
    given.staffed(office, *FIVE_VERY_GOOD)
    set_for(section(office), "GOOD", office.division)
    year = given.the_year()
    give_distribution_reason(unit=section(office), period=year, reason="Terlampaui.", by=make.actor(office.section))
    year.distribution_blocks = True
    year.save()

    assert [sentence.replace("\u00a0", " ") for sentence in unexplained(year)] == [
        ASKED + "Tahun ini hanya dapat ditutup bila distribusinya sesuai."
    ]


def test_a_small_unit_is_only_warned_about(office):
    given.staffed(office, *FIVE_VERY_GOOD[:4])
    set_for(section(office), "GOOD", office.division)
    year = given.the_year()
    year.distribution_blocks = True
    year.save()

    assert unexplained(year) == []
    (warning,) = warnings(year)
    assert warning.startswith("Sub Bidang Mutasi: Baik 0 dari 4 pegawai")


def test_a_month_closes_without_it(office):
    month = Period.objects.get(code="2026-10")
    given.staffed(office, *FIVE_VERY_GOOD, period=month)
    set_unit_predicate(
        unit=section(office), period=month, predicate="GOOD", reason="IKU.", by=make.actor(office.division)
    )

    assert len(unexplained(month)) == 1
    assert before_the_year_closes(month) == []


def test_outliers_are_two_steps_away_and_the_farthest_comes_first(office):
    best, good, _poor = given.staffed(office, "VERY_GOOD", "GOOD", "POOR")
    set_for(section(office), "POOR", office.division)

    found = unit_distribution(section(office), given.the_year()).outliers

    assert [member.employee_id for member in found] == [best.pk, good.pk]


@pytest.mark.parametrize(
    ("day", "status", "code"),
    [
        (date(2026, 11, 24), "OPEN", "2026"), (date(2027, 1, 20), "OPEN", "2026"), (date(2027, 2, 28), "OPEN", "2026"),
        (date(2027, 3, 1), "OPEN", "2027"), (date(2027, 1, 20), "CLOSED", "2027"),
    ],
)  # fmt: skip
def test_until_it_is_due_or_closed_the_year_before_is_looked_at(office, day, status, code):
    open_year(2027)
    Period.objects.filter(code="2026").update(status=status)

    looked_at = period_to_look_at(day)

    assert looked_at is not None
    assert looked_at.code == code


def test_people_above_whom_no_unit_has_a_predicate_are_counted_apart(office):
    given.staffed(office, "GOOD", "GOOD")
    given.result(office.stranger, office.posts["stranger"], "GOOD")
    set_for(section(office), "GOOD", office.division)

    assert without_predicate(given.the_year()) == 1
    assert UnitPredicate.objects.count() == 1


def test_the_year_is_checked_in_four_queries_however_many_units(office):
    given.staffed(office, *FIVE_VERY_GOOD)
    set_for(section(office), "GOOD", office.division)
    year = given.the_year()
    with CaptureQueriesContext(connection) as few:
        assert len(unexplained(year)) == 1

    given.result(office.stranger, office.posts["stranger"], "GOOD")
    set_for(office.posts["division"].unit, "GOOD", office.head)
    with CaptureQueriesContext(connection) as many:
        assert len(unexplained(year)) == 1

    assert len(few) == len(many) == 4
