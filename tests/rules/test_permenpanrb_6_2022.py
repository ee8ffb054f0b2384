"""PermenPANRB 6/2022: the whole table, the codes, the suggestions; and which rule set is in force."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.rules.permenpanrb_6_2022 import (
    BEHAVIOURS,
    CODE,
    PREDICATES,
    RATINGS,
    TABLE,
    Parameters,
    Predicate,
    Rating,
    ResultAchievement,
    behaviour_rating,
    predicate,
    suggest_behaviour,
    suggest_work_result,
)
from workflows.rules.rule_sets import CREDIT_FIGURE, RULE_SETS, in_force, rule_set
from workflows.rules.trace import as_json
from workflows.rules.violation import RuleViolation

D = Decimal
A, M, B = Rating.ABOVE, Rating.MEETS, Rating.BELOW
BEST_FIRST = list(Rating)
CODES = [value.code for value in BEHAVIOURS]
ratings = st.sampled_from(BEST_FIRST)
sevens = st.lists(ratings, min_size=7, max_size=7)


@pytest.mark.parametrize(
    ("work_result", "behaviour", "siasn", "label"),
    [
        ("ABOVE", "BELOW", 4, "Kurang"),
        ("ABOVE", "MEETS", 2, "Baik"),
        ("ABOVE", "ABOVE", 1, "Sangat Baik"),
        ("MEETS", "BELOW", 4, "Kurang"),
        ("MEETS", "MEETS", 2, "Baik"),
        ("MEETS", "ABOVE", 2, "Baik"),
        ("BELOW", "BELOW", 5, "Sangat Kurang"),
        ("BELOW", "MEETS", 3, "Butuh Perbaikan"),
        ("BELOW", "ABOVE", 3, "Butuh Perbaikan"),
    ],
)
def test_whole_table(work_result, behaviour, siasn, label):
    result = predicate(work_result, behaviour)
    assert PREDICATES[result.predicate] == (siasn, label)
    (step,) = as_json(result.trace)
    assert (step["value"], step["source"]) == (label, "PermenPANRB Nomor 6 Tahun 2022")


def test_table_is_complete_and_codes_are_those_of_siasn():
    assert set(TABLE) == {(work, behaviour) for work in Rating for behaviour in Rating}
    assert [RATINGS[r].siasn for r in BEST_FIRST] == [1, 2, 3]
    assert [RATINGS[r].label for r in BEST_FIRST] == [
        "Di atas ekspektasi",
        "Sesuai ekspektasi",
        "Di bawah ekspektasi",
    ]
    assert [PREDICATES[p].siasn for p in Predicate] == [1, 2, 3, 4, 5]


@given(ratings, ratings, ratings)
def test_better_behaviour_never_lowers_the_predicate(work, one, other):
    better, worse = sorted([one, other], key=BEST_FIRST.index)
    assert PREDICATES[predicate(work, better).predicate].siasn <= PREDICATES[predicate(work, worse).predicate].siasn


@given(ratings, ratings, ratings)
def test_better_work_result_never_lowers_the_predicate(behaviour, one, other):
    better, worse = sorted([one, other], key=BEST_FIRST.index)
    found = [PREDICATES[predicate(work, behaviour).predicate].siasn for work in (better, worse)]
    assert found == sorted(found)


def test_unknown_rating_is_refused():
    with pytest.raises(RuleViolation) as refusal:
        predicate("ABOVE", "GREAT")
    assert (refusal.value.code, refusal.value.field) == ("rating_unknown", "behaviour")
    assert refusal.value.message == (
        "Penilaian “GREAT” tidak dikenal. Pilih di atas, sesuai, atau di bawah ekspektasi."
    )


def result(text, *percents, is_main=True):
    return ResultAchievement(text, text, is_main, tuple(D(p) for p in percents))


@pytest.mark.parametrize(
    ("results", "rating"),
    [
        ([result("X", "110")], A),
        ([result("X", "109.999")], M),
        ([result("X", "80")], M),
        ([result("X", "79.999")], B),
        ([result("X", "150"), result("Y", "79")], B),
        ([result("X", "150"), result("Y", "100")], M),
        ([result("X", "100", "120")], A),
        ([result("X", "120"), result("Y", "10", is_main=False)], A),
    ],
)
def test_suggestion_at_its_bounds(results, rating):
    assert suggest_work_result(results).rating == rating


def test_suggestion_says_why():
    below = suggest_work_result([result("Usulan mutasi", "53.3333", "104.1667"), result("Surat", "100")])
    assert below.rating == B
    assert below.reasons == (
        "“Usulan mutasi” mencapai 78,75\u00a0%, di bawah 80\u00a0%.",
        "Batas 110\u00a0% dan 80\u00a0% adalah pengaturan kantor, bukan bunyi pasal.",
    )
    assert [step.value for step in below.trace] == ["78.75", "100.00", "Di bawah ekspektasi"]
    meets = suggest_work_result([result("Usulan", "90"), result("Surat", "120"), result("Arsip")])
    assert meets.reasons == (
        "Semua hasil kerja utama mencapai 80\u00a0% atau lebih.",
        "Belum mencapai 110\u00a0%: “Usulan” 90\u00a0%.",
        "Belum terukur, jadi tidak ikut menentukan saran: “Arsip”.",
        "Batas 110\u00a0% dan 80\u00a0% adalah pengaturan kantor, bukan bunyi pasal.",
    )
    above = suggest_work_result([result("Usulan", "110")])
    assert above.reasons[0] == "Semua hasil kerja utama mencapai 110\u00a0% atau lebih."


def test_bounds_are_parameters_of_the_office():
    assert suggest_work_result([result("X", "100")], Parameters(above_from=D(100))).rating == A
    assert suggest_work_result([result("X", "85")], Parameters(below_under=D(90))).rating == B


def test_nothing_measured_gives_no_suggestion():
    for results in ([], [result("X")], [result("X", "120", is_main=False)]):
        found = suggest_work_result(results)
        assert found.rating is None
        assert found.reasons == ("Belum ada hasil kerja utama yang terukur, jadi sistem tidak memberi saran.",)


def test_achievement_that_is_no_number_is_refused():
    with pytest.raises(RuleViolation) as refusal:
        suggest_work_result([result("X", "NaN")])
    assert refusal.value.code == "not_a_number"


percents = st.lists(st.decimals(0, 200, places=2), min_size=1, max_size=4)


@given(st.lists(percents, min_size=1, max_size=5), st.decimals(0, 100, places=2))
def test_more_achieved_never_lowers_the_suggestion(all_percents, more):
    before = [ResultAchievement(i, str(i), True, p) for i, p in enumerate(all_percents)]
    after = [ResultAchievement(0, "0", True, [p + more for p in all_percents[0]]), *before[1:]]
    found = [BEST_FIRST.index(suggest_work_result(results).rating) for results in (after, before)]
    assert found == sorted(found)


def test_seven_values_in_their_order():
    assert [value.label for value in BEHAVIOURS] == [
        "Berorientasi Pelayanan",
        "Akuntabel",
        "Kompeten",
        "Harmonis",
        "Loyal",
        "Adaptif",
        "Kolaboratif",
    ]
    assert len(set(CODES)) == 7
    assert all(value.guidance.endswith(".") for value in BEHAVIOURS)


@pytest.mark.parametrize(
    ("given_ratings", "rating"),
    [
        ([A, A, A, A, B, B, B], A),
        ([A, A, A, M, M, M, B], M),
        ([A, A, A, M, M, B, B], M),
        ([A, A, A, B, B, B, M], M),
        ([B, B, B, B, A, A, A], B),
        ([M] * 7, M),
    ],
)
def test_behaviour_is_what_most_values_were_given(given_ratings, rating):
    assert behaviour_rating(dict(zip(CODES, given_ratings, strict=True))) == rating


def test_behaviour_counts_its_values_in_words():
    found = suggest_behaviour(dict(zip(CODES, [A, A, M, M, M, M, B], strict=True)))
    assert found.reasons == (
        "Dari tujuh nilai: 2 nilai di atas ekspektasi, 4 nilai sesuai ekspektasi, dan 1 nilai di bawah ekspektasi.",
    )
    assert found.trace[0].source == "Pengaturan kantor, bukan bunyi pasal"


@given(sevens, st.integers(0, 6), ratings)
def test_better_value_never_lowers_behaviour(given_ratings, place, other):
    better = list(given_ratings)
    better[place] = min(better[place], other, key=BEST_FIRST.index)
    found = [
        BEST_FIRST.index(behaviour_rating(dict(zip(CODES, values, strict=True)))) for values in (better, given_ratings)
    ]
    assert found == sorted(found)


def test_missing_or_unknown_value_is_refused():
    with pytest.raises(RuleViolation) as refusal:
        behaviour_rating(dict.fromkeys(CODES[:5], "MEETS"))
    assert refusal.value.code == "behaviour_missing"
    assert refusal.value.message == "Penilaian Adaptif dan Kolaboratif belum diisi. Nilai ketujuh perilaku."
    with pytest.raises(RuleViolation) as refusal:
        behaviour_rating({**dict.fromkeys(CODES, "MEETS"), "PUNCTUAL": "MEETS"})
    assert refusal.value.code == "behaviour_unknown"
    assert refusal.value.message == (
        "Nilai perilaku “PUNCTUAL” tidak dikenal. Pilih salah satu dari tujuh nilai BerAKHLAK."
    )


def test_rule_set_in_force_and_the_day_before_it():
    assert in_force(date(2022, 1, 1)) == in_force(date(2026, 1, 1)) == CODE
    assert in_force(date(2014, 1, 1)) == in_force(date(2021, 6, 30)) == "pp46_2011"
    assert in_force(date(2021, 7, 1)) == in_force(date(2021, 12, 31)) == "permenpanrb_8_2021"
    assert rule_set(CODE).title == "Peraturan Menteri PANRB Nomor 6 Tahun 2022"
    with pytest.raises(RuleViolation) as refusal:
        in_force(date(2013, 12, 31))
    assert refusal.value.code == "no_rule_set"
    assert refusal.value.message == (
        "Aturan penilaian untuk periode yang dimulai 31\u00a0Desember 2013 belum tersedia. "
        "Pilih periode yang dimulai sejak 1\u00a0Januari 2014."
    )
    with pytest.raises(RuleViolation) as refusal:
        rule_set("pp10_1979")
    assert refusal.value.code == "rule_set_unknown"


def test_credit_figure_is_no_rule_set_of_assessment():
    assert CREDIT_FIGURE.code == "perbkn_3_2023"
    with pytest.raises(RuleViolation) as refusal:
        rule_set("perbkn_3_2023")
    assert refusal.value.code == "rule_set_unknown"


def test_every_day_since_2014_has_one_rule_set():
    edges = {r.since for r in RULE_SETS} | {r.until for r in RULE_SETS if r.until}
    around = {edge + timedelta(days=days) for edge in edges for days in (-1, 0, 1)} - {date(2013, 12, 31)}
    assert all(sum(r.holds_on(day) for r in RULE_SETS) == 1 for day in around)
