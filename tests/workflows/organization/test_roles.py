"""Roles hold from a day to before a day, and say what the back-office allows."""

from datetime import date

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from tests import factories as make
from workflows.organization.login import RoleBackend, has_role, roles_of, users_with
from workflows.organization.models import Role, RoleGrant, User

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)


def fresh(person):
    return User.objects.get(pk=person.user_id)


def test_role_holds_in_its_half_open_time_only():
    person = make.employee("Ratna")
    RoleGrant.objects.create(user=person.user, role="AUDITOR", start=date(2026, 3, 1), end=date(2026, 6, 1))

    held = [has_role(fresh(person), "AUDITOR", on=date(2026, *day)) for day in ((2, 28), (3, 1), (5, 31), (6, 1))]

    assert held == [False, True, True, False]


def test_roles_are_asked_once_for_each_day(django_assert_num_queries):
    user = fresh(make.with_role("AUDITOR"))

    with django_assert_num_queries(2):
        assert roles_of(user, DAY) == {"AUDITOR"}
        assert roles_of(user, DAY) == {"AUDITOR"}
        assert roles_of(user, date(2025, 1, 1)) == frozenset()


def test_open_role_is_granted_once():
    person = make.with_role("AUDITOR")

    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=person.user, role="AUDITOR", start=DAY)


def test_inactive_and_anonymous_hold_no_role():
    person = make.with_role("HR_ADMIN")
    user = fresh(person)
    user.is_active = False
    user.save()

    assert roles_of(user, DAY) == frozenset()
    assert roles_of(AnonymousUser(), DAY) == frozenset()
    assert users_with(["HR_ADMIN"], DAY) == []
    assert not RoleBackend().has_perm(user, "organization.view_unit")


def test_members_of_a_role_are_each_named_once():
    person = make.with_role("AUDITOR")
    RoleGrant.objects.create(user=person.user, role="HR_ADMIN", start=date(2026, 1, 1))

    assert users_with(["AUDITOR", "HR_ADMIN"], DAY) == [person.user]


ALL_ACTIONS = ("view", "add", "change", "delete")


@pytest.mark.parametrize(
    ("role", "app", "allowed"),
    [
        (Role.HR_ADMIN, "organization", {"view", "add", "change"}),
        (Role.HR_ADMIN, "attendance", {"view", "add", "change"}),
        (Role.HR_ADMIN, "daily", {"view"}),
        (Role.HR_ADMIN, "audit", {"view"}),
        (Role.HR_ADMIN, "viewflow", {"view"}),
        (Role.PERFORMANCE_TEAM, "organization", {"view"}),
        (Role.PERFORMANCE_TEAM, "skp", {"view"}),
        (Role.AUDITOR, "audit", {"view"}),
        (Role.AUDITOR, "organization", {"view"}),
        (Role.TECHNICAL_ADMIN, "organization", {"view"}),
        (Role.TECHNICAL_ADMIN, "skp", set()),
        (Role.TECHNICAL_ADMIN, "audit", set()),
        (Role.LEADER, "organization", set()),
        (Role.LEADER, "skp", set()),
        (None, "organization", set()),
    ],
)
def test_what_each_role_may_do_in_the_back_office(role, app, allowed):
    person = make.with_role(role) if role else make.employee("Pegawai Biasa")

    may = {action for action in ALL_ACTIONS if RoleBackend().has_perm(fresh(person), f"{app}.{action}_thing")}

    assert may == allowed


def test_only_roles_that_view_look_into_an_app():
    backend = RoleBackend()

    looks = {role: backend.has_module_perms(fresh(make.with_role(role)), "skp") for role in Role.values}

    assert looks == {
        "HR_ADMIN": True, "PERFORMANCE_TEAM": True, "AUDITOR": True, "LEADER": False, "TECHNICAL_ADMIN": True,
    }  # fmt: skip


def test_log_in_is_by_nip_and_password(rf):
    person = make.employee("Ratna")
    request = rf.post("/accounts/login/")

    assert authenticate(request, username=person.nip, password="rahasia-sekali") == person.user
    assert authenticate(request, username=person.nip, password="salah-sekali") is None


def test_log_in_without_a_password_cannot_be_used(rf):
    user = User.objects.create_user("198001012005012999")

    assert not user.has_usable_password()
    assert authenticate(rf.post("/accounts/login/"), username=user.username, password="") is None


def test_session_finds_the_log_in_with_its_employee(django_assert_num_queries):
    person = make.employee("Ratna")

    with django_assert_num_queries(1):
        user = RoleBackend().get_user(person.user_id)
        assert user.employee.name == "Ratna"
    user.is_active = False
    user.save()
    assert RoleBackend().get_user(person.user_id) is None
