"""HR annuls a verified report from its page: told what follows, asked for a reason, refused to everybody else."""

import pytest

from tests import factories
from tests.backoffice.conftest import list_url, tables
from workflows.audit.models import Decision
from workflows.daily import actions
from workflows.daily.models import DailyReport
from workflows.engine.models import WorkItem

WHY = "Rapat itu tidak pernah berlangsung, menurut daftar hadir panitia."


@pytest.fixture
def report(people):
    office = people.office
    given = factories.entries()
    report = factories.submitted_report(office.other, factories.A_MONDAY.replace(day=20), given=given)
    item = WorkItem.objects.open().get(case__dailyprocess__report=report)
    at = factories.at(factories.A_MONDAY.replace(day=20), 17)
    actions.verify(task_id=item.task_id, by=factories.actor(office.section), at=at)
    report.refresh_from_db()
    return report


def annul_url(report):
    return list_url(DailyReport, f"{report.pk}/annul/")


def test_hr_annuls_a_report_after_reading_what_follows(people, enter, report):
    client = enter(people.hr)
    page = client.get(annul_url(report)).content.decode()
    assert "Memeriksa usulan mutasi: 3 usulan" in page
    assert "perhitungan koreksi" in page

    answer = client.post(annul_url(report), {"reason": WHY}, follow=True)

    assert "Laporan dibatalkan dan tidak dihitung lagi." in answer.content.decode()
    report.refresh_from_db()
    assert report.status == DailyReport.Status.ANNULLED
    decision = Decision.objects.latest("pk")
    assert (decision.verb, decision.reason, decision.channel) == ("ANNUL", WHY, "BACKOFFICE")


def test_without_a_reason_nothing_is_annulled(people, enter, report):
    before = tables()
    answer = enter(people.hr).post(annul_url(report), {"reason": ""})
    assert answer.status_code == 422
    assert "Tulis alasannya." in answer.content.decode()
    assert tables() == before


def test_a_report_that_is_annulled_already_is_refused_in_words(people, enter, report):
    client = enter(people.hr)
    client.post(annul_url(report), {"reason": WHY})
    before = tables()
    answer = client.post(annul_url(report), {"reason": WHY})
    assert "Hanya laporan yang disahkan yang dapat dibatalkan." in answer.content.decode()
    assert tables() == before


def test_nobody_else_annuls(people, enter, report):
    before = tables()
    for person in (people.auditor, people.technical, people.office.section):
        answer = enter(person).post(annul_url(report), {"reason": WHY})
        assert answer.status_code in {302, 403}, person
    assert tables() == before
