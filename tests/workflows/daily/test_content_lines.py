"""A report as a person compares it: whatever changes its hash changes a line, and nothing else does."""

from datetime import date, time
from decimal import Decimal

import pytest

from tests import factories as make
from tests.workflows.engine.content import changed_labels
from workflows.daily.models import DailyActivity, DailyProcess, DailyReport

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def result(office):
    return make.draft_skp(office.staff, office.posts["staff"]).results.get()


@pytest.fixture
def report(office, result):
    return make.submitted_report(office.staff, given=make.entries(result))


def test_each_activity_is_one_line(report):
    DailyActivity.objects.filter(report=report, number=1).update(
        evidence_file="evidence/1/2026/11/foto.jpg", evidence_link="https://berkas.example.go.id/1"
    )

    assert DailyProcess.objects.get().content_lines() == [
        ("day", "Tanggal", "23\u00a0November 2026"),
        (
            "activity-1",
            "Kegiatan 1",
            "07.30–09.30, tugas jabatan (hasil kerja 1, Terprosesnya usulan mutasi): Memeriksa usulan mutasi; "
            "3 usulan; bukti: foto.jpg, https://berkas.example.go.id/1",
        ),
        (
            "activity-2",
            "Kegiatan 2",
            "09.45–10.30, tugas tambahan: Menghadiri rapat koordinasi; 1 kegiatan; tanpa bukti",
        ),
    ]


@pytest.mark.parametrize(
    "values",
    [
        {"starts": time(7, 0)},
        {"ends": time(9, 31)},
        {"kind": "ADDITIONAL"},
        {"kind": "ADDITIONAL", "result_id": None},
        {"description": "Memeriksa usulan kenaikan pangkat"},
        {"description": "Memeriksa usulan mutasi."},
        {"quantity": Decimal("3.01")},
        {"unit": "berkas"},
        {"evidence_file": "evidence/1/2026/11/foto.jpg"},
        {"evidence_link": "https://berkas.example.go.id/1"},
    ],
    ids=lambda values: " ".join(values),
)
def test_each_field_that_is_decided_on_is_in_its_line(report, values):
    rows = DailyActivity.objects.filter(report=report, number=1)

    assert changed_labels(report.cases.get(), lambda: rows.update(**values)) == ["Kegiatan 1"]


def test_result_of_a_later_version_is_another_though_it_reads_alike(office, report, result):
    later = type(result.skp).objects.create(
        employee=office.staff, position=office.posts["staff"], period=result.skp.period, version=2,
        rule_set="permenpanrb_6_2022",
    )  # fmt: skip
    twin = type(result).objects.create(skp=later, number=1, kind="MAIN", text=result.text)
    rows = DailyActivity.objects.filter(report=report, number=1)

    assert changed_labels(report.cases.get(), lambda: rows.update(result=twin)) == ["Kegiatan 1"]


def test_day_is_a_line(report):
    days = DailyReport.objects.filter(pk=report.pk)

    assert changed_labels(report.cases.get(), lambda: days.update(day=date(2026, 11, 20))) == ["Tanggal"]


def test_activity_more_or_less_is_a_line(report):
    rows = DailyActivity.objects.filter(report=report, number=2)

    assert changed_labels(report.cases.get(), lambda: rows.delete()) == ["Kegiatan 2"]


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (DailyReport, {"status": "RETURNED", "minutes": 5, "days_late": 2, "is_copied": True, "has_overlap": True}),
        (DailyReport, {"submitted_at": make.at(make.A_MONDAY, 20)}),
        (DailyActivity, {"entered_at": make.at(make.A_MONDAY, 20)}),
    ],
)
def test_what_is_not_decided_on_is_in_no_line(report, model, values):
    assert changed_labels(report.cases.get(), lambda: model.objects.update(**values)) == []
