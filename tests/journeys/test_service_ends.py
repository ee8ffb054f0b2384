"""Through the pages: retirement in mid-year, a death with work that waits, a leave of two months."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command

from tests import factories as make
from tests.journeys.conftest import decide, everything, task_address
from tests.workflows.assessment import states
from workflows.assessment.models import Assessment
from workflows.audit.models import Decision
from workflows.daily.models import DailyReport
from workflows.engine.models import OutboxMessage, WorkItem
from workflows.organization.models import Employee, Period, ServiceEnd

pytestmark = pytest.mark.django_db
WHY = "Surat keterangan sudah diterima."


@pytest.fixture(autouse=True)
def plans(office):
    """Everybody's SKP is set, with 30 a month."""
    superior = states.set_plan(office.section, office.posts["section"])
    for who in ("staff", "other"):
        states.set_plan(getattr(office, who), office.posts[who], superior=superior)


@pytest.fixture
def record(as_, hr):
    """HR looks at what follows on the employee's page, then records it."""

    def recorded(person, kind, start, *, end="", follows=()):
        page = as_(hr).open(f"/admin/organization/employee/{person.pk}/change/")
        page.follow("Pensiun, meninggal, berhenti, atau cuti panjang")
        given = {"kind": kind, "start": start, "end": end, "decree": "SK 882/2026", "reason": WHY}
        page.press("Lihat yang mengikutinya", given).sees(*follows)
        return page.press("Catat").sees("Dicatat")

    return recorded


def tick():
    call_command("tick")


def open_period(as_, hr, code):
    """HR opens everybody's assessment from the period's page."""
    period = Period.objects.get(code=code)
    return as_(hr).open(f"/admin/organization/period/{period.pk}/assessment/").press("Buka penilaian semua pegawai")


def test_somebody_retires_in_mid_year_and_is_assessed_for_the_time_served(office, as_, hr, today, record):
    """Recorded in June for the first of July; the months up to then and the year are assessed, no later month is."""
    today(date(2026, 6, 24))
    make.submitted_report(office.staff, date(2026, 6, 23), when=make.at(date(2026, 6, 23)))
    record(
        office.staff, "RETIRED", "2026-07-01",
        follows=("Masa jabatan berakhir: Pengelola Mutasi", "1 laporan harian yang menunggu: tetap diperiksa"),
    )  # fmt: skip
    assert ServiceEnd.objects.get().is_ahead
    as_(office.staff).open("/").sees("Ghaliyati Wahyuni")

    today(date(2026, 7, 1))
    tick()
    assert not Employee.objects.get(pk=office.staff.pk).is_active
    assert as_(office.staff).client.get("/inbox/").status_code == 302
    decide(as_(office.section), task_address("daily", office.staff), "approve")
    assert DailyReport.objects.get().status == "VERIFIED"

    today(date(2026, 7, 2))
    open_period(as_, hr, "2026-06")
    tick()
    june = Assessment.objects.get(employee=office.staff)
    assert (june.is_part, june.status) == (False, "SELF_ASSESSED")
    # The assessor finds it in the inbox, with why there is no account of theirs.
    address = task_address("assessment", office.staff)
    as_(office.section).open("/inbox/").sees("Penilaian Juni Ghaliyati Wahyuni").open(address)
    as_(office.section).sees("Dilewati", "Penilaian diri dilewati, karena pegawai tidak dapat masuk lagi.")

    today(date(2026, 8, 3))
    open_period(as_, hr, "2026-07")
    assert not Assessment.objects.filter(employee=office.staff, period__code="2026-07").exists()
    assert Assessment.objects.filter(employee=office.other, period__code="2026-07").exists()
    as_(hr).sees("Semua SKP yang sudah ditetapkan sudah memiliki penilaian.")

    today(date(2027, 1, 5))
    open_period(as_, hr, "2026")
    tick()
    year = Assessment.objects.get(employee=office.staff, period__code="2026")
    assert (year.span, year.status) == ((date(2026, 1, 1), date(2026, 7, 1)), "SELF_ASSESSED")
    assert year.realisations.get(indicator__measure="QUANTITY").target == Decimal("178.52")
    assert WorkItem.objects.open().get(case__assessmentprocess__assessment=year).owner == office.section.user

    before = everything()
    tick()
    after = everything()
    assert {label for label, rows in before.items() if after[label] != rows} <= {"engine.OutboxMessage"}
    told = OutboxMessage.objects.filter(recipient=office.staff.user)
    assert not told.filter(created_at__gte=make.at(date(2026, 7, 1))).exists()


def test_a_death_closes_the_open_assessment_and_the_waiting_report_and_the_month_can_be_closed(
    office, as_, hr, today, record
):
    today(date(2026, 11, 3))
    open_period(as_, hr, "2026-10")
    make.submitted_report(office.staff, date(2026, 10, 30), when=make.at(date(2026, 11, 2)))
    assessment = Assessment.objects.get(employee=office.staff)

    record(
        office.staff, "DIED", "2026-11-02",
        follows=("1 laporan harian yang menunggu: ditutup", "1 penilaian tanpa hasil: ditutup", "tidak dinilai lagi"),
    )  # fmt: skip

    assessment.refresh_from_db()
    assert (assessment.status, DailyReport.objects.get().status) == ("CLOSED", "LAPSED")
    assert not WorkItem.objects.open().filter(person=office.staff).exists()
    as_(office.section).open(f"/assessment/{assessment.pk}/").sees(
        "Ditutup tanpa hasil", "Meninggal dunia pada 2 November 2026"
    )
    as_(hr).open(f"/admin/organization/period/{assessment.period_id}/assessment/").misses("Ghaliyati Wahyuni")
    tick()
    assert not Decision.objects.filter(particulars__person_nip=office.staff.nip, verb="APPROVE").exists()
    # No superior of another line and no colleague reads of it.
    assert as_(office.stranger).client.get(f"/assessment/{assessment.pk}/").status_code == 404
    assert as_(office.other).client.get(f"/assessment/{assessment.pk}/").status_code == 404


def test_a_leave_of_two_months_is_no_month_and_the_rest_is_assessed_by_its_days(office, as_, hr, today, record):
    today(date(2026, 8, 10))
    record(
        office.staff, "GREAT", "2026-08-17", end="2026-10-17",
        follows=("Tidak ada perkara pegawai ini yang menunggu.",),
    )  # fmt: skip

    today(date(2026, 11, 3))
    for code in ("2026-08", "2026-09", "2026-10"):
        open_period(as_, hr, code)

    own = Assessment.objects.filter(employee=office.staff).order_by("period__start")
    assert [(each.period.code, each.span) for each in own] == [
        ("2026-08", (date(2026, 8, 1), date(2026, 8, 17))), ("2026-10", (date(2026, 10, 17), date(2026, 11, 1))),
    ]  # fmt: skip
    targets = [each.realisations.get(indicator__measure="QUANTITY").target for each in own]
    assert targets == [Decimal("15.48"), Decimal("14.52")]
    as_(office.staff).open("/assessment/").sees("1 Agustus 2026 sampai 16 Agustus 2026")

    today(date(2027, 1, 5))
    open_period(as_, hr, "2026")
    year = Assessment.objects.get(employee=office.staff, period__code="2026")
    assert (year.is_part, year.leave_days, year.worked_days) == (False, 61, 304)
    as_(office.staff).open(f"/assessment/{year.pk}/").sees("tanpa 61 hari cuti panjang")
