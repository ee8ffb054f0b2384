"""Each verb of monthly targets: allowed, refused by status, refused by person, and what it leaves behind."""

from datetime import date
from decimal import Decimal

import pytest

from tests import factories as make
from tests.workflows.targets import states
from workflows.audit.models import Decision
from workflows.engine.models import WorkItem
from workflows.engine.refusals import ContentChanged, MovedOn, NotAllowedHere, NotYours
from workflows.rules.violation import RuleViolation
from workflows.skp.models import Skp
from workflows.targets import actions
from workflows.targets.models import MonthlyTarget, TargetPlan
from workflows.targets.queries import months_of, targets_in_month, targets_of
from workflows.targets.reading import SplitRefused

pytestmark = pytest.mark.django_db
OUTSIDERS = ["other", "stranger", "section", "division"]


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def skp(office):
    return states.set_skp(office.staff, office.posts["staff"])


@pytest.fixture
def me(office):
    return make.actor(office.staff)


def nothing_happened() -> bool:
    return not (TargetPlan.objects.exists() or Decision.objects.exists() or WorkItem.objects.exists())


def test_even_plan_adds_up_and_stores_nothing(skp):
    plan = actions.even_plan(skp)

    quantity, level = states.quantity_of(skp), states.level_of(skp)
    assert [plan[quantity.pk, month] for month in range(1, 13)] == [Decimal(30)] * 12
    assert {plan[level.pk, month] for month in range(1, 13)} == {Decimal(90)}
    assert nothing_happened()


def test_draft_keeps_what_does_not_add_up_yet(skp, me):
    quantity = states.quantity_of(skp)

    plan = actions.save_draft(skp=skp, months={(quantity.pk, 1): Decimal("12.5")}, by=me)
    actions.save_draft(skp=skp, months={(quantity.pk, 2): Decimal(7)}, by=me)

    assert (plan.status, plan.version) == ("DRAFT", 1)
    assert months_of(plan) == {(quantity.pk, 2): Decimal(7)}
    assert MonthlyTarget.history.filter(history_type="-").count() == 1
    assert not Decision.objects.exists()


def test_draft_is_handed_in_as_it_stands(skp, me):
    actions.save_draft(skp=skp, months=actions.even_plan(skp), by=me)

    plan = actions.submit(skp=skp, by=me, at=states.NEW_YEAR)

    assert (plan.status, plan.submitted_at) == ("SUBMITTED", states.NEW_YEAR)
    assert MonthlyTarget.objects.count() == 24


def test_submitted_split_waits_for_the_direct_superior(office, skp):
    plan = states.submitted_plan(skp)

    item = states.open_item(plan)
    assert (item.owner_id, item.principal_id) == (office.section.user_id, office.posts["section"].pk)
    assert item.title == "Target bulanan Ghaliyati Wahyuni"
    decision = Decision.objects.get()
    assert (decision.verb, decision.process, decision.actor_name) == ("SUBMIT", "targets", "Ghaliyati Wahyuni")
    assert decision.effective_at == states.NEW_YEAR


def test_approved_split_is_set_and_locked(office, skp, me):
    plan = states.set_plan(skp, office.section)

    plan.refresh_from_db()
    assert (plan.status, plan.set_at) == ("SET", states.NEW_YEAR)
    assert targets_of(skp) == actions.even_plan(skp)
    assert targets_in_month([states.quantity_of(skp).pk], 11) == {states.quantity_of(skp).pk: Decimal(30)}
    assert plan.cases.get().status == "DONE"
    changed = actions.even_plan(skp) | {(states.quantity_of(skp).pk, 1): Decimal(29)}
    actions.save_draft(skp=skp, months=changed, by=me)
    assert targets_of(skp) == actions.even_plan(skp)


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_else_drafts_or_hands_in(office, skp, who):
    stranger = make.actor(getattr(office, who))

    with pytest.raises(NotYours):
        actions.save_draft(skp=skp, months={}, by=stranger)
    with pytest.raises(NotYours):
        actions.submit(skp=skp, months=actions.even_plan(skp), by=stranger)

    assert nothing_happened()


