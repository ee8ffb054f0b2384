"""A tier at which nobody stands: parked with the team, claimed by it alone; and one above the end of the line."""

from datetime import date, timedelta

import pytest

from tests import factories as make
from tests.workflows.engine.taking import TWO, WHEN, open_items, refused, take, verbs
from workflows.audit.models import Decision
from workflows.engine.authority import may_do
from workflows.engine.claiming import claim
from workflows.engine.refusals import NotYours, OwnCase
from workflows.organization.models import Position

pytestmark = pytest.mark.django_db


@pytest.fixture
def parked(office):
    make.vacant(office.posts["section"])
    make.submitted_report(office.staff)
    return open_items().get()


def test_gap_parks_the_case_with_the_performance_team(office, parked):
    assert (parked.team, parked.owner_id, parked.principal_id) == ("PERFORMANCE_TEAM", None, None)
    assert "Kepala Sub Bidang Mutasi" in parked.gap
    assert parked.due_at == make.at(make.A_MONDAY + timedelta(days=3), 23, 59)


@pytest.mark.parametrize("who", ["staff", "other", "section", "division", "head", "stranger"])
def test_parked_case_is_nobody_elses(office, parked, who):
    person = getattr(office, who)

    assert not may_do(parked, make.actor(person), make.A_MONDAY)
    assert "tim pengelola kinerja" in refused(NotYours, person)


@pytest.mark.parametrize("role", ["HR_ADMIN", "AUDITOR", "LEADER", "TECHNICAL_ADMIN"])
def test_parked_case_is_no_other_roles(parked, role):
    person = make.with_role(role)

    assert not may_do(parked, make.actor(person), make.A_MONDAY)
    refused(NotYours, person)


def test_member_of_the_team_claims_what_is_parked_and_the_gap_is_recorded(office, parked):
    member = make.with_role("PERFORMANCE_TEAM", "Bella Wibisono")
    assert not may_do(parked, make.actor(member), make.A_MONDAY)
    claim(task_id=parked.task_id, by=make.actor(member), at=WHEN)
    assert may_do(open_items().get(), make.actor(member), make.A_MONDAY)

    take(member)

    decision = Decision.objects.get(verb="APPROVE")
    assert (decision.actor_name, decision.capacity) == ("Bella Wibisono", "")
    assert decision.details == {"gap": parked.gap}


def test_member_of_the_team_does_not_decide_their_own_parked_case(office, parked):
    make.RoleGrant.objects.create(user=office.staff.user, role="PERFORMANCE_TEAM", start=date(2026, 1, 1))

    assert not may_do(parked, make.actor(office.staff), make.A_MONDAY)
    refused(NotYours, office.staff)
    with pytest.raises(OwnCase):
        claim(task_id=parked.task_id, by=make.actor(office.staff), at=WHEN)


def test_former_member_of_the_team_may_not(parked):
    member = make.with_role("PERFORMANCE_TEAM")
    member.user.role_grants.update(end=make.A_MONDAY)

    refused(NotYours, member)


def test_tier_above_the_end_of_the_line_is_passed_over_and_recorded(office):
    make.chain(tiers=TWO, position_kind="HIGH_LEADER")
    make.submitted_report(office.head)

    assert take(office.outside).is_agreed

    assert verbs()[1:] == [("APPROVE", 1, "Luis Sihombing"), ("SKIP", 2, "system:engine")]
    assert "berakhir di sini" in Decision.objects.get(verb="SKIP").reason


def test_case_of_which_every_tier_is_passed_over_is_parked_and_not_agreed(office):
    make.submitted_report(office.outside)

    item = open_items().get()
    assert (item.team, item.tier.number) == ("PERFORMANCE_TEAM", 1)
    assert item.gap.endswith("Tidak ada tahap lain yang dapat memutus perkara ini.")


def test_case_whose_line_was_cut_while_it_was_corrected_is_parked(office):
    make.submitted_report(office.staff)
    take(office.section, lambda t: t.send_back("Lampirkan bukti."))
    Position.objects.filter(pk=office.posts["staff"].pk).update(reports_to=None)

    take(office.staff, lambda t: t.hand_in())

    assert open_items().get().team == "PERFORMANCE_TEAM"
