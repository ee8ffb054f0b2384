"""HR's view of units' predicates and distributions, the top unit's predicate recorded, and ranking within a group."""

from io import BytesIO

import pytest
import tablib
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests import factories_distribution as given
from tests.backoffice.conftest import tables
from workflows.assessment.models import Assessment, UnitPredicate
from workflows.assessment.ranking import Group, ranked
from workflows.assessment.unit_predicates import give_distribution_reason, set_unit_predicate
from workflows.audit.models import Decision

PAGES = "/admin/assessment/unitpredicate/"
DISTRIBUTION, RANKING = f"{PAGES}distribution/", f"{PAGES}ranking/"
WHY = "Capaian IKU 98 %."


@pytest.fixture
def section(people):
    return people.office.posts["section"].unit


@pytest.fixture
def departing(people, section):
    """A unit rated Baik whose five people are all Sangat Baik."""
    staff = given.staffed(people.office, *["VERY_GOOD"] * 5)
    set_unit_predicate(
        unit=section, period=given.the_year(), predicate="GOOD", reason=WHY, by=make.actor(people.office.division)
    )
    return staff


def text(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def record_address(unit):
    return f"{PAGES}record/{unit.pk}/?period=2026"


def explain(people, section):
    give_distribution_reason(
        unit=section, period=given.the_year(), reason="Semua target terlampaui.", by=make.actor(people.office.section)
    )


def test_those_who_check_read_what_departs_and_the_reason(people, enter, section, departing):
    for reader in (people.hr, people.team, people.auditor):
        shown = text(enter(reader).get(DISTRIBUTION))
        assert "Penutupan menunggu 1 unit." in shown
        assert "Baik 0 dari 5 pegawai; seharusnya lebih banyak daripada setiap predikat lain" in shown
        assert "Belum ditulis" in shown

    explain(people, section)

    for reader in (people.hr, people.team, people.auditor):
        shown = text(enter(reader).get(DISTRIBUTION))
        assert "Penutupan tidak menunggu unit mana pun." in shown
        assert "“Semua target terlampaui.”" in shown
        assert "Jaya Ramadan" in shown
        assert "Semua target terlampaui." in text(enter(reader).get("/admin/assessment/distributionreason/"))


def test_where_the_period_blocks_the_unit_is_awaited_in_spite_of_its_reason(people, enter, section, departing):
    explain(people, section)
    year = given.the_year()
    year.distribution_blocks = True
    year.save()

    assert "Penutupan menunggu 1 unit." in text(enter(people.hr).get(DISTRIBUTION))


@pytest.mark.parametrize("who", ["technical"])
def test_a_technical_admin_reads_none_of_it(people, enter, section, departing, who):
    client = enter(getattr(people, who))
    before = tables()

    for address in (DISTRIBUTION, RANKING, f"{RANKING}?period=2026&kind=EXECUTING", PAGES, record_address(section)):
        assert client.get(address).status_code == 403, address
    assert client.post(record_address(section), {"predicate": "GOOD", "reason": "x"}).status_code == 403
    assert tables() == before


def test_the_pages_only_read(people, enter):
    for address in (DISTRIBUTION, RANKING):
        assert enter(people.hr).post(address).status_code == 405


@pytest.mark.parametrize("who", ["hr", "team"])
def test_the_top_units_predicate_is_recorded_from_outside(people, enter, who):
    client = enter(getattr(people, who))
    badan = people.office.posts["head"].unit
    assert "Badan: Belum ditetapkan" in text(client.get(DISTRIBUTION))
    assert client.post(record_address(badan), {"predicate": "", "reason": ""}).status_code == 422
    assert not UnitPredicate.objects.exists()

    client.post(record_address(badan), {"predicate": "OUTSTANDING", "reason": "SK Wali Kota 821/2026."})

    row = UnitPredicate.objects.get()
    assert (row.unit, row.predicate, row.reason) == (badan, "OUTSTANDING", "SK Wali Kota 821/2026.")
    decision = Decision.objects.get()
    assert (decision.verb, decision.channel) == ("RECORD_OUTSIDE", "BACKOFFICE")
    assert "Badan: Istimewa" in text(client.get(DISTRIBUTION))


def test_what_the_office_sets_itself_is_not_recorded_here(people, enter, section):
    answer = enter(people.hr).post(record_address(section), {"predicate": "GOOD", "reason": "SK 1/2026."})

    assert answer.status_code == 422
    assert "ditetapkan oleh Kepala Bidang Mutasi dan Promosi" in text(answer)
    assert not UnitPredicate.objects.exists()


def test_an_auditor_records_nothing(people, enter):
    badan = people.office.posts["head"].unit
    assert enter(people.auditor).post(record_address(badan), {"predicate": "GOOD", "reason": "x"}).status_code == 403
    assert "ditetapkan di luar kantor" not in text(enter(people.auditor).get(DISTRIBUTION))


def test_people_without_a_unit_predicate_above_them_are_counted(people, enter, departing):
    given.result(people.office.stranger, people.office.posts["stranger"], "GOOD")

    assert "1 pegawai sudah mempunyai hasil, tetapi tidak ada unit" in text(enter(people.hr).get(DISTRIBUTION))


def test_the_page_costs_no_more_with_more_units(people, enter, section, departing):
    client = enter(people.hr)
    client.get(DISTRIBUTION)
    with CaptureQueriesContext(connection) as few:
        client.get(DISTRIBUTION)
    for number in range(5):
        below = make.unit(f"Sub Bidang {number}", people.office.posts["division"].unit, "subdivision")
        set_unit_predicate(
            unit=below, period=given.the_year(), predicate="GOOD", reason=WHY, by=make.actor(people.office.division)
        )

    with CaptureQueriesContext(connection) as many:
        shown = client.get(DISTRIBUTION)

    assert len(shown.context["rows"]) == 6
    assert len(many) == len(few) <= 18


def measured(assessment, achievement):
    indicator = assessment.skp.results.get().indicators.order_by("number").first()
    assessment.realisations.create(indicator=indicator, target=1, achievement=achievement)


def test_a_group_is_ordered_by_predicate_then_achievement_and_equals_share_a_place(people, section):
    given.staffed(people.office, "GOOD", "VERY_GOOD", "GOOD", "GOOD", "POOR")
    for name, achievement in (("Pegawai 1", 90), ("Pegawai 3", 104), ("Pegawai 4", 104)):
        measured(Assessment.objects.get(employee__name=name), achievement)

    places = ranked(given.the_year(), Group(unit=section))

    assert [(place.number, place.assessment.employee.name) for place in places] == [
        (1, "Pegawai 2"), (2, "Pegawai 3"), (2, "Pegawai 4"), (4, "Pegawai 1"), (5, "Pegawai 5"),
    ]  # fmt: skip


def test_a_group_is_of_a_unit_a_kind_or_a_class_and_never_the_whole_office(people, enter):
    office = people.office
    given.result(office.staff, office.posts["staff"], "GOOD")
    given.result(office.division, office.posts["division"], "GOOD")
    year = given.the_year()

    assert [p.assessment.employee for p in ranked(year, Group(kind="ADMINISTRATOR"))] == [office.division]
    assert [p.assessment.employee for p in ranked(year, Group(job_class=6))] == [office.staff]
    assert ranked(year, Group(unit=office.posts["head"].unit)) == []
    with pytest.raises(ValueError, match="needs a group"):
        ranked(year, Group())
    answer = enter(people.hr).get(f"{RANKING}?period=2026")
    assert answer.status_code == 422
    assert "Pilih unit, jenis jabatan, atau kelas jabatan" in text(answer)


def test_results_that_are_not_out_are_not_ranked(people, section):
    given.staffed(people.office, "GOOD", "POOR")
    Assessment.objects.filter(predicate="GOOD").update(status=Assessment.Status.RATED)

    assert [place.assessment.predicate for place in ranked(given.the_year(), Group(unit=section))] == ["POOR"]


def test_ranking_is_for_hr_and_the_team_alone(people, enter, section, departing):
    address = f"{RANKING}?period=2026&unit={section.code}"
    for reader in (people.hr, people.team):
        assert "Pegawai 1" in text(enter(reader).get(address))
        assert RANKING in enter(reader).get("/admin/").content.decode()
    assert enter(people.auditor).get(address).status_code == 403
    assert enter(people.auditor).get(f"{address}&file=csv").status_code == 403
    assert RANKING not in enter(people.auditor).get("/admin/").content.decode()
    for person in (people.office.section, people.office.division, people.office.staff):
        answer = enter(person).get(address)
        assert "Pegawai 1" not in answer.content.decode()
        assert answer.status_code in {302, 403}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_says_in_its_first_row_that_it_is_confidential(people, enter, section, departing, kind):
    person = departing[0]
    Assessment.objects.get(employee=person).snapshot.__class__.objects.filter(employee=person).update(name="=HYPER()")

    answer = enter(people.hr).get(f"{RANKING}?period=2026&unit={section.code}&file={kind}")

    assert answer["Content-Disposition"] == f'attachment; filename="rahasia-peringkat-2026.{kind}"'
    content = answer.content.decode() if kind == "csv" else BytesIO(answer.content)
    rows = [list(row) for row in tablib.Dataset().load(content, format=kind, headers=False)]
    assert rows[0][0].startswith("RAHASIA. Peringkat 2026, hanya untuk pengelola kepegawaian")
    assert people.hr.nip in rows[0][0]
    assert rows[1][:3] == ["Urutan", "Nama", "NIP"]
    assert len(rows) == 7
    assert "'=HYPER()" in [row[1] for row in rows]


def test_ranking_costs_no_more_with_more_people(people, enter, section, departing):
    client = enter(people.hr)
    address = f"{RANKING}?period=2026&unit={section.code}"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    given.staffed(people.office, *["GOOD"] * 5)

    with CaptureQueriesContext(connection) as many:
        shown = client.get(address)

    assert len(shown.context["places"]) == 10
    assert len(many) == len(few) <= 12
