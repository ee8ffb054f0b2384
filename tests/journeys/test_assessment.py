"""An assessment from its opening to the person's answer, departing from the suggestion, with its sheets."""

from datetime import date

import pytest

from tests.journeys.conftest import decide, task_address
from tests.journeys.papers import words_on
from tests.workflows.assessment import states as given
from workflows.assessment.models import Assessment
from workflows.rules.permenpanrb_6_2022 import BEHAVIOURS

pytestmark = pytest.mark.django_db
DEPARTURE = "Berkas selesai diperiksa; lima belum tercatat dalam laporan."
FEEDBACK = "Ketelitian berkas baik; laporan mohon diisi pada harinya."


def rate(assessor, address, **changed):
    """Open the evidence, then rate the work result and the seven values, with feedback."""
    assessor.open(address).follow("Buka bukti")
    ratings = {f"rating_{value.code}": "MEETS" for value in BEHAVIOURS}
    given_rating = {"work_rating": "MEETS", "departure_reason": DEPARTURE, "feedback": FEEDBACK, **ratings, **changed}
    return decide(assessor, address, "approve", **given_rating)


def account_for(visitor, address, assessment):
    """The person enters what was reached of each level, with evidence, and sends the self-assessment."""
    level = assessment.realisations.get(indicator__measure="LEVEL").indicator_id
    visitor.open(address).press(
        "Kirim penilaian diri",
        {f"level_{level}": "93,75", f"evidence_{level}": "Rekap Oktober, map 4", "note": "Berkas selesai."},
    )


def test_from_opening_over_a_departure_to_ratification_and_the_persons_answer(office, as_, today):
    assessment = given.opened(office.staff, office.posts["staff"])
    staff, section, division = as_(office.staff), as_(office.section), as_(office.division)

    today(date(2026, 11, 3))
    staff.open("/").sees("Penilaian Oktober: isi realisasi dan penilaian diri")
    account_for(staff, task_address("assessment", office.staff), assessment)

    today(date(2026, 11, 5))
    address = task_address("assessment", office.staff)
    section.open(address).sees("Saran sistem: di bawah ekspektasi", "mencapai 78,75", "Berkas selesai.")
    staff.open(f"/assessment/{assessment.pk}/").misses(FEEDBACK)
    rate(section, address)
    staff.open(f"/assessment/{assessment.pk}/").misses(FEEDBACK)
    assert staff.client.get(f"/assessment/{assessment.pk}/sheet.pdf").status_code == 404

    today(date(2026, 11, 9))
    division.open(task_address("assessment", office.staff)).sees(DEPARTURE, FEEDBACK, "Jaya Ramadan")
    decide(division, task_address("assessment", office.staff), "approve")

    today(date(2026, 11, 10))
    staff.open(task_address("assessment", office.staff)).press("Terima penilaian", note="Terima kasih.")

    assessment.refresh_from_db()
    assert (assessment.status, assessment.predicate) == (Assessment.Status.FINAL, "GOOD")
    staff.open("/results/").sees("Oktober 2026", "Baik", DEPARTURE, FEEDBACK, "Saran sistem di bawah ekspektasi")
    staff.sees("16 ÷ 30 × 100 = 53,33 %", "PermenPANRB Nomor 6")
    staff.open(f"/assessment/{assessment.pk}/").sees(DEPARTURE, "Jaya Ramadan", "Siti Pratama")
    for sheet in ("sheet", "realisation"):
        words = words_on(staff.client.get(f"/assessment/{assessment.pk}/{sheet}.pdf"))
        assert "Ghaliyati Wahyuni" in words
        assert "Jaya Ramadan" in words
