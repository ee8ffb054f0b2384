"""2019, closed by PP 46/2011: no monthly targets and no monthly assessments, one annual assessment in numbers.

What comes of it is computed here once more, in plain fractions and apart from the rules.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from tests.journeys.conftest import decide, task_address
from tests.journeys.papers import words_on
from tests.journeys.year_closed import files
from tests.journeys.year_closed.files import DIVISION, FUNCTIONAL, HEAD, HR, SECTION, STAFF, UNDER_PLT, VACANT
from tests.journeys.year_closed.story import FEEDBACK, Year, waiting
from tests.workflows.audit.chain import broken_links
from workflows.assessment.judging import judging_of
from workflows.assessment.models import Assessment
from workflows.assessment.realisation import rows_of
from workflows.audit.models import Decision
from workflows.organization.models import Period
from workflows.rules.rounding import two_decimals

pytestmark = pytest.mark.django_db
SLOW = "BKPSDM-31-04"
REACHED = {
    (STAFF, "QUALITY"): "99", (STAFF, "TIME"): "10", (STAFF, "COST"): "38",
    (FUNCTIONAL, "QUALITY"): "88", (FUNCTIONAL, "TIME"): "4",
    (SLOW, "QUALITY"): "70", (SLOW, "TIME"): "20",
    (HEAD, "QUALITY"): "80",
}  # fmt: skip
# What the assessor enters of an aspect that the plan does not hold; of time 12 months are due, of the others 100.
ENTERED: Mapping[str, Mapping[str, str]] = {
    "": {"quantity": "100", "quality": "95", "time": "11"}, UNDER_PLT: {"quality": "60", "time": "11"},
}  # fmt: skip
BEHAVIOUR: Mapping[str, Sequence[int]] = {
    "": (84, 84, 84, 84, 84, 84), STAFF: (90, 88, 92, 85, 86), FUNCTIONAL: (95, 95, 95, 94, 96),
    SLOW: (58, 57, 59, 58, 58), UNDER_PLT: (60, 60, 61, 60, 59), SECTION: (85, 86, 84, 88, 87, 82),
}  # fmt: skip
CREATIVITY = {FUNCTIONAL: "3"}
BEHAVIOURS = ("SERVICE_ORIENTATION", "INTEGRITY", "COMMITMENT", "DISCIPLINE", "COOPERATION", "LEADERSHIP")


def given(assessment: Assessment) -> dict[str, Any]:
    """What the assessor gives."""
    post = assessment.position.code
    way = judging_of(assessment.rule_set)
    entered = {**ENTERED[""], **ENTERED.get(post, {}), "additional": "0", "creativity": CREATIVITY.get(post, "0")}
    further = {
        question.name: entered[question.name.split("_")[0]] for question in way.further(assessment, rows_of(assessment))
    }
    scores = BEHAVIOUR.get(post, BEHAVIOUR[""])
    asked = [value.code for value in way.values(assessment)]
    return {
        "behaviours": {code: (f"{scores[BEHAVIOURS.index(code)]}", "") for code in asked}, "further": further,
        "feedback": FEEDBACK,
    }  # fmt: skip


@pytest.fixture(scope="module")
def year(kept: None, tmp_path_factory: pytest.TempPathFactory) -> Year:
    """The year told up to its closing; the tests only read."""
    told = Year(2019, REACHED)
    told.begin(tmp_path_factory.mktemp("office") / "2019")
    told.plan()
    told.report()
    told.today(1, 6, years_later=1)
    told.said["unopened"] = told.as_(HR).open(told.closing_page).text
    told.said["refused"] = told.try_to_close().text
    told.as_(HR).press("Buka penilaian semua pegawai")
    _account(told)
    _rate(told)
    told.today(1, 20, years_later=1)
    decide(told.as_(DIVISION), task_address("assessment", told.who(STAFF)), "approve")
    told.ratify(told.period)
    _answer(told)
    hr = told.as_(HR).open(told.closing_page)
    told.said["closable"] = hr.text
    told.said["closed"] = hr.press("Tutup periode", reason="Semua penilaian 2019 final.").text
    return told


def _account(told: Year) -> None:
    told.today(1, 8, years_later=1)
    staff, mine = told.as_(STAFF), told.result_of(STAFF)
    told.said["self"] = staff.open(task_address("assessment", mine.employee)).text
    staff.press("Kirim penilaian diri", {**told.typed_levels(mine), "note": "Semua usulan selesai."})
    told.account(told.period)


def _rate(told: Year) -> None:
    told.today(1, 14, years_later=1)
    hr = told.as_(HR).open(told.closing_page)
    told.said["waiting"] = hr.text
    told.said["listed"] = hr.follow("13 penilaian tahun 2019").text
    mine, section = told.result_of(STAFF), told.as_(SECTION)
    address = task_address("assessment", mine.employee)
    section.open(address).follow("Buka bukti")
    scores = {f"rating_{code}": f"{score}" for code, score in zip(BEHAVIOURS, BEHAVIOUR[STAFF], strict=False)}
    decide(section, address, "approve", **scores, feedback=FEEDBACK)
    told.rate(told.period, given, but=[STAFF])


def _answer(told: Year) -> None:
    """The staff accepts at their page, one person does not answer, everybody else accepts."""
    told.today(1, 22, years_later=1)
    told.as_(STAFF).open(task_address("assessment", told.who(STAFF))).press("Terima penilaian", note="Terima kasih.")
    told.acknowledge(told.period, but=[SLOW])
    told.today(2, 4, years_later=1)  # 14 days after the ratification, the last of them over
    told.said["unanswered"] = told.try_to_close().text
    call_command("tick", stdout=StringIO())


# ---- the same once more, in plain fractions ----
def reached(target: int, realised: int) -> Fraction:
    """Of quantity and quality."""
    return Fraction(realised * 100, target)


def spent(target: int, used: int) -> Fraction:
    """Of time and cost: 176 less the share used; whoever saves more than 24 per cent loses again what exceeds 100."""
    if used == 0:
        return Fraction(0)
    value = 176 - Fraction(used * 100, target)
    return value if 100 - Fraction(used * 100, target) <= 24 else 176 - value


def mean(values: Sequence[Fraction]) -> Fraction:
    """Their sum by their number."""
    return sum(values, Fraction(0)) / len(values)


ASKED = (reached(100, 100), reached(100, 95), spent(12, 11))  # quantity, quality, time as the assessor entered them
ACTIVITIES: Mapping[str, Sequence[Sequence[Fraction]]] = {
    # Cost takes part: four aspects.
    STAFF: [(reached(360, 396), reached(90, 99), spent(12, 10), spent(40, 38))],
    # A functional post that saved a third of its time: more than 24 per cent.
    FUNCTIONAL: [(reached(48, 60), reached(90, 88), spent(6, 4))],
    SLOW: [(reached(360, 270), reached(90, 70), spent(12, 20))],
    # Two results: one without a quantity, one without a quality.
    SECTION: [(ASKED[0], reached(95, 95), ASKED[2]), (reached(12, 12), ASKED[1], ASKED[2])],
    # The vacant post's, assessed of its Plt, who led it from 2 January on: 364 of 365 days of 36 files are 35.90.
    VACANT: [(Fraction(3600) / Fraction("35.90"), ASKED[1], ASKED[2])],
    UNDER_PLT: [(reached(36, 18), reached(100, 60), ASKED[2])],
    # Rated outside: a result with two quantities is two activities; shares of time and of budget are no months.
    HEAD: [
        (reached(100, 100), reached(90, 80), ASKED[2]), (reached(90, 90), reached(90, 80), ASKED[2]),
        (ASKED[0], reached(90, 80), ASKED[2]), ASKED, (ASKED[0], reached(85, 80), ASKED[2]),
        (reached(100, 100), ASKED[1], ASKED[2]), ASKED,
    ],
}  # fmt: skip
POINTS = {FUNCTIONAL: 3}  # of creativity; nobody's plan holds an additional task
LEADS = {SECTION, VACANT, HEAD}
EXPECTED = {
    STAFF: "VERY_GOOD", FUNCTIONAL: "VERY_GOOD", SLOW: "POOR", SECTION: "GOOD", VACANT: "GOOD",
    UNDER_PLT: "SUFFICIENT", HEAD: "GOOD",
}  # fmt: skip


@pytest.mark.parametrize("post", list(ACTIVITIES))
def test_the_values_are_those_of_plain_fractions(year, post):
    found = year.result_of(post)
    skp = mean([mean(aspects) for aspects in ACTIVITIES[post]]) + POINTS.get(post, 0)
    scores = BEHAVIOUR.get(post, BEHAVIOUR[""])[: 6 if post in LEADS else 5]
    behaviour = mean([Fraction(score) for score in scores])
    total = skp * Fraction(60, 100) + behaviour * Fraction(40, 100)
    band = next(
        (
            code
            for lowest, code in ((91, "VERY_GOOD"), (76, "GOOD"), (61, "SUFFICIENT"), (51, "POOR"))
            if total >= lowest
        ),
        "BAD",
    )

    assert (found.work_value, found.behaviour_value, found.total) == (
        two_decimals(skp), two_decimals(behaviour), two_decimals(total),
    )  # fmt: skip
    assert (found.predicate, found.predicate) == (band, EXPECTED[post])
    assert ("LEADERSHIP" in {row.value for row in found.behaviours.all()}) == (post in LEADS)


# ---- what else is true of the year ----
def test_the_year_is_bound_to_the_set_that_was_in_force_when_it_began(year):
    own = Assessment.objects.filter(period=year.period)

    assert year.period.status == Period.Status.CLOSED
    assert set(own.values_list("rule_set", "skp__rule_set")) == {("pp46_2011", "pp46_2011")}
    assert not Assessment.objects.exclude(period=year.period).exists()  # no month was ever assessed


def test_everybody_with_a_plan_has_a_final_result_with_its_trace_and_both_sheets_behind_it(year):
    own = list(Assessment.objects.filter(period=year.period).select_related("position"))

    assert {found.position.code for found in own} == files.POSTS - {files.OUTSIDE}
    hr = year.as_(HR)
    for found in own:
        assert (found.status, bool(found.predicate), found.trace[-1]["step"]) == ("FINAL", True, "PREDICATE")
        links = hr.open(f"/assessment/{found.pk}/").links()
        assert {f"/assessment/{found.pk}/{name}.pdf" for name in ("sheet", "realisation")} <= set(links)


def test_the_staffs_papers_have_the_columns_of_the_regulations_forms(year):
    client, mine = year.as_(STAFF).client, year.result_of(STAFF)

    goals = words_on(client.get(f"/assessment/{mine.pk}/realisation.pdf"))
    whole = words_on(client.get(f"/assessment/{mine.pk}/sheet.pdf"))

    assert "PENILAIAN CAPAIAN SASARAN KERJA PEGAWAI NEGERI SIPIL" in goals
    assert "1 Januari 2019 sampai 31 Desember 2019" in goals
    assert (
        "Target Realisasi Penghitungan Nilai capaian SKP Kuant/ output Kual/ mutu Waktu Biaya Kuant/ output Kual/ mutu "
        "Waktu Biaya 1 Terprosesnya usulan mutasi 360 usulan 90 persen 12 bulan 40 juta rupiah 396 usulan 99 persen "
        "10 bulan 38 juta rupiah 393,67 98,42"
    ) in goals
    assert "Nilai capaian SKP 98,42 (Sangat Baik)" in goals
    assert "PENILAIAN PRESTASI KERJA PEGAWAI NEGERI SIPIL" in whole
    assert "Sasaran Kerja Pegawai (SKP) 98,42 × 60 % 59,05" in whole
    assert "1. Orientasi pelayanan 90,00 (Baik)" in whole
    assert "Jumlah 441,00" in whole
    assert "Nilai perilaku kerja 88,20 × 40 % 35,28" in whole
    assert "Nilai prestasi kerja 94,33 (Sangat Baik)" in whole
    assert "Dibuat 14 Januari 2020; Diterima pegawai yang dinilai 22 Januari 2020; Diterima atasan 20 Januari" in whole
    assert "PermenPANRB" not in whole + goals
    for name in ("Ghaliyati Wahyuni", "Jaya Ramadan", "Siti Pratama"):
        assert name in whole


def test_the_sheets_of_whoever_acted_and_of_the_head_name_who_stood_where(year):
    vacant, head = year.result_of(VACANT), year.result_of(HEAD)

    of_plt = words_on(year.as_(HR).client.get(f"/assessment/{vacant.pk}/sheet.pdf"))
    of_head = words_on(year.as_(HEAD).client.get(f"/assessment/{head.pk}/sheet.pdf"))

    assert "Plt Kepala Sub Bidang Disiplin" in of_plt
    assert "2 Januari 2019 sampai 31 Desember 2019" in of_plt
    assert "6. Kepemimpinan" in of_head
    assert "Luis Sihombing" in of_head


def test_the_pages_speak_of_the_year_and_of_pp46_alone(year):
    staff, section, mine = year.as_(STAFF), year.as_(SECTION), year.result_of(STAFF)

    assert "Target tahun 2019: 12 bulan." in year.said["self"]
    staff.open("/results/").sees("Penilaian tahun 2019", "Orientasi pelayanan 90", "Jumlah nilai aspek", "393,67")
    staff.sees("(1,76 × 12 − 10) ÷ 12 × 100 = 92,67", "Target tahun 2019").misses("PermenPANRB", "Target Januari")
    assert f"/assessment/{mine.pk}/evidence/" in staff.links()
    staff.open(f"/assessment/{mine.pk}/evidence/").sees("99 usulan").misses("PermenPANRB")
    section.open("/team/").sees("Tahun 2019: Sangat Baik")
    section.open(f"/team/{mine.employee.nip}/").sees("Tahun 2019")


def test_closing_said_what_it_waited_for_in_its_order(year):
    said = year.said

    assert "Penilaian tahun 2019 belum dibuka untuk 13 SKP yang sudah ditetapkan." in said["unopened"]
    assert "2019: Penilaian tahun 2019 belum dibuka untuk 13 SKP" in said["refused"]
    assert "13 penilaian tahun 2019 menunggu penilaian: Bella Saputra, Cahyanto Dongoran, Cornelia" in said["waiting"]
    assert "13 penilaian" in said["listed"].replace("\xa0", " ")
    assert (
        "2019: Periode tahun 2019 belum dapat ditutup. 1 penilaian tahun 2019 menunggu tanggapan: "
        in (said["unanswered"])
    )
    assert "Semuanya sudah final." in said["closable"]
    assert "2019 sudah ditutup." in said["closed"]
    assert waiting(year.period, "self_assess") == []


def test_every_act_stands_in_the_record_and_the_record_is_sound(year):
    record = Decision.objects.filter(process="assessment")
    by_person: dict[str, list[str]] = {}
    for nip, verb in record.order_by("pk").values_list("particulars__person_nip", "verb"):
        by_person.setdefault(nip, []).append(verb)
    usual = ["OPEN", "SUBMIT", "APPROVE", "APPROVE", "ACKNOWLEDGE"]

    assert sorted(by_person) == sorted(year.who(post).nip for post in files.POSTS - {files.OUTSIDE, VACANT})
    assert by_person[year.who(STAFF).nip] == usual
    # Above the head's assessor the line ends; who did not answer is closed by the days; the Plt has two.
    assert by_person[year.who(HEAD).nip] == ["OPEN", "SUBMIT", "APPROVE", "SKIP", "ACKNOWLEDGE"]
    assert by_person[year.who(SLOW).nip] == [*usual[:-1], "CLOSE"]
    assert sorted(by_person[year.who(files.PLT).nip]) == sorted(usual * 2)
    closed = Decision.objects.get(verb="CLOSE", process="organization")
    assert (closed.actor_nip, closed.reason) == (year.who(HR).nip, "Semua penilaian 2019 final.")
    assert broken_links() == []


def test_nothing_of_the_closed_year_moves_any_more(year):
    hr = year.as_(HR).open(year.closing_page)

    hr.sees("Periode sudah ditutup", "Membuka kembali memerlukan alasan").misses("Tambahkan triwulan")
    assert 'value="open"' not in hr.response.content.decode()
    assert date(2019, 12, 31) < year.period.end
