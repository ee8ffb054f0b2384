"""Auditors' notes: who writes, who reads, and that nothing of them is changed afterwards."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from backoffice.findings.actions import follow, write
from tests import factories as make
from tests.backoffice.conftest import tables
from workflows.audit.about import About
from workflows.audit.models import Decision, Finding
from workflows.audit.models.finding import DIGESTED
from workflows.audit.verbs import Verb
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Role
from workflows.rules.violation import RuleViolation

LIST, WRITE = "/admin/audit/findings/", "/admin/audit/findings/write/"
SAYS = "Disetujui dalam dua detik, tanpa membuka bukti."


def text(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def page_of(row):
    return f"{LIST}{row.pk}/"


@pytest.fixture
def auditor(people):
    return make.actor(people.auditor)


@pytest.fixture
def finding(auditor):
    return write(by=auditor, kind="FINDING", severity="MEDIUM", text=SAYS)


@pytest.fixture
def case(people):
    """The decision by which a report was handed in."""
    make.submitted_skp(people.office)
    return Decision.objects.filter(process="skp", verb=Verb.SUBMIT).latest("pk")


# ---- through the pages ----
def test_an_auditor_writes_about_a_case_adds_to_it_and_closes_it(people, enter, case):
    client = enter(people.auditor)
    address = f"{WRITE}?about=case:skp:{case.case_id}"
    assert "Tentang: SKP Ghaliyati Wahyuni" in text(client.get(address))

    answer = client.post(address, {"kind": "FINDING", "severity": "HIGH", "text": SAYS})
    first = Finding.objects.get()
    assert answer["Location"] == page_of(first)
    assert (first.process, first.case_id, first.subject) == ("skp", case.case_id, case.subject)
    assert (first.author_nip, first.author_name) == (people.auditor.nip, "Agus Auditor")
    client.post(page_of(first), {"kind": "AMENDMENT", "severity": "LOW", "text": "Buktinya dibuka sehari sebelumnya."})
    client.post(page_of(first), {"kind": "CLOSING", "text": "Selesai."})

    shown = text(client.get(page_of(first)))
    assert "Temuan, bobot: ringan . Sudah ditutup." in shown
    assert SAYS in shown
    assert "Buktinya dibuka sehari sebelumnya." in shown
    assert shown.count("Masih sama dengan catatan") == 3
    assert "Tambahkan tulisan" not in shown
    assert Finding.objects.get(pk=first.pk).severity == "HIGH"
    recorded = Decision.objects.filter(process="audit").order_by("pk")
    assert list(recorded.values_list("verb", flat=True)) == ["SUBMIT", "AMEND", "CLOSE"]
    assert recorded[0].subject == f"audit.Finding#{first.pk}"
    assert recorded[0].seen == first.digest
    assert recorded[0].channel == "BACKOFFICE"


def test_a_note_about_a_decision_names_it_and_leads_to_it(people, enter, case):
    client = enter(people.auditor)
    client.post(f"{WRITE}?about=decision:{case.pk}", {"kind": "NOTE", "text": "Lihat lagi."})

    row = Finding.objects.get()
    assert row.about == case
    assert row.title == ("SKP Ghaliyati Wahyuni: Ghaliyati Wahyuni mengajukan, 12\N{NO-BREAK SPACE}Januari 2026")
    assert Finding.objects.about_case("skp", case.case_id).get() == row
    page = BeautifulSoup(client.get(page_of(row)).content, "html.parser")
    [link] = [each["href"] for each in page.select("a") if each.get_text().startswith("Yang dimaksud")]
    assert client.get(link).status_code == 200


@pytest.mark.parametrize("about", ["case:skp:99999", "decision:x", "skp.Skp#77777", "tidak-ada", "case:skp"])
def test_what_the_record_does_not_know_is_not_written_about(people, enter, about):
    client = enter(people.auditor)
    address = f"{WRITE}?about={about.replace('#', '%23')}"
    assert client.get(address).status_code == 404
    assert client.post(address, {"kind": "NOTE", "text": "x"}).status_code == 404
    assert Finding.objects.count() == 0


def test_what_is_missing_is_said_and_nothing_is_kept(people, enter):
    client = enter(people.auditor)
    before = tables()
    for values, said in (
        ({"text": SAYS}, "Pilih jenisnya."),
        ({"kind": "NOTE", "text": "   "}, "Tulis isinya."),
        ({"kind": "FINDING", "text": SAYS}, "Pilih bobot temuan"),
        ({"kind": "NOTE", "text": SAYS, "is_communicated": "on"}, "Catatan hanya untuk auditor."),
        ({"kind": "CLOSING", "text": SAYS}, "Masukkan pilihan yang valid"),
    ):
        answer = client.post(WRITE, values)
        assert answer.status_code == 422, values
        assert said in text(answer), values
    assert tables() == before


def test_a_list_of_many_asks_no_more_queries_than_of_one(people, enter, auditor, finding):
    client = enter(people.auditor)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for number in range(30):
        made = write(by=auditor, kind="FINDING", severity="LOW", text=f"Temuan {number}")
        follow(by=auditor, first=made, kind="COMMUNICATION", text="Disampaikan.")
    with CaptureQueriesContext(connection) as many:
        page = client.get(LIST)
    assert len(many) == len(few) <= 8
    assert text(page).count("Temuan ") >= 25
    rest = client.get(f"{LIST}?state=open&before={Finding.objects.filter(text='Temuan 5').get().pk}")
    assert "Temuan 4" in text(rest)
    assert "Temuan 6" not in text(rest)


def test_a_thread_of_many_rows_asks_no_more_queries_than_a_short_one(people, enter, auditor, finding):
    client = enter(people.auditor)
    client.get(page_of(finding))
    with CaptureQueriesContext(connection) as few:
        client.get(page_of(finding))
    for _ in range(5):
        follow(by=auditor, first=finding, kind="NOTE", text="Catatan lagi.")
    with CaptureQueriesContext(connection) as many:
        client.get(page_of(finding))
    assert len(many) == len(few) <= 8


# ---- who ----
@pytest.mark.parametrize("who", ["hr", "team", "technical", "staff"])
def test_nobody_but_an_auditor_writes(people, enter, finding, who):
    person = people.office.staff if who == "staff" else getattr(people, who)
    follow(by=make.actor(people.auditor), first=finding, kind="COMMUNICATION", text="Mohon ditindaklanjuti.")
    before = tables()
    client = enter(person)
    for address in (WRITE, page_of(finding)):
        answer = client.post(address, {"kind": "FINDING", "severity": "LOW", "text": SAYS})
        assert answer.status_code in {302, 403, 405}
        assert answer.get("Location", "").startswith(("/admin/login/", "/accounts/login/")) or answer.status_code != 302
    for by in (Actor(user=person.user, channel=Channel.BACKOFFICE), Actor.system("tick")):
        with pytest.raises(PermissionDenied):
            write(by=by, kind="NOTE", text=SAYS)
        with pytest.raises(PermissionDenied):
            follow(by=by, first=finding, kind="CLOSING", text=SAYS)
    assert tables() == before


def test_hr_reads_what_was_communicated_and_nothing_else(people, enter, auditor, finding):
    note = write(by=auditor, kind="NOTE", text="Tanyakan kepada kepala bidang.")
    told = write(by=auditor, kind="RECOMMENDATION", text="Wajibkan membuka bukti.", is_communicated=True)
    follow(by=auditor, first=told, kind="NOTE", text="Belum dijawab.")
    hr = enter(people.hr)
    listed = text(hr.get(f"{LIST}?state=all"))
    assert "Wajibkan membuka bukti." in listed
    assert SAYS not in listed
    assert hr.get(page_of(finding)).status_code == 404
    assert hr.get(page_of(note)).status_code == 404
    shown = text(hr.get(page_of(told)))
    assert "Wajibkan membuka bukti." in shown
    assert "Belum dijawab." not in shown

    follow(by=auditor, first=finding, kind="COMMUNICATION", text="Mohon ditindaklanjuti.")

    assert SAYS in text(hr.get(LIST))
    assert "Mohon ditindaklanjuti." in text(hr.get(page_of(finding)))


def test_the_record_that_hr_reads_does_not_hold_the_words(people, auditor, finding):
    recorded = Decision.objects.get(subject=finding.record_key)
    assert (recorded.reason, recorded.details) == ("", {})
    assert recorded.verb == Verb.SUBMIT


@pytest.mark.parametrize("who", ["team", "technical", "staff"])
def test_strangers_read_nothing(people, enter, finding, who):
    follow(by=make.actor(people.auditor), first=finding, kind="COMMUNICATION", text="Disampaikan.")
    client = enter(people.office.staff if who == "staff" else getattr(people, who))
    for address in (LIST, WRITE, page_of(finding)):
        assert client.get(address).status_code in {302, 403}, address


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        ("auditor", {"findings", "sample", "queries", "yearly", "check-file"}),
        ("hr", {"findings", "yearly", "check-file"}),
        ("team", set()),
        ("technical", set()),
    ],
)
def test_the_menu_offers_what_one_may_open(people, enter, who, offered):
    client = enter(getattr(people, who))
    page = BeautifulSoup(client.get("/admin/").content, "html.parser")
    names = ("findings", "sample", "queries", "yearly", "check-file")
    found = {name for name in names if page.select(f"a[href='/admin/audit/{name}/']")}
    assert found == offered
    assert {name for name in names if client.get(f"/admin/audit/{name}/").status_code == 200} == offered


def test_a_superuser_is_no_auditor(people, finding):
    person = people.technical.user
    person.is_superuser = True
    person.save()
    with pytest.raises(PermissionDenied):
        write(by=Actor(user=person), kind="NOTE", text="x")


def test_an_auditor_whose_time_is_over_writes_no_more(people):
    grant = people.auditor.user.role_grants.get(role=Role.AUDITOR)
    grant.end = make.date(2026, 11, 1)
    grant.save()
    with pytest.raises(PermissionDenied):
        write(by=make.actor(people.auditor), kind="NOTE", text="x")


# ---- what a thread takes ----
def test_a_closed_thread_takes_nothing_more(auditor, finding):
    follow(by=auditor, first=finding, kind="CLOSING", text="Selesai.")
    before = tables()
    for kind in ("CLOSING", "NOTE", "AMENDMENT", "COMMUNICATION"):
        with pytest.raises(RuleViolation, match="Sudah ditutup"):
            follow(by=auditor, first=finding, kind=kind, text="Lagi.")
    assert tables() == before


def test_a_note_is_not_communicated_later(auditor):
    note = write(by=auditor, kind="NOTE", text="Tanyakan.")
    with pytest.raises(RuleViolation, match="tidak disampaikan"):
        follow(by=auditor, first=note, kind="COMMUNICATION", text="Disampaikan.")
    assert Finding.objects.count() == 1


@pytest.mark.parametrize("kind", ["AMENDMENT", "COMMUNICATION", "CLOSING", "LAIN"])
def test_a_thread_does_not_begin_with_what_amends(auditor, kind):
    with pytest.raises(RuleViolation):
        write(by=auditor, kind=kind, severity="LOW", text="x")
    assert Finding.objects.count() == 0


# ---- the database ----
def test_the_database_refuses_to_change_or_delete_what_was_written(finding):
    for act in (
        lambda: Finding.objects.filter(pk=finding.pk).update(text="Tidak ada apa-apa."),
        lambda: Finding.objects.filter(pk=finding.pk).delete(),
        lambda: finding.save(),
        lambda: _run("UPDATE audit_finding SET severity = 'LOW'"),
        lambda: _run("DELETE FROM audit_finding"),
    ):
        with pytest.raises((IntegrityError, DatabaseError), match="append_only"), transaction.atomic():
            act()
    assert Finding.objects.get().text == SAYS


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"text": ""}, "finding_says_something"),
        ({"severity": ""}, "finding_has_severity"),
        ({"kind": "CLOSING"}, "finding_amended_follows"),
        ({"kind": "NOTE", "is_communicated": True}, "finding_note_stays_private"),
    ],
)
def test_the_database_refuses_a_row_that_makes_no_sense(finding, wrong, constraint):
    values = {field.attname: getattr(finding, field.attname) for field in Finding._meta.concrete_fields}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Finding.objects.create(**{**values, "id": None, **wrong})


def test_a_row_that_was_put_in_past_the_record_is_shown_as_such(people, enter, finding):
    values = {field.attname: getattr(finding, field.attname) for field in Finding._meta.concrete_fields}
    strange = Finding.objects.create(**{**values, "id": None, "text": "Tidak pernah ditulis auditor."})
    assert "Isi ini tidak sama dengan yang tercatat." in text(enter(people.auditor).get(page_of(strange)))
    assert "tidak sama" not in text(enter(people.auditor).get(page_of(finding)))


def test_what_is_read_of_a_subject_is_what_the_record_knows(case):
    assert About.read(case.subject).key == f"case:skp:{case.case_id}"
    assert About.read("").key == ""


def _run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_digest_of_a_row_covers_all_that_it_says(finding):
    assert {field.attname for field in Finding._meta.concrete_fields} == set(DIGESTED)
    was = finding.digest
    for name, other in (("text", "Lain."), ("severity", "LOW"), ("author_nip", "x"), ("is_communicated", True)):
        before = getattr(finding, name)
        setattr(finding, name, other)
        assert finding.digest != was, name
        setattr(finding, name, before)
    assert finding.digest == was
