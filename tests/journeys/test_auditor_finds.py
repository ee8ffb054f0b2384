"""An auditor asks who changed a target in June, why, on whose behalf, and what it was before; the pages answer."""

from datetime import date

import pytest

from tests import factories as make
from tests.journeys.conftest import decide, task_address
from tests.journeys.visitor import Visitor
from workflows.organization.models import Employee, Role
from workflows.skp.models import Indicator, Skp

pytestmark = pytest.mark.django_db
DECREE = "SP 800/256/BKPSDM/2026"
TOO_MANY = "Juni terlalu banyak, paling banyak 40."
WHY = "Sesuai rapat beban kerja 1 Juni."
OVERRIDDEN = "Atasannya dirawat dan belum ada Plh; arahan tertulis kepala bidang 3 Juni."


@pytest.fixture
def auditor(office) -> Employee:
    """Somebody who was not there when it happened."""
    return make.with_role(Role.AUDITOR, "Agus Pemeriksa")


def amounts(skp: Skp, **months: str) -> dict[str, str]:
    """The boxes of the quantity's months: `amounts(skp, m6="45")`."""
    key = Indicator.objects.get(result__skp=skp, measure="QUANTITY").pk
    return {f"split-{key}-{month}": amount for month, amount in months.items()}


@pytest.fixture
def half_a_year(office, as_, today, hr) -> None:
    """Two colleagues' targets: agreed on in January, changed for June; one decided by a Plh, one by HR's override."""
    staff, other, section = as_(office.staff), as_(office.other), as_(office.section)
    plans = {}
    for visitor, person, who in ((staff, office.staff, "staff"), (other, office.other, "other")):
        today(date(2026, 1, 15))
        plans[who] = make.set_skp(office, who)
        visitor.open(f"/targets/skp/{plans[who].pk}/").press("Bagi rata").press("Ajukan target")
        decide(section, task_address("targets", person), "approve")

    today(date(2026, 5, 27))
    staff.open(f"/targets/skp/{plans['staff'].pk}/").press("Ajukan target", amounts(plans["staff"], m6="45", m7="15"))
    today(date(2026, 5, 28))
    decide(section, task_address("targets", office.staff), "return", return_reason=TOO_MANY)
    today(date(2026, 5, 29))
    staff.open(task_address("targets", office.staff))
    staff.press("Ajukan kembali", amounts(plans["staff"], m6="40", m7="20"))
    plh = make.employee("Dewi Lestari", office.posts["second_section"])
    appointment = make.acting(plh, office.posts["section"], "PLH", start=date(2026, 6, 1), end=date(2026, 6, 3))
    appointment.decree = DECREE
    appointment.save()
    today(date(2026, 6, 2))
    decide(as_(plh), task_address("targets", office.staff), "approve", note=WHY)

    today(date(2026, 6, 3))
    other.open(f"/targets/skp/{plans['other'].pk}/").press("Ajukan target", amounts(plans["other"], m8="10", m9="50"))
    today(date(2026, 6, 4))
    task = task_address("targets", office.other).strip("/").split("/")[-1]
    as_(hr).open(f"/admin/engine/workitem/override/{task}/").press("Override", verb="approve", reason=OVERRIDDEN)

    today(date(2026, 7, 6))
    staff.open(f"/targets/skp/{plans['staff'].pk}/").press("Ajukan target", amounts(plans["staff"], m11="0", m12="60"))
    today(date(2026, 11, 24))


def results(visitor: Visitor) -> list[str]:
    """What the search found, one text for each."""
    return [" ".join(found.get_text(" ").split()).replace(" ,", ",") for found in visitor.page.select(".audit-step")]


def follow_timeline_of(visitor: Visitor, words: str) -> Visitor:
    """Follow the link of the first result that says this."""
    place = next(place for place, text in enumerate(results(visitor)) if words in text)
    link = next(link for link in visitor.page.select(".audit-step")[place].select("a") if "Garis waktu" in link.text)
    return visitor.open(link["href"])


def test_who_changed_a_target_in_june_why_for_whom_and_what_it_was(office, as_, auditor, hr, half_a_year):
    visitor = as_(auditor).open("/admin/").follow("Cari dalam catatan")
    visitor.press("Cari", period="2026-06", process="targets")
    found = results(visitor)

    assert len(found) == 3  # nothing of May, nothing of July
    assert found[0].startswith("4 Juni 2026")
    assert f"Disetujui admin kepegawaian (override), Target bulanan {hr.name}" in found[0]
    assert f"Alasan: {OVERRIDDEN}" in found[0]
    assert "3 Juni 2026" in found[1]
    assert (
        "Agustus, Jumlah usulan mutasi yang diproses, menggantikan versi sebelumnya; Target: 30 → 10 (−20)" in found[1]
    )
    assert "Dewi Lestari" in found[2]
    assert f"sebagai Plh Kepala Sub Bidang Mutasi, mewakili Jaya Ramadan, berdasarkan {DECREE}" in found[2]
    assert f"Menyangkut: {office.staff.name}" in found[2]
    assert f"Alasan: {WHY}" in found[2]

    follow_timeline_of(visitor, "Dewi Lestari")
    told = results(visitor)
    assert len(told) == 4
    june = "Target bulanan: Juni, Jumlah usulan mutasi yang diproses"
    assert f"{office.staff.name} ({office.staff.nip})" in told[0]
    assert f"{june}, menggantikan versi sebelumnya Target Versi sebelumnya: 30 Menjadi: 45 (+15)" in told[0]
    assert f"Alasan: {TOO_MANY}" in told[1]
    assert f"{june}, diubah Target Semula: 45 Menjadi: 40 (−5)" in told[2]
    assert "2 Juni 2026" in told[3]
    assert f"mewakili Jaya Ramadan, berdasarkan {DECREE}" in told[3]
    assert "Status Semula: sedang diperiksa Menjadi: ditetapkan" in told[3]


def test_what_hr_decided_in_somebodys_place_is_found_by_its_remark(office, as_, auditor, hr, half_a_year):
    visitor = as_(auditor).open("/admin/").follow("Cari dalam catatan")
    visitor.press("Cari", {"remarks": ["override"]}, period="2026-06")

    assert len(results(visitor)) == 1
    follow_timeline_of(visitor, hr.name)
    told = results(visitor)
    assert len(told) == 2
    assert (
        "September, Jumlah usulan mutasi yang diproses, menggantikan versi sebelumnya Target Versi sebelumnya: 30"
        in (told[0])
    )
    assert f"{hr.name} ({hr.nip})" in told[1]
    assert f"Alasan: {OVERRIDDEN}" in told[1]
    assert "Jalur masuk back-office" in told[1]


def test_a_name_alone_is_enough(office, as_, auditor, half_a_year):
    visitor = as_(auditor).open("/admin/").follow("Cari dalam catatan")
    visitor.press("Cari", who="dewi")

    assert [text.split(",")[0] for text in results(visitor)] == ["2 Juni 2026"]
    visitor.press("Cari", who="", period="2026-06", remarks=["for-another"])
    assert [text.split(",")[0] for text in results(visitor)] == ["2 Juni 2026"]
