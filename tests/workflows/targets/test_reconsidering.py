"""A split withdrawn or changed while it waits, a decision on it taken back, and several who decide."""

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
)
from tests.workflows.targets import states
from workflows.assessment import actions as assessment
from workflows.audit.models import Decision
from workflows.engine.differences import since_last_round
from workflows.engine.models import WorkItem
from workflows.engine.refusals import MovedOn, NotAllowedHere, NotYours
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Period
from workflows.rules.violation import RuleViolation
from workflows.targets import actions
from workflows.targets.models import MonthlyTarget, TargetPlan, TargetProcess
from workflows.targets.reading import SplitRefused

pytestmark = pytest.mark.django_db
WHEN = states.NEW_YEAR
SOON = WHEN + timedelta(minutes=9)


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def skp(office):
    return states.set_skp(office.staff, office.posts["staff"])


@pytest.fixture
def plan(skp):
    return states.submitted_plan(skp)


def items(plan):
    return open_items(case__targetprocess__plan=plan)


def task_of(plan):
    return items(plan)[0].task_id


def everything():
    return (
        list(TargetPlan.objects.order_by("pk").values()),
        list(MonthlyTarget.objects.order_by("pk").values()),
        list(WorkItem.objects.order_by("pk").values_list("pk", "closed_at", "closing")),
        Decision.objects.count(),
        TargetPlan.history.count() + MonthlyTarget.history.count(),
    )


def refused(refusal, action, **kwargs):
    before = everything()
    with pytest.raises(refusal) as caught:
        action(**kwargs)
    assert everything() == before
    return str(caught.value)


def other_split(skp):
    """The even split with ten moved from the last month to the first."""
    months = dict(actions.even_plan(skp))
    key = states.quantity_of(skp).pk
    months[key, 1] += 10
    months[key, 12] -= 10
    return months


# ---- withdraw, change ----
def test_withdrawn_split_is_a_draft_and_can_be_handed_in_again(office, skp, plan):
    actions.withdraw(task_id=task_of(plan), by=make.actor(office.staff), at=SOON)

    plan.refresh_from_db()
    assert (plan.status, plan.submitted_at, items(plan), last().verb) == ("DRAFT", None, [], "WITHDRAW")
    again = actions.submit(skp=skp, by=make.actor(office.staff), at=SOON)
    assert (again.pk, again.status, again.cases.count(), len(items(again))) == (plan.pk, "SUBMITTED", 2, 1)


@pytest.mark.parametrize("who", ["section", "other", "stranger"])
@pytest.mark.parametrize("verb", ["withdraw", "change"])
def test_nobody_else_withdraws_or_changes(office, skp, plan, who, verb):
    given = {"months": other_split(skp)} if verb == "change" else {}

    refused(NotYours, getattr(actions, verb), task_id=task_of(plan), by=make.actor(getattr(office, who)), **given)


@pytest.mark.parametrize("verb", ["withdraw", "change"])
def test_what_is_set_is_neither_withdrawn_nor_changed(office, skp, plan, verb):
    task_id = task_of(plan)
    actions.approve(task_id=task_id, by=make.actor(office.section))
    given = {"months": other_split(skp)} if verb == "change" else {}

    refused(MovedOn, getattr(actions, verb), task_id=task_id, by=make.actor(office.staff), **given)


def test_split_is_not_withdrawn_after_the_first_decision(office, skp):
    make.chain(tiers=TWO_TIERS, process="targets", position_kind="EXECUTING")
    plan = states.submitted_plan(skp)
    actions.approve(task_id=task_of(plan), by=make.actor(office.section))

    refused(NotAllowedHere, actions.withdraw, task_id=task_of(plan), by=make.actor(office.staff))


def test_changed_split_goes_through_again_with_what_changed(office, skp, plan):
    actions.change(task_id=task_of(plan), months=other_split(skp), by=make.actor(office.staff), at=SOON)

    case = TargetProcess.objects.get()
    assert (case.round, TargetPlan.objects.get().status, last().verb) == (2, "SUBMITTED", "AMEND")
    assert [(change.label[:8], change.before, change.after) for change in since_last_round(case)] == [
        ("Januari,", "30 usulan", "40 usulan"),
        ("Desember", "30 usulan", "20 usulan"),
    ]


def test_unchanged_or_wrong_split_is_refused(office, skp, plan):
    by = make.actor(office.staff)
    wrong = {**other_split(skp), (states.quantity_of(skp).pk, 1): Decimal(1)}

    refused(RuleViolation, actions.change, task_id=task_of(plan), months=actions.even_plan(skp), by=by)
    refused(SplitRefused, actions.change, task_id=task_of(plan), months=wrong, by=by)


# ---- take back ----
@pytest.fixture
def just_set(office, plan):
    task_id = task_of(plan)
    actions.approve(task_id=task_id, by=make.actor(office.section), at=WHEN)
    plan.refresh_from_db()
    return plan, task_id


