"""HR's queue of *my superior is wrong*: the oldest first, what both say, and an answer that the employee reads."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.backoffice.conftest import TODAY, list_url, tables
from workflows.audit.models import Decision
from workflows.engine.models import OutboxMessage
from workflows.organization.models import ActingAppointment, Position, SuperiorReport, Tenure
from workflows.organization.superior_reports import answer_superior_report, report_superior

SAYS = "Sejak 1 September saya di Sub Bidang Kepangkatan."


def reported(person, days_ago=0, **more):
    return report_superior(
        by=factories.actor(person), says=SAYS, at=factories.at(TODAY - timedelta(days=days_ago)), **more
    )


def answer_url(report):
    return list_url(SuperiorReport, f"{report.pk}/answer/")


def queue(client, query=""):
    page = client.get(list_url(SuperiorReport, query))
    assert page.status_code == 200
    return [row.employee.name for row in page.context["cl"].result_list]


def test_the_queue_shows_what_is_open_the_oldest_first(people, enter):
    office = people.office
    answered = reported(office.section, 9)
    answer_superior_report(by=people.by_hr(), report=answered, status="KEPT", answer="Tetap.")
    reported(office.staff, 1)
    reported(office.other, 5)
    client = enter(people.hr)
    assert queue(client) == ["Cornelia Oktaviani", "Ghaliyati Wahyuni"]
    assert queue(client, "?state=answered") == ["Jaya Ramadan"]
    assert len(queue(client, "?state=all")) == 3


def test_the_page_holds_what_the_data_say_against_what_the_employee_says(people, enter):
    office = people.office
    report = reported(office.staff, claimed=office.division)
    page = enter(people.hr).get(answer_url(report)).content.decode()
    assert SAYS in page
    assert f"Siti Pratama</b>, NIP {office.division.nip}" in page
    assert page.count("Jaya Ramadan, Kepala Sub Bidang Mutasi; memegang jabatan sejak") == 2
    for link in (
        list_url(Position, f"{office.posts['staff'].pk}/change/"),
        f"{list_url(Tenure)}?q={office.staff.nip}",
        list_url(Position, f"{office.posts['section'].pk}/change/"),
        f"{list_url(Tenure)}?q={office.posts['section'].code}",
        f"{list_url(ActingAppointment)}?q={office.posts['section'].code}",
    ):
        assert f'href="{link}"' in page
        assert enter(people.hr).get(link).status_code == 200


def test_what_was_corrected_shows_beside_what_was_reported(people, enter):
    office = people.office
    report = reported(office.staff)
    Position.objects.filter(pk=office.posts["staff"].pk).update(reports_to=office.posts["division"])
    page = enter(people.hr).get(answer_url(report)).content.decode()
    assert "Jaya Ramadan, Kepala Sub Bidang Mutasi" in page
    assert "Siti Pratama, Kepala Bidang Mutasi dan Promosi" in page


def test_hr_answers_and_the_employee_is_told(people, enter):
    report = reported(people.office.staff)
    answer = enter(people.hr).post(answer_url(report), {"status": "CORRECTED", "answer": "Jabatan atasan diubah."})
    assert (answer.status_code, answer["Location"]) == (302, list_url(SuperiorReport))
    report.refresh_from_db()
    assert (report.status, report.answer) == ("CORRECTED", "Jabatan atasan diubah.")
    decision = Decision.objects.latest("pk")
    assert (decision.verb, decision.actor_nip, decision.channel) == ("DECIDE", people.hr.nip, "BACKOFFICE")
    message = OutboxMessage.objects.get()
    assert (message.recipient, message.body) == (people.office.staff.user, "Jabatan atasan diubah.")
    page = enter(people.hr).get(answer_url(report)).content.decode()
    assert "Jabatan atasan diubah." in page
    assert "<textarea" not in page


@pytest.mark.parametrize("given", [{}, {"status": "KEPT", "answer": " "}, {"status": "OPEN", "answer": "Tetap."}])
def test_half_an_answer_is_refused(people, enter, given):
    report = reported(people.office.staff)
    before = tables()
    assert enter(people.hr).post(answer_url(report), given).status_code == 422
    assert tables() == before


def test_hr_does_not_answer_their_own_report(people, enter):
    Tenure.objects.create(
        employee=people.hr, start=date(2026, 1, 1),
        position=factories.position("Admin", people.office.posts["staff"].unit, people.office.posts["section"]),
    )  # fmt: skip
    report = reported(people.hr)
    before = tables()
    assert "laporan Anda sendiri" in enter(people.hr).get(answer_url(report)).content.decode()
    page = enter(people.hr).post(answer_url(report), {"status": "CORRECTED", "answer": "Benar."})
    assert page.status_code == 422
    assert tables() == before
    assert enter(people.other_hr).post(answer_url(report), {"status": "KEPT", "answer": "Tetap."}).status_code == 302


def test_nothing_is_answered_twice(people, enter):
    report = reported(people.office.staff)
    enter(people.hr).post(answer_url(report), {"status": "KEPT", "answer": "Tetap."})
    before = tables()
    page = enter(people.other_hr).post(answer_url(report), {"status": "CORRECTED", "answer": "Lagi."})
    assert page.status_code == 422
    assert tables() == before


@pytest.mark.parametrize(("who", "reads"), [("auditor", 200), ("team", 200), ("technical", 403), ("staff", 302)])
def test_who_reads_and_that_none_of_them_answers(people, enter, who, reads):
    report = reported(people.office.other)
    client = enter(getattr(people, who, None) or people.office.staff)
    assert client.get(list_url(SuperiorReport)).status_code in {reads, 403 if reads == 302 else reads}
    before = tables()
    for page in (
        client.get(answer_url(report)),
        client.post(answer_url(report), {"status": "KEPT", "answer": "Tetap."}),
    ):
        assert page.status_code in {302, 403}
        assert SAYS not in page.content.decode()
    assert tables() == before
    assert SuperiorReport.objects.get().status == "OPEN"


def test_the_first_page_counts_what_is_open(people, enter):
    client = enter(people.hr)

    def counted():
        return {str(each.label): each.value for each in client.get("/admin/").context["headlines"]}

    assert counted()["Atasan saya keliru"] == 0
    reported(people.office.staff)
    report = reported(people.office.other)
    assert counted()["Atasan saya keliru"] == 2
    answer_superior_report(by=people.by_hr(), report=report, status="KEPT", answer="Tetap.")
    assert counted()["Atasan saya keliru"] == 1
    assert "Atasan saya keliru" not in enter(people.technical).get("/admin/").content.decode()


def test_the_answer_page_is_within_its_budget(people, enter):
    client = enter(people.hr)
    report = reported(people.office.staff, claimed=people.office.division)
    client.get(answer_url(report))
    with CaptureQueriesContext(connection) as asked:
        client.get(answer_url(report))
    assert len(asked) <= 12
