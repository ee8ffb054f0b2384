"""A set SKP is amended: another version through the same tiers, the old one kept, printed and compared."""

from datetime import date

import pytest

from tests import factories as make
from tests.journeys.conftest import decide, task_address
from tests.journeys.papers import words_on
from tests.workflows.assessment import states
from workflows.assessment.models import Assessment, ResultRealisation
from workflows.audit.models import Decision
from workflows.skp.models import Skp

pytestmark = pytest.mark.django_db
REASON = "Usulan yang masuk berkurang sejak moratorium."


@pytest.fixture
def assessed(office):
    """October is final by the SKP in force, which carries on that of the section's head."""
    above = make.set_skp(office, "section")
    made = states.opened(office.staff, office.posts["staff"], superior=above)
    states.actions.self_assess(
        task_id=states.task(made).task_id, levels=states.levels(made), by=make.actor(office.staff),
        at=make.at(states.SELF_ON),
    )  # fmt: skip
    states.give(made, office.section, office.division)
    return made


def october(assessment):
    rows = ResultRealisation.objects.filter(assessment=assessment).order_by("pk")
    return Assessment.objects.filter(pk=assessment.pk).values().get(), list(rows.values())


def test_a_set_plan_is_amended_with_a_reason_and_the_assessed_month_stays(office, as_, today, assessed):
    today(date(2026, 11, 10))
    staff, section, division = as_(office.staff), as_(office.section), as_(office.division)
    before = october(assessed)
    first = assessed.skp

    staff.open("/skp/").press("Susun versi baru").sees("Mengapa SKP yang berlaku perlu diubah")
    staff.press("Kirim untuk disetujui", {"r0-i0-target": "300"}, expect=422)
    staff.sees("Tulis mengapa SKP yang sudah ditetapkan perlu diubah.")
    assert staff.value("r0-i0-target") == "300"
    staff.press("Kirim untuk disetujui", {"reason": REASON})
    staff.open("/skp/").sees("Versi 1", "Perubahan sedang diperiksa")

    address = task_address("skp", office.staff)
    section.open(address).sees(REASON, "360", "300", "Bandingkan dengan SKP yang berlaku")
    decide(section, address, "approve")
    decide(division, task_address("skp", office.staff), "approve")

    second = Skp.objects.in_force().get(employee=office.staff)
    first.refresh_from_db()
    assert (first.status, second.version) == ("REPLACED", 2)
    assert Decision.objects.filter(process="skp", verb="SUBMIT", particulars__reason=REASON).count() == 1

    staff.open("/skp/").follow("Bandingkan versi").sees("Versi 2", "Versi 1", REASON, "360 usulan", "300 usulan")
    section.open(f"/skp/{second.pk}/versions/").sees(REASON)
    for plan, quantity in ((first, "360"), (second, "300")):
        assert quantity in words_on(staff.client.get(f"/skp/{plan.pk}/sheet.pdf"))
    staff.open(f"/skp/{first.pk}/").sees("digantikan versi yang lebih baru")
    assert october(assessed) == before


def test_strangers_see_no_versions_and_drafts_are_their_authors(office, as_, today, assessed):
    today(date(2026, 11, 10))
    as_(office.staff).open("/skp/").press("Susun versi baru")
    draft = Skp.objects.get(version=2)

    as_(office.other).open(f"/skp/{assessed.skp_id}/versions/", expect=404)
    as_(office.section).open(f"/skp/{assessed.skp_id}/versions/").misses("Versi 2")
    as_(office.section).open(f"/skp/{draft.pk}/versions/", expect=404)
    as_(office.staff).open(f"/skp/{assessed.skp_id}/versions/").sees("Versi 2", "Belum dikirim")
