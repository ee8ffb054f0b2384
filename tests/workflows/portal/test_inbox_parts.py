"""Parts of the inbox: a person, a due date, what is put off, the queue, delegated posts; and what each row says."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.workflows.portal.test_inbox import many, titles
from workflows.daily import actions
from workflows.engine.models import WorkItem
from workflows.engine.snoozing import snooze
from workflows.organization.models import Role

TODAY = date(2026, 11, 24)
LAST_WEEK = date(2026, 11, 16)


def text_of(page):
    return page.content.decode().replace("\u00a0", " ")


@pytest.fixture
def two(office):
    """A report of each of two people of the section."""
    return make.submitted_report(office.staff), make.submitted_report(office.other)


# ---- person ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("words", ["ghaliyati", "Wahyuni", "  Ghaliyati   Wahyuni "])
def test_a_part_of_a_name_finds_that_persons_work(office, two, open_as, words):
    page = open_as(office.section, "/inbox/", data={"orang": words})

    assert titles(page) == ["Laporan Ghaliyati Wahyuni, 23\u00a0November"]
    assert f'value="{" ".join(words.split())}"' in page.content.decode()


def test_an_nip_finds_that_persons_work(office, two, open_as):
    assert titles(open_as(office.section, f"/inbox/?orang={office.other.nip}")) == [
        "Laporan Cornelia Oktaviani, 23\u00a0November"
    ]
    assert titles(open_as(office.section, f"/inbox/?orang={office.other.nip[:-1]}x")) == []


def test_a_strangers_work_is_not_found_by_name(office, open_as):
    make.submitted_report(office.stranger)

    page = open_as(office.section, "/inbox/?orang=Ani")

    assert titles(page) == []
    assert "Laporan Ani" not in page.content.decode()


def test_what_is_typed_is_shown_as_text(office, two, open_as):
    page = open_as(office.section, "/inbox/", data={"orang": '<b>"x'})

    assert page.status_code == 200
    assert "<b>&quot;x" not in page.content.decode()
    assert "&lt;b&gt;&quot;x" in page.content.decode()


# ---- due dates -------------------------------------------------------------------------------------------------------
def test_late_today_and_this_week_are_told_apart(office, open_as):
    days = {"late": LAST_WEEK, "today": date(2026, 11, 19), "week": date(2026, 11, 20)}
    for number, day in enumerate(days.values()):
        make.submitted_report(office.staff, day, make.entries(description=f"Hari {number}"))
    due = {name: make.at(TODAY, 23, 59) for name in days}
    assert WorkItem.objects.order_by("due_at").last().due_at > due["today"]

    assert len(titles(open_as(office.section, "/inbox/?batas=terlambat"))) == 1
    assert titles(open_as(office.section, "/inbox/?batas=terlambat")) == ["Laporan Ghaliyati Wahyuni, 16\u00a0November"]
    assert titles(open_as(office.section, "/inbox/?batas=hari-ini")) == ["Laporan Ghaliyati Wahyuni, 19\u00a0November"]
    assert titles(open_as(office.section, "/inbox/?batas=minggu-ini")) == [
        "Laporan Ghaliyati Wahyuni, 19\u00a0November", "Laporan Ghaliyati Wahyuni, 20\u00a0November",
    ]  # fmt: skip
    assert len(titles(open_as(office.section, "/inbox/?batas=kapan-saja"))) == 3


def test_the_part_stays_from_page_to_page_and_on_the_way_to_a_case(office, two, open_as):
    many(WorkItem.objects.filter(person=office.staff).get(), 40)

    page = open_as(office.section, "/inbox/?orang=Ghaliyati&batas=minggu-ini")
    following = open_as(office.section, f"/inbox/{page.context['next_url']}")

    assert "orang=Ghaliyati&batas=minggu-ini&setelah=" in page.context["next_url"]
    assert len(titles(page)) + len(titles(following)) == 41
    assert f"/inbox/{WorkItem.objects.filter(person=office.staff).first().task_id}/?orang=Ghaliyati" in text_of(page)


# ---- put off ---------------------------------------------------------------------------------------------------------
def test_what_is_put_off_is_left_out_and_counted(office, two, open_as):
    item = WorkItem.objects.get(person=office.staff)
    snooze(task_id=item.task_id, until=TODAY + timedelta(days=2), by=make.actor(office.section))

    page = open_as(office.section, "/inbox/")

    assert titles(page) == ["Laporan Cornelia Oktaviani, 23\u00a0November"]
    assert page.context["count"] == 1
    assert '<span class="count">1<' in page.content.decode()
    assert '<a class="link" href="?ditunda=1">Ditunda (1)</a>' in page.content.decode()
    assert titles(open_as(office.section, "/inbox/?ditunda=1")) == ["Laporan Ghaliyati Wahyuni, 23\u00a0November"]


def test_what_was_put_off_is_back_on_its_day(office, two, open_as, settings):
    item = WorkItem.objects.get(person=office.staff)
    snooze(task_id=item.task_id, until=TODAY + timedelta(days=2), by=make.actor(office.section))
    settings.DEMO_TODAY = TODAY + timedelta(days=2)

    page = open_as(office.section, "/inbox/")

    assert len(titles(page)) == 2
    assert "Ditunda" not in page.content.decode()


# ---- the queue -------------------------------------------------------------------------------------------------------
def test_the_queue_has_a_section_of_its_own_with_a_button_to_take_a_case(office, two, open_as):
    example = WorkItem.objects.get(person=office.staff)
    many(example, 12, owner_id=None, principal_id=None, team=Role.PERFORMANCE_TEAM, gap="Jabatan kosong.")
    member = make.with_role(Role.PERFORMANCE_TEAM)

    page = open_as(member, "/inbox/")
    whole = open_as(member, "/inbox/?antrean=1")

    assert f'action="/inbox/{example.task_id}/ambil/"' in page.content.decode()
    assert len(page.context["queue"]) == 10
    assert '<a class="link" href="?antrean=1">' in page.content.decode()
    assert len(whole.context["queue"]) == 12
    assert titles(whole) == []


def test_nobody_is_offered_their_own_case_from_the_queue(office, two, open_as):
    member = make.with_role(Role.PERFORMANCE_TEAM)
    example = WorkItem.objects.get(person=office.staff)
    many(
        example, 1, owner_id=None, principal_id=None, team=Role.PERFORMANCE_TEAM, gap="Kosong.", person_id=member.pk,
        title="Laporan anggota sendiri",
    )  # fmt: skip

    assert "Laporan anggota sendiri" not in open_as(member, "/inbox/").content.decode()


# ---- delegated posts -------------------------------------------------------------------------------------------------
def test_a_delegate_finds_what_was_delegated_under_the_delegators_name(office, two, open_as):
    make.delegation(office.section, office.division, "daily", start=TODAY, end=TODAY + timedelta(days=4))

    page = open_as(office.division, "/inbox/")

    assert len(titles(page)) == 2
    assert "Laporan harian, mewakili Jaya Ramadan" in text_of(page)
    assert "memutus atas delegasi <b>Kepala Sub Bidang Mutasi</b> sampai Jumat, 27 November 2026" in text_of(page)


def test_a_delegation_for_another_process_shows_nothing(office, two, open_as):
    make.delegation(office.section, office.division, "skp", start=TODAY, end=TODAY + timedelta(days=4))

    assert titles(open_as(office.division, "/inbox/")) == []
    assert titles(open_as(office.division, "/inbox/?proses=daily")) == []


def test_a_delegate_sees_no_more_than_before(office, two, open_as):
    make.delegation(office.section, office.stranger, "daily", start=TODAY, end=TODAY + timedelta(days=4))

    assert open_as(office.stranger, f"/team/{office.staff.nip}/").status_code == 404
    assert "/team/" not in open_as(office.stranger, "/").content.decode().split("</nav>")[0]


# ---- what a row says -------------------------------------------------------------------------------------------------
def test_a_row_says_the_tier_the_round_and_how_it_came(office, open_as):
    make.chain(tiers=[{"rule": "DIRECT_SUPERIOR"}, {"rule": "SUPERIOR_OF_SUPERIOR"}], unit=office.posts["section"].unit)
    report = make.submitted_report(office.staff)
    task = WorkItem.objects.open().get(case__dailyprocess__report=report).task_id
    actions.send_back(task_id=task, by=make.actor(office.section), reason="Lampirkan bukti.")
    again = WorkItem.objects.open().get(case__dailyprocess__report=report)
    actions.correct(task_id=again.task_id, entries=None, by=make.actor(office.staff))
    WorkItem.objects.open().update(came_by="REASSIGN", came_from="Kepala Sub Bidang Kepangkatan")

    page = text_of(open_as(office.section, "/inbox/"))

    assert "Tahap 1 dari 2 · Putaran 2 · Dialihkan kepada Anda oleh Kepala Sub Bidang Kepangkatan" in page


def test_a_chain_of_one_tier_is_not_told(office, two, open_as):
    assert "Tahap 1 dari 1" not in text_of(open_as(office.section, "/inbox/"))


# ---- cost ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "address", ["/inbox/", "/inbox/?proses=daily", "/inbox/?orang=Ghaliyati", "/inbox/?batas=minggu-ini"]
)
def test_at_most_eight_statements_with_four_acted_posts(office, two, client, address):
    section = make.unit("Sub Bidang Lain", office.posts["division"].unit, "subdivision")
    for number in range(4):
        post = make.position(f"Kepala Sub Bidang {number}", section, office.posts["division"], kind="SUPERVISOR")
        make.acting(office.section, post)
    make.delegation(office.division, office.section, "daily", start=TODAY, end=TODAY + timedelta(days=4))
    many(WorkItem.objects.get(person=office.staff), 60)
    client.force_login(office.section.user)
    client.get(address)  # the agency's name and the holidays are not asked each time

    with CaptureQueriesContext(connection) as statements:
        page = client.get(address)

    assert len(page.context["post_choices"]) == 6
    assert len(titles(page)) == 25
    most = 9 if "orang" in address else 8  # a name is looked up first
    assert len(statements) <= most, "\n".join(query["sql"][:200] for query in statements)
