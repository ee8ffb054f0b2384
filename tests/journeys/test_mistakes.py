"""Bad input through the pages: said above the form with a way to each field, and nothing typed is lost."""

import pytest

from tests import factories as make
from tests.journeys.conftest import task_address
from tests.journeys.visitor import Visitor
from workflows.daily.models import DailyReport

pytestmark = pytest.mark.django_db
WORDS = "Memeriksa kelengkapan usulan mutasi dari tiga perangkat daerah"


def summary(visitor):
    """The mistakes at the top, each leading to a field that is there."""
    links = visitor.page.select(".error-summary a[href^='#']")
    assert all(visitor.page.find(id=link["href"][1:]) for link in links)
    return [" ".join(link.get_text(" ").split()) for link in links]


def test_a_report_with_mistakes_keeps_what_was_typed(office, as_):
    staff = as_(office.staff).open("/daily/write/")

    staff.press(
        "Kirim laporan",
        {
            "activity-0-description": WORDS, "activity-0-starts": "11.00", "activity-0-ends": "07.30",
            "activity-0-result": "additional", "activity-0-quantity": "banyak",
        },
        which="today", expect=422,
    )  # fmt: skip

    assert summary(staff)
    assert staff.value("activity-0-description") == WORDS
    assert staff.value("activity-0-quantity") == "banyak"
    assert staff.value("activity-0-starts") in {"11.00", "11:00"}
    assert not DailyReport.objects.exists()


@pytest.mark.parametrize("day", [("25", "11", "2026"), ("31", "2", "2026"), ("1", "1", "1"), ("31", "12", "9999")])
def test_a_day_in_the_future_or_on_no_calendar_is_refused(office, as_, day):
    staff = as_(office.staff).open("/daily/write/")
    values = {
        "activity-0-description": WORDS, "activity-0-starts": "07.30", "activity-0-ends": "09.00",
        "activity-0-result": "additional", "activity-0-quantity": "1", "day": day[0], "month": day[1], "year": day[2],
    }  # fmt: skip

    staff.press("Kirim laporan", values, which="other", expect=422)

    assert summary(staff)
    assert (staff.value("day"), staff.value("activity-0-description")) == (day[0], WORDS)
    assert not DailyReport.objects.exists()


def test_a_return_without_a_reason_is_asked_for_it(office, as_, today):
    today(make.A_MONDAY)
    make.submitted_report(office.staff)
    section = as_(office.section).open(task_address("daily", office.staff))

    section.press("Kirim keputusan", verb="return", note="Catatan yang sudah saya tulis", expect=422)

    assert len(summary(section)) == 1
    assert section.value("verb") == "return"
    assert section.value("note") == "Catatan yang sudah saya tulis"
    assert DailyReport.objects.get().status == DailyReport.Status.SUBMITTED


@pytest.mark.parametrize("who", ["other", "stranger"])
def test_a_strangers_task_is_not_theirs(office, today, who):
    today(make.A_MONDAY)
    make.submitted_report(office.staff)
    address = task_address("daily", office.staff)
    visitor = Visitor(getattr(office, who))

    assert visitor.client.get(address).status_code in {403, 404}
    assert visitor.client.post(address, {"verb": "approve", "seen": "0" * 64}).status_code in {403, 404}
    assert visitor.client.get("/inbox/999999/").status_code == 404
    assert DailyReport.objects.get().status == DailyReport.Status.SUBMITTED


@pytest.mark.parametrize(
    "address",
    [
        "/daily/write/?day=2026-02-31", "/daily/write/?day=x", "/daily/write/?day=0001-01-01",
        "/daily/write/?day=9999-12-31", "/daily/?month=2026-13", "/daily/?month=0001-01", "/daily/?month=9999-12",
        "/inbox/?halaman=x", "/inbox/?proses=x&setelah=zzz", "/skp/?post=x", "/targets/?post=999999", "/team/?post=x",
        "/allowance/2026-13/", "/allowance/x/",
    ],
)  # fmt: skip
def test_addresses_that_are_nonsense_are_no_error_of_the_server(office, address):
    assert Visitor(office.section).client.get(address, follow=True).status_code < 500
