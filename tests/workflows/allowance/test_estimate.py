"""The estimate of a month: exact figures of one person, and what is still open."""

from datetime import date
from decimal import Decimal

import pytest

from tests import factories as make
from tests.workflows.allowance import states
from workflows.allowance.estimating import Estimate, WaitingFor, estimate
from workflows.allowance.queries import estimate_context
from workflows.allowance.reckoning import NotPaid
from workflows.daily import actions as daily
from workflows.organization.models import Employee

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def november(office):
    states.scheme()
    states.november_of(office.staff, office.section)
    return states.november()


def estimated(person, november, on=states.TODAY) -> Estimate:
    found = estimate(person, november, on)
    assert isinstance(found, Estimate)
    return found


def test_the_lines_are_those_of_the_month(office, november):
    found = estimated(office.staff, november)

    assert [(line.code, line.amount) for line in found.reckoned.allowance.lines] == [
        ("CEILING", Decimal(3_400_000)),
        ("PRODUCTIVITY", Decimal(0)),
        ("DISCIPLINE", Decimal(1_360_000)),
        ("DISCIPLINE_CUT", Decimal(-54_400)),
        ("TAX", Decimal(-65_280)),
        ("NET", Decimal(1_240_320)),
    ]
    assert found.read_until == date(2026, 11, 23)


def test_minutes_are_told_apart_by_whose_turn_it_is(office, november):
    minutes = estimated(office.staff, november).minutes

    assert (minutes.approved, minutes.waiting, minutes.returned) == (1545, 1035, 270)
    assert (minutes.required, minutes.needed, minutes.reached) == (6750, 3900, False)


def test_the_way_there_counts_missed_days_and_days_left(office, november):
    way = estimated(office.staff, november).way

    assert way is not None
    assert (way.missed_days, way.days_left, way.minutes_a_day) == (6, 5, 355)
    assert (way.is_possible, way.net) == (True, Decimal(3_178_320))


def test_what_the_superior_did_not_verify_is_the_superiors(office, november):
    assert estimated(office.staff, november).waiting_for == (
        WaitingFor(name="Jaya Ramadan", title="", minutes=1035, reports=3, overdue=2),
    )


def test_an_acting_officer_is_named_with_the_post(office, november):
    make.acting(office.division, office.posts["section"])

    (waiting,) = estimated(office.staff, november).waiting_for

    assert waiting.name == "Siti Pratama"
    assert waiting.title.endswith("Kepala Sub Bidang Mutasi")


def test_a_report_that_is_verified_changes_the_estimate_at_once(office, november):
    sent = office.staff.daily_reports.get(day=date(2026, 11, 23))
    daily.verify(task_id=states.task_of(sent), by=make.actor(office.section), at=make.at(states.TODAY, 9))

    minutes = estimated(office.staff, november).minutes

    assert (minutes.approved, minutes.waiting) == (1890, 690)


def test_when_the_days_left_do_not_suffice_it_says_so(office, november):
    way = estimated(office.staff, november, date(2026, 12, 4)).way
    assert way is not None
    assert (way.missed_days, way.days_left, way.minutes_a_day, way.is_possible) == (11, 0, 355, True)

    closed = estimated(office.staff, november, date(2026, 12, 6)).way
    assert closed is not None
    assert (closed.missed_days, closed.minutes_a_day, closed.is_possible) == (0, None, False)


def test_whoever_reached_the_minutes_needs_no_way(office):
    states.scheme(required_minutes="300")
    states.november_of(office.staff, office.section)

    found = estimated(office.staff, states.november())

    assert found.way is None
    assert found.reckoned.allowance.lines[1].amount == Decimal(2_040_000)


def test_leave_owes_no_report(office, november):
    office.staff.attendance.filter(day=date(2026, 11, 10)).update(status="LEAVE", first_in=None, last_out=None)

    way = estimated(office.staff, november).way

    assert way is not None
    assert way.missed_days == 5


def test_whoever_is_outside_the_office_or_has_no_ceiling_is_told_why(office, november):
    outside, section = (estimate(person, november, states.TODAY) for person in (office.outside, office.section))

    assert isinstance(outside, NotPaid)
    assert "di luar kantor ini" in outside.explanation
    assert isinstance(section, NotPaid)
    assert section.explanation == "Kelas jabatan 9 belum memiliki pagu. Lengkapi daftar pagu kelas jabatan."


def test_probation_pays_eighty_per_cent_of_the_whole(office, november):
    Employee.objects.filter(pk=office.staff.pk).update(on_probation=True)

    lines = {line.code: line.amount for line in estimated(office.staff, november).reckoned.allowance.lines}

    assert (lines["PROBATION"], lines["TAX"], lines["NET"]) == (Decimal(-261_120), Decimal(-52_224), Decimal(992_256))


def test_without_a_scheme_or_a_post_there_is_no_estimate(office):
    nobody = make.employee("Tanpa Jabatan")
    assert estimate_context(office.staff, states.TODAY)["missing"]
    states.scheme()

    assert estimate_context(nobody, states.TODAY)["missing"]
    assert estimate_context(office.staff, date(2031, 1, 1))["missing"]


def test_a_scheme_that_cannot_be_read_says_which_figure(office):
    states.scheme(absent_day_cut="tiga")

    assert "absent_day_cut" in estimate_context(office.staff, states.TODAY)["not_paid"]


def test_every_line_opens_with_its_figures_and_what_is_not_confirmed(office, november):
    office.staff.attendance.filter(day=date(2026, 11, 10)).update(status="")

    context = estimate_context(office.staff, states.TODAY)

    how = {each.code: each for each in context["how"]}
    assert list(how) == [line["code"] for line in context["lines"]]
    assert how["DISCIPLINE"].calculation == "3.400.000 × 40\u00a0%"
    assert how["DISCIPLINE_CUT"].calculation == "1.360.000 × 7\u00a0%"
    assert how["DISCIPLINE_CUT"].result == "−Rp95.200"
    first_cut = how["DISCIPLINE_CUT"].inputs[2]
    assert first_cut[0].startswith("2\u00a0November: Terlambat, 110 ")
    assert first_cut[1:] == ("1,5\u00a0%", "")
    assert "3\u00a0%" in how["DISCIPLINE_CUT"].source
    assert "%" not in how["TAX"].source
    minutes = how["PRODUCTIVITY"].inputs[2]
    assert (minutes[0], minutes[1].split()[0], minutes[2]) == ("Menit disahkan", "1.545", "/daily/?month=2026-11")


def test_the_estimate_of_a_page_stays_within_its_statements(office, november, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        estimate_context(office.staff, states.TODAY)