def test_setting_is_taken_back(office, just_set):
    plan, task_id = just_set

    actions.take_back(task_id=task_id, by=make.actor(office.section), at=SOON)

    plan.refresh_from_db()
    assert (plan.status, plan.set_at, len(items(plan)), last().verb) == ("SUBMITTED", None, 1, "TAKE_BACK")


def test_version_that_was_replaced_is_in_force_again(office, skp, just_set):
    first, _task = just_set
    second = states.submitted_plan(skp, months=_later_months(skp), when=SOON)
    task_id = task_of(second)
    actions.approve(task_id=task_id, by=make.actor(office.section), at=SOON)
    first.refresh_from_db()
    assert first.status == "REPLACED"

    actions.take_back(task_id=task_id, by=make.actor(office.section), at=SOON)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, first.set_at, second.status) == ("SET", WHEN, "SUBMITTED")


def _later_months(skp):
    months = dict(actions.even_plan(skp))
    key = states.quantity_of(skp).pk
    months[key, 11] += 5
    months[key, 12] -= 5
    return months


def test_setting_stands_where_the_next_version_was_begun(office, skp, just_set):
    _plan, task_id = just_set
    actions.save_draft(skp=skp, months=_later_months(skp), by=make.actor(office.staff))

    said = refused(NotAllowedHere, actions.take_back, task_id=task_id, by=make.actor(office.section), at=SOON)

    assert said == "Keputusan ini tidak dapat ditarik lagi: target bulanannya sudah mulai disusun."


def test_setting_stands_where_an_assessment_was_opened_with_it(office, skp, plan):
    when = make.at(make.date(2026, 12, 1), 9)
    task_id = task_of(plan)
    actions.approve(task_id=task_id, by=make.actor(office.section), at=when)
    month = Period.objects.get(code="2026-11")
    assessment.open_assessments(period=month, by=Actor.system("tick", Channel.DEMO), at=when + timedelta(minutes=1))

    said = refused(
        NotAllowedHere, actions.take_back, task_id=task_id, by=make.actor(office.section),
        at=when + timedelta(minutes=2),
    )  # fmt: skip

    assert said == "Keputusan ini tidak dapat ditarik lagi: penilaiannya sudah dibuka."


def test_return_is_taken_back(office, plan):
    task_id = task_of(plan)
    actions.send_back(task_id=task_id, by=make.actor(office.section), reason="Ratakan bulannya.", at=WHEN)

    actions.take_back(task_id=task_id, by=make.actor(office.section), at=SOON)

    plan.refresh_from_db()
    assert (plan.status, [i.node for i in items(plan)]) == ("SUBMITTED", ["decide"])


def test_nobody_takes_back_anothers_nor_too_late(office, just_set):
    _plan, task_id = just_set

    refused(NotYours, actions.take_back, task_id=task_id, by=make.actor(office.staff), at=SOON)
    late = WHEN + timedelta(minutes=11)
    refused(NotAllowedHere, actions.take_back, task_id=task_id, by=make.actor(office.section), at=late)


# ---- several deciders ----
def test_two_of_three_set_a_split_and_the_first_changes_nothing(office, skp):
    committee = members()
    make.chain(tiers=[TWO_OF_THREE], process="targets", position_kind="EXECUTING")
    plan = states.submitted_plan(skp)
    task_id = task_of(plan)

    actions.approve(task_id=task_id, by=make.actor(committee[1]))
    plan.refresh_from_db()
    assert (plan.status, plan.set_at, len(items(plan))) == ("SUBMITTED", None, 2)

    actions.approve(task_id=task_id, by=make.actor(committee[0]))
    plan.refresh_from_db()
    assert (plan.status, items(plan)) == ("SET", [])


@pytest.mark.parametrize(
    ("verb", "status", "recorded"), [("approve", "SET", "APPROVE"), ("send_back", "RETURNED", "RETURN")]
)
def test_hr_overrides_each_decision(office, plan, verb, status, recorded):
    getattr(actions, verb)(task_id=task_of(plan), by=overriding(make.with_role("HR_ADMIN")), reason=REASON)

    plan.refresh_from_db()
    assert (plan.status, last().verb, last().details["as"]) == (status, "OVERRIDE", recorded)


def test_later_tier_returns_to_the_first_and_the_split_waits_there(office, skp):
    make.chain(tiers=TWO_TIERS, process="targets", position_kind="EXECUTING")
    plan = states.submitted_plan(skp)
    actions.approve(task_id=task_of(plan), by=make.actor(office.section))

    actions.send_back(task_id=task_of(plan), by=make.actor(office.division), reason="Bahas lagi.", to_tier=1)

    plan.refresh_from_db()
    assert (plan.status, [i.tier.number for i in items(plan)]) == ("SUBMITTED", [1])
