"""Rounding, numbers as sentences write them, refusals and traces."""

from datetime import date, time
from decimal import Decimal

import pytest

from workflows.rules.rounding import finite, two_decimals, whole_rupiah
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
