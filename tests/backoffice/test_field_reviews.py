"""HR's pages of field reviews: the list by period and unit, whom to visit, and the page on which a visit is noted."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.backoffice.conftest import tables
from tests.workflows.assessment import states as given
from tests.workflows.assessment.states import october
from workflows.assessment.models import Assessment, FieldReview
from workflows.audit.models import Decision
from workflows.daily.models import DailyReport
from workflows.organization.models import Employee, RoleGrant

LIST = "/admin/assessment/fieldreview/"
ADVICE = "Bandingkan map 4 dengan rekap."


@pytest.fixture
def rated(people):
    """Waits for ratification."""
    office = people.office
    return given.rated(office.staff, office.posts["staff"], office.section)


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def text(response):
    return " ".join(soup(response).get_text(" ").split()).replace("\xa0", " ")


def address(assessment):
    return f"{LIST}visit/{assessment.pk}/"


def whom(assessment):
    return f"{LIST}visit/?period={assessment.period.code}&unit={assessment.position.unit.code}"


def typed(assessment, **values):
    (result,) = assessment.skp.results.all()
    found = {f"finding_{result.pk}": "BELOW", f"note_{result.pk}": "Dua belas berkas belum dicatat."}
    return {
        "visited_on": "2026-11-04", "spoken_to": "Jaya Ramadan", "looked_at": "Map 4", "advice": ADVICE, **found,
        **{name.replace("RESULT", str(result.pk)): value for name, value in values.items()},
    }  # fmt: skip


def test_hr_finds_whom_to_visit_and_notes_what_was_found(people, enter, rated):
    report = DailyReport.objects.create(
        employee=rated.employee, position=rated.position, day="2026-10-08", status="VERIFIED"
    )
    browser = enter(people.hr)
    shown = browser.get(whom(rated))
    assert rated.employee.name in text(shown)
    assert address(rated) in {a.get("href") for a in soup(shown).select("a")}
    form = soup(browser.get(address(rated)))
    assert not form.select("input[type=radio][checked]")
    assert form.select_one("input[name=reports]")["value"] == str(report.pk)

    answer = browser.post(address(rated), typed(rated, reports=[report.pk]), follow=True)

    assert "Tinjauan lapangan disimpan." in text(answer)
    assert ADVICE in text(answer)
    kept = FieldReview.objects.get()
    assert (kept.assessment, kept.author, list(kept.reports.all())) == (rated, people.hr.user, [report])
    assert Decision.objects.latest("pk").channel == "BACKOFFICE"
    assert ADVICE in text(browser.get(address(rated)))


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"visited_on": ""}, "Pilih tanggal kunjungan."),
        ({"visited_on": "2026-12-01"}, "Tanggal kunjungan belum tiba."),
        ({"spoken_to": ""}, "Tulis siapa yang ditemui."),
        ({"looked_at": ""}, "Tulis apa yang dilihat atau pilih laporan."),
        ({"advice": ""}, "Tulis saran"),
        ({"finding_RESULT": ""}, "Pilih apa yang ditemukan."),
        ({"note_RESULT": ""}, "Tulis apa yang ditemukan tentang"),
        ({"reports": "999"}, "Pilih dari laporan yang tercantum."),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(people, enter, rated, values, sentence):
    browser = enter(people.team)
    before = tables()

    answer = browser.post(address(rated), typed(rated, **values))

    assert answer.status_code == 422
    assert sentence in text(answer)
    if "advice" not in values:
        assert ADVICE in soup(answer).select_one("textarea[name=advice]").get_text()
    assert tables() == before


def test_only_hr_and_the_performance_team_visit(people, enter, rated):
    before = tables()
    for person in (people.auditor, people.technical, people.office.section, people.office.other, people.office.staff):
        browser = enter(person)
        for answer in (
            browser.get(whom(rated)), browser.get(address(rated)), browser.post(address(rated), typed(rated)),
        ):  # fmt: skip
            assert answer.status_code in {302, 403}
    assert tables() == before


def test_list_is_read_by_those_who_check_and_by_nobody_else(people, enter, rated):
    enter(people.hr).post(address(rated), typed(rated))
    kept = FieldReview.objects.get()

    for person in (people.hr, people.team, people.auditor):
        assert rated.employee.name in text(enter(person).get(LIST))
        assert ADVICE in text(enter(person).get(f"{LIST}{kept.pk}/change/"))
    for person in (people.technical, people.office.section, people.office.other):
        assert enter(person).get(LIST).status_code in {302, 403}
        assert enter(person).get(f"{LIST}{kept.pk}/change/").status_code in {302, 403}


def test_list_is_filtered_by_period_and_unit(people, enter, rated):
    enter(people.hr).post(address(rated), typed(rated))
    unit, elsewhere = rated.position.unit, make.unit("Bidang lain")
    browser = enter(people.hr)

    def shown(period, in_unit):
        query = f"assessment__period__id__exact={period}&assessment__position__unit__id__exact={in_unit.pk}"
        return soup(browser.get(f"{LIST}?{query}")).select("#result_list tbody tr, table tbody tr th")

    assert any(rated.employee.name in str(row.parent) for row in shown(rated.period_id, unit))
    assert not any(rated.employee.name in str(row.parent) for row in shown(rated.period_id, elsewhere))
    year = rated.period.year_id
    assert not any(rated.employee.name in str(row.parent) for row in shown(year, unit))


def test_whom_to_visit_is_of_that_unit_and_period_alone(people, enter, rated):
    browser = enter(people.hr)
    other = given.opened(people.office.division, people.office.posts["division"])

    assert other.employee.name not in text(browser.get(whom(rated))).split("Tinjauan lapangan", 1)[1]
    empty = f"{LIST}visit/?period=2026-09&unit={rated.position.unit.code}"
    assert "Belum ada penilaian" in text(browser.get(empty))


def test_what_is_ratified_offers_no_visit(people, enter):
    office = people.office
    assessment = given.ratified(office.staff, office.posts["staff"], office.section, office.division)
    browser = enter(people.hr)

    assert address(assessment) not in browser.get(whom(assessment)).content.decode()
    assert not soup(browser.get(address(assessment))).select("textarea[name=advice]")
    assert browser.post(address(assessment), typed(assessment)).status_code == 409
    assert not FieldReview.objects.exists()


def test_nobody_visits_themselves(people, enter, rated):
    RoleGrant.objects.create(user=people.office.staff.user, role="HR_ADMIN", start="2026-01-01")
    browser = enter(people.office.staff)

    assert "penilaian Anda sendiri" in text(browser.get(address(rated)))
    assert browser.post(address(rated), typed(rated)).status_code == 403
    assert not FieldReview.objects.exists()


def test_menu_leads_hr_there_and_auditors_to_the_list_alone(people, enter):
    def links(person):
        return {a.get("href") for a in soup(enter(person).get("/admin/")).select("a")}

    assert {LIST, f"{LIST}visit/"} <= links(people.hr)
    assert LIST in links(people.auditor)
    assert f"{LIST}visit/" not in links(people.auditor)


def test_pages_cost_no_more_with_more_people_and_visits(people, enter, rated):
    browser = enter(people.hr)

    def queries(url):
        browser.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(url).status_code == 200
        return len(asked)

    few = [queries(url) for url in (whom(rated), address(rated), LIST)]
    for number in range(4):
        post = make.position(f"Analis {number}", rated.position.unit, people.office.posts["section"])
        person: Employee = make.employee(f"Pegawai {number}", post)
        given.set_plan(person, post)
    given.actions.open_assessments(period=october(), by=make.actor(people.hr), at=make.at(given.OPENED_ON, 8))
    for assessment in Assessment.objects.filter(position__unit=rated.position.unit):
        assert browser.post(address(assessment), typed(assessment)).status_code == 302
    many = [queries(url) for url in (whom(rated), LIST)]

    assert many == [few[0], few[2]]
    assert max(few) <= 12
