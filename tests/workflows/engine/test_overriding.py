"""HR decides in place of whoever is asked: with a reason, as an override, never on their own case."""

import pytest

from tests import factories as make
from tests.workflows.engine.taking import TWO, open_items, refused, take
from workflows.audit.models import Decision
from workflows.engine.refusals import DecidedBefore, NotYours, OwnCase
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import RoleGrant, User
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db
REASON = "Atasan sakit berkepanjangan."


def overriding(person):
    user = User.objects.select_related("employee").get(pk=person.user_id)
    return Actor(user=user, channel=Channel.DEMO, overrides=True)


@pytest.fixture
def hr():
    return make.with_role("HR_ADMIN")


def test_override_decides_the_tier_and_is_recorded_as_what_it_is(office, report, hr):
    assert take(overriding(hr), lambda t: t.approve(REASON)).is_agreed

    decision = Decision.objects.last()
    assert (decision.verb, decision.details["as"], decision.actor_name) == ("OVERRIDE", "APPROVE", "Ratna HR")
    assert (decision.reason, decision.tier_number) == (REASON, 1)


def test_override_without_a_reason_is_refused(office, report, hr):
    refused(RuleViolation, overriding(hr), lambda t: t.approve())


@pytest.mark.parametrize("role", ["PERFORMANCE_TEAM", "AUDITOR", "LEADER", "TECHNICAL_ADMIN"])
def test_no_other_role_overrides(office, report, role):
    refused(NotYours, overriding(make.with_role(role)), lambda t: t.approve(REASON))


def test_former_hr_admin_overrides_nothing(office, report, hr):
    RoleGrant.objects.filter(user=hr.user).update(end=make.A_MONDAY)

    refused(NotYours, overriding(hr), lambda t: t.approve(REASON))


@pytest.mark.parametrize("change", ["approve", "send_back", "reject"])
def test_nobody_overrides_on_their_own_case(office, change):
    RoleGrant.objects.create(user=office.staff.user, role="HR_ADMIN", start=make.date(2026, 1, 1))
    make.submitted_report(office.staff)

    refused(OwnCase, overriding(office.staff), lambda t: getattr(t, change)(REASON))


def test_whoever_overrode_one_tier_does_not_override_the_next(office, hr):
    make.chain(tiers=TWO, position_kind="EXECUTING")
    make.submitted_report(office.staff)
    take(overriding(hr), lambda t: t.approve(REASON))

    refused(DecidedBefore, overriding(hr), lambda t: t.approve(REASON))
    assert take(office.division).is_agreed


def test_hr_admin_who_decided_as_superior_does_not_override_the_next_tier(office):
    make.chain(tiers=TWO, position_kind="EXECUTING")
    RoleGrant.objects.create(user=office.section.user, role="HR_ADMIN", start=make.date(2026, 1, 1))
    make.submitted_report(office.staff)
    take(office.section)

    refused(DecidedBefore, overriding(office.section), lambda t: t.approve(REASON))


def test_what_waits_with_the_person_is_not_overridden(office, report, hr):
    take(office.section, lambda t: t.send_back("Lampirkan bukti."))

    refused(NotYours, overriding(hr), lambda t: t.hand_in())


def test_override_settles_a_committee_alone(office, hr):
    for name in ("Ani", "Budi", "Citra"):
        make.with_role("AUDITOR", name)
    make.chain(
        tiers=[{"rule": "COMMITTEE", "role": "AUDITOR", "mode": "QUORUM", "quorum": 2}], position_kind="EXECUTING"
    )
    make.submitted_report(office.staff)

    assert take(overriding(hr), lambda t: t.approve(REASON)).is_agreed
    assert not open_items().exists()


def test_nobody_overrides_the_case_of_whom_they_act_for(office, hr):
    make.acting(hr, office.posts["section"], "PLH", start=make.A_MONDAY)
    make.submitted_report(office.section)

    said = refused(OwnCase, overriding(hr), lambda t: t.approve(REASON))

    assert "orang yang Anda wakili" in said
