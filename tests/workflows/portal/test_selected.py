"""Many decisions at once: each for itself, one failure stops none, and every item says what became of it."""

from datetime import timedelta

import pytest

from tests import factories as make
from workflows.audit.models import Decision
from workflows.daily import actions
from workflows.daily.models import DailyReport
from workflows.engine.models import WorkItem

FRIDAY = make.A_MONDAY - timedelta(days=3)


def task_of(report):
    return WorkItem.objects.open().get(case__dailyprocess__report=report).task_id


@pytest.fixture
def two(office):
    """A report of each of two people."""
    return make.submitted_report(office.staff), make.submitted_report(office.other)


def post(client, person, *tasks):
    client.force_login(person.user)
    return client.post("/inbox/selected/", {"l": tasks})


def test_every_selected_report_is_verified(office, two, client):
    page = post(client, office.section, *map(task_of, two))

    assert page.status_code == 200
    assert len(page.context["approved"]) == 2
    assert set(DailyReport.objects.values_list("status", flat=True)) == {DailyReport.Status.VERIFIED}
    assert Decision.objects.filter(verb="APPROVE", particulars__actor_name="Jaya Ramadan").count() == 2


def test_one_that_was_decided_meanwhile_stops_none(office, two, client):
    tasks = [task_of(report) for report in two]
    actions.verify(task_id=tasks[0], by=make.actor(office.section), at=make.at(make.A_MONDAY, 17))

    page = post(client, office.section, *tasks)

    assert [result.title for result in page.context["approved"]] == ["Laporan Cornelia Oktaviani, 23\u00a0November"]
    refused = page.context["refused"]
    assert [result.title for result in refused] == ["Laporan Ghaliyati Wahyuni, 23\u00a0November"]
    assert "Jaya Ramadan menyetujuinya pada 23\xa0November 2026 pukul 17.00" in page.content.decode()
    assert Decision.objects.filter(verb="APPROVE").count() == 2


def test_a_marked_report_must_be_opened(office, client):
    make.submitted_report(office.staff, FRIDAY)
    copied = make.submitted_report(office.staff)

    page = post(client, office.section, task_of(copied))

    copied.refresh_from_db()
    assert len(page.context["refused"]) == 1
    assert copied.status == DailyReport.Status.SUBMITTED


def test_a_strangers_task_is_neither_decided_nor_named(office, two, client):
    page = post(client, office.division, *map(task_of, two))

    assert page.context["approved"] == []
    assert "Ghaliyati" not in page.content.decode()
    assert not Decision.objects.filter(verb="APPROVE").exists()


@pytest.mark.parametrize("posted", [{}, {"l": ["x", "-1", "9" * 40]}])
def test_without_a_selection_nothing_is_decided(office, two, client, posted):
    client.force_login(office.section.user)

    page = client.post("/inbox/selected/", posted)

    assert page.status_code == 422
    assert not Decision.objects.filter(verb="APPROVE").exists()


def test_opened_without_posting_leads_to_the_inbox(office, open_as):
    assert open_as(office.section, "/inbox/selected/").headers["Location"] == "/inbox/"


def outcomes(page):
    return [(result.outcome, result.may_open) for result in page.context["refused"]]


def test_each_says_in_a_word_why_it_was_not_approved(office, two, client):
    tasks = [task_of(report) for report in two]
    marked = make.submitted_report(office.staff, FRIDAY)
    copied = make.submitted_report(office.other, FRIDAY, make.entries(description="Sama"))
    WorkItem.objects.filter(task_id=task_of(marked)).update(has_mark=True)
    actions.verify(task_id=tasks[0], by=make.actor(office.section), at=make.at(make.A_MONDAY, 17))
    shown_before = f"{task_of(copied)}:1"

    client.force_login(office.section.user)
    chosen = [*tasks, task_of(marked), task_of(copied), 999_999]
    page = client.post("/inbox/selected/", {"l": chosen, "v": [shown_before, "x:1", "1", "2:y"]})

    assert len(page.context["approved"]) == 1
    assert outcomes(page) == [("CHANGED", True), ("MUST_READ", True), ("CHANGED", True), ("NOT_YOURS", False)]
    assert f'href="/inbox/{task_of(marked)}/"' in page.content.decode()
    assert set(DailyReport.objects.filter(day=FRIDAY).values_list("status", flat=True)) == {"SUBMITTED"}


def test_a_delegate_approves_many_in_the_delegators_name(office, two, client):
    make.delegation(office.section, office.division, "daily")

    page = post(client, office.division, *map(task_of, two))

    assert [result.acted_for for result in page.context["approved"]] == ["Atas delegasi Kepala Sub Bidang Mutasi"] * 2
    assert (
        Decision.objects.filter(verb="APPROVE", capacity="DELEGATE", particulars__principal_name="Jaya Ramadan").count()
        == 2
    )


def test_the_way_back_is_to_the_same_part_of_the_inbox(office, two, client):
    client.force_login(office.section.user)

    page = client.post("/inbox/selected/", {"l": [task_of(two[0])], "orang": "Ghaliyati", "batas": "minggu-ini"})

    assert 'href="/inbox/?orang=Ghaliyati&amp;batas=minggu-ini"' in page.content.decode()


@pytest.mark.parametrize(
    ("chosen", "ticked"),
    [("semua", 4), ("minggu-2026-11-23", 2), ("minggu-2026-11-16", 2), ("orang", 2), ("orang-0", 0), ("x" * 99, 0)],
)
def test_those_of_a_person_of_a_week_or_all_are_ticked(office, two, open_as, chosen, ticked):
    for person in (office.staff, office.other):
        make.submitted_report(person, FRIDAY, make.entries(description=f"Jumat {person.name}"))
    chosen = f"orang-{office.other.pk}" if chosen == "orang" else chosen

    page = open_as(office.section, f"/inbox/?pilih={chosen}")

    assert page.content.decode().count(" checked>") == ticked
    assert [way.label for way, _ in page.context["ways"]] == [
        "Semua di halaman ini", "Pekan 16–20\u00a0November", "Pekan 23–27\u00a0November",
    ]  # fmt: skip
    assert [(way.label, way.count) for way, _ in page.context["ways_of_people"]] == [
        ("Semua milik Cornelia Oktaviani", 2), ("Semua milik Ghaliyati Wahyuni", 2),
    ]  # fmt: skip
