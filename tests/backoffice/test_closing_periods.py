"""HR opens, closes and reopens a period from its page, from the list and from the command line."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.backoffice.conftest import list_url
from tests.workflows.assessment import states
from workflows.assessment.models import Assessment
from workflows.audit.models import Decision
from workflows.organization.models import Leave, Period, Tenure

pytestmark = pytest.mark.django_db
WHY = "Putusan keberatan nomor 12/2026."


def page_of(period):
    return list_url(Period, f"{period.pk}/assessment/")


@pytest.fixture
def october(people):
    return Period.objects.get(code="2026-10")


@pytest.fixture
def september(people):
    return Period.objects.get(code="2026-09")


def press(client, period, step, reason=""):
    return client.post(page_of(period), {"step": step, "reason": reason}, follow=True).content.decode()


def test_everybody_is_opened_from_the_periods_page(people, enter, october):
    states.set_plan(people.office.staff, people.office.posts["staff"])
    client = enter(people.hr)

    before = client.get(page_of(october)).content.decode()
    after = press(client, october, "open")

    assert "1 SKP yang sudah ditetapkan belum memilikinya" in before
    assert "2026-10: 1 penilaian dibuka." in after
    assert "Semua SKP yang sudah ditetapkan sudah memiliki penilaian." in after
    assert "1 penilaian Oktober 2026 menunggu penilaian diri: Ghaliyati Wahyuni." in after
    assert Assessment.objects.get().period == october
    assert "2026-10: Periode Oktober 2026 belum dapat ditutup." in press(client, october, "close")
    assert Period.objects.get(code="2026-10").status == "OPEN"


def test_only_those_who_served_in_the_post_in_the_period_are_counted(people, enter, october):
    """Who left the post before it, came behind it, or was on a long leave all its days is not without an assessment."""
    office = people.office
    for who in ("staff", "other", "stranger", "section"):
        states.set_plan(getattr(office, who), office.posts[who])
    Tenure.objects.filter(employee=office.staff).update(end=date(2026, 10, 1))
    Tenure.objects.filter(employee=office.other).update(start=date(2026, 11, 1))
    Leave.objects.create(employee=office.stranger, kind="STUDY", start=date(2026, 9, 1), end=date(2026, 12, 1))
    client = enter(people.hr)

    assert "1 SKP yang sudah ditetapkan belum memilikinya" in client.get(page_of(october)).content.decode()
    assert "2026-10: 1 penilaian dibuka." in press(client, october, "open")
    assert Assessment.objects.get().employee == office.section
    assert "Semua SKP yang sudah ditetapkan sudah memiliki penilaian." in client.get(page_of(october)).content.decode()


def test_a_plt_is_counted_in_the_post_and_a_plh_is_not(people, enter, october):
    office = people.office
    states.set_plan(office.section, office.posts["second_section"])
    acting = make.acting(office.section, office.posts["second_section"], "PLH")
    client = enter(people.hr)
    assert "Semua SKP" in client.get(page_of(october)).content.decode()

    acting.capacity = "PLT"
    acting.save()
    assert "1 SKP yang sudah ditetapkan belum memilikinya" in client.get(page_of(october)).content.decode()


def test_counting_costs_no_more_queries_with_more_people(people, enter, october):
    office, client = people.office, enter(people.hr)
    states.set_plan(office.staff, office.posts["staff"])
    Leave.objects.create(employee=office.staff, kind="GREAT", start=date(2026, 10, 5), end=date(2026, 10, 9))

    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(page_of(october))
        return len(asked)

    few = queries()
    for number in range(4):
        post = make.position(f"Analis {number}", office.posts["staff"].unit, office.posts["section"])
        person = make.employee(f"Pegawai {number}", post)
        states.set_plan(person, post)
        Leave.objects.create(employee=person, kind="GREAT", start=date(2026, 10, 5), end=date(2026, 10, 9))
    assert queries() == few


def test_a_period_is_closed_and_reopened_with_a_reason(people, enter, october):
    client = enter(people.hr)

    closed = press(client, october, "close", "Semua final.")
    without_reason = press(client, october, "reopen")
    reopened = press(client, october, "reopen", WHY)

    assert "2026-10 sudah ditutup." in closed
    assert "Tulis mengapa periode ini dibuka kembali." in without_reason
    assert "2026-10 terbuka lagi." in reopened
    assert list(Decision.objects.order_by("id").values_list("verb", "particulars__reason", "channel")) == [
        ("CLOSE", "Semua final.", "BACKOFFICE"), ("REOPEN", WHY, "BACKOFFICE"),
    ]  # fmt: skip
    assert Period.objects.get(code="2026-10").status == "OPEN"


def test_a_period_that_is_not_over_says_when(people, enter):
    page = enter(people.hr).get(page_of(Period.objects.get(code="2026-12"))).content.decode()

    assert "Penilaian Desember 2026 dapat dibuka mulai 1\u00a0Januari 2027" in page
    assert "Periode ini baru berakhir 1\u00a0Januari 2027." in page
    assert 'value="open"' not in page
    assert 'value="close"' not in page


def test_the_quarters_are_added_once_from_the_years_page(people, enter):
    year = Period.objects.get(code="2026")
    client = enter(people.hr)

    assert 'value="quarters"' in client.get(page_of(year)).content.decode()
    assert 'value="quarters"' not in press(client, year, "quarters")
    press(client, year, "quarters")

    assert year.parts.filter(kind="QUARTER").count() == 4
    assert year.parts.get(code="2026-Q3").history.get().history_user == people.hr.user


def test_several_are_closed_from_the_list_each_for_itself(people, enter, october, september):
    states.opened(people.office.staff, people.office.posts["staff"])
    client = enter(people.hr)

    page = client.post(
        list_url(Period), {"action": "close_periods", ACTION_CHECKBOX_NAME: [september.pk, october.pk]}, follow=True
    ).content.decode()

    assert "2026-09 sudah ditutup." in page
    assert "2026-10: Periode Oktober 2026 belum dapat ditutup." in page
    assert list(Period.objects.filter(status="CLOSED")) == [september]


@pytest.mark.parametrize("who", ["auditor", "team", "technical"])
@pytest.mark.parametrize("step", ["open", "close", "reopen", "quarters"])
def test_nobody_else_does_it_from_the_page(people, enter, october, who, step):
    states.set_plan(people.office.staff, people.office.posts["staff"])
    client = enter(getattr(people, who))

    assert client.get(page_of(october)).status_code in {302, 403}
    assert client.post(page_of(october), {"step": step, "reason": WHY}).status_code in {302, 403}

    assert not Assessment.objects.exists()
    assert not Decision.objects.exists()
    assert Period.objects.count() == 13


def test_the_page_costs_no_more_with_more_people(people, enter, october):
    client = enter(people.hr)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page_of(october)).status_code == 200
        return len(captured)

    states.opened(people.office.staff, people.office.posts["staff"])
    few = queries()
    for number in range(6):
        post = make.position(f"Analis {number}", people.office.posts["staff"].unit, people.office.posts["section"])
        states.set_plan(make.employee(f"Pegawai {number}", post), post)
    assert queries() == few <= 26


@pytest.mark.parametrize("state", ["opened", "report", "plan"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_what_is_waited_for_leads_to_its_list_and_to_no_other_row(people, enter, state, language):
    office, listed = people.office, people.office.staff.name
    year, at = Period.objects.get(code="2026"), make.at(date(2026, 11, 23))
    client = enter(people.hr)
    client.cookies["django_language"] = language
    if state == "opened":
        states.opened(office.staff, office.posts["staff"])
        states.ratified(office.other, office.posts["other"], office.section, office.division)
    elif state == "report":
        make.submitted_report(office.staff, at.date())
        make.submitted_report(office.other, date(2025, 11, 24), when=make.at(date(2025, 11, 24)))
    else:
        make.submitted_skp(office)
    with override_settings(DEMO_TODAY=date(2027, 1, 12)):
        page = BeautifulSoup(client.get(page_of(year)).content, "html.parser")
        (link,) = [link for link in page.select("li a") if listed in link.parent.get_text() and "?" in link["href"]][:1]
        rows = BeautifulSoup(client.get(link["href"]).content, "html.parser").select("#result_list tbody tr")

    assert [listed in row.get_text(" ") for row in rows] == [True]


def test_a_year_that_was_never_assessed_asks_for_a_reason_and_a_closed_one_offers_no_more_steps(people, enter):
    states.set_plan(people.office.staff, people.office.posts["staff"])
    year = Period.objects.get(code="2026")
    client = enter(people.hr)
    with override_settings(DEMO_TODAY=date(2027, 1, 12)):
        before = client.get(page_of(year)).content.decode()
        refused = press(client, year, "close")
        closed = press(client, year, "close", "Kantor menilai per triwulan.")

    asks = "Penilaian tahun 2026 belum dibuka untuk 1 SKP yang sudah ditetapkan."
    assert asks in before
    assert "Semuanya sudah final" not in before
    assert f"2026: {asks}" in refused
    assert "2026 sudah ditutup." in closed
    assert 'value="quarters"' not in closed
    assert list(Decision.objects.values_list("verb", "particulars__reason")) == [
        ("CLOSE", "Kantor menilai per triwulan.")
    ]


# ---- the command line ----
def test_a_period_is_opened_closed_and_reopened_by_commands(people, october, september, capsys):
    states.set_plan(people.office.staff, people.office.posts["staff"])

    call_command("open_assessments", "2026-10")
    call_command("open_assessments", "2026-10")
    call_command("close_period", "2026-09", reason="Semua final.")
    call_command("reopen_period", "2026-09", reason=WHY)

    assert capsys.readouterr().out.splitlines() == [
        "2026-10: 1 assessments opened.", "2026-10: 0 assessments opened.", "2026-09 is closed.",
        "2026-09 is open again.",
    ]  # fmt: skip
    assert list(Decision.objects.order_by("id").values_list("verb", "particulars__actor_nip", "channel")) == [
        ("OPEN", "system:open_assessments", "COMMAND"), ("CLOSE", "system:close_period", "COMMAND"),
        ("REOPEN", "system:reopen_period", "COMMAND"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("command", "status", "sentence"),
    [
        (("open_assessments", "2026-13"), 2, "PERIOD: there is no period '2026-13'."),
        (("open_assessments", "2026-12"), 1, "Penilaian Desember 2026 dapat dibuka mulai"),
        (("close_period", "2026-12"), 1, "Periode Desember 2026 belum dapat ditutup."),
        (("reopen_period", "2026-10", "--reason", WHY), 1, "Periode Oktober 2026 masih terbuka."),
        (("reopen_period", "2026-10", "--reason", " "), 1, "Tulis mengapa periode ini dibuka kembali."),
    ],
)
def test_what_is_refused_ends_in_one_line(people, capsys, command, status, sentence):
    with pytest.raises(SystemExit) as ended:
        call_command(*command)

    out, error = capsys.readouterr()
    assert (ended.value.code, out, error.count("\n")) == (status, "", 1)
    assert error.startswith(sentence)
    assert not Decision.objects.exists()
