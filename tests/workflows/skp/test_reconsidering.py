"""A plan withdrawn or changed while it waits, a decision on it taken back, and several who decide."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from tests import factories as make
from tests.workflows.engine.reconsidering import (
    REASON,
    TWO_OF_THREE,
    TWO_TIERS,
    last,
    members,
    open_items,
    overriding,
    verbs,
)
from tests.workflows.skp.states import everything, put_in
from tests.workflows.targets.states import submitted_plan
from workflows.engine.differences import since_last_round
from workflows.engine.refusals import MovedOn, NotAllowedHere, NotYours
from workflows.rules.violation import RuleViolation
from workflows.skp import actions
from workflows.skp.checking import PlanRefused
from workflows.skp.entries import entries_of
from workflows.skp.models import Skp, SkpProcess

pytestmark = pytest.mark.django_db
TEN = make.at(make.IN_JANUARY, 10)
SOON = TEN + timedelta(minutes=9)


@pytest.fixture
def skp(office):
    return make.submitted_skp(office)


def items(skp):
    return open_items(case__skpprocess__skp=skp)


def task_of(skp):
    return items(skp)[0].task_id


def changed(skp, **values):
    first, *rest = entries_of(skp)
    return [replace(first, **values), *rest]


def refused(refusal, action, **kwargs):
    before = everything()
    with pytest.raises(refusal) as caught:
        action(**kwargs)
    assert everything() == before
    return str(caught.value)


# ---- withdraw ----
def test_plan_that_nobody_decided_on_is_a_draft_again(office, skp):
    actions.withdraw(task_id=task_of(skp), by=make.actor(office.staff), reason="Target keliru.", at=TEN)

    skp.refresh_from_db()
    assert (skp.status, skp.submitted_at, items(skp)) == ("DRAFT", None, [])
    assert (skp.cases.get().outcome, last().verb, last().reason) == ("WITHDRAWN", "WITHDRAW", "Target keliru.")
    actions.submit(skp=skp, by=make.actor(office.staff))
    assert (skp.status, skp.cases.count(), len(items(skp))) == ("SUBMITTED", 2, 1)


@pytest.mark.parametrize("who", ["section", "other", "stranger"])
@pytest.mark.parametrize("verb", ["withdraw", "change"])
def test_nobody_else_withdraws_or_changes_what_waits(office, skp, who, verb):
    given = {"results": changed(skp, text="Lain")} if verb == "change" else {}

    refused(NotYours, getattr(actions, verb), task_id=task_of(skp), by=make.actor(getattr(office, who)), **given)


def test_plan_is_not_withdrawn_after_the_first_decision(office, skp):
    actions.approve(task_id=task_of(skp), by=make.actor(office.section))

    said = refused(NotAllowedHere, actions.withdraw, task_id=task_of(skp), by=make.actor(office.staff))

    assert said.startswith("Sudah ada yang memutus")


@pytest.mark.parametrize("verb", ["withdraw", "change"])
def test_what_is_set_is_neither_withdrawn_nor_changed(office, verb):
    skp = make.set_skp(office)
    task_id = skp.cases.get().work_items.order_by("pk").last().task_id
    given = {"results": changed(skp, text="Lain")} if verb == "change" else {}

    refused(MovedOn, getattr(actions, verb), task_id=task_id, by=make.actor(office.staff), **given)


# ---- change ----
def test_changed_plan_goes_through_again_with_what_changed(office, skp):
    actions.approve(task_id=task_of(skp), by=make.actor(office.section))

    actions.change(
        task_id=task_of(skp), results=changed(skp, text="Selesainya usulan mutasi"), by=make.actor(office.staff)
    )

    case = SkpProcess.objects.get(skp=skp)
    assert (case.round, case.tier.number, Skp.objects.get(pk=skp.pk).status) == (2, 1, "SUBMITTED")
    assert last().verb == "AMEND"
    assert [change.label for change in since_last_round(case)] == ["Hasil kerja 1"]


def test_unchanged_or_incomplete_plan_is_refused(office, skp):
    by = make.actor(office.staff)

    refused(RuleViolation, actions.change, task_id=task_of(skp), results=entries_of(skp), by=by)
    refused(PlanRefused, actions.change, task_id=task_of(skp), results=[], by=by)


def test_returned_plan_is_revised_and_not_changed(office, returned):
    refused(
        NotYours, actions.change, task_id=task_of(returned), results=changed(returned, text="Lain"),
        by=make.actor(office.staff),
    )  # fmt: skip


# ---- take back ----
def decided(office, skp, verb="approve", **given):
    task_id = task_of(skp)
    getattr(actions, verb)(task_id=task_id, by=make.actor(office.section), at=TEN, **given)
    skp.refresh_from_db()
    return task_id


@pytest.mark.parametrize("verb", ["approve", "send_back", "reject"])
def test_each_decision_is_taken_back(office, verb):
    make.chain(tiers=[{**tier, "may_reject": True} for tier in TWO_TIERS], process="skp", position_kind="EXECUTING")
    skp = make.submitted_skp(office)
    task_id = decided(office, skp, verb, reason="Belum sesuai.")

    actions.take_back(task_id=task_id, by=make.actor(office.section), at=SOON)

    skp.refresh_from_db()
    assert (skp.status, [i.tier.number for i in items(skp)]) == ("SUBMITTED", [1])
    assert last().verb == "TAKE_BACK"


def test_return_that_is_being_corrected_stands(office, skp):
    task_id = decided(office, skp, "send_back", reason="Target terlalu rendah.")
    actions.save_draft(skp=skp, results=changed(skp, text="Selesainya usulan"), by=make.actor(office.staff))

    refused(NotAllowedHere, actions.take_back, task_id=task_id, by=make.actor(office.section), at=SOON)


@pytest.fixture
def just_set(office):
    make.chain(process="skp", position_kind="EXECUTING")
    skp = make.submitted_skp(office)
    return skp, decided(office, skp)


def test_setting_on_which_nothing_was_built_is_taken_back(office, just_set):
    skp, task_id = just_set
    assert skp.status == "SET"

    actions.take_back(task_id=task_id, by=make.actor(office.section), at=SOON)

    skp.refresh_from_db()
    assert (skp.status, skp.set_at) == ("SUBMITTED", None)
    actions.approve(task_id=task_of(skp), by=make.actor(office.section), at=SOON)
    skp.refresh_from_db()
    assert skp.status == "SET"


def test_setting_stands_where_targets_were_begun(office, just_set):
    skp, task_id = just_set
    submitted_plan(skp, when=SOON)

    said = refused(NotAllowedHere, actions.take_back, task_id=task_id, by=make.actor(office.section), at=SOON)

    assert said == "Keputusan ini tidak dapat ditarik lagi: target bulanannya sudah mulai disusun."


def test_setting_stands_where_a_plan_below_carries_it_on(office, just_set):
    skp, task_id = just_set
    below = make.draft_skp(office.other, office.posts["other"], carries_on=skp.results.get())

    said = refused(NotAllowedHere, actions.take_back, task_id=task_id, by=make.actor(office.section), at=SOON)

    assert f"SKP {below.employee.name} sudah meneruskan" in said


def test_setting_stands_where_a_version_was_begun_or_replaced(office, just_set, year):
    _skp, task_id = just_set
    by = make.actor(office.staff)
    later = actions.start_draft(employee=office.staff, position=office.posts["staff"], period=year, by=by, at=SOON)
    refused(NotAllowedHere, actions.take_back, task_id=task_id, by=make.actor(office.section), at=SOON)
    actions.submit(skp=later, by=by, reason="Usulan yang masuk berkurang.", at=SOON)
    second = decided(office, later)

    said = refused(NotAllowedHere, actions.take_back, task_id=second, by=make.actor(office.section), at=SOON)

    assert "sudah menggantikan versi sebelumnya" in said


def test_nobody_takes_back_anothers_nor_too_late(office, just_set):
    _skp, task_id = just_set

    refused(NotYours, actions.take_back, task_id=task_id, by=make.actor(office.staff), at=SOON)
    late = TEN + timedelta(minutes=11)
    refused(NotAllowedHere, actions.take_back, task_id=task_id, by=make.actor(office.section), at=late)


# ---- several deciders ----
def test_two_of_three_set_a_plan_and_the_first_changes_nothing(office):
    committee = members()
    make.chain(tiers=[TWO_OF_THREE], process="skp", position_kind="EXECUTING")
    skp = make.submitted_skp(office)
    task_id = task_of(skp)

    actions.approve(task_id=task_id, by=make.actor(committee[0]))
    actions.reject(task_id=task_id, by=make.actor(committee[1]), reason="Tidak setuju.")
    skp.refresh_from_db()
    assert (skp.status, len(items(skp))) == ("SUBMITTED", 1)

    actions.approve(task_id=task_id, by=make.actor(committee[2]))
    skp.refresh_from_db()
    assert (skp.status, items(skp)) == ("SET", [])


@pytest.mark.parametrize(
    ("verb", "status", "recorded"),
    [("approve", "SET", "APPROVE"), ("send_back", "RETURNED", "RETURN"), ("reject", "REJECTED", "REJECT")],
)
def test_hr_overrides_each_decision(office, verb, status, recorded):
    make.chain(tiers=[{"rule": "DIRECT_SUPERIOR", "may_reject": True}], process="skp", position_kind="EXECUTING")
    skp = make.submitted_skp(office)

    getattr(actions, verb)(task_id=task_of(skp), by=overriding(make.with_role("HR_ADMIN")), reason=REASON)

    skp.refresh_from_db()
    assert (skp.status, last().verb, last().details["as"]) == (status, "OVERRIDE", recorded)


def test_later_tier_returns_to_the_first_and_the_plan_waits_there(office, skp):
    actions.approve(task_id=task_of(skp), by=make.actor(office.section))

    actions.send_back(task_id=task_of(skp), by=make.actor(office.division), reason="Bahas lagi.", to_tier=1)

    skp.refresh_from_db()
    assert (skp.status, [i.tier.number for i in items(skp)]) == ("SUBMITTED", [1])
    assert verbs("skp")[-1] == ("RETURN", 2, 1)
    assert last().details["content"]["results"][0]["indicators"][0]["target"] == str(Decimal("360.00"))


@pytest.mark.parametrize("status", sorted(set(Skp.Status) - {Skp.Status.SUBMITTED}))
def test_row_that_waits_no_longer_offers_nothing_to_withdraw(office, status):
    skp = make.set_skp(office)
    task_id = skp.cases.get().work_items.order_by("pk").first().task_id
    put_in(skp, status)

    refused(MovedOn, actions.withdraw, task_id=task_id, by=make.actor(office.staff))
