"""Agreeing to a plan: tier by tier, by whom, and how a later version takes the place of the former."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests import factories as make
from tests.workflows.skp.states import MONDAY, everything
from workflows.audit.models import Decision
from workflows.engine.refusals import ContentChanged, DecidedBefore, MovedOn, NotYours
from workflows.organization.models import ActingAppointment
from workflows.skp import actions
from workflows.skp.entries import entries_of
from workflows.skp.models import Indicator, WorkResult

pytestmark = pytest.mark.django_db


def test_plan_is_set_after_the_last_tier_and_not_before(office):
    skp = make.submitted_skp(office)

    actions.approve(task_id=make.open_item_of(skp).task_id, by=make.actor(office.section), at=make.at(MONDAY, 10))
    skp.refresh_from_db()
    assert (skp.status, skp.set_at) == ("SUBMITTED", None)

    item = make.open_item_of(skp)
    assert item.owner_id == office.division.user_id
    actions.approve(task_id=item.task_id, by=make.actor(office.division), at=make.at(MONDAY, 11))
    skp.refresh_from_db()

    assert (skp.status, skp.set_at) == ("SET", make.at(MONDAY, 11))
    assert make.open_item_of(skp) is None
    approvals = Decision.objects.filter(subject=f"skp.Skp#{skp.pk}", verb="APPROVE").order_by("id")
    assert [(d.actor_name, d.tier, d.details) for d in approvals] == [
        ("Jaya Ramadan", "Persetujuan", {}), ("Siti Pratama", "Penetapan", {"set": True}),
    ]  # fmt: skip


def test_the_heads_plan_is_set_by_the_official_outside_and_the_missing_tier_is_recorded(office):
    skp = make.set_skp(office, "head")

    decisions = Decision.objects.filter(subject=f"skp.Skp#{skp.pk}").order_by("id")
    assert [(d.verb, d.actor_name) for d in decisions] == [
        ("SUBMIT", "Uda Waluyo"), ("APPROVE", "Luis Sihombing"), ("SKIP", "system:engine"),
    ]  # fmt: skip
    assert skp.status == "SET"


@pytest.mark.parametrize("who", ["staff", "other", "stranger", "division", "head"])
@pytest.mark.parametrize("verb", ["approve", "send_back", "reject"])
def test_only_the_asked_superior_decides(office, who, verb):
    skp = make.submitted_skp(office)
    before = everything()

    with pytest.raises(NotYours):
        getattr(actions, verb)(
            task_id=make.open_item_of(skp).task_id, by=make.actor(getattr(office, who)), reason="Alasan saya."
        )

    assert everything() == before


def test_nobody_decides_two_tiers_of_one_plan(office):
    skp = make.submitted_skp(office)
    actions.approve(task_id=make.open_item_of(skp).task_id, by=make.actor(office.section))
    ActingAppointment.objects.create(
        position=office.posts["division"], officer=office.section, capacity="PLH", start=date(2026, 1, 2), decree="SP 1"
    )
    before = everything()

    with pytest.raises(DecidedBefore):
        actions.approve(task_id=make.open_item_of(skp).task_id, by=make.actor(office.section))

    assert everything() == before


def test_second_decision_is_told_what_happened(office):
    skp = make.submitted_skp(office)
    task = make.open_item_of(skp).task_id
    actions.approve(task_id=task, by=make.actor(office.section), at=make.at(MONDAY, 10))
    before = everything()

    with pytest.raises(MovedOn, match="Jaya Ramadan menyetujuinya"):
        actions.approve(task_id=task, by=make.actor(office.section), at=make.at(MONDAY, 11))

    assert everything() == before


def test_a_decision_is_bound_to_what_was_on_the_screen(office):
    skp = make.submitted_skp(office)
    seen = skp.cases.get().content_hash
    Indicator.objects.filter(result__skp=skp, number=1).update(target=1)
    before = everything()

    with pytest.raises(ContentChanged):
        actions.approve(task_id=make.open_item_of(skp).task_id, by=make.actor(office.section), seen=seen)

    assert everything() == before


def test_acting_officer_decides_and_both_names_are_kept(office):
    skp = make.submitted_skp(office)
    ActingAppointment.objects.create(
        position=office.posts["section"], officer=office.division, capacity="PLH", start=MONDAY, decree="SP 800/1",
        end=MONDAY + timedelta(days=5),
    )  # fmt: skip

    actions.approve(task_id=make.open_item_of(skp).task_id, by=make.actor(office.division), at=make.at(MONDAY, 12))

    decision = Decision.objects.get(subject=f"skp.Skp#{skp.pk}", verb="APPROVE")
    assert (decision.actor_name, decision.principal_name, decision.capacity, decision.decree) == (
        "Siti Pratama", "Jaya Ramadan", "PLH", "SP 800/1",
    )  # fmt: skip


def test_a_later_version_replaces_the_one_in_force_when_it_is_set(office, year):
    first = make.set_skp(office)
    by = make.actor(office.staff)
    second = actions.start_draft(employee=office.staff, position=office.posts["staff"], period=year, by=by)
    lower = [
        replace(e, indicators=(replace(e.indicators[0], target=Decimal(300)), *e.indicators[1:]))
        for e in entries_of(second)
    ]
    actions.submit(skp=second, results=lower, by=by, reason="Usulan yang masuk berkurang.")
    first.refresh_from_db()
    assert first.status == "SET"

    for person in (office.section, office.division):
        actions.approve(task_id=make.open_item_of(second).task_id, by=make.actor(person))

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status, second.version) == ("REPLACED", "SET", 2)
    assert first.history.latest("history_date").history_change_reason == "replaced"
    assert first.results.get().indicators.get(number=1).target == Decimal(360)


def test_what_others_carry_on_goes_over_to_the_version_in_force(office, year):
    below = make.set_cascade(office)
    old = below.results.get().carries_on
    by = make.actor(office.section)
    second = actions.start_draft(employee=office.section, position=office.posts["section"], period=year, by=by)
    actions.submit(skp=second, by=by, reason="Usulan yang masuk berkurang.")
    assert below.results.get().carries_on == old

    for person in (office.division, office.head):
        actions.approve(task_id=make.open_item_of(second).task_id, by=make.actor(person))

    new = second.results.get()
    assert (new.follows, below.results.get().carries_on) == (old, new)
    assert new.indicators.get(number=1).follows == old.indicators.get(number=1)
    moved = below.results.get().history.latest("history_date")
    assert (moved.history_change_reason, moved.history_user_id) == ("replaced", office.head.user_id)
    assert not WorkResult.objects.carried_on_by_nobody().exists()
