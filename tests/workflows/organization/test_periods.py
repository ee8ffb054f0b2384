"""Quarters beside months: made on demand, once, with deadlines of their own; and which months a period is made of."""

from datetime import date

import pytest

from workflows.organization.models import Period
from workflows.organization.periods import closed_among, open_quarters, open_year, periods_of

pytestmark = pytest.mark.django_db


def test_quarters_are_made_on_demand_and_once():
    year = open_year(2026)

    made = open_quarters(2026)
    made[2].objection_days = 7
    made[2].save()
    again = open_quarters(2026)

    assert [(q.code, q.start, q.end, q.assessment_due_on) for q in made] == [
        ("2026-Q1", date(2026, 1, 1), date(2026, 4, 1), date(2026, 4, 10)),
        ("2026-Q2", date(2026, 4, 1), date(2026, 7, 1), date(2026, 7, 10)),
        ("2026-Q3", date(2026, 7, 1), date(2026, 10, 1), date(2026, 10, 10)),
        ("2026-Q4", date(2026, 10, 1), date(2027, 1, 1), date(2027, 1, 10)),
    ]
    assert again == made
    assert [q.objection_days for q in again] == [14, 14, 7, 14]
    assert (year.parts.count(), made[0].history.get().history_change_reason) == (16, "open_quarters")
    assert open_year(2026) == year
    assert Period.objects.count() == 17


def test_nobody_has_quarters_of_a_year_that_is_not_open():
    with pytest.raises(Period.DoesNotExist):
        open_quarters(2031)


@pytest.mark.parametrize(
    ("code", "months", "title"),
    [
        ("2026", range(1, 13), "tahun 2026"),
        ("2026-Q1", range(1, 4), "triwulan I 2026"),
        ("2026-Q4", range(10, 13), "triwulan IV 2026"),
        ("2026-02", range(2, 3), "Februari 2026"),
    ],
)
def test_a_period_knows_its_months_and_its_name(code, months, title):
    open_year(2026)
    open_quarters(2026)

    period = Period.objects.get(code=code)

    assert (period.months, period.title) == (months, title)


def test_a_day_lies_in_its_year_quarter_and_month():
    open_year(2026)
    open_quarters(2026)

    found = periods_of(date(2026, 9, 30))

    assert {period.code for period in found} == {"2026", "2026-Q3", "2026-09"}
    assert closed_among(found) is None
    Period.objects.filter(code="2026-Q3").update(status="CLOSED")
    assert closed_among(periods_of(date(2026, 9, 30))).code == "2026-Q3"
    assert closed_among(periods_of(date(2026, 10, 1))) is None
