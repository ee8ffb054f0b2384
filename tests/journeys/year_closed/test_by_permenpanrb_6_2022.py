"""2026, closed by PermenPANRB 6/2022: targets by month, a month assessed, units' predicates, the year in words."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.conf import settings

from tests import factories as make
from tests.journeys.conftest import decide, task_address
from tests.journeys.papers import words_on
from tests.journeys.year_closed import files
from tests.journeys.year_closed.files import DIVISION, FUNCTIONAL, HEAD, HR, PLT, SECTION, STAFF, UNDER_PLT, VACANT
from tests.journeys.year_closed.story import FEEDBACK, Year, asked
from tests.workflows.audit.chain import broken_links
from workflows.assessment.models import Assessment
from workflows.audit.models import Decision
from workflows.engine.models import WorkItem
from workflows.organization.models import Period, Unit
from workflows.rules.permenpanrb_6_2022 import BEHAVIOURS
from workflows.skp.models import Indicator, Skp
from workflows.targets import actions as targets
from workflows.targets.models import TargetPlan

pytestmark = pytest.mark.django_db
SLOW = "BKPSDM-31-04"
REACHED = {(STAFF, "QUALITY"): "99", (SLOW, "QUALITY"): "63", (UNDER_PLT, "QUALITY"): "90"}
# (work result, behaviour); as expected where nothing is said.
GIVEN: Mapping[str, tuple[str, str]] = {
    STAFF: ("ABOVE", "ABOVE"), FUNCTIONAL: ("ABOVE", "MEETS"), SLOW: ("BELOW", "MEETS"), SECTION: ("ABOVE", "ABOVE"),
    DIVISION: ("ABOVE", "ABOVE"), UNDER_PLT: ("BELOW", "BELOW"), HR: ("ABOVE", "BELOW"), HEAD: ("MEETS", "ABOVE"),
    "BKPSDM-10": ("ABOVE", "ABOVE"),
}  # fmt: skip
EXPECTED: Mapping[str, str] = {
    STAFF: "VERY_GOOD", FUNCTIONAL: "GOOD", SLOW: "NEEDS_IMPROVEMENT", SECTION: "VERY_GOOD", DIVISION: "VERY_GOOD",
    UNDER_PLT: "VERY_POOR", HR: "POOR", HEAD: "GOOD", VACANT: "GOOD", PLT: "GOOD", "BKPSDM-10": "VERY_GOOD",
    "BKPSDM-50": "GOOD", "BKPSDM-11-06": "GOOD",
}  # fmt: skip
AGENCY, BRANCH = "PLG.BKPSDM", "PLG.BKPSDM.3"
DECREE = "Keputusan Wali Kota 061/12/2027, capaian IKU 97 %."
WHY_SO_MANY = "Tiga dari lima melampaui semua target; buktinya di map 4 dan rekap layanan."
DEPARTURE = "Berkasnya selesai dan sudah saya periksa bersama pegawai."


def given(assessment: Assessment) -> dict[str, Any]:
    """What the assessor gives."""
    work, behaviour = GIVEN.get(assessment.position.code, ("MEETS", "MEETS"))
    return {
        "work_rating": work, "behaviours": {value.code: (behaviour, "") for value in BEHAVIOURS},
        "feedback": FEEDBACK, "departure_reason": DEPARTURE,
    }  # fmt: skip


@pytest.fixture(scope="module")
def year(kept: None, tmp_path_factory: pytest.TempPathFactory) -> Year:
    """The year told up to its closing; the tests only read."""
    told = Year(2026, REACHED)
    told.begin(tmp_path_factory.mktemp("office") / "2026")
    told.plan()
    _split(told)
    told.report()
    _september(told)
    told.today(1, 5, years_later=1)
    told.said["unopened"] = told.as_(HR).open(told.closing_page).text
    told.as_(HR).press("Buka penilaian semua pegawai")
    _unit_predicates(told)
    _assess(told)
    told.said["unexplained"] = told.try_to_close().text
    told.said["where"] = told.as_(HR).follow("Bidang Mutasi dan Promosi, predikat unit Baik").text
    division = told.as_(DIVISION).open("/team/").follow("Predikat unit dan sebarannya")
    division.press("Simpan alasan", reason=WHY_SO_MANY)
    told.said["closed"] = told.as_(HR).open(told.closing_page).press("Tutup periode", reason="Semua final.").text
    return told


def _split(told: Year) -> None:
    """January: everybody's targets by month; the staff's through the pages."""
    told.today(1, 20)
    for skp in Skp.objects.in_force().select_related("employee__user", "position"):
        if skp.position.code == STAFF:
            staff = told.as_(STAFF).open(f"/targets/skp/{skp.pk}/")
            staff.press("Bagi rata").press("Ajukan target")
            decide(told.as_(SECTION), task_address("targets", skp.employee), "approve")
            continue
        at = make.at(settings.DEMO_TODAY, 9)
        plan = targets.submit(skp=skp, months=targets.even_plan(skp), by=make.actor(skp.employee), at=at)
        item = WorkItem.objects.open().get(process="targets", case__targetprocess__plan=plan)
        targets.approve(task_id=item.task_id, by=asked(item), at=at.replace(hour=10))


def _september(told: Year) -> None:
    """One month is assessed as well; what is left of it the year waits for."""
    month = Period.objects.get(code="2026-09")
    told.today(10, 6)
    told.as_(HR).open(f"/admin/organization/period/{month.pk}/assessment/").press("Buka penilaian semua pegawai")
    told.account(month)
    told.rate(month, given)
    told.ratify(month)
    told.acknowledge(month, but=[STAFF])


def _unit_predicates(told: Year) -> None:
    """HR records the agency's, which was set outside; the agency's head sets that of the branch below."""
    told.today(1, 7, years_later=1)
    unit = Unit.objects.get(code=AGENCY)
    hr = told.as_(HR).open(f"/admin/assessment/unitpredicate/record/{unit.pk}/?period=2026")
    hr.press("Catat predikat", predicate="GOOD", reason=DECREE)
    head = told.as_(HEAD).open("/team/").follow("Predikat unit dan sebarannya")
    head.follow("Tetapkan Bidang Mutasi dan Promosi").press(
        "Tetapkan predikat", predicate="GOOD", reason="Capaian IKU bidang 96 % pada laporan kinerja."
    )


def _assess(told: Year) -> None:
    told.today(1, 8, years_later=1)
    staff, mine = told.as_(STAFF), told.result_of(STAFF)
    told.said["self"] = staff.open(f"/assessment/{mine.pk}/").follow("Isi penilaian diri").text
    staff.press("Kirim penilaian diri", {**told.typed_levels(mine), "note": "Semua usulan selesai."})
    told.account(told.period)

    told.today(1, 12, years_later=1)
    section, address = told.as_(SECTION), task_address("assessment", mine.employee)
    told.said["rating"] = section.open(address).text
    section.follow("Buka bukti")
    ratings = {f"rating_{value.code}": "ABOVE" for value in BEHAVIOURS}
    decide(section, address, "approve", **ratings, work_rating="ABOVE", feedback=FEEDBACK)
    told.rate(told.period, given, but=[STAFF])

    told.today(1, 15, years_later=1)
    decide(told.as_(DIVISION), task_address("assessment", mine.employee), "approve")
    told.ratify(told.period)
    told.today(1, 18, years_later=1)
    told.said["waiting"] = told.try_to_close().text
    september = told.result_of(STAFF, Period.objects.get(code="2026-09"))
    for found in (september, mine):
        staff.open(f"/assessment/{found.pk}/").follow("Tanggapi penilaian").press(
            "Terima penilaian", note="Terima kasih."
        )
    told.acknowledge(told.period)


def test_everybody_has_a_final_result_with_its_predicate_and_trace(year):
    own = Assessment.objects.filter(period=year.period).select_related("position")

    assert {found.position.code: found.predicate for found in own} == EXPECTED
    for found in own:
        assert (found.status, found.rule_set, len(found.trace)) == ("FINAL", "permenpanrb_6_2022", 1)
        assert found.trace[0]["value"] == found.get_predicate_display()
    assert {found.status for found in Assessment.objects.exclude(period=year.period)} == {"FINAL"}


def test_a_units_leader_was_suggested_the_units_result(year):
    division, staff = year.result_of(DIVISION), year.result_of(STAFF)

    assert (division.suggested_rating, division.work_rating, division.departure_reason) == ("MEETS", "ABOVE", DEPARTURE)
    assert (staff.suggested_rating, staff.departure_reason) == ("ABOVE", "")
    assert "Predikat unit Bidang Mutasi dan Promosi: Baik." in division.suggestion["reasons"]


def test_the_staffs_sheet_says_what_was_given_and_by_whom(year):
    staff, mine = year.as_(STAFF), year.result_of(STAFF)

    sheet = words_on(staff.client.get(f"/assessment/{mine.pk}/sheet.pdf"))

    for words in (
        "Periode: tahun 2026", "Ghaliyati Wahyuni", "Jaya Ramadan", "Siti Pratama", "Sangat Baik",
        "Capaian kinerja organisasi Baik (Bidang Mutasi dan Promosi)", FEEDBACK, "Di atas ekspektasi",
    ):  # fmt: skip
        assert words in sheet


def test_the_results_page_shows_the_year_before_its_months(year):
    staff = year.as_(STAFF).open("/results/")

    staff.sees("Penilaian tahun 2026", "396 ÷ 360 × 100 = 110 %", "Target tahun 2026")
    assert staff.text.index("Penilaian tahun 2026") < staff.text.index("September 2026")


def test_pages_of_the_year_speak_of_the_year(year):
    assert "Target tahun 2026: 90 persen." in year.said["self"]
    assert "Anda diminta menilai hasil kerja dan perilaku kerja periode ini." in year.said["rating"]
    assert "Saran sistem: di atas ekspektasi" in year.said["rating"]
    year.as_(SECTION).open("/team/").sees("Tahun 2026: Sangat Baik")


def test_the_year_waited_for_its_month_and_for_the_reason_of_its_distribution(year):
    said = year.said

    assert "Penilaian tahun 2026 belum dibuka untuk 13 SKP" not in said["unopened"]  # the month waits, so more is said
    assert "1 penilaian September 2026 menunggu tanggapan: Ghaliyati Wahyuni." in said["unopened"]
    assert "1 penilaian September 2026 menunggu tanggapan" in said["waiting"]
    assert "13 penilaian tahun 2026 menunggu tanggapan" in said["waiting"]
    assert "Bidang Mutasi dan Promosi, predikat unit Baik:" in said["unexplained"]
    assert "Alasannya belum ditulis oleh pimpinan unit." in said["unexplained"]
    assert "Bidang Mutasi dan Promosi" in said["where"]
    assert "2026 sudah ditutup." in said["closed"]
    assert year.period.status == Period.Status.CLOSED


def test_what_the_year_rests_on_was_set_in_its_time(year):
    assert TargetPlan.objects.filter(status="SET").count() == len(EXPECTED)
    quantity = Indicator.objects.get(result__skp__position__code=STAFF, measure="QUANTITY")
    row = year.result_of(STAFF).realisations.get(indicator=quantity)
    assert (row.target, row.realised, row.achievement, row.reports) == (360, 396, 110, 4)


def test_every_act_stands_in_the_record_and_the_record_is_sound(year):
    of_staff = (
        Decision.objects.filter(particulars__person_nip=year.who(STAFF).nip).exclude(process="daily").order_by("pk")
    )
    by_process: dict[str, list[str]] = {}
    for process, verb in of_staff.values_list("process", "verb"):
        by_process.setdefault(process, []).append(verb)

    assert by_process == {
        "skp": ["SUBMIT", "APPROVE", "APPROVE"], "targets": ["SUBMIT", "APPROVE"],
        "assessment": ["OPEN", "SUBMIT", "APPROVE", "APPROVE", "OPEN", "SUBMIT", "APPROVE", "APPROVE", "ACKNOWLEDGE",
                       "ACKNOWLEDGE"],
    }  # fmt: skip
    of_units = Decision.objects.filter(subject__contains="Predicate").order_by("pk")
    assert [(d.verb, d.actor_nip) for d in of_units] == [
        ("RECORD_OUTSIDE", year.who(HR).nip), ("SET", year.who(HEAD).nip),
    ]  # fmt: skip
    reason = Decision.objects.get(verb="SUBMIT", subject__contains="DistributionReason")
    assert (reason.reason, reason.actor_nip) == (WHY_SO_MANY, year.who(DIVISION).nip)
    assert Decision.objects.get(verb="CLOSE", process="organization").details["period"] == "2026"
    reports = Decision.objects.filter(process="daily").values_list("verb", flat=True)
    assert sorted(set(reports)) == ["APPROVE", "SUBMIT"]
    assert broken_links() == []


def test_a_plan_of_a_vacant_post_is_assessed_of_its_plt_by_the_post_above(year):
    found = year.result_of(VACANT)

    assert found.employee == year.who(PLT)
    rated = Decision.objects.filter(process="assessment", subject__endswith=f"#{found.pk}", verb="APPROVE")
    assert [d.actor_nip for d in rated.order_by("pk")] == [year.who("BKPSDM-50").nip, year.who(HEAD).nip]
    assert files.OUTSIDE not in EXPECTED
