"""Auditing goes with no role that keeps the office, and no end of service closes an auditor's log-in by one person."""

from datetime import date

import pytest

from tests import factories as make
from workflows.engine.service_changes import end_service, withdraw_end
from workflows.organization import auditors_rights as rights
from workflows.organization.actions import grant_role
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Employee, Role, RoleGrant, ServiceEnd
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
WHY = "Mencapai batas usia pensiun."
SERVER = Actor.system("grant_auditor", Channel.COMMAND)


@pytest.fixture(autouse=True)
def _today(settings):
    settings.DEMO_TODAY = TODAY


@pytest.fixture
def hr():
    return make.with_role(Role.HR_ADMIN, "Ratna")


def code_of(act):
    grants = list(RoleGrant.objects.order_by("pk").values())
    with pytest.raises(RuleViolation) as caught:
        act()
    assert list(RoleGrant.objects.order_by("pk").values()) == grants
    assert not ServiceEnd.objects.exists()
    return caught.value.code


@pytest.mark.parametrize("role", [Role.HR_ADMIN, Role.PERFORMANCE_TEAM, Role.TECHNICAL_ADMIN])
@pytest.mark.parametrize("first", ["the other role", "the auditor"])
def test_an_auditor_keeps_no_office_at_the_same_time(hr, role, first):
    person = make.employee("Sari")
    one, two = (role, Role.AUDITOR) if first == "the other role" else (Role.AUDITOR, role)
    RoleGrant.objects.create(user=person.user, role=one, start=date(2026, 3, 1), end=date(2026, 6, 1))

    def grant(start, end):
        by = SERVER if two == Role.AUDITOR else make.actor(hr)
        return grant_role(by=by, user=person.user, role=two, start=start, end=end)

    for start, end in (
        (date(2026, 1, 1), None), (date(2026, 5, 31), date(2026, 7, 1)), (date(2026, 1, 1), date(2026, 3, 2)),
    ):  # fmt: skip
        assert code_of(lambda s=start, e=end: grant(s, e)) == "auditor_not_beside"
    grant(date(2026, 6, 1), None)
    grant(date(2026, 1, 1), date(2026, 3, 1))


def test_a_leader_may_audit():
    leader = make.with_role(Role.LEADER)
    grant_role(by=SERVER, user=leader.user, role=Role.AUDITOR, start=TODAY)


def test_a_technical_log_in_audits_nothing():
    person = make.employee("Toni")
    person.user.is_superuser = True
    person.user.save()
    act = lambda: grant_role(by=SERVER, user=person.user, role=Role.AUDITOR, start=TODAY)  # noqa: E731
    assert code_of(act) == "auditor_technical"


def ended(hr, person, since):
    return end_service(
        employee=Employee.objects.get(pk=person.pk), kind="RETIRED", since=since, reason=WHY, by=make.actor(hr),
        at=make.at(TODAY),
    )  # fmt: skip


def test_an_end_of_service_waits_for_the_end_of_the_role(hr):
    auditor, second = make.with_role(Role.AUDITOR, "Agus"), make.with_role(Role.HR_ADMIN, "Rina")
    last = date(2026, 12, 1)
    assert code_of(lambda: ended(hr, auditor, last)) == "auditor_takes_two"
    grant = RoleGrant.objects.get(user=auditor.user)
    proposal = rights.propose_end(by=make.actor(hr), grant=grant, end=last, reason=WHY)
    rights.confirm(by=make.actor(second), proposal=proposal)

    assert code_of(lambda: ended(hr, auditor, date(2026, 11, 30))) == "auditor_takes_two"
    recorded = ended(hr, auditor, last)

    assert "organization.RoleGrant" not in recorded.before
    withdraw_end(end=recorded, reason="Ditunda.", by=make.actor(hr), at=make.at(TODAY, 17))
    grant.refresh_from_db()
    assert grant.end == last


def test_an_end_of_service_of_before_touches_no_auditors_role_that_ended_since(hr):
    auditor = make.with_role(Role.AUDITOR, "Agus")
    grant = RoleGrant.objects.get(user=auditor.user)
    grant.end = TODAY
    grant.save()

    ended(hr, auditor, date(2026, 11, 20))

    grant.refresh_from_db()
    assert grant.end == TODAY
    assert not Employee.objects.get(pk=auditor.pk).is_active


def test_nobody_becomes_an_auditor_beyond_their_service(hr):
    person = make.employee("Sari")
    ended(hr, person, date(2026, 12, 31))
    for end in (None, date(2027, 1, 1)):
        with pytest.raises(RuleViolation) as caught:
            rights.propose_grant(by=make.actor(hr), user=person.user, start=TODAY, end=end, reason=WHY)
        assert caught.value.code == "auditor_beyond_service"
    rights.propose_grant(by=make.actor(hr), user=person.user, start=TODAY, end=date(2026, 12, 31), reason=WHY)


def test_a_withdrawn_end_of_service_gives_no_role_back_beside_auditing(hr):
    person = make.with_role(Role.PERFORMANCE_TEAM, "Tika")
    recorded = ended(hr, person, date(2026, 12, 1))
    RoleGrant.objects.create(user=person.user, role=Role.AUDITOR, start=date(2026, 12, 1))
    with pytest.raises(RuleViolation) as caught:
        withdraw_end(end=recorded, reason="Ditunda.", by=make.actor(hr), at=make.at(TODAY, 17))
    assert caught.value.code == "auditor_not_beside"
