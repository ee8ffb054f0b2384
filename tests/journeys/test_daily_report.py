"""A day's report returned, corrected, verified; what it counts stands at once on every page that shows it."""

import pytest

from tests import factories as make
from tests.journeys.conftest import decide, task_address
from tests.workflows.targets import states as targets
from workflows.daily.models import DailyReport
from workflows.targets.models import MonthlyRealisation

pytestmark = pytest.mark.django_db
REASON = "Jumlahnya belum sesuai dengan daftar."


@pytest.fixture
def skp(office):
    made = make.set_skp(office)
    targets.set_plan(made, office.section)
    return made


def first_activity(skp, quantity):
    return {
        "activity-0-description": "Memeriksa kelengkapan usulan", "activity-0-starts": "07.30",
        "activity-0-ends": "11.00", "activity-0-result": str(skp.results.get().pk), "activity-0-quantity": quantity,
    }  # fmt: skip


def test_a_report_is_returned_corrected_and_verified_and_counts_at_once(office, as_, skp):
    staff, section = as_(office.staff), as_(office.section)
    staff.open("/").follow("Isi laporan hari ini")
    staff.press("Kirim laporan", first_activity(skp, "9"), which="today").sees("Jaya Ramadan")
    assert not MonthlyRealisation.objects.filter(quantity__gt=0).exists()

    decide(section, task_address("daily", office.staff), "return", return_reason=REASON)
    staff.open("/").sees(REASON).open(task_address("daily", office.staff)).sees(REASON)
    staff.press("Kirim perbaikan", {"activity-0-quantity": "7"})
    assert not MonthlyRealisation.objects.filter(quantity__gt=0).exists()
    decide(section, task_address("daily", office.staff), "approve")

    report = DailyReport.objects.get()
    assert report.status == DailyReport.Status.VERIFIED
    assert [(row.month, row.quantity) for row in MonthlyRealisation.objects.all()] == [(11, 7)]
    staff.open("/").sees("Jumlah usulan mutasi yang diproses: 7 dari 30")
    staff.open("/targets/").sees("November: target 30 usulan, tercapai 7 usulan.", "sudah disahkan 7 usulan")
    staff.open("/skp/").sees("7 dari 360 usulan")
    staff.open(f"/daily/{report.pk}/").sees("Disahkan", REASON)
    section.open(f"/team/{office.staff.nip}/").sees("Ghaliyati Wahyuni")
