"""Splitting a target over months, achievement, and the cascade."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.rules.achievement import achieved_percent, achievement
from workflows.rules.cascade import CarriedResult, OwnResult, SuperiorResult, check_carries_on, gaps
from workflows.rules.target_split import check_split, even_split
from workflows.rules.violation import RuleViolation

D = Decimal
amounts = st.decimals(min_value=0, max_value=100_000, places=2)
month_sets = st.sets(st.integers(1, 12), min_size=1)


def refused(call, *args, **kwargs):
    with pytest.raises(RuleViolation) as refusal:
        call(*args, **kwargs)
    return refusal.value.code, refusal.value.message


def test_split_that_fits_is_accepted():
    check_split("QUANTITY", D(360), dict.fromkeys(range(1, 13), D(30)), "usulan")
    check_split("QUANTITY", D("1.00"), {11: D("0.5"), 12: D("0.5")}, "berkas")
    check_split("LEVEL", D(90), {1: D(70), 6: D(95), 12: D(90)}, "persen")
    check_split("LEVEL", D(90), {1: D(70), 9: D(90)}, "persen")


@pytest.mark.parametrize(
    ("kind", "annual", "months", "code", "words"),
    [
        (
            "QUANTITY",
            D(360),
            {1: D(300), 2: D(30)},
            "split_sum",
            "Jumlah target bulanan 330 usulan, kurang 30 usulan dari target tahunan 360 usulan. "
            "Tambah 30 usulan pada target bulanan.",
        ),
        (
            "QUANTITY",
            D(1440),
            {1: D("1440.5")},
            "split_sum",
            "Jumlah target bulanan 1.440,5 usulan, lebih 0,5 usulan dari target tahunan 1.440 usulan. "
            "Kurangi 0,5 usulan pada target bulanan.",
        ),
        (
            "LEVEL",
            D(90),
            {1: D(90), 12: D(85)},
            "split_end",
            "Target Desember 85 usulan, 5 usulan di bawah target tahunan 90 usulan. "
            "Ubah target Desember menjadi 90 usulan.",
        ),
        (
            "LEVEL",
            D(90),
            {1: D(95)},
            "split_end",
            "Target Januari 95 usulan, 5 usulan di atas target tahunan 90 usulan. "
            "Ubah target Januari menjadi 90 usulan.",
        ),
        (
            "QUANTITY",
            D(10),
            {1: D(12), 2: D(-2)},
            "split_negative",
            "Target Februari −2 usulan kurang dari 0. Isi dengan 0 atau lebih.",
        ),
        ("QUANTITY", D(10), {13: D(10)}, "split_month", "Bulan 13 tidak ada. Pilih bulan 1 sampai 12."),
        ("QUANTITY", D(10), {}, "split_empty", "Target bulanan belum diisi. Isi paling sedikit satu bulan."),
        (
            "QUANTITY",
            D(10),
            {1: D("NaN")},
            "not_a_number",
            "Target Januari “NaN” bukan bilangan. Isi dengan angka.",
        ),
        (
            "OTHER",
            D(10),
            {1: D(10)},
            "indicator_kind",
            "Jenis indikator “OTHER” tidak dikenal. Pilih jumlah (QUANTITY) atau tingkat (LEVEL).",
        ),
    ],
)
def test_split_that_does_not_fit_is_refused_with_the_difference(kind, annual, months, code, words):
    assert refused(check_split, kind, annual, months, "usulan") == (code, words)


def test_whole_quantity_is_split_into_whole_parts_with_the_remainder_spread():
    assert list(even_split("QUANTITY", D(12)).values()) == [D(1)] * 12
    assert [int(v) for v in even_split("QUANTITY", D(4)).values()] == [0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1]
    assert even_split("QUANTITY", D(10), range(9, 13)) == {9: D(2), 10: D(3), 11: D(2), 12: D(3)}
    assert even_split("QUANTITY", D("10.5"), [1, 2]) == {1: D("5.25"), 2: D("5.25")}
    assert even_split("LEVEL", D(90), [1, 12]) == {1: D(90), 12: D(90)}


def test_nothing_to_split_over_is_refused():
    assert refused(even_split, "QUANTITY", D(10), [])[0] == "split_empty"
    assert refused(even_split, "QUANTITY", D(-1))[0] == "split_negative"
    assert refused(even_split, "LEVEL", D(10), [0])[0] == "split_month"


@given(st.sampled_from(["QUANTITY", "LEVEL"]), amounts | st.integers(0, 100_000).map(D), month_sets)
def test_even_split_is_always_accepted_and_even(kind, annual, months):
    split = even_split(kind, annual, months)
    check_split(kind, annual, split, "berkas")
    assert set(split) == months
    part = D(1) if annual == annual.to_integral_value() else D("0.01")
    assert max(split.values()) - min(split.values()) <= part
    if kind == "QUANTITY" and part == 1:
        assert all(v == v.to_integral_value() for v in split.values())


@given(amounts, st.dictionaries(st.integers(1, 12), amounts, min_size=1))
def test_quantities_are_accepted_exactly_when_they_add_up(annual, months):
    total = sum(months.values())
    check_split("QUANTITY", total, months, "berkas")
    if total != annual:
        assert refused(check_split, "QUANTITY", annual, months, "berkas")[0] == "split_sum"


@pytest.mark.parametrize(
    ("target", "realised", "direction", "bounds", "percent"),
    [
        (D(30), D(16), "HIGHER", (None, None), "53.33"),
        (D(90), D("93.75"), "HIGHER", (None, None), "104.17"),
        (D(1), D(2), "HIGHER", (None, None), "200.00"),
        (D(10), D(8), "LOWER", (None, None), "120.00"),
        (D(10), D(12), "LOWER", (None, None), "80.00"),
        (D(10), D(25), "LOWER", (None, None), "0.00"),
        (D(10), D(-5), "HIGHER", (None, None), "0.00"),
        (None, D(15), "RANGE", (D(10), D(20)), "100.00"),
        (None, D(10), "RANGE", (D(10), D(20)), "100.00"),
        (None, D(20), "RANGE", (D(10), D(20)), "100.00"),
        (None, D(25), "RANGE", (D(10), D(20)), "125.00"),
        (None, D(5), "RANGE", (D(10), D(20)), "50.00"),
    ],
)
def test_achievement_with_its_step(target, realised, direction, bounds, percent):
    found = achievement(target, realised, direction, *bounds)
    assert found.step.value == percent
    assert found.step.inputs["realisasi"] == str(realised)
    assert found.percent.quantize(D("0.01")) == D(percent)
    assert achieved_percent(target, realised, direction, *bounds) == found.percent


def test_achievement_is_not_rounded():
    percent, step = achievement(D(30), D(16), "HIGHER")
    assert percent == D(16) / D(30) * 100
    assert (step.formula, dict(step.inputs)) == (
        "realisasi ÷ target × 100",
        {"realisasi": "16", "target": "30"},
    )


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (
            (D(0), D(1), "HIGHER"),
            "target_zero",
            "Target 0 tidak dapat dijadikan pembagi. Isi dengan bilangan di atas 0.",
        ),
        (
            (D("0.00"), D(1), "LOWER"),
            "target_zero",
            "Target 0 tidak dapat dijadikan pembagi. Isi dengan bilangan di atas 0.",
        ),
        ((D(-1), D(1), "HIGHER"), "target_negative", "Target −1 kurang dari 0. Isi dengan bilangan di atas 0."),
        ((None, D(1), "HIGHER"), "target_missing", "Target belum diisi. Isi dengan bilangan di atas 0."),
        (
            (None, D(15), "RANGE", None, D(20)),
            "target_missing",
            "Batas bawah belum diisi. Isi dengan bilangan di atas 0.",
        ),
        (
            (None, D(15), "RANGE", D(20), D(10)),
            "range_reversed",
            "Batas bawah 20 lebih tinggi daripada batas atas 10. Tukar kedua batas itu.",
        ),
        ((D(1), D("Infinity"), "HIGHER"), "not_a_number", "Realisasi “Infinity” bukan bilangan. Isi dengan angka."),
        (
            (D(1), D(1), "UP"),
            "direction_unknown",
            "Arah indikator “UP” tidak dikenal. Pilih makin tinggi, makin rendah, atau rentang.",
        ),
    ],
)
def test_achievement_refuses(args, code, words):
    assert refused(achievement, *args) == refused(achieved_percent, *args) == (code, words)


@given(st.sampled_from(["HIGHER", "LOWER"]), st.decimals(D("0.01"), D(10_000), places=2), amounts, amounts)
def test_achievement_follows_its_direction_and_is_never_negative(direction, target, a, b):
    low, high = sorted([a, b], reverse=direction == "LOWER")
    worse, better = achievement(target, low, direction).percent, achievement(target, high, direction).percent
    assert 0 <= worse <= better
    assert achievement(target, target, direction).percent == 100


def own(key, carries_on, *, is_main=True):
    return OwnResult(key=key, text=f"Hasil {key}", is_main=is_main, carries_on=carries_on)


ABOVE = [SuperiorResult("A1", "Meningkatnya mutu"), SuperiorResult("A2", "Meningkatnya sistem")]


def test_main_results_carry_on_the_superiors_and_additional_ones_need_not():
    check_carries_on([own("B1", "A1"), own("B2", "A1"), own("B3", None, is_main=False)], ABOVE, line_ends=False)


def test_head_of_the_line_takes_goals_from_the_agreement():
    check_carries_on([own("A1", None)], [], line_ends=True)


@pytest.mark.parametrize(
    ("results", "above", "line_ends", "code", "words"),
    [
        (
            [own("B1", "A1"), own("B2", None), own("B3", None)],
            ABOVE,
            False,
            "cascade_missing",
            "Hasil kerja utama “Hasil B2” dan “Hasil B3” belum meneruskan hasil kerja atasan. "
            "Pilih hasil kerja atasan yang diteruskan, atau jadikan hasil kerja tambahan.",
        ),
        (
            [own("B1", "A9", is_main=False)],
            ABOVE,
            False,
            "cascade_stranger",
            "Hasil kerja “Hasil B1” meneruskan hasil kerja yang tidak ada dalam SKP atasan yang ditetapkan. "
            "Pilih hasil kerja dari SKP atasan Anda.",
        ),
        (
            [own("B1", None)],
            [],
            False,
            "cascade_superior_not_set",
            "SKP atasan belum ditetapkan, jadi belum ada hasil kerja yang dapat diteruskan. "
            "Simpan dahulu SKP ini, lalu kirim setelah SKP atasan ditetapkan.",
        ),
    ],
)
def test_cascade_refuses(results, above, line_ends, code, words):
    assert refused(check_carries_on, results, above, line_ends) == (code, words)


def test_what_nobody_carries_on_is_a_gap():
    results = [CarriedResult("A1", "Mutu", 2), CarriedResult("A2", "Sistem", 0), CarriedResult("A3", "Data", 0)]
    assert [gap.key for gap in gaps(results)] == ["A2", "A3"]
