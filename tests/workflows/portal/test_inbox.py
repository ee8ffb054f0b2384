"""The inbox: what waits under which heading, page by page, in the same number of statements however long it is."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from workflows.engine.models import WorkItem
from workflows.organization.models import ActingAppointment, Holiday, Role
from workflows.portal.places import read_place, write_place


@pytest.fixture
def acting(office):
    """The second section's head is away; Jaya Ramadan acts for the post."""
    holder = make.employee("Chelsea Prasasta", office.posts["second_section"])
    ActingAppointment.objects.create(
        position=office.posts["second_section"], officer=office.section, capacity="PLH", start=date(2026, 11, 16),
        end=date(2026, 11, 28), decree="SP 800/256/BKPSDM/2026",
    )  # fmt: skip
    return holder


def titles(response):
    return re.findall(r'name="l" value="\d+"[^>]*><label for="l\d+">([^<]*)<small>', response.content.decode())


def many(item, count, **changes):
    """That many copies of an open work item, each a minute later."""
    fields = [field.attname for field in WorkItem._meta.concrete_fields if field.name != "id"]
    WorkItem.objects.bulk_create(
        WorkItem(
            **{name: getattr(item, name) for name in fields}
            | {"due_at": item.due_at + timedelta(minutes=number), "title": f"Laporan {number}"} | changes
        )
        for number in range(1, count + 1)
    )  # fmt: skip


def test_reports_stand_under_own_and_acted_posts(office, acting, open_as):
    make.submitted_report(office.staff)
    make.submitted_report(office.stranger)

    page = open_as(office.section, "/inbox/")

    text = page.content.decode()
    assert page.status_code == 200
    assert titles(page) == ["Laporan Ani Sirait, 23\u00a0November", "Laporan Ghaliyati Wahyuni, 23\u00a0November"]
    assert "Chelsea Prasasta" in text
    assert "Plh Kepala Sub Bidang Kepangkatan" in text
    assert "SP 800/256/BKPSDM/2026" in text
    assert "Jumat, 27\u00a0November 2026" in text
    assert "checked" not in text


def test_all_are_ticked_only_when_asked_for(office, open_as):
    make.submitted_report(office.staff)

    assert "checked" in open_as(office.section, "/inbox/?pilih=semua").content.decode()


def test_a_marked_report_has_no_tick_box(office, open_as):
    make.submitted_report(office.staff, make.A_MONDAY - timedelta(days=3))
    make.submitted_report(office.staff)  # the same text again

    page = open_as(office.section, "/inbox/")

    assert titles(page) == ["Laporan Ghaliyati Wahyuni, 20\u00a0November"]
    assert "Laporan Ghaliyati Wahyuni, 23\u00a0November" in page.content.decode()


def test_lateness_is_counted_in_working_days(office, open_as):
    Holiday.objects.create(day=date(2026, 11, 23), name="Libur setempat", kind="LOCAL")
    report = make.submitted_report(office.staff, date(2026, 11, 16))
    item = WorkItem.objects.get(case__dailyprocess__report=report)

    page = open_as(office.section, "/inbox/")

    assert item.due_at == make.at(date(2026, 11, 19), 23, 59)
    row = page.context["page"].own[0].rows[0]
    assert (row.days_late, row.is_late) == (2, True)  # Friday and Tuesday; Monday is a holiday


def test_pages_follow_each_other_without_gap_or_repetition(office, open_as):
    make.submitted_report(office.staff)
    many(WorkItem.objects.get(), 59)
    seen, address = [], "/inbox/"
    for _ in range(3):
        page = open_as(office.section, address)
        seen += titles(page)
        address = f"/inbox/{page.context['next_url']}"

    assert len(seen) == len(set(seen)) == 60
    assert page.context["next_url"] == ""


@pytest.mark.parametrize("text", ["", "x", "1-2-3", "-", "9" * 30, "1795708740000000-", "１-２"])
def test_a_place_that_is_none_is_no_place(text):
    assert read_place(text) is None


def test_a_place_survives_its_address():
    place = (make.at(date(2026, 11, 26), 23, 59), 17)

    assert read_place(write_place(place)) == place


def test_a_long_inbox_says_more_than_a_hundred(office, open_as):
    make.submitted_report(office.staff)
    many(WorkItem.objects.get(), 150)

    page = open_as(office.section, "/inbox/")

    assert page.context["count"] == 101
    assert '<span class="count">100+' in page.content.decode()


def test_an_empty_inbox_says_that_this_is_good(office, open_as):
    page = open_as(office.staff, "/inbox/")

    assert 'class="empty"' in page.content.decode()


def test_the_inbox_is_narrowed_to_a_process_and_to_a_post(office, acting, open_as):
    make.submitted_report(office.staff)
    make.submitted_report(office.stranger)
    post = office.posts["section"].pk

    assert titles(open_as(office.section, f"/inbox/?sebagai={post}")) == ["Laporan Ghaliyati Wahyuni, 23\u00a0November"]
    assert titles(open_as(office.section, "/inbox/?proses=skp")) == []
    other = office.posts["head"].pk  # not the reader's: as if nothing had been chosen
    assert len(titles(open_as(office.section, f"/inbox/?sebagai={other}&proses=nonsense"))) == 2


def test_the_teams_queue_is_shown_to_the_team_alone(office, open_as):
    make.submitted_report(office.staff)
    many(
        WorkItem.objects.get(), 1, owner_id=None, principal_id=None, team=Role.PERFORMANCE_TEAM, gap="Jabatan kosong.",
        title="Laporan tanpa pemutus",
    )  # fmt: skip
    member = make.with_role(Role.PERFORMANCE_TEAM)

    assert "Laporan tanpa pemutus" in open_as(member, "/inbox/").content.decode()
    assert "Laporan tanpa pemutus" not in open_as(office.section, "/inbox/").content.decode()


def test_a_colleague_does_not_see_the_item(office, open_as):
    make.submitted_report(office.staff)

    for person in (office.other, office.stranger, office.head, office.division):
        assert "Ghaliyati" not in open_as(person, "/inbox/").content.decode()


@pytest.mark.parametrize("address", ["/inbox/", "/inbox/?proses=daily"])
def test_statements_do_not_grow_with_the_inbox(office, acting, client, address):
    report = make.submitted_report(office.staff, date(2026, 11, 16))
    make.submitted_report(office.stranger, date(2026, 11, 16))
    item = WorkItem.objects.get(case__dailyprocess__report=report)
    counts = {}
    client.force_login(office.section.user)
    for size in (100, 1900):
        many(item, size)
        client.get(address)  # the agency's name is asked once an hour
        with CaptureQueriesContext(connection) as statements:
            page = client.get(address)
        assert len(titles(page)) == 25
        counts[size] = len(statements)

    assert counts[100] == counts[1900]
    assert counts[1900] <= 8