@pytest.mark.parametrize("status", sorted(set(Skp.Status.values) - {"SET"}))
def test_only_a_set_skp_is_split(skp, me, status):
    Skp.objects.filter(pk=skp.pk).update(status=status)

    with pytest.raises(NotAllowedHere):
        actions.submit(skp=skp, months=actions.even_plan(skp), by=me)

    assert nothing_happened()


def test_every_indicator_that_misses_its_target_is_named_with_the_difference(skp, me):
    quantity, level = states.quantity_of(skp), states.level_of(skp)
    months = actions.even_plan(skp) | {(quantity.pk, 12): Decimal(10), (level.pk, 12): Decimal(85)}

    with pytest.raises(SplitRefused) as refused:
        actions.submit(skp=skp, months=months, by=me)

    assert [(problem.indicator_id, problem.code) for problem in refused.value.problems] == [
        (quantity.pk, "split_sum"),
        (level.pk, "split_end"),
    ]
    assert "kurang 20 usulan dari target tahunan 360 usulan" in refused.value.problems[0].message
    assert "5 persen di bawah target tahunan 90 persen" in refused.value.problems[1].message
    assert nothing_happened()


@pytest.mark.parametrize(
    ("amount", "code"),
    [("-1", "split_negative"), ("0.333", "split_decimals"), ("NaN", "not_a_number"), ("1E+13", "split_too_much")],
)
def test_what_cannot_be_stored_is_refused_at_its_month(skp, me, amount, code):
    with pytest.raises(SplitRefused) as refused:
        actions.save_draft(skp=skp, months={(states.quantity_of(skp).pk, 3): Decimal(amount)}, by=me)

    assert [(problem.code, problem.month) for problem in refused.value.problems] == [(code, 3)]
    assert nothing_happened()


def test_a_strangers_indicator_is_refused(office, skp, me):
    theirs = states.quantity_of(states.set_skp(office.other, office.posts["other"]))

    months = {(theirs.pk, 1): Decimal(1), (states.quantity_of(skp).pk, 13): Decimal(1)}

    with pytest.raises(SplitRefused) as refused:
        actions.save_draft(skp=skp, months=months, by=me)

    assert {problem.code for problem in refused.value.problems} == {"split_indicator", "split_month"}
    assert nothing_happened()


def test_a_split_on_its_way_is_neither_drafted_nor_handed_in_again(skp, me):
    states.submitted_plan(skp)

    for verb in (actions.save_draft, actions.submit):
        with pytest.raises(NotAllowedHere, match="sudah diajukan"):
            verb(skp=skp, months=actions.even_plan(skp), by=me)

    assert TargetPlan.objects.count() == Decision.objects.count() == 1


def test_without_an_approver_in_charge_nobody_else_decides(office, skp):
    plan = states.submitted_plan(skp)

    for who in ("staff", "other", "stranger", "division", "head"):
        with pytest.raises(NotYours):
            actions.approve(task_id=states.open_item(plan).task_id, by=make.actor(getattr(office, who)))

    plan.refresh_from_db()
    assert plan.status == "SUBMITTED"
    assert Decision.objects.count() == 1


def test_returned_split_comes_back_until_it_is_set(office, skp, me):
    plan, section = states.submitted_plan(skp), make.actor(office.section)
    actions.send_back(task_id=states.open_item(plan).task_id, by=section, reason="Mei dan Juni terlalu rendah.")
    item = states.open_item(plan)
    assert (item.node, item.owner_id) == ("revise", office.staff.user_id)
    assert item.title == "Target bulanan Anda dikembalikan"
    key = states.quantity_of(skp).pk
    changed = actions.even_plan(skp) | {(key, 5): Decimal(35), (key, 6): Decimal(35), (key, 1): Decimal(20)}

    actions.revise(task_id=item.task_id, months=changed, by=me)
    actions.approve(task_id=states.open_item(plan).task_id, by=section)

    plan.refresh_from_db()
    assert plan.status == "SET"
    assert targets_of(skp) == changed
    verbs = list(Decision.objects.order_by("id").values_list("verb", "round"))
    assert verbs == [("SUBMIT", 1), ("RETURN", 1), ("SUBMIT", 2), ("APPROVE", 2)]


