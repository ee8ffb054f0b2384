"""Undoing: the decision just made from its message, many from the page of their results; never somebody else's."""

from datetime import timedelta

import pytest
import time_machine

from tests import factories as make
from workflows.audit.models import Decision
from workflows.daily.models import DailyReport
from workflows.engine.models import WorkItem


def task_of(report):
    return WorkItem.objects.open().get(case__dailyprocess__report=report).task_id


@pytest.fixture
def report(office):
    return make.submitted_report(office.staff)


@pytest.fixture
def decided(office, report, client):
    """The page after approving, and the task that was approved."""
    task_id = task_of(report)
    client.force_login(office.section.user)
    seen = client.get(f"/inbox/{task_id}/").context["form"]["seen"].value()
    return task_id, client.post(f"/inbox/{task_id}/", {"verb": "approve", "seen": seen}, follow=True)


def status(report):
    report.refresh_from_db()
    return report.status


def verbs():
    return list(Decision.objects.order_by("id").values_list("verb", flat=True))


def test_the_message_carries_a_button_that_undoes(office, report, decided, client):
    task_id, page = decided

    assert f'<form method="post" action="/inbox/{task_id}/urungkan/">' in page.content.decode()
    assert "Dapat diurungkan sampai pukul" in page.content.decode()
    again = client.post(f"/inbox/{task_id}/urungkan/", follow=True)

    assert again.redirect_chain[-1][0] == f"/inbox/{task_of(report)}/"
    assert "Keputusan Anda diurungkan" in again.content.decode()
    assert status(report) == DailyReport.Status.SUBMITTED
    assert verbs() == ["SUBMIT", "APPROVE", "TAKE_BACK"]


def test_what_was_taken_back_is_shown_struck_and_counts_as_not_done(office, report, decided, client):
    client.post(f"/inbox/{decided[0]}/urungkan/")

    page = client.get(f"/inbox/{task_of(report)}/")

    entries = page.context["timeline"]
    assert [(entry.what, entry.struck) for entry in entries] == [
        ("Keputusan ditarik kembali", False), ("Disetujui", True), ("Dikirim", False),
    ]  # fmt: skip
    assert "<s><b>Disetujui</b>" in page.content.decode()
    assert "ditarik kembali, tidak berlaku lagi" in page.content.decode()
    assert [step.state for step in page.context["chain"]] == ["done", "now"]


def test_after_ten_minutes_it_is_too_late_and_said_so(office, report, decided, client):
    with time_machine.travel(Decision.objects.latest("id").effective_at + timedelta(minutes=11), tick=False):
        page = client.post(f"/inbox/{decided[0]}/urungkan/", follow=True)

    assert "Sepuluh menit sudah lewat" in page.content.decode()
    assert status(report) == DailyReport.Status.VERIFIED
    assert verbs() == ["SUBMIT", "APPROVE"]


def test_nobody_undoes_anothers_decision(office, report, decided, client):
    for person in (office.staff, office.other, office.division):
        client.force_login(person.user)
        client.post(f"/inbox/{decided[0]}/urungkan/")

    assert status(report) == DailyReport.Status.VERIFIED
    assert verbs() == ["SUBMIT", "APPROVE"]


def test_nothing_is_undone_by_a_link_or_an_unknown_task(office, report, decided, client):
    assert client.get(f"/inbox/{decided[0]}/urungkan/").headers["Location"] == "/inbox/"
    assert client.post("/inbox/999999/urungkan/").status_code == 404
    assert verbs() == ["SUBMIT", "APPROVE"]


# ---- many ------------------------------------------------------------------------------------------------------------
def test_many_are_undone_with_one_press_and_each_says_what_became_of_it(office, client):
    reports = [make.submitted_report(person) for person in (office.staff, office.other)]
    tasks = [task_of(report) for report in reports]
    client.force_login(office.section.user)
    done = client.post("/inbox/selected/", {"l": tasks, "v": [f"{t}:{WorkItem.objects.get(task=t).pk}" for t in tasks]})
    assert 'action="/inbox/selected/urungkan/"' in done.content.decode()
    assert "Urungkan 2 persetujuan" in done.content.decode()

    page = client.post("/inbox/selected/urungkan/", {"l": [*tasks, 999_999]})

    assert "2 persetujuan diurungkan" in page.content.decode()
    assert len(page.context["refused"]) == 1
    assert {status(report) for report in reports} == {DailyReport.Status.SUBMITTED}
    assert verbs().count("TAKE_BACK") == 2


def test_a_stranger_undoes_none_of_many(office, report, decided, client):
    client.force_login(office.division.user)

    page = client.post("/inbox/selected/urungkan/", {"l": [decided[0]]})

    assert page.context["undone"] == []
    assert "Ghaliyati" not in page.content.decode().split("<main")[1]
    assert status(report) == DailyReport.Status.VERIFIED


def test_without_a_selection_undoing_leads_to_the_inbox(office, report, decided, client):
    assert client.post("/inbox/selected/urungkan/").headers["Location"] == "/inbox/"
    assert client.get("/inbox/selected/urungkan/").headers["Location"] == "/inbox/"
