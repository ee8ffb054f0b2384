"""HR opens a month's assessment and computes its allowance from the list of periods."""

from datetime import date

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse

from tests import factories as make
from workflows.allowance.models import AllowanceClass, AllowanceRun, AllowanceScheme, SchemeVersion
from workflows.assessment.models import Assessment
from workflows.audit.models import Decision
from workflows.organization.models import Period, Role

pytestmark = pytest.mark.django_db
LIST = "admin:organization_period_changelist"


@pytest.fixture
def office(settings):
    settings.DEMO_TODAY = date(2026, 11, 24)
    office = make.office()
    skp = make.draft_skp(office.staff, office.posts["staff"])
    skp.status = "SET"
    skp.save()
    version = SchemeVersion.objects.create(
        scheme=AllowanceScheme.objects.create(code="KOTA", name="Kota"), number=1, start=date(2026, 1, 1)
    )
    for job_class in (6, 9, 11, 14, 17):
        AllowanceClass.objects.create(job_class=job_class, amount=3_000_000, start=version.start)
    return office


def press(client, person, action, month="2026-10"):
    client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
    period = Period.objects.get(code=month)
    return client.post(reverse(LIST), {"action": action, ACTION_CHECKBOX_NAME: [period.pk]}, follow=True)


def test_month_is_opened_once(office, client):
    hr = make.with_role(Role.HR_ADMIN)

    press(client, hr, "open_assessments")
    again = press(client, hr, "open_assessments")

    assert Assessment.objects.get().employee == office.staff
    assert "0 penilaian dibuka" in again.content.decode()
    assert Decision.objects.get(process="assessment").actor_name == "Ratna HR"


def test_month_that_is_not_over_is_refused_in_a_sentence(office, client):
    page = press(client, make.with_role(Role.HR_ADMIN), "open_assessments", "2026-11").content.decode()

    assert "dapat dibuka mulai" in page
    assert not Assessment.objects.exists()


def test_second_computation_is_a_correction(office, client):
    hr = make.with_role(Role.HR_ADMIN)

    press(client, hr, "compute_allowance")
    press(client, hr, "compute_allowance")

    runs = AllowanceRun.objects.order_by("number")
    assert [(run.number, run.status) for run in runs] == [(1, "COMPUTED"), (2, "COMPUTED")]
    assert runs[0].results.count() == runs[1].results.count() > 0


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.PERFORMANCE_TEAM, Role.TECHNICAL_ADMIN])
@pytest.mark.parametrize("action", ["open_assessments", "compute_allowance"])
def test_others_cannot(office, client, role, action):
    press(client, make.with_role(role), action)

    assert not Assessment.objects.exists()
    assert not AllowanceRun.objects.exists()
