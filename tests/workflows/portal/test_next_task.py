"""After a decision the next one opens by itself; a decision just made is undone from the message that tells of it."""

import pytest

from tests import factories as make
from workflows.daily.models import DailyReport
from workflows.engine.models import WorkItem


def task_of(report):
    return WorkItem.objects.open().get(case__dailyprocess__report=report).task_id


@pytest.fixture
def three(office):
    """Reports of two people, the first person's of two days: in the order of their due dates."""
    return [
        make.submitted_report(office.staff, make.A_MONDAY.replace(day=18), make.entries(description="Rabu")),
        make.submitted_report(office.other, make.A_MONDAY.replace(day=19)),
        make.submitted_report(office.staff, make.A_MONDAY.replace(day=20), make.entries(description="Jumat")),
    ]


def decide(client, person, address):
    client.force_login(person.user)
    seen = client.get(address).context["form"]["seen"].value()
    return client.post(address, {"verb": "approve", "seen": seen}, follow=True)


def test_the_next_waiting_case_opens_with_what_was_done(office, three, client):
    page = decide(client, office.section, f"/inbox/{task_of(three[0])}/")

    assert page.redirect_chain[-1][0] == f"/inbox/{task_of(three[1])}/"
    assert "Laporan Ghaliyati Wahyuni, 18\u00a0November disetujui." in page.content.decode()


def test_the_next_one_is_of_the_same_part_of_the_inbox(office, three, client):
    page = decide(client, office.section, f"/inbox/{task_of(three[0])}/?orang=Ghaliyati")

    assert page.redirect_chain[-1][0] == f"/inbox/{task_of(three[2])}/?orang=Ghaliyati"
    assert 'href="/inbox/?orang=Ghaliyati"' in page.content.decode()


def test_after_the_last_comes_the_first_that_is_left(office, three, client):
    page = decide(client, office.section, f"/inbox/{task_of(three[2])}/")

    assert page.redirect_chain[-1][0] == f"/inbox/{task_of(three[0])}/"


def test_where_none_is_left_the_inbox_says_so(office, client):
    report = make.submitted_report(office.staff)

    page = decide(client, office.section, f"/inbox/{task_of(report)}/")

    assert page.redirect_chain[-1][0] == "/inbox/"
    assert 'class="empty"' in page.content.decode()


def test_a_case_can_be_skipped_without_deciding(office, three, client):
    client.force_login(office.section.user)
    first = client.get(f"/inbox/{task_of(three[0])}/")

    assert f'href="/inbox/berikut/?sudah={task_of(three[0])}"' in first.content.decode()
    assert (
        client.get(f"/inbox/berikut/?sudah={task_of(three[0])}").headers["Location"] == f"/inbox/{task_of(three[1])}/"
    )
    assert DailyReport.objects.filter(status="SUBMITTED").count() == 3


@pytest.mark.parametrize("done", ["", "x", "0", "9" * 30, "-1"])
def test_a_task_that_is_none_leads_to_the_first(office, three, open_as, done):
    assert (
        open_as(office.section, f"/inbox/berikut/?sudah={done}").headers["Location"] == f"/inbox/{task_of(three[0])}/"
    )


def test_a_stranger_is_led_to_nothing_of_others(office, three, open_as):
    assert open_as(office.stranger, f"/inbox/berikut/?sudah={task_of(three[0])}").headers["Location"] == "/inbox/"


def test_ones_own_task_to_correct_is_no_next_decision(office, three, client):
    page = decide(client, office.section, f"/inbox/{task_of(three[1])}/?proses=skp")

    assert page.redirect_chain[-1][0] == "/inbox/?proses=skp"
