"""Dates, numbers, money and address in the words of the screens, in both languages."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils import translation

from workflows.printing import words

NB = "\u00a0"
DAY = date(2026, 11, 24)
# 09:05 in Jakarta on the 24th is 02:05 UTC; 23:30 UTC is already the next day there.
MOMENT = datetime(2026, 11, 24, 9, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def indonesian(settings):
    settings.TIME_ZONE = "Asia/Jakarta"
    with translation.override("id"):
        yield


@pytest.mark.parametrize(
    ("write", "value", "expected"),
    [
        (words.long_date, DAY, f"24{NB}November 2026"),
        (words.day_date, DAY, f"Selasa, 24{NB}November 2026"),
        (words.short_date, DAY, f"24{NB}November"),
        (words.day_short_date, date(2026, 11, 26), f"Kamis, 26{NB}November"),
        (words.day_date, date(2026, 11, 27), f"Jumat, 27{NB}November 2026"),
        (words.long_date, date(2026, 8, 1), f"1{NB}Agustus 2026"),
        (words.month_year, DAY, "November 2026"),
        (words.month_name, 2, "Februari"),
        (words.clock, time(16, 5), "16.05"),
        (words.clock, time(0, 0), "00.00"),
        (words.clock, MOMENT, "16.05"),
        (words.moment, MOMENT, f"24{NB}November 2026, 16.05"),
        (words.moment, DAY, f"24{NB}November 2026"),
        (words.number, 1545, "1.545"),
        (words.number, 999, "999"),
        (words.number, 0, "0"),
        (words.number, Decimal("93.75"), "93,75"),
        (words.number, Decimal("90.00"), "90"),
        (words.number, Decimal("1E+3"), "1.000"),
        (words.number, 12.5, "12,5"),
        (words.number, "1240320", "1.240.320"),
        (words.number, -54400, "\u221254.400"),
        (words.number, "tidak ada", "tidak ada"),
        (words.percent, Decimal("53.333333"), f"53,33{NB}%"),
        (words.percent, Decimal("104.166"), f"104,17{NB}%"),
        (words.percent, 80, f"80{NB}%"),
        (words.percent, Decimal("0.005"), f"0,01{NB}%"),
        (words.rupiah, 1240320, "Rp1.240.320"),
        (words.rupiah, Decimal("1240319.50"), "Rp1.240.320"),
        (words.rupiah, -54400, "\u2212Rp54.400"),
        (words.rupiah, 0, "Rp0"),
        (words.plain_rupiah, -65280, "\u221265.280"),
        (words.duration, 330, "5 jam 30 menit"),
        (words.duration, 360, "6 jam"),
        (words.duration, 45, "45 menit"),
        (words.duration, 0, "0 menit"),
        (words.duration, timedelta(minutes=15), "15 menit"),
        (words.duration, 92700, "1.545 jam"),
        (words.salutation, "M", "Bapak"),
        (words.salutation, "F", "Ibu"),
        (words.salutation, "", "Anda"),
        (words.first_name, "Ghaliyati Wahyuni", "Ghaliyati"),
    ],
)
def test_words_are_those_of_the_screens(write, value, expected):
    assert write(value) == expected


def test_a_moment_is_written_in_the_office_time_zone():
    assert words.long_date(datetime(2026, 11, 24, 23, 30, tzinfo=UTC)) == f"25{NB}November 2026"


@pytest.mark.parametrize(
    "write",
    [words.long_date, words.day_date, words.short_date, words.month_year, words.month_name, words.clock, words.moment,
     words.number, words.percent, words.rupiah, words.plain_rupiah, words.duration],
)  # fmt: skip
def test_nothing_is_written_for_nothing(write):
    assert write(None) == ""


def test_midnight_is_a_time():
    assert words.clock(time(0, 0)) == "00.00"


def test_a_person_is_greeted_by_sex_and_first_name():
    assert words.greeting(SimpleNamespace(sex="F", name="Ghaliyati Wahyuni")) == "Ibu Ghaliyati"
    assert words.greeting(SimpleNamespace(sex="M", name="Jaya Ramadan")) == "Bapak Jaya"
    assert words.greeting(SimpleNamespace(sex="", name="Jaya Ramadan")) == "Jaya"


def test_english_keeps_the_structure_with_english_words():
    with translation.override("en"):
        assert words.day_date(DAY) == f"Tuesday, 24{NB}November 2026"
        assert words.number(Decimal("1545.50")) == "1,545.5"
        assert words.percent(Decimal("53.333")) == f"53.33{NB}%"
        assert words.duration(61) == "1 hour 1 minute"
        assert words.rupiah(1240320) == "Rp1,240,320"


def test_filters_take_their_places_as_argument():
    page = Template("{% load words %}{{ value|number:2 }} {{ value|percent:1 }} {{ day|day_short_date }}")
    assert page.render(Context({"value": Decimal("93.7"), "day": DAY})) == f"93,70 93,7{NB}% Selasa, 24{NB}November"
