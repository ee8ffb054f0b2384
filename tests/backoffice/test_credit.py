"""Credit figures of a unit in the back-office: for whoever looks at people's work, as a page and as a file."""

import csv
from datetime import date
from io import StringIO

import pytest

from tests import factories as make
from tests.factories_distribution import result

PAGE = "/admin/assessment/pastresult/credit/"


@pytest.fixture
def unit(people, settings):
    settings.DEMO_TODAY = date(2027, 2, 1)
    section = people.office.posts["section"]
    post = make.position("Arsiparis Ahli Muda", section.unit, section, kind="FUNCTIONAL")
    result(make.employee("Rina Astuti", post), post, "GOOD")
    return section.unit


@pytest.mark.parametrize("who", ["hr", "team", "auditor"])
def test_whoever_looks_at_peoples_work_sees_them(people, enter, unit, who):
    page = enter(getattr(people, who)).get(f"{PAGE}?unit={unit.code}")
    assert page.status_code == 200
    assert "2026: 25,00" in page.content.decode()


@pytest.mark.parametrize("who", ["technical", "staff"])
def test_others_do_not(people, enter, unit, who):
    person = getattr(people, who, None) or people.office.staff
    answer = enter(person).get(f"{PAGE}?unit={unit.code}")
    assert answer.status_code in {302, 403}
    assert "Rina Astuti" not in answer.content.decode()


def test_the_file_has_each_year_and_why_one_is_not_counted(people, enter, unit):
    answer = enter(people.hr).get(f"{PAGE}?unit={unit.code}&file=csv")
    counted = next(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    assert (counted["Nama"], counted["Tahun"], counted["Jenjang"]) == ("Rina Astuti", "2026", "Ahli Muda")
    assert (counted["Bulan"], counted["Persen"], counted["Angka kredit"]) == ("12", "100", "25.00")


def test_an_unknown_unit_is_refused_and_the_page_opens_without_one(people, enter, unit):
    assert enter(people.hr).get(f"{PAGE}?unit=TIDAK-ADA").status_code == 422
    assert enter(people.hr).get(PAGE).status_code == 200
