"""Returning, rejecting, revising and withdrawing a plan: who may, when, and what it leaves behind."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests import factories as make
from tests.workflows.skp.states import MONDAY, everything, one_result
from workflows.audit.models import Decision
from workflows.engine.refusals import NotAllowedHere, NotYours
from workflows.organization.actor import Actor, Channel
from workflows.rules.violation import RuleViolation
from workflows.skp import actions
from workflows.skp.checking import PlanRefused
from workflows.skp.entries import entries_of

pytestmark = pytest.mark.django_db


def test_returned_plan_keeps_in_the_record_what_was_read(office):
    skp = make.submitted_skp(office)

    actions.send_back(
        task_id=make.open_item_of(skp).task_id, by=make.actor(office.section), reason="Target terlalu rendah."
    )

    skp.refresh_from_db()
    item = make.open_item_of(skp)
    assert (skp.status, item.node, item.owner_id) == ("RETURNED", "revise", office.staff.user_id)
    decision = Decision.objects.get(verb="RETURN")
    assert decision.reason == "Target terlalu rendah."
    assert decision.details["content"]["results"][0]["indicators"][0]["target"] == "360.00"


@pytest.mark.parametrize("verb", ["send_back", "reject"])
def test_a_return_or_rejection_says_why(office, verb):
    skp = make.submitted_skp(office)
    actions.approve(task_id=make.open_item_of(skp).task_id, by=make.actor(office.section))
    before = everything()

    with pytest.raises(RuleViolation) as refused:
        getattr(actions, verb)(task_id=make.open_item_of(skp).task_id, by=make.actor(office.division), reason=" ")

    assert refused.value.field == "reason"
    assert everything() == before


def test_the_first_tier_returns_and_does_not_reject(office):
    skp = make.submitted_skp(office)
    before = everything()

    with pytest.raises(NotAllowedHere):
        actions.reject(task_id=make.open_item_of(skp).task_id, by=make.actor(office.section), reason="Tidak sesuai.")

    assert everything() == before


def test_rejected_plan_ends_and_leaves_the_one_in_force(office, year):
    first = make.set_skp(office)
    by = make.actor(office.staff)
    second = actions.start_draft(employee=office.staff, position=office.posts["staff"], period=year, by=by)
    actions.submit(skp=second, by=by, reason="Usulan yang masuk berkurang.")
    actions.approve(task_id=make.open_item_of(second).task_id, by=make.actor(office.section))

    actions.reject(
        task_id=make.open_item_of(second).task_id, by=make.actor(office.division), reason="Tidak ada alasan."
    )

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("SET", "REJECTED")
    assert second.cases.get().status == "DONE"


def test_revised_plan_goes_through_all_tiers_in_a_new_round(office, returned):
    given = entries_of(returned)[0]
    higher = replace(given, indicators=(replace(given.indicators[0], target=Decimal(400)), *given.indicators[1:]))

    actions.revise(
        task_id=make.open_item_of(returned).task_id,
        results=[higher],
        by=make.actor(office.staff),
        at=make.at(MONDAY, 13),
    )

    returned.refresh_from_db()
    case = returned.cases.get()
    assert (returned.status, case.round, case.tier.number) == ("SUBMITTED", 2, 1)
    assert make.open_item_of(returned).owner_id == office.section.user_id
    assert returned.results.get().indicators.get(number=1).target == Decimal(400)


def test_revision_is_checked_as_a_submission(office, returned):
    before = everything()

    with pytest.raises(PlanRefused):
        actions.revise(task_id=make.open_item_of(returned).task_id, results=[], by=make.actor(office.staff))

    assert everything() == before


@pytest.mark.parametrize("verb", ["revise", "withdraw"])
@pytest.mark.parametrize("who", ["section", "other", "stranger"])
def test_only_the_employee_revises_or_withdraws(office, returned, verb, who):
    before = everything()

    with pytest.raises(NotYours):
        getattr(actions, verb)(task_id=make.open_item_of(returned).task_id, by=make.actor(getattr(office, who)))

    assert everything() == before


def test_a_plan_that_waits_for_a_decision_is_not_revised(office):
    skp = make.submitted_skp(office)
    before = everything()

    with pytest.raises(NotAllowedHere):
        actions.revise(task_id=make.open_item_of(skp).task_id, by=make.actor(office.section))

    assert everything() == before


def test_withdrawn_plan_ends_and_a_new_version_can_be_begun(office, returned, year):
    actions.withdraw(task_id=make.open_item_of(returned).task_id, by=make.actor(office.staff), reason="Disusun ulang.")

    returned.refresh_from_db()
    assert (returned.status, returned.cases.get().status, make.open_item_of(returned)) == ("WITHDRAWN", "DONE", None)
    again = actions.start_draft(
        employee=office.staff, position=office.posts["staff"], period=year, by=make.actor(office.staff)
    )
    assert again.version == 2


def test_an_import_stores_a_draft_for_somebody(office, year):
    by = Actor.system("import_office", Channel.IMPORT)

    skp = actions.start_draft(employee=office.staff, position=office.posts["staff"], period=year, by=by)
    actions.save_draft(skp=skp, results=[one_result()], by=by)

    assert skp.history.get().history_change_reason == "start_draft system:import_office"
    assert skp.results.get().text == "Terprosesnya usulan"
