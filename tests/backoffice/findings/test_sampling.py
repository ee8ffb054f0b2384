"""A sample drawn in the back-office: drawn again it is the same, a changed population is seen, and all is recorded."""

import hashlib
from datetime import date
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from backoffice.findings import population
from backoffice.findings.population import CASES, DECISIONS, Conditions, drawn
from tests import factories as make
from tests.backoffice.conftest import tables
from workflows.audit.models import Decision
from workflows.audit.verbs import Verb
from workflows.organization.actions import appoint_acting
from workflows.rules.sampling import rank
from workflows.rules.violation import RuleViolation
from workflows.skp.models import SkpProcess

PAGE = "/admin/audit/sample/"
ASKED = {
    "kind": DECISIONS, "process": "skp", "start": "2026-01-01", "until": "2026-12-31", "number": "3",
    "seed": "inspektorat-2026",
}  # fmt: skip


def text(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


@pytest.fixture
def office(people):
    """An office in which three people have an SKP on its way or set."""
    make.set_skp(people.office, "staff")
    make.submitted_skp(people.office, "other")
    return people.office


def conditions(**changed):
    values = {"kind": DECISIONS, "start": date(2026, 1, 1), "until": date(2026, 12, 31), "number": 3, "seed": "benih"}
    return Conditions(**{**values, **changed})


def draw_by(client, **changed):
    answer = client.post(PAGE, {**ASKED, **changed})
    assert answer.status_code == 302, text(answer)
    return answer["Location"]


def test_what_is_drawn_is_shown_recorded_and_drawn_again_the_same(people, enter, office):
    client = enter(people.auditor)
    address = draw_by(client)
    members = sorted(Decision.objects.filter(process="skp").values_list("pk", flat=True),
                     key=lambda key: rank("inspektorat-2026", key))  # fmt: skip
    lines = [f"{each.pk}:{each.hash}\n" for each in Decision.objects.filter(process="skp").order_by("pk")]

    recorded = Decision.objects.get(subject="audit.Sample")
    assert address == f"{PAGE}{recorded.pk}/"
    assert recorded.verb == Verb.EXPORT
    assert recorded.actor_nip == people.auditor.nip
    assert recorded.details == {
        "kind": "DECISIONS", "process": "skp", "from": "2026-01-01", "until": "2026-12-31", "unit": "", "number": 3,
        "seed": "inspektorat-2026", "population": len(members), "keys": members[:3],
        "digest": hashlib.sha256("".join(lines).encode()).hexdigest(),
    }  # fmt: skip
    page = text(client.get(address))
    assert "Berisi data pribadi" in page
    assert "inspektorat-2026" in page
    assert recorded.details["digest"] in page
    assert "Ditarik ulang: populasinya sama, sampelnya sama." in text(client.get(f"{address}?again=1"))
    assert f"{PAGE}{recorded.pk}/" in client.get(PAGE).content.decode()


def test_another_decision_in_the_time_is_seen_by_the_digest(people, enter, office):
    client = enter(people.auditor)
    address = draw_by(client, number="500")
    make.submitted_skp(office, "division")

    page = text(client.get(f"{address}?again=1"))

    assert "Ditarik ulang: populasinya hari ini berbeda, dan sampelnya juga." in page
    was = Decision.objects.get(subject="audit.Sample").details
    assert len(was["keys"]) == was["population"]
    assert f"Populasi hari ini: {Decision.objects.filter(process='skp').count()}" in page


def test_drawing_does_not_change_the_population_from_which_it_is_drawn(people, enter, office):
    client = enter(people.auditor)
    address = draw_by(client, process="", until="2030-12-31")
    assert "populasinya sama, sampelnya sama" in text(client.get(f"{address}?again=1"))


def test_without_a_seed_one_is_drawn_and_shown(people, enter, office):
    client = enter(people.auditor)
    first, second = (draw_by(client, seed="") for _ in range(2))
    seeds = [each.details["seed"] for each in Decision.objects.filter(subject="audit.Sample").order_by("pk")]
    assert len(set(seeds)) == 2
    assert all(len(seed) == 16 for seed in seeds)
    assert seeds[0] in text(client.get(first))
    assert seeds[1] in text(client.get(second))


def test_a_sample_of_cases_leads_to_what_can_be_written_about_them(people, enter, office):
    client = enter(people.auditor)
    address = draw_by(client, kind=CASES, number="10", start="2020-01-01", until="2030-01-01")
    page = client.get(address)
    cases = SkpProcess.objects.all()
    assert {each["href"] for each in BeautifulSoup(page.content, "html.parser").select("a[href*='about=']")} == {
        f"/admin/audit/findings/write/?about=case%3Askp%3A{case.pk}" for case in cases
    }
    assert "Ghaliyati Wahyuni" in text(page)
    for link in BeautifulSoup(page.content, "html.parser").select("tbody a"):
        assert client.get(link["href"], follow=True).status_code == 200


def test_a_unit_means_its_cases_and_its_people(people, office):
    section = office.posts["section"].unit
    acts = {"capacity": "PLH", "start": date(2026, 3, 2), "decree": "SP-1/2026", "at": make.at(date(2026, 3, 2))}
    appoint_acting(by=people.by_hr(), position=office.posts["section"], officer=office.staff, **acts)
    appoint_acting(by=people.by_hr(), position=office.posts["second_section"], officer=office.stranger, **acts)
    appointed = Decision.objects.get(verb=Verb.APPOINT, particulars__person_nip=office.staff.nip)
    of_unit = set(population.decisions_of(conditions(unit=section)).values_list("pk", flat=True))
    own = Decision.objects.filter(process="skp", particulars__person_nip__in=[office.staff.nip, office.other.nip])
    assert set(own.values_list("pk", flat=True)) <= of_unit
    assert appointed.pk in of_unit
    elsewhere = Decision.objects.get(verb=Verb.APPOINT, particulars__person_nip=office.stranger.nip)
    assert elsewhere.pk not in of_unit
    above = office.posts["division"].unit
    assert of_unit | {elsewhere.pk} <= set(population.decisions_of(conditions(unit=above)).values_list("pk", flat=True))
    cases = conditions(kind=CASES, process="skp", unit=section, start=date(2020, 1, 1), until=date(2030, 1, 1))
    assert population.cases_of(cases).count() == 2


def test_a_time_is_both_days_included(office):
    on = date(2026, 1, 12)
    assert drawn(conditions(start=on, until=on, process="skp")).population > 0
    with pytest.raises(RuleViolation, match="Tidak ada yang cocok"):
        drawn(conditions(start=date(2026, 1, 13), until=date(2026, 11, 1), process="skp"))


def test_a_population_that_is_too_large_is_refused_in_words(people, enter, office, monkeypatch):
    monkeypatch.setattr(population, "MOST", 2)
    before = tables()
    answer = enter(people.auditor).post(PAGE, ASKED)
    assert answer.status_code == 422
    assert "Populasinya lebih dari 2 baris. Persempit waktu, proses, atau unitnya." in text(answer)
    assert tables() == before


def test_a_population_that_grew_too_large_is_told_where_it_is_drawn_again(people, enter, office, monkeypatch):
    client = enter(people.auditor)
    address = draw_by(client)
    monkeypatch.setattr(population, "MOST", 2)
    page = client.get(f"{address}?again=1")
    assert page.status_code == 200
    assert "Populasinya lebih dari 2 baris." in text(page)
    assert "Ditarik ulang" not in text(page)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"kind": CASES, "process": "organization"}, "Pilih proses yang memiliki perkara."),
        ({"kind": CASES, "process": ""}, "Pilih proses yang memiliki perkara."),
        ({"until": "2025-12-31"}, "Tanggal akhir lebih awal"),
        ({"number": ""}, "Tulis berapa banyak."),
        ({"number": "501"}, "lebih kecil dari atau sama dengan 500"),
        ({"start": "kemarin"}, "Pilih tanggalnya."),
        ({"start": "2030-01-01", "until": "2030-01-31"}, "Tidak ada yang cocok dengan syarat ini."),
    ],
)
def test_what_cannot_be_drawn_is_said_and_nothing_is_recorded(people, enter, office, changed, said):
    before = tables()
    answer = enter(people.auditor).post(PAGE, {**ASKED, **changed})
    assert answer.status_code == 422
    assert said in text(answer)
    assert tables() == before


