"""The level at the end of a title, and the months that a post is held."""

from datetime import date

import pytest

from workflows.rules.functional_levels import ENDINGS, level_of_title, months_held
from workflows.rules.perbkn_3_2023 import LEVELS


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Pranata Komputer Pemula", "pemula"),
        ("Arsiparis Terampil", "terampil"),
        ("Arsiparis Mahir", "mahir"),
        ("Arsiparis Penyelia", "penyelia"),
        ("Analis SDM Aparatur Ahli Pertama", "ahli_pertama"),
        ("Analis SDM Aparatur Ahli Muda", "ahli_muda"),
        ("Widyaiswara Ahli Madya", "ahli_madya"),
        ("WIDYAISWARA  AHLI   UTAMA ", "ahli_utama"),
        ("Ahli Muda", "ahli_muda"),
        ("Analis Kepegawaian Muda", None),
        ("Ahli Muda Perencana", None),
        ("Pengelola Data", None),
        ("Pramahir", None),
        ("", None),
    ],
)
def test_the_level_is_read_from_the_end_of_the_title(title, level):
    assert level_of_title(title) == level


def test_every_level_has_its_ending():
    assert sorted(ENDINGS.values()) == sorted(LEVELS)


@pytest.mark.parametrize(
    ("held", "months"),
    [
        ([(date(2020, 1, 1), None)], 12),
        ([(date(2026, 1, 2), None)], 12),
        ([(date(2026, 1, 16), None)], 12),  # the middle of 31 days is the 16th
        ([(date(2026, 1, 17), None)], 11),
        ([(date(2026, 7, 1), None)], 6),
        ([(date(2020, 1, 1), date(2026, 7, 1))], 6),
        ([(date(2026, 2, 14), date(2026, 2, 15))], 1),  # of 28 days the 14th
        ([(date(2026, 2, 15), date(2026, 3, 1))], 0),
        ([(date(2026, 1, 1), date(2026, 3, 1)), (date(2026, 11, 1), None)], 4),
        ([(date(2027, 1, 1), None)], 0),
        ([], 0),
    ],
)
def test_months_count_by_their_middle_day(held, months):
    assert months_held(held, 2026) == months


def test_of_two_posts_in_turn_each_month_counts_for_exactly_one():
    days = [date(2026, month, day) for month in range(1, 13) for day in range(1, 29)]
    for day in days:
        assert months_held([(date(2025, 1, 1), day)], 2026) + months_held([(day, None)], 2026) == 12
