"""A report, its evidence and its tasks are seen by those concerned alone."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import factories as make
from workflows.daily import actions
from workflows.engine.models import WorkItem
from workflows.organization.actor import Channel
from workflows.organization.models import ActingAppointment

pytestmark = pytest.mark.django_db
TODAY = make.A_MONDAY


@pytest.fixture
def office(settings):
    settings.DEMO_TODAY = TODAY
    return make.office()


@pytest.fixture
def report(office):
    sent = make.submitted_report(office.staff, TODAY)
    activity = sent.activities.first()
    activity.evidence_file = SimpleUploadedFile("bukti.pdf", b"%PDF-1.4 bukti")
    activity.save()
    return sent


def addresses(report):
    item = WorkItem.objects.open().get(case__dailyprocess__report=report)
    return {
        "detail": reverse("daily:detail", args=[report.pk]),
        "evidence": reverse("daily:evidence", args=[report.activities.first().pk]),
        "task": reverse("engine:task", args=[item.task_id]),
        "calendar": reverse("daily:calendar") + f"?nip={report.employee.nip}",
    }


@pytest.mark.parametrize("who", ["other", "stranger"])
@pytest.mark.parametrize("page", ["detail", "evidence", "task", "calendar"])
def test_colleague_reaches_nothing(office, report, client, who, page):
    client.force_login(getattr(office, who).user, backend="workflows.organization.login.RoleBackend")

    answer = client.get(addresses(report)[page])

    assert answer.status_code in {403, 404}
    assert b"Memeriksa usulan mutasi" not in answer.content


@pytest.mark.parametrize("who", ["staff", "section", "division", "head"])
@pytest.mark.parametrize("page", ["detail", "evidence", "task", "calendar"])
def test_the_person_and_the_line_above_see_it(office, report, client, who, page):
    client.force_login(getattr(office, who).user, backend="workflows.organization.login.RoleBackend")

    answer = client.get(addresses(report)[page])

    assert answer.status_code == 200
    answer.close()


@pytest.mark.parametrize("who", ["section", "division", "head", "other"])
def test_unsent_report_is_its_author_s_alone(office, client, who):
    draft = actions.save_draft(
        employee=office.staff, day=TODAY, entries=make.entries(), by=make.actor(office.staff, Channel.PAGE)
    )
    client.force_login(getattr(office, who).user, backend="workflows.organization.login.RoleBackend")

    assert client.get(reverse("daily:detail", args=[draft.pk])).status_code == 404


def test_anonymous_is_asked_to_log_in(office, report, client):
    for address in addresses(report).values():
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("login"))


def test_acting_officer_sees_it_while_acting(office, report, client):
    ActingAppointment.objects.create(
        position=office.posts["section"], officer=office.stranger, capacity="PLH", start=TODAY, decree="SP 1/2026"
    )
    client.force_login(office.stranger.user, backend="workflows.organization.login.RoleBackend")

    page = client.get(addresses(report)["task"])

    assert page.status_code == 200
    assert "SP 1/2026" in page.content.decode()


def test_evidence_is_handed_out_as_a_download(office, report, client):
    client.force_login(office.section.user, backend="workflows.organization.login.RoleBackend")

    answer = client.get(addresses(report)["evidence"])

    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 bukti"
