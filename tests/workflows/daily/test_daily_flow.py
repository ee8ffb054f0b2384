"""A report through its pages, by several people."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from tests import factories as make
from workflows.audit import clock
from workflows.daily.models import DailyReport
from workflows.engine.models import WorkItem

pytestmark = pytest.mark.django_db
TODAY = make.A_MONDAY


@pytest.fixture
def office(settings):
    settings.DEMO_TODAY = TODAY
    return make.office()


def browse(client, person):
    client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
    return client


def form_data(result, *, ends="09.30", quantity="3", which="today", **more):
    return {
        "which": which, "day": "", "month": "", "year": "2026",
        "activity-TOTAL_FORMS": "2", "activity-INITIAL_FORMS": "0",
        "activity-0-description": "Memeriksa usulan mutasi", "activity-0-starts": "07.30", "activity-0-ends": ends,
        "activity-0-result": str(result.pk), "activity-0-quantity": quantity,
        "activity-1-description": "Rapat", "activity-1-starts": "09.45", "activity-1-ends": "10.30",
        "activity-1-result": "additional", "activity-1-quantity": "1", **more,
    }  # fmt: skip


@pytest.fixture
def result(office):
    skp = make.draft_skp(office.staff, office.posts["staff"])
    skp.status = "SET"
    skp.save()
    return skp.results.get()


def seen_of(response):
    return re.search(r'name="seen" value="([0-9a-f]{64})"', response.content.decode()).group(1)


def task_url(report):
    return reverse("engine:task", args=[WorkItem.objects.open().get(case__dailyprocess__report=report).task_id])


def test_report_is_written_returned_corrected_and_verified(office, result, client):
    page = browse(client, office.staff).get(reverse("daily:write"))
    assert page.status_code == 200
    assert "Jaya Ramadan" in page.content.decode()

    sent = client.post(reverse("daily:write"), form_data(result, kirim="1"))
    report = DailyReport.objects.get()
    assert sent.url == reverse("daily:detail", args=[report.pk])
    assert report.status == DailyReport.Status.SUBMITTED
    assert [a.unit for a in report.activities.order_by("number")] == ["usulan", "kegiatan"]

    page = browse(client, office.section).get(task_url(report))
    assert "Memeriksa usulan mutasi" in page.content.decode()
    client.post(task_url(report), {"verb": "return", "return_reason": "Mohon lampirkan bukti.", "seen": seen_of(page)})
    report.refresh_from_db()
    assert report.status == DailyReport.Status.RETURNED

    page = browse(client, office.staff).get(task_url(report))
    assert "Mohon lampirkan bukti." in page.content.decode()
    keys = list(report.activities.order_by("number").values_list("pk", flat=True))
    data = form_data(result, quantity="2", kirim="1", **{"activity-0-pk": str(keys[0]), "activity-1-pk": str(keys[1])})
    client.post(task_url(report), data)
    report.refresh_from_db()
    assert report.status == DailyReport.Status.SUBMITTED
    assert list(report.activities.order_by("number").values_list("pk", flat=True)) == keys

    page = browse(client, office.section).get(task_url(report))
    client.post(task_url(report), {"verb": "approve", "seen": seen_of(page)})
    report.refresh_from_db()
    assert report.status == DailyReport.Status.VERIFIED


def test_mistakes_are_summed_up_and_nothing_typed_is_lost(office, result, client):
    browse(client, office.staff)

    page = client.post(reverse("daily:write"), form_data(result, ends="07.00", kirim="1"))

    words = page.content.decode()
    assert page.status_code == 422
    assert "Kegiatan 1: jam selesai 07.00 lebih awal daripada jam mulai 07.30" in words
    assert 'href="#id_activity-0-ends"' in words
    assert "Memeriksa usulan mutasi" in words
    assert not DailyReport.objects.exists()


def test_second_press_is_the_same_report(office, result, client):
    browse(client, office.staff)
    client.post(reverse("daily:write"), form_data(result, kirim="1"))

    again = client.post(reverse("daily:write"), form_data(result, kirim="1"))

    assert again.url == reverse("daily:detail", args=[DailyReport.objects.get().pk])


def test_content_changed_while_it_was_read_is_refused_and_shown(office, result, client):
    report = make.submitted_report(office.staff, TODAY, make.entries(result))
    url = task_url(report)
    page = browse(client, office.section).get(url)
    activity = report.activities.first()
    activity.quantity = 9
    activity.save()

    answer = client.post(url, {"verb": "approve", "seen": seen_of(page)})

    report.refresh_from_db()
    assert answer.status_code == 409
    assert report.status == DailyReport.Status.SUBMITTED
    assert seen_of(answer) != seen_of(page)


def test_decided_task_says_what_happened_and_keeps_the_words(office, result, client):
    report = make.submitted_report(office.staff, TODAY, make.entries(result))
    url = task_url(report)
    page = browse(client, office.section).get(url)
    client.post(url, {"verb": "approve", "seen": seen_of(page)})

    reason = "Mohon dilengkapi dengan daftar usulan yang diperiksa."
    answer = client.post(url, {"verb": "return", "return_reason": reason, "seen": seen_of(page)})

    assert answer.status_code == 409
    assert "Jaya Ramadan menyetujuinya" in answer.content.decode()
    assert reason in answer.content.decode()


def test_activity_is_added_and_removed_without_javascript(office, result, client):
    browse(client, office.staff)

    more = client.post(reverse("daily:write"), form_data(result, tambah="1")).content.decode()
    fewer = client.post(reverse("daily:write"), form_data(result, hapus="1")).content.decode()

    assert 'name="activity-2-description"' in more
    assert "Memeriksa usulan mutasi" not in fewer
    assert "Rapat" in fewer


def test_draft_is_kept_and_found_again(office, result, client):
    browse(client, office.staff)
    client.post(reverse("daily:write"), form_data(result, simpan="1"))

    page = client.get(reverse("daily:write"))

    assert DailyReport.objects.get().status == DailyReport.Status.DRAFT
    assert "Memeriksa usulan mutasi" in page.content.decode()


def test_copy_of_the_day_before_leaves_quantities_empty(office, result, client):
    make.submitted_report(office.staff, TODAY - timedelta(days=3), make.entries(result, quantity=7))
    page = browse(client, office.staff).get(reverse("daily:write") + "?copy=1").content.decode()

    assert "Memeriksa usulan mutasi" in page
    assert 'value="7"' not in page


@pytest.mark.parametrize("day", ["today", "yesterday"])
def test_own_pages_open(office, result, client, day):
    report = make.submitted_report(office.staff, TODAY, make.entries(result))
    browse(client, office.staff)
    for url in (reverse("daily:calendar"), reverse("daily:detail", args=[report.pk]), reverse("daily:write")):
        assert client.get(url, follow=True).status_code == 200
    assert clock.today() == TODAY


def test_page_that_submits_stays_within_its_statements(office, result, client, django_assert_max_num_queries):
    browse(client, office.staff).get(reverse("daily:write"))
    with django_assert_max_num_queries(26) as captured:
        client.post(reverse("daily:write"), form_data(result, kirim="1"))
    assert DailyReport.objects.get().status == DailyReport.Status.SUBMITTED, captured


def test_page_that_decides_stays_within_its_statements(office, result, client, django_assert_max_num_queries):
    report = make.submitted_report(office.staff, TODAY, make.entries(result))
    url = task_url(report)
    browse(client, office.section)
    with django_assert_max_num_queries(26):
        page = client.get(url)
    with django_assert_max_num_queries(26):
        client.post(url, {"verb": "approve", "seen": seen_of(page)})
    report.refresh_from_db()
    assert report.status == DailyReport.Status.VERIFIED
