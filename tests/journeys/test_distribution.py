"""A unit rated Baik in which everybody is Sangat Baik: closing the year asks for a reason, or is blocked."""

from datetime import date

import pytest

from tests import factories as make
from tests import factories_distribution as given
from workflows.assessment.models import UnitPredicate
from workflows.audit.models import Decision
from workflows.organization.models import Period, Role

pytestmark = pytest.mark.django_db
IN_JANUARY = date(2027, 1, 20)
WHY = "Tiga pegawai ditarik ke layanan lain; yang tinggal melampaui semua target, bukti di map 4."
FINDING = "Baik 0 dari 5 pegawai; seharusnya lebih banyak daripada setiap predikat lain, padahal Sangat Baik 5."


@pytest.fixture
def everybody_very_good(office, today):
    """In January the section's five people have their result of the year: all of them Sangat Baik."""
    today(IN_JANUARY)
    return given.staffed(office, *["VERY_GOOD"] * 5)


def year_page():
    return f"/admin/organization/period/{given.the_year().pk}/assessment/"


def close_the_year(visitor):
    """HR presses the button; what the page says then."""
    answer = visitor.client.post(year_page(), {"step": "close", "reason": "Semua final."}, follow=True)
    return answer.content.decode()


def set_by_the_division(as_, office):
    """The division's head sets the section's predicate, from the team page on."""
    division = as_(office.division)
    division.open("/team/").follow("Predikat unit dan sebarannya").follow("Tetapkan Sub Bidang Mutasi")
    division.press("Tetapkan predikat", predicate="GOOD", reason="Capaian IKU 98 % pada laporan kinerja.")
    division.sees("Predikat Sub Bidang Mutasi ditetapkan: Baik.", FINDING)


def explained_by_the_section(as_, office):
    """The section's head reads what departs and writes why, from the team page on."""
    section = as_(office.section)
    section.open("/team/").follow("Predikat unit dan sebarannya").sees("Baik", FINDING)
    section.press("Simpan alasan", reason=WHY).sees("Alasan tersimpan.", WHY)


def test_closing_the_year_asks_for_a_reason_and_passes_once_it_is_given(office, hr, as_, everybody_very_good):
    auditor = make.with_role(Role.AUDITOR, "Agus Auditor")
    set_by_the_division(as_, office)

    as_(hr).open(year_page()).sees(
        "Sub Bidang Mutasi, predikat unit Baik", FINDING, "Alasannya belum ditulis oleh pimpinan unit."
    )
    assert "belum dapat ditutup" in close_the_year(as_(hr))
    assert given.the_year().status == Period.Status.OPEN

    explained_by_the_section(as_, office)

    for reader in (hr, auditor):
        as_(reader).open("/admin/").follow("Sebaran predikat")
        as_(reader).sees("Penutupan tidak menunggu unit mana pun.", FINDING, WHY, "Jaya Ramadan")
        as_(reader).follow("Sub Bidang Mutasi").sees(WHY, "Siti Pratama")
    close_the_year(as_(hr))

    assert given.the_year().status == Period.Status.CLOSED
    assert [d.verb for d in Decision.objects.order_by("pk")] == ["SET", "SUBMIT", "CLOSE"]
    as_(office.division).open("/team/").open(f"/assessment/units/{office.posts['section'].unit.pk}/?period=2026")
    as_(office.division).sees("Periode ini sudah ditutup").misses("Ubah predikat")


def test_where_the_period_blocks_it_no_reason_closes_the_year_but_another_predicate(
    office, hr, as_, everybody_very_good
):
    year = given.the_year()
    year.distribution_blocks = True
    year.save()
    set_by_the_division(as_, office)
    explained_by_the_section(as_, office)

    as_(hr).open(year_page()).sees(FINDING, "Tahun ini hanya dapat ditutup bila distribusinya sesuai.")
    assert "belum dapat ditutup" in close_the_year(as_(hr))
    assert given.the_year().status == Period.Status.OPEN

    everybody_very_good_but_two(everybody_very_good)
    as_(office.division).open(f"/assessment/units/{office.posts['section'].unit.pk}/").follow("Ubah predikat")
    as_(office.division).press("Ubah predikat", predicate="OUTSTANDING", reason="Penilaian ulang IKU.")

    close_the_year(as_(hr))
    assert given.the_year().status == Period.Status.CLOSED
    assert UnitPredicate.objects.get().history.count() == 2


def everybody_very_good_but_two(people):
    """Two results were changed meanwhile (objections, say): three of five are Sangat Baik, within 70 %."""
    for person, predicate in zip(people[:2], ("GOOD", "NEEDS_IMPROVEMENT"), strict=True):
        result = person.assessments.get()
        result.predicate = predicate
        result.save()
