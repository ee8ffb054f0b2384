"""January: the cascade agreed from the head down through the pages, with one return, and its gap for all to see."""

from datetime import date

import pytest

from tests import factories as make
from tests.journeys.conftest import decide, task_address
from tests.journeys.visitor import Visitor
from workflows.audit.models import Decision
from workflows.organization.models import Employee
from workflows.skp.models import Skp

pytestmark = pytest.mark.django_db
RESULTS = {
    "head": ("Meningkatnya kualitas aparatur", "Meningkatnya tertib administrasi kepegawaian"),
    "division": ("Tertatanya mutasi dan promosi", "Tersusunnya peta jabatan yang tidak diteruskan"),
    "section": ("Terselesaikannya usulan mutasi",),
    "staff": ("Terprosesnya berkas usulan mutasi",),
}
RETURN_REASON = "Target terlalu rendah: tahun lalu 360 usulan."


def write_plan(visitor: Visitor, *texts: str, carries_on: bool) -> Visitor:
    """Begin the plan or go on with it, one group for each result, each with a quantity, and send it."""
    visitor.open("/skp/")
    if visitor.page.select("form[action='/skp/start/']"):
        visitor.press("Susun SKP")
    else:
        visitor.follow("Lanjutkan menyusun")
    for _more in texts[1:]:
        visitor.press("Tambah hasil kerja")
    values = {}
    for number, text in enumerate(texts):
        values |= {
            f"r{number}-text": text, f"r{number}-i0-text": f"Jumlah: {text}", f"r{number}-i0-target": "240",
            f"r{number}-i0-unit": "usulan", f"r{number}-i0-measure": "QUANTITY",
        }  # fmt: skip
        if carries_on:
            offered = [o["value"] for o in visitor.page.select(f"select[name=r{number}-above] option") if o["value"]]
            values[f"r{number}-above"] = offered[0]
    return visitor.press("Kirim untuk disetujui", values)


def agree(*visitors: Visitor, person: Employee) -> None:
    """Each decides in turn."""
    for visitor in visitors:
        decide(visitor, task_address("skp", person), "approve")


def test_the_cascade_is_agreed_from_the_top_with_one_return(office, as_, today):
    today(date(2026, 1, 6))
    head, division, section, staff = (as_(getattr(office, who)) for who in RESULTS)

    write_plan(head, *RESULTS["head"], carries_on=False)
    # Below an unset plan there is nothing to carry on yet, and the page says whose it waits for.
    division.open("/skp/").press("Susun SKP").sees("Uda Waluyo", "belum ditetapkan")
    agree(as_(office.outside), person=office.head)
    head.open("/skp/").sees("Ditetapkan", "Luis Sihombing")

    today(date(2026, 1, 13))
    write_plan(division, *RESULTS["division"], carries_on=True)
    agree(head, as_(office.outside), person=office.division)

    today(date(2026, 1, 20))
    write_plan(section, *RESULTS["section"], carries_on=True)
    agree(division, head, person=office.section)

    today(date(2026, 1, 27))
    write_plan(staff, *RESULTS["staff"], carries_on=True)
    decide(section, task_address("skp", office.staff), "return", return_reason=RETURN_REASON)
    staff.open("/").sees(RETURN_REASON).open(task_address("skp", office.staff)).sees(RETURN_REASON, "Jaya Ramadan")
    staff.press("Kirim SKP yang diperbaiki", {"r0-i0-target": "360"})
    section.open(task_address("skp", office.staff)).sees("240", "360")
    agree(section, division, person=office.staff)

    assert set(Skp.objects.in_force().values_list("employee__name", flat=True)) == {
        office.head.name, office.division.name, office.section.name, office.staff.name,
    }  # fmt: skip
    record = Decision.objects.filter(process="skp", particulars__person_nip=office.staff.nip).order_by("id")
    assert list(record.values_list("verb", "particulars__actor_name", "round")) == [
        ("SUBMIT", "Ghaliyati Wahyuni", 1), ("RETURN", "Jaya Ramadan", 1), ("SUBMIT", "Ghaliyati Wahyuni", 2),
        ("APPROVE", "Jaya Ramadan", 2), ("APPROVE", "Siti Pratama", 2),
    ]  # fmt: skip
    of_head = Decision.objects.filter(process="skp", particulars__person_nip=office.head.nip).order_by("id")
    assert list(of_head.values_list("verb", flat=True)) == ["SUBMIT", "APPROVE", "SKIP"]  # the line ends at the outside

    staff.open("/skp/").sees(RESULTS["head"][0], RESULTS["division"][0], RESULTS["section"][0], RESULTS["staff"][0])
    gap = RESULTS["division"][1]
    assert [gap in " ".join(rung.get_text(" ").split()) for rung in staff.page.select(".rung-gap")] == [True, False]
    division.open("/skp/").sees("2 hasil kerja belum diteruskan", "Mintalah bawahan Anda")
    told = next(rung for rung in division.page.select(".rung-me") if gap in rung.get_text(" "))
    assert "Belum diteruskan siapa pun" in told.get_text(" ")
    team = as_(make.with_role("PERFORMANCE_TEAM"))
    team.open("/skp/gaps/").sees(gap, RESULTS["head"][1]).misses(RESULTS["section"][0])
