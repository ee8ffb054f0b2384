"""Daily report: every refusal with its words, the late window, the marks."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.rules.daily import (
    Activity,
    Problem,
    ReportRefused,
    check_report,
    days_late,
    find_marks,
    fingerprint,
    late_window_ends_on,
)

TODAY = date(2026, 11, 24)
NONE = frozenset()
GOOD = Activity(
    description="Menyelesaikan usulan mutasi",
    starts=time(8),
    ends=time(9),
    quantity=Decimal(1),
    is_main=True,
    result_key="R31",
    has_evidence=True,
    evidence_needed=True,
    unit="usulan",
)


def problems(*activities, day=TODAY, today=TODAY):
    with pytest.raises(ReportRefused) as refusal:
        check_report(day, activities, today=today, late_until_day=5)
    return refusal.value.problems


def test_good_report_is_accepted():
    check_report(TODAY, [GOOD], today=TODAY, late_until_day=5)
    check_report(TODAY, [replace(GOOD, is_main=False, result_key=None)], today=TODAY, late_until_day=5)
    check_report(TODAY, [replace(GOOD, quantity=Decimal(0), has_evidence=False)], today=TODAY, late_until_day=5)


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_first_and_the_last_day_of_all_are_refused_like_any_other(day):
    with pytest.raises(ReportRefused) as refusal:
        check_report(day, [GOOD], today=TODAY, late_until_day=5)
    assert [problem.field for problem in refusal.value.problems] == ["day"]


def test_all_problems_are_named_at_once_as_in_the_picture():
    first = replace(GOOD, starts=time(10, 30), ends=time(9), quantity=Decimal(0))
    second = replace(GOOD, result_key=None, has_evidence=False)
    with pytest.raises(ReportRefused) as refusal:
        check_report(date(2026, 11, 19), [first, second], today=TODAY, late_until_day=5)
    assert refusal.value.heading == "Laporan belum terkirim. Ada 3 hal yang perlu diperbaiki"
    assert refusal.value.problems == (
        Problem(
            1,
            "ends",
            "Kegiatan 1: jam selesai 09.00 lebih awal daripada jam mulai 10.30",
            "Jam selesai harus sesudah 10.30.",
        ),
        Problem(
            2,
            "result",
            "Kegiatan 2: pilih hasil kerja yang dituju",
            "Pilih hasil kerja. Bila tidak ada yang sesuai, pilih “Tidak terkait hasil kerja dalam SKP”.",
        ),
        Problem(
            2,
            "evidence",
            "Kegiatan 2: lampirkan bukti untuk 1 usulan",
            "Lampirkan bukti. Bila usulan belum selesai, ubah jumlah hasil menjadi 0.",
        ),
    )
    assert (refusal.value.code, refusal.value.field) == ("report_refused", "ends")
    assert refusal.value.message.startswith(refusal.value.heading + ": Kegiatan 1: jam selesai 09.00")
    assert refusal.value.message.endswith("lampirkan bukti untuk 1 usulan.")


@pytest.mark.parametrize(
    ("change", "field", "summary", "at_field"),
    [
        (
            {"description": "  \n"},
            "description",
            "tulis apa yang Anda kerjakan",
            "Tulis apa yang Anda kerjakan, misalnya “Memeriksa 3 usulan mutasi dari Dinas Pendidikan”.",
        ),
        ({"starts": None}, "starts", "isi jam mulai", "Isi jam mulai, misalnya 07.30."),
        ({"ends": None}, "ends", "isi jam selesai", "Isi jam selesai, misalnya 16.00."),
        (
            {"ends": time(8)},
            "ends",
            "jam selesai 08.00 sama dengan jam mulai 08.00",
            "Jam selesai harus sesudah 08.00.",
        ),
        (
            {"quantity": None},
            "quantity",
            "isi jumlah hasil",
            "Isi jumlah hasil. Tulis 0 bila pekerjaan belum selesai.",
        ),
        (
            {"quantity": Decimal("NaN")},
            "quantity",
            "jumlah hasil “NaN” bukan bilangan",
            "Isi jumlah hasil dengan angka. Tulis 0 bila pekerjaan belum selesai.",
        ),
        (
            {"quantity": Decimal("-0.001")},
            "quantity",
            "jumlah hasil −0,001 kurang dari 0",
            "Jumlah hasil −0,001 kurang dari 0. Tulis 0 bila pekerjaan belum selesai.",
        ),
        (
            {"has_evidence": False, "unit": "", "quantity": Decimal("2.5")},
            "evidence",
            "lampirkan bukti untuk 2,5",
            "Lampirkan bukti. Bila pekerjaan belum selesai, ubah jumlah hasil menjadi 0.",
        ),
    ],
)
def test_each_field_has_its_words(change, field, summary, at_field):
    assert problems(replace(GOOD, **change)) == (Problem(1, field, f"Kegiatan 1: {summary}", at_field),)


def test_report_needs_an_activity_and_at_most_24():
    assert problems() == (
        Problem(None, "activities", "Laporan belum berisi kegiatan", "Tambahkan paling sedikit satu kegiatan."),
    )
    check_report(TODAY, [GOOD] * 24, today=TODAY, late_until_day=5)
    assert problems(*[GOOD] * 26) == (
        Problem(
            None,
            "activities",
            "Laporan berisi 26 kegiatan, paling banyak 24",
            "Gabungkan kegiatan yang serupa, atau hapus 2 kegiatan.",
        ),
    )


def test_future_day_is_refused():
    assert problems(GOOD, day=date(2026, 11, 25)) == (
        Problem(
            None,
            "day",
            "Tanggal laporan 25\u00a0November 2026 belum tiba",
            "Hari ini 24\u00a0November 2026. Pilih hari ini atau hari sebelumnya.",
        ),
    )


def test_day_beyond_the_late_window_says_until_when():
    check_report(date(2026, 10, 1), [GOOD], today=date(2026, 11, 5), late_until_day=5)
    assert problems(GOOD, day=date(2026, 10, 31), today=date(2026, 11, 6)) == (
        Problem(
            None,
            "day",
            "Laporan 31\u00a0Oktober 2026 hanya dapat diisi sampai 5\u00a0November 2026",
            "Batas pengisian 5\u00a0November 2026 sudah lewat. Pilih tanggal lain, atau hubungi tim pengelola kinerja.",
        ),
    )


@pytest.mark.parametrize(
    ("day", "until", "last"),
    [
        (date(2026, 11, 24), 5, date(2026, 12, 5)),
        (date(2026, 12, 31), 5, date(2027, 1, 5)),
        (date(2027, 1, 31), 31, date(2027, 2, 28)),
    ],
)
def test_late_window_ends_in_the_next_month(day, until, last):
    assert late_window_ends_on(day, until) == last


@pytest.mark.parametrize(
    ("entered", "late"),
    [
        (date(2026, 11, 20), 0),
        (date(2026, 11, 21), 1),
        (date(2026, 11, 22), 1),
        (date(2026, 11, 23), 1),
        (date(2026, 11, 25), 3),
        (date(2026, 11, 19), 0),
    ],
)
def test_lateness_is_counted_in_working_days(entered, late):
    assert days_late(date(2026, 11, 20), entered, NONE) == late


def test_holiday_does_not_make_a_report_later():
    assert days_late(date(2026, 12, 23), date(2026, 12, 28), frozenset({date(2026, 12, 24), date(2026, 12, 25)})) == 1


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(1, 60))
def test_entry_after_its_day_is_never_on_time_and_grows_with_working_days(day, after):
    entered = date.fromordinal(day.toordinal() + after)
    late, before = days_late(day, entered, NONE), days_late(day, date.fromordinal(entered.toordinal() - 1), NONE)
    assert late >= 1
    assert late - before in {0, 1}


def test_marks():
    plain = [GOOD, replace(GOOD, starts=time(9), ends=time(10), description="Rapat")]
    overlapping = [GOOD, replace(GOOD, starts=time(8, 30), ends=time(10))]
    assert find_marks(plain, earlier_texts=set(), late_days=0) == frozenset()
    assert find_marks(plain, earlier_texts=set(), late_days=1) == {"LATE"}
    assert find_marks(overlapping, earlier_texts=set(), late_days=0) == {"OVERLAP"}
    assert find_marks(overlapping, earlier_texts={fingerprint(overlapping)}, late_days=2) == {
        "LATE",
        "OVERLAP",
        "COPIED",
    }
    assert find_marks([], earlier_texts={fingerprint([])}, late_days=0) == frozenset()


def test_copy_is_known_with_other_hours_quantities_case_and_row_order():
    second = replace(GOOD, starts=time(10), ends=time(11), description="Rapat koordinasi")
    copy = [
        replace(second, starts=time(13), ends=time(15), description=" RAPAT   koordinasi\n", quantity=Decimal(4)),
        replace(GOOD, starts=time(7, 30), result_key="R99"),
    ]
    assert fingerprint(copy) == fingerprint([GOOD, second])
    assert len(fingerprint(copy)) == 64


def test_other_words_order_of_the_day_or_number_of_activities_is_no_copy():
    second = replace(GOOD, starts=time(10), ends=time(11), description="Rapat koordinasi")
    swapped = [replace(GOOD, starts=time(10), ends=time(11)), replace(second, starts=time(8), ends=time(9))]
    prints = {
        fingerprint(a) for a in ([GOOD], [GOOD, second], swapped, [GOOD, GOOD], [replace(GOOD, description="Rapat")])
    }
    assert len(prints) == 5
