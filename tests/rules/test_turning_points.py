"""What would have changed a result: the whole table, and sums whose sentence suffices exactly."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.rules import permenpanrb_8_2021, pp46_2011
from workflows.rules.permenpanrb_6_2022 import Parameters, ResultAchievement
from workflows.rules.turning_points import (
    better_ratings,
    better_total_of_8_2021,
    better_total_of_pp46,
    kept_from_higher,
)


@pytest.mark.parametrize(
    ("work", "behaviour", "sentences"),
    [
        ("ABOVE", "ABOVE", ("Ini predikat tertinggi.",)),
        ("ABOVE", "MEETS", ("Predikat menjadi Sangat Baik bila perilaku kerja dinilai di atas ekspektasi.",)),
        ("MEETS", "ABOVE", ("Predikat menjadi Sangat Baik bila hasil kerja dinilai di atas ekspektasi.",)),
        (
            "MEETS", "MEETS",
            (
                "Predikat menjadi Sangat Baik bila hasil kerja dinilai di atas ekspektasi dan perilaku kerja dinilai "
                "di atas ekspektasi.",
            ),
        ),
        (
            "BELOW", "MEETS",
            (
                "Predikat menjadi Baik bila hasil kerja dinilai sesuai ekspektasi.",
                "Predikat menjadi Sangat Baik bila hasil kerja dinilai di atas ekspektasi dan perilaku kerja dinilai "
                "di atas ekspektasi.",
            ),
        ),
        (
            "MEETS", "BELOW",
            (
                "Predikat menjadi Baik bila perilaku kerja dinilai sesuai ekspektasi.",
                "Predikat menjadi Sangat Baik bila hasil kerja dinilai di atas ekspektasi dan perilaku kerja dinilai "
                "di atas ekspektasi.",
            ),
        ),
    ],
)  # fmt: skip
def test_the_least_better_ratings_are_named(work, behaviour, sentences):
    assert better_ratings(work, behaviour) == sentences


def results(*percents):
    return [ResultAchievement(n, f"Hasil {n}", True, [Decimal(p)]) for n, p in enumerate(percents, start=1)]


@pytest.mark.parametrize(
    ("percents", "sentences"),
    [
        (("78.75", "95"), (
            "Saran menjadi sesuai ekspektasi bila “Hasil 1” naik 1,25\u00a0%, sehingga mencapai 80\u00a0%.",
        )),
        (("100", "109.995", "120"), (
            "Saran menjadi di atas ekspektasi bila “Hasil 1” naik 10,00\u00a0% dan “Hasil 2” naik 0,01\u00a0%, "
            "sehingga mencapai 110\u00a0%.",
        )),
        (("110", "130"), ()),
        ((), ()),
    ],
)  # fmt: skip
def test_the_results_that_kept_the_suggestion_lower_are_named_with_what_they_lacked(percents, sentences):
    assert kept_from_higher(results(*percents), Parameters()) == sentences


def test_what_is_not_measured_and_additional_work_kept_nothing_lower():
    rows = [ResultAchievement(1, "Utama", True, []), ResultAchievement(2, "Tambahan", False, [Decimal(10)])]

    assert kept_from_higher(rows) == ()


def test_pp46_names_what_the_total_lacked_and_either_part_that_would_have_done():
    assert better_total_of_pp46(Fraction(88), Fraction(80)) == (
        "Predikat menjadi Sangat Baik bila nilai prestasi kerja mencapai 91, kurang 3,00.",
        "Itu tercapai bila nilai SKP naik 5,00, atau rata-rata perilaku kerja naik 7,50.",
    )
    assert better_total_of_pp46(Fraction(88), Fraction(95))[1] == (
        "Itu tercapai bila nilai SKP naik 5,00; perilaku kerja sendiri tidak dapat menaikkannya sampai di sana."
    )
    assert better_total_of_pp46(Fraction(91), Fraction(95)) == ("Ini predikat tertinggi.",)


def test_8_2021_asks_for_a_new_idea_from_110_on():
    common = {"new_idea": False, "peers_used": False}
    assert better_total_of_8_2021(Fraction(115), Fraction(110), **common) == (
        "Predikat menjadi Sangat Baik bila ada ide baru yang bermanfaat.",
    )
    assert better_total_of_8_2021(Fraction(95), Fraction(90), **common) == (
        "Predikat menjadi Sangat Baik bila nilai kinerja mencapai 110, kurang 15,00 dan ada ide baru yang bermanfaat.",
        "Itu tercapai bila nilai SKP naik 21,43; perilaku kerja sendiri tidak dapat menaikkannya sampai di sana.",
    )
    assert better_total_of_8_2021(Fraction(112), Fraction(110), new_idea=True, peers_used=True) == (
        "Ini predikat tertinggi.",
    )


def lacking(sentence):
    """The figure behind *kurang*."""
    return Fraction(sentence.partition("kurang ")[2].split()[0].rstrip(".").replace(",", "."))


@given(st.fractions(min_value=0, max_value=90, max_denominator=997))
def test_whoever_gains_what_pp46s_sentence_says_has_the_predicate_it_says(total):
    sentence = better_total_of_pp46(total, Fraction(50))[0]

    better = pp46_2011.predicate_of(total + lacking(sentence))

    assert better != pp46_2011.predicate_of(total)
    assert f"menjadi {pp46_2011.LABELS[better]} bila" in sentence


@given(st.fractions(min_value=0, max_value=109, max_denominator=997))
def test_whoever_gains_what_8_2021s_sentence_says_has_the_predicate_it_says(total):
    sentence = better_total_of_8_2021(total, Fraction(50), new_idea=True, peers_used=False)[0]

    better = permenpanrb_8_2021.predicate_of(total + lacking(sentence), new_idea=True)

    assert better != permenpanrb_8_2021.predicate_of(total, new_idea=True)
    assert f"menjadi {permenpanrb_8_2021.LABELS[better]} bila" in sentence