def test_return_without_a_reason_changes_nothing(office, skp):
    plan = states.submitted_plan(skp)

    with pytest.raises(RuleViolation, match="Tulis alasannya"):
        actions.send_back(task_id=states.open_item(plan).task_id, by=make.actor(office.section), reason=" ")

    plan.refresh_from_db()
    assert plan.status == "SUBMITTED"


def test_a_revision_that_does_not_add_up_changes_nothing(office, skp, me):
    plan = states.submitted_plan(skp)
    actions.send_back(task_id=states.open_item(plan).task_id, by=make.actor(office.section), reason="Mohon ditinjau.")
    months = actions.even_plan(skp) | {(states.quantity_of(skp).pk, 1): Decimal(31)}

    with pytest.raises(SplitRefused, match="lebih 1 usulan"):
        actions.revise(task_id=states.open_item(plan).task_id, months=months, by=me)

    assert months_of(plan) == actions.even_plan(skp)
    assert states.open_item(plan).node == "revise"


def test_the_employee_does_not_approve_as_an_acting_officer(office, skp):
    make.acting(office.staff, office.posts["section"])
    plan = states.submitted_plan(skp)

    items = WorkItem.objects.open().filter(case__targetprocess__plan=plan)

    assert not items.filter(owner=office.staff.user).exists()


def test_second_decision_is_told_what_happened(office, skp):
    plan, section = states.submitted_plan(skp), make.actor(office.section)
    task = states.open_item(plan).task_id
    actions.approve(task_id=task, by=section)

    with pytest.raises(MovedOn, match="Jaya Ramadan menyetujuinya"):
        actions.approve(task_id=task, by=section)

    assert Decision.objects.filter(verb="APPROVE").count() == 1


def test_what_was_not_seen_is_not_approved(office, skp):
    plan = states.submitted_plan(skp)

    with pytest.raises(ContentChanged):
        actions.approve(task_id=states.open_item(plan).task_id, by=make.actor(office.section), seen="0" * 64)

    plan.refresh_from_db()
    assert plan.status == "SUBMITTED"


def test_a_new_version_changes_months_to_come_and_replaces_the_former(office, skp, me):
    former = states.set_plan(skp, office.section)
    key = states.quantity_of(skp).pk
    july = make.at(date(2026, 7, 8))
    changed = actions.even_plan(skp) | {(key, 8): Decimal(40), (key, 9): Decimal(20)}

    plan = actions.submit(skp=skp, months=changed, by=me, at=july)
    assert targets_of(skp)[key, 8] == Decimal(30)
    actions.approve(task_id=states.open_item(plan).task_id, by=make.actor(office.section), at=july)

    former.refresh_from_db()
    assert (former.status, plan.version) == ("REPLACED", 2)
    assert targets_of(skp) == changed


def test_months_that_have_begun_are_locked(office, skp, me):
    states.set_plan(skp, office.section)
    key = states.quantity_of(skp).pk
    changed = actions.even_plan(skp) | {(key, 7): Decimal(40), (key, 8): Decimal(20)}

    with pytest.raises(SplitRefused, match="Target Juli sudah terkunci") as refused:
        actions.submit(skp=skp, months=changed, by=me, at=make.at(date(2026, 7, 1)))

    assert [problem.month for problem in refused.value.problems] == [7]
    assert TargetPlan.objects.count() == 1


def test_a_split_of_a_replaced_skp_is_not_approved(office, skp):
    plan = states.submitted_plan(skp)
    Skp.objects.filter(pk=skp.pk).update(status="REPLACED")

    with pytest.raises(NotAllowedHere, match="SKP ini sudah diganti"):
        actions.approve(task_id=states.open_item(plan).task_id, by=make.actor(office.section))

    plan.refresh_from_db()
    assert plan.status == "SUBMITTED"


def test_submission_and_decision_stay_within_their_statements(office, skp, django_assert_max_num_queries):
    months = actions.even_plan(skp)
    with django_assert_max_num_queries(26):
        plan = states.submitted_plan(skp, months)
    item, section = states.open_item(plan), make.actor(office.section)
    with django_assert_max_num_queries(22):
        actions.approve(task_id=item.task_id, by=section)
