"""The pages of a unit: who opens them, what they say, and whose names stand there; and the team's picture."""

import io
from datetime import date

import pypdf
import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories as make
from tests import factories_distribution as given
from tests.workflows.assessment import states
from workflows.assessment.models import DistributionReason, UnitPredicate
from workflows.assessment.unit_predicates import give_distribution_reason, set_unit_predicate
from workflows.audit.models import Decision
from workflows.organization.models import Period, Role
from workflows.printing import pdf

pytestmark = pytest.mark.django_db
WHY = "Capaian IKU 98 % pada laporan kinerja."
FIVE_VERY_GOOD = ("VERY_GOOD",) * 5


@pytest.fixture(autouse=True)
def _on_a_tuesday(settings):
    settings.DEMO_TODAY = date(2026, 11, 24)


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def section(office):
    return office.posts["section"].unit


def page_of(unit, name="assessment:unit", period=""):
    return reverse(name, args=[unit.pk]) + (f"?period={period}" if period else "")


def as_(client, person):
    client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
    return client


def words(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def set_for(unit, predicate, by):
    return set_unit_predicate(unit=unit, period=given.the_year(), predicate=predicate, reason=WHY, by=make.actor(by))


@pytest.mark.parametrize("who", ["staff", "other", "stranger", "outside"])
def test_a_stranger_learns_nothing_of_a_unit(client, office, section, who):
    given.staffed(office, *FIVE_VERY_GOOD)
    set_for(section, "GOOD", office.division)
    before = Decision.objects.count()

    as_(client, getattr(office, who))
    for name in ("assessment:unit", "assessment:unit_predicate"):
        assert client.get(page_of(section, name)).status_code == 404
        assert client.post(page_of(section, name), {"reason": "x", "predicate": "POOR"}).status_code == 404

    assert (UnitPredicate.objects.get().predicate, Decision.objects.count()) == ("GOOD", before)


def test_nobody_looks_up_or_at_a_unit_outside(client, office, section):
    assert as_(client, office.section).get(page_of(office.posts["division"].unit)).status_code == 404
    assert client.get(page_of(section)).status_code == 200
    outside = page_of(office.posts["outside"].unit)
    assert as_(client, make.with_role(Role.HR_ADMIN)).get(outside).status_code == 404
    assert client.get(page_of(section, period="1999")).status_code == 404


@pytest.mark.parametrize("role", [Role.TECHNICAL_ADMIN, Role.LEADER])
def test_other_roles_open_nothing(client, office, section, role):
    assert as_(client, make.with_role(role)).get(page_of(section)).status_code == 404


@pytest.mark.parametrize("role", [Role.HR_ADMIN, Role.PERFORMANCE_TEAM, Role.AUDITOR])
def test_those_who_check_read_all_and_set_nothing_here(client, office, section, role):
    people = given.staffed(office, *FIVE_VERY_GOOD)
    set_for(section, "POOR", office.division)
    give_distribution_reason(
        unit=section, period=given.the_year(), reason="Target terlampaui.", by=make.actor(office.section)
    )
    reader = as_(client, make.with_role(role))

    shown = words(reader.get(page_of(section)))

    assert "Target terlampaui." in shown
    assert f"Jaya Ramadan, NIP {office.section.nip}, Kepala Sub Bidang Mutasi" in shown
    assert all(person.name in shown for person in people)
    assert "Simpan alasan" not in shown
    assert "Ubah predikat" not in shown
    assert reader.get(page_of(section, "assessment:unit_predicate")).status_code == 404
    assert reader.post(page_of(section), {"reason": "Dari saya."}).status_code == 403
    assert DistributionReason.objects.get().reason == "Target terlampaui."


def test_the_level_above_sets_and_changes_it_through_the_page(client, office, section):
    above = as_(client, office.division)
    assert "Tetapkan Sub Bidang Mutasi" in words(above.get(page_of(office.posts["division"].unit)))

    refused = above.post(page_of(section, "assessment:unit_predicate"), {"predicate": "GOOD", "reason": ""})
    assert refused.status_code == 422
    assert "Tulis dasar predikat ini." in words(refused)
    assert not UnitPredicate.objects.exists()

    shown = above.post(page_of(section, "assessment:unit_predicate"), {"predicate": "GOOD", "reason": WHY}, follow=True)
    assert "Predikat Sub Bidang Mutasi ditetapkan: Baik." in words(shown)
    above.post(page_of(section, "assessment:unit_predicate"), {"predicate": "POOR", "reason": "Temuan BPK."})

    shown = words(above.get(page_of(section)))
    assert "Temuan BPK." in shown
    assert f"Ditetapkan sebelumnya Baik: “{WHY}”" in shown
    assert [d.verb for d in Decision.objects.order_by("pk")] == ["SET", "AMEND"]


def test_the_unchanged_predicate_is_refused_at_its_field(client, office, section):
    set_for(section, "GOOD", office.division)

    shown = as_(client, office.division).post(
        page_of(section, "assessment:unit_predicate"), {"predicate": "GOOD", "reason": WHY}
    )

    assert shown.status_code == 422
    assert "sudah Baik. Tidak ada yang diubah." in words(shown)


def test_the_head_sees_findings_and_gives_the_reason_but_sets_nothing(client, office, section):
    given.staffed(office, *FIVE_VERY_GOOD)
    set_for(section, "GOOD", office.division)
    head = as_(client, office.section)

    shown = head.get(page_of(section))
    text = words(shown)
    assert "Sangat Baik 5 boleh berapa pun ya" in text
    assert "Baik 0 terbanyak, paling banyak 3 menyimpang" in text
    assert "Butuh Perbaikan 0 paling sedikit 1, bersama Kurang menyimpang" in text
    assert "Butuh Perbaikan atau Kurang tidak ada; seharusnya ada, paling sedikit satu pegawai." in text
    assert "“Paling banyak” dibulatkan ke bawah" in text
    assert "Tetapkan predikat" not in text
    bars = BeautifulSoup(shown.content, "html.parser").select("svg.bar")
    assert bars[0]["aria-label"] == "Sangat Baik: 5 dari 5 orang; yang diharapkan: boleh berapa pun."
    assert bars[1].select_one("line.tick")["x1"] == "60%"
    assert head.get(page_of(section, "assessment:unit_predicate")).status_code == 404

    assert head.post(page_of(section), {"reason": " "}).status_code == 422
    assert not DistributionReason.objects.exists()
    assert "Alasan tersimpan." in words(head.post(page_of(section), {"reason": "Target terlampaui."}, follow=True))
    assert DistributionReason.objects.get().reason == "Target terlampaui."


def test_what_became_as_expected_meanwhile_is_refused_and_what_was_typed_stays(client, office, section):
    shown = as_(client, office.section).post(page_of(section), {"reason": "Target terlampaui."})

    assert shown.status_code == 409
    assert "belum ditetapkan" in words(shown)
    assert not DistributionReason.objects.exists()


def test_in_a_closed_period_nothing_is_offered(client, office, section):
    given.staffed(office, *FIVE_VERY_GOOD)
    set_for(section, "GOOD", office.division)
    Period.objects.filter(code="2026").update(status="CLOSED")

    assert "Simpan alasan" not in words(as_(client, office.section).get(page_of(section)))
    shown = words(as_(client, office.division).get(page_of(section)))
    assert "Ubah predikat" not in shown
    assert "Periode ini sudah ditutup" in shown


def test_before_it_is_set_the_page_says_by_whom_and_expects_nothing(client, office, section):
    given.staffed(office, "GOOD")

    shown = words(as_(client, office.section).get(page_of(section)))

    assert "Belum ditetapkan. Ditetapkan oleh Siti Pratama, Kepala Bidang Mutasi dan Promosi." in shown
    assert "Yang diharapkan" not in shown
    top = words(as_(client, office.head).get(page_of(office.posts["head"].unit)))
    assert "Ditetapkan di luar kantor ini dan dicatat oleh pengelola kepegawaian." in top


def test_names_stand_only_before_whoever_may_open_these_results(client, office, section):
    best, *_others = given.staffed(office, "VERY_GOOD", "POOR", "POOR")
    elsewhere = make.position("Analis titipan", section, office.posts["second_section"])
    borrowed = make.employee("Orang Titipan", elsewhere)
    given.result(borrowed, elsewhere, "VERY_GOOD")
    set_for(section, "POOR", office.division)

    shown = words(as_(client, office.section).get(page_of(section)))
    assert best.name in shown
    assert "Orang Titipan" not in shown
    assert "1 orang lain tidak disebut namanya di sini." in shown
    assert "Orang Titipan" in words(as_(client, office.division).get(page_of(section)))


def test_statements_do_not_grow_with_people_and_units(client, office, section):
    given.staffed(office, *FIVE_VERY_GOOD)
    set_for(office.posts["division"].unit, "POOR", office.head)
    above = as_(client, office.division)
    above.get(page_of(office.posts["division"].unit))
    with CaptureQueriesContext(connection) as few:
        above.get(page_of(office.posts["division"].unit))
    for number in range(8):
        below = make.unit(f"Sub Bidang {number}", office.posts["division"].unit, "subdivision")
        post = make.position(f"Kepala {number}", below, office.posts["division"], kind="SUPERVISOR", job_class=9)
        given.result(make.employee(f"Kepala {number}", post), post, "VERY_GOOD")

    with CaptureQueriesContext(connection) as many:
        shown = above.get(page_of(office.posts["division"].unit))

    assert len(shown.context["below"]) == 9
    assert shown.context["found"].people == 13
    assert len(many) == len(few) <= 26


def test_the_team_page_shows_the_teams_picture_and_leads_to_the_unit(client, office, section):
    month = Period.objects.get(code="2026-10")
    given.result(office.staff, office.posts["staff"], "VERY_GOOD", period=month)
    given.result(office.other, office.posts["other"], "VERY_GOOD", period=month)
    head = as_(client, office.section)
    assert "Predikat unit untuk periode ini belum ditetapkan" in words(head.get("/team/"))

    set_unit_predicate(unit=section, period=month, predicate="GOOD", reason=WHY, by=make.actor(office.division))
    shown = head.get("/team/")

    text = words(shown)
    assert "Sebaran predikat tim, Oktober 2026" in text
    assert "yang diharapkan dari predikat Sub Bidang Mutasi, yaitu Baik." in text
    assert "Baik 0 terbanyak, paling banyak 1 menyimpang" in text
    assert "Kurang dari lima orang: ini hanya petunjuk" in text
    assert page_of(section) in shown.content.decode()


def test_whoever_leads_a_team_but_no_unit_gets_no_link_to_one(client, office):
    post = office.posts["second_section"]
    lead = make.employee("Ketua Tim", post)

    shown = as_(client, lead).get("/team/")

    assert shown.status_code == 200
    assert page_of(post.unit) not in shown.content.decode()
    assert client.get(page_of(post.unit)).status_code == 404


@pytest.mark.skipif(pdf.weasyprint is None, reason="Pango is not installed")
def test_the_sheet_names_the_predicate_of_the_nearest_unit_that_has_one(client, office, section):
    result = states.ratified(office.staff, office.posts["staff"], office.section, office.division)
    sheet = reverse("assessment:sheet", args=[result.pk])
    assert "Capaian kinerja organisasi Belum ditetapkan" in printed(as_(client, office.staff).get(sheet))

    division = office.posts["division"].unit
    values = {"period": states.october(), "reason": WHY}
    set_unit_predicate(unit=division, predicate="OUTSTANDING", by=make.actor(office.head), **values)
    assert "Istimewa (Bidang Mutasi dan Promosi)" in printed(client.get(sheet))

    set_unit_predicate(unit=section, predicate="GOOD", by=make.actor(office.division), **values)
    assert "Baik (Sub Bidang Mutasi)" in printed(client.get(sheet))


def printed(response):
    (page,) = pypdf.PdfReader(io.BytesIO(response.content)).pages
    return " ".join(page.extract_text().split())
