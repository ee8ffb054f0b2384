"""Rounding, numbers as sentences write them, refusals and traces."""

from datetime import date, time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.rules.exact_numbers import divisor, exactly, mean, not_negative, shown, unrounded, within
from workflows.rules.rounding import finite, two_decimals, whole, whole_rupiah
from workflows.rules.trace import Step, as_json
from workflows.rules.violation import RuleViolation
from workflows.rules.wording import clock, day_in_words, days_of_month, exact, listing, number, percent

D = Decimal


@pytest.mark.parametrize(
    ("value", "cents", "rupiah"),
    [
        ("0.005", "0.01", "0"),
        ("2.5", "2.50", "3"),
        ("-2.5", "-2.50", "-3"),
        ("1.004999", "1.00", "1"),
        ("-0.001", "0.00", "0"),
    ],
)
def test_half_is_rounded_away_from_zero_and_zero_has_no_sign(value, cents, rupiah):
    assert str(two_decimals(D(value))) == cents
    assert str(whole_rupiah(D(value))) == rupiah


@pytest.mark.parametrize(
    ("value", "cents", "number"),
    [
        ("1/200", "0.01", 0), ("-1/200", "-0.01", 0), ("-1/300", "0.00", 0), ("5/2", "2.50", 3), ("-5/2", "-2.50", -3),
        ("229/3", "76.33", 76), ("0", "0.00", 0),
        (f"{10**34 + 1}/8", f"125{'0' * 31}.13", 125 * 10**31),
    ],
)  # fmt: skip
def test_fractions_are_rounded_as_decimals_are(value, cents, number):
    assert shown(Fraction(value)) == str(two_decimals(Fraction(value))) == cents
    assert whole(Fraction(value)) == number


@given(st.decimals(-10_000, 10_000, places=4))
def test_a_fraction_and_its_decimal_are_rounded_alike(value):
    assert str(two_decimals(Fraction(value))) == str(two_decimals(value))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("76", "76.00"), ("75.5", "75.50"), ("75.998", "75.998"), ("229/3", "76.333333…"), ("-1/3", "-0.333333…"),
        ("75.9999999", "75.999999…"), ("0", "0.00"),
    ],
)  # fmt: skip
def test_a_total_is_cut_off_and_never_rounded_up(value, text):
    assert unrounded(Fraction(value)) == text


def test_mean_of_thirds_is_exact():
    assert mean([Fraction(1, 3), Fraction(1, 3), Fraction(1, 3)]) == Fraction(1, 3)


@pytest.mark.parametrize(
    ("act", "value", "code"),
    [
        (exactly, "NaN", "not_a_number"),
        (exactly, "1E+21", "number_out_of_range"),
        (exactly, "1E+999999999", "number_out_of_range"),
        (exactly, "1E-41", "number_out_of_range"),
        (exactly, "0E+999999999", "number_out_of_range"),
        (not_negative, "-0.001", "negative"),
        (divisor, "-1", "target_negative"),
        (divisor, "0.00", "target_zero"),
        (within, "100.01", "too_high"),
        (within, "-1", "negative"),
    ],
)
def test_numbers_that_cannot_be_computed_with_are_refused(act, value, code):
    arguments = [D(value), D(100), "Nilai", "value"] if act is within else [D(value), "Nilai", "value"]
    with pytest.raises(RuleViolation) as refusal:
        act(*arguments)
    assert (refusal.value.code, refusal.value.field) == (code, "value")


def test_numbers_at_the_edge_are_taken_whole():
    assert exactly(D("1E+20"), "Nilai", "value") == 10**20
    assert exactly(D("1E-40"), "Nilai", "value") == Fraction(1, 10**40)
    assert within(D(100), D(100), "Nilai", "value") == 100


def test_numbers_are_written_the_indonesian_way():
    assert [number(D(v)) for v in ("1545", "53.333", "1240320", "-54400", "0.50", "1E+3", "-0.001")] == [
        "1.545",
        "53,33",
        "1.240.320",
        "−54.400",
        "0,5",
        "1.000",
        "0",
    ]
    assert [exact(D(v)) for v in ("-0.001", "12345.6780", "1E+3", "0")] == ["−0,001", "12.345,678", "1.000", "0"]
    assert percent(D("1.50")) == "1,5\u00a0%"
    assert clock(time(9, 5)) == "09.05"
    assert day_in_words(date(2026, 12, 5)) == "5\u00a0Desember 2026"
    assert days_of_month([date(2026, 8, 3), date(2026, 8, 9)]) == "3 dan 9\u00a0Agu"
    assert [listing(list(w)) for w in ("", "a", "ab", "abc")] == ["", "a", "a dan b", "a, b, dan c"]


def test_refusal_carries_message_field_and_code():
    refusal = RuleViolation("Isi dengan angka.", "target", "bad")
    assert (str(refusal), refusal.message, refusal.field, refusal.code) == (
        "Isi dengan angka.",
        "Isi dengan angka.",
        "target",
        "bad",
    )
    assert (RuleViolation("Isi.").field, RuleViolation("Isi.").code) == (None, None)


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(RuleViolation) as refusal:
        finite(D(value), "Target", "target")
    assert (refusal.value.code, refusal.value.message) == (
        "not_a_number",
        f"Target “{value}” bukan bilangan. Isi dengan angka.",
    )


def test_trace_becomes_plain_json():
    step = Step(step="NET", formula="a − b", inputs={"a": "2", "b": "1"}, value="1", source="kantor")
    assert as_json((step,)) == [
        {"step": "NET", "formula": "a − b", "inputs": {"a": "2", "b": "1"}, "value": "1", "source": "kantor"}
    ]
