"""Who may see a person and a case: by today's line, by role, and by what somebody was asked or decided; nobody else."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from tests import factories as make
from workflows.daily import actions
from workflows.daily.models import DailyProcess
from workflows.engine.models import WorkItem
from workflows.engine.sight import may_see_case, may_see_person, person_seen_by
from workflows.organization.models import RoleGrant, Tenure, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def that_monday(settings):
    settings.DEMO_TODAY = make.A_MONDAY


def sees(person, whom):
    return may_see_person(make.actor(person).user, whom)


@pytest.mark.parametrize("who", ["staff", "section", "division", "head", "outside"])
def test_the_person_and_everybody_above_see_them(office, who):
    assert sees(getattr(office, who), office.staff)


@pytest.mark.parametrize("who", ["other", "stranger"])
def test_colleagues_and_those_below_do_not(office, who):
    assert not sees(getattr(office, who), office.staff)
    assert not sees(getattr(office, who), office.section)


@pytest.mark.parametrize(
    ("role", "may"),
    [("HR_ADMIN", True), ("PERFORMANCE_TEAM", True), ("AUDITOR", True), ("LEADER", False), ("TECHNICAL_ADMIN", False)],
)
def test_roles_that_watch_the_office_see_everybody_and_the_technical_admin_does_not(office, role, may):
    assert sees(make.with_role(role), office.staff) is may


def test_a_role_that_has_ended_shows_nothing(office):
    auditor = make.with_role("AUDITOR")
    RoleGrant.objects.update(end=make.A_MONDAY)

    assert not sees(auditor, office.staff)


def test_nobody_at_all_and_nobody_inactive_sees_anything(office):
    User.objects.filter(pk=office.section.user_id).update(is_active=False)

    assert not may_see_person(AnonymousUser(), office.staff)
    assert not sees(office.section, office.staff)


def test_a_superior_who_left_the_post_sees_only_what_they_were_asked(office):
    asked = make.submitted_report(office.staff, date(2026, 11, 20))
    Tenure.objects.filter(employee=office.section).update(end=make.A_MONDAY)
    later = make.employee("Penerus", office.posts["section"], since=make.A_MONDAY)
    not_asked = make.submitted_report(office.other)
    user = make.actor(office.section).user

    assert not may_see_person(user, office.staff)
    assert may_see_case(user, DailyProcess.objects.get(report=asked))
    assert not may_see_case(user, DailyProcess.objects.get(report=not_asked))
    assert sees(later, office.staff)


def test_an_acting_officer_sees_while_acting_and_afterwards_what_they_decided(office):
    make.acting(office.stranger, office.posts["section"], "PLH", start=date(2026, 11, 16), end=make.A_MONDAY)
    friday = date(2026, 11, 20)
    decided, left = make.submitted_report(office.staff, friday), make.submitted_report(office.other, friday)
    item = WorkItem.objects.open().get(case__dailyprocess__report=decided)
    WorkItem.objects.update(owner=office.section.user)  # as where the holder was asked before going away
    actions.verify(task_id=item.task_id, by=make.actor(office.stranger), at=make.at(friday, 17))
    user = make.actor(office.stranger).user

    assert not may_see_person(user, office.staff)
    assert may_see_case(user, DailyProcess.objects.get(report=decided))
    assert not may_see_case(user, DailyProcess.objects.get(report=left))


def test_a_person_is_found_by_nip_by_whoever_may_see_them_alone(office):
    section, other = make.actor(office.section).user, make.actor(office.other).user

    assert person_seen_by(section) == person_seen_by(section, office.section.nip) == office.section
    assert person_seen_by(section, office.staff.nip) == office.staff
    for nip in (office.staff.nip, "199901012020011001", "x"):
        with pytest.raises(Http404):
            person_seen_by(other, nip)


def test_a_log_in_without_an_employee_has_nothing_of_its_own(office):
    with pytest.raises(PermissionDenied):
        person_seen_by(User.objects.create_user("teknis"))