def test_the_file_is_marked_recorded_and_holds_the_sample(people, enter, office):
    client = enter(people.auditor)
    address = draw_by(client)
    answer = client.get(f"{address}?file=xlsx")

    sha256 = hashlib.sha256(answer.content).hexdigest()
    recorded = Decision.objects.get(subject="audit.SampleFile")
    assert recorded.seen == recorded.details["sha256"] == sha256
    assert recorded.details["rows"] == 3
    assert recorded.details["personal"] is True
    assert recorded.details["file"] in answer["Content-Disposition"]
    assert sha256[:12] in recorded.details["file"]
    book = load_workbook(BytesIO(answer.content))
    notes = dict(book["Keterangan"].iter_rows(values_only=True))
    assert "JENJANG · MEMUAT DATA PRIBADI" in notes
    assert notes["Benih"] == "inspektorat-2026"
    drawing = Decision.objects.get(subject="audit.Sample")
    assert notes["Sidik populasi (SHA-256)"] == drawing.details["digest"]
    rows = list(book["Sampel"].iter_rows(min_row=2, values_only=True))
    assert [row[1] for row in rows] == drawing.details["keys"]


def test_a_larger_sample_asks_no_more_queries_than_a_small_one(people, enter, office):
    client = enter(people.auditor)
    small, large = draw_by(client, number="1"), draw_by(client, number="50")
    client.get(small)
    with CaptureQueriesContext(connection) as few:
        client.get(small)
    with CaptureQueriesContext(connection) as many:
        client.get(large)
    assert len(many) == len(few) <= 8


@pytest.mark.parametrize("who", ["hr", "team", "technical", "staff"])
def test_nobody_but_an_auditor_draws_or_looks(people, enter, office, who):
    address = draw_by(enter(people.auditor))
    client = enter(office.staff if who == "staff" else getattr(people, who))
    before = tables()
    for answer in (client.get(PAGE), client.get(address), client.get(f"{address}?file=xlsx"),
                   client.post(PAGE, ASKED)):  # fmt: skip
        assert answer.status_code in {302, 403}
        assert "Ghaliyati" not in answer.content.decode()
        assert not answer.get("Location", "").startswith(PAGE)
    assert tables() == before


def test_what_is_no_sample_is_no_page(people, enter, office):
    other = Decision.objects.filter(process="skp").first()
    assert enter(people.auditor).get(f"{PAGE}{other.pk}/").status_code == 404
