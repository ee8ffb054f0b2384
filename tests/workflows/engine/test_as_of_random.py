"""Plans and reports over random lives: whatever was done, they are rebuilt as they were at each instant."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories as make
from tests.workflows.engine.plans_as_of import drafted, edited
from tests.workflows.engine.random_worlds import rolled_back
from tests.workflows.engine.remembering import Remembered, known_office
from workflows.daily import actions as daily
from workflows.daily.annulling import annul
from workflows.daily.entries import entries_of as report_entries
from workflows.engine.models import WorkItem
from workflows.engine.refusals import Refusal
from workflows.rules.violation import RuleViolation
from workflows.skp import actions as skp_actions
from workflows.skp.models import Skp

pytestmark = pytest.mark.django_db
WHY = "Perbaiki indikatornya."
quick = settings(max_examples=8, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
MOVES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=4, max_size=10)


def take_plan_further(skp, office, choice, what, at):
    """One act on the plan, whichever its state lets somebody do; what is refused changes nothing."""
    skp.refresh_from_db()
    item, person = make.open_item_of(skp), make.actor(office.staff)
    decider = make.actor(item.owner.employee) if item is not None else None
    done = WorkItem.objects.filter(case__skpprocess__skp=skp, tier__isnull=False, closing="DONE").order_by("-pk")
    if skp.status == Skp.Status.DRAFT and choice % 2:
        skp_actions.save_draft(skp=skp, results=edited(skp, what), by=person, at=at)
    elif skp.status == Skp.Status.DRAFT:
        skp_actions.submit(skp=skp, by=person, at=at)
    elif skp.status == Skp.Status.RETURNED and choice % 5 == 0:
        skp_actions.save_draft(skp=skp, results=edited(skp, what), by=person, at=at)
    elif skp.status == Skp.Status.RETURNED:
        skp_actions.revise(task_id=item.task_id, results=edited(skp, what), by=person, at=at)
    elif choice == 9 and done:
        taken = done[0]
        skp_actions.take_back(task_id=taken.task_id, by=make.actor(taken.owner.employee), at=at)
    elif skp.status != Skp.Status.SUBMITTED:
        return
    elif choice < 4:
        skp_actions.approve(task_id=item.task_id, by=decider, at=at)
    elif choice < 6:
        to_tier = 1 if choice == 5 and item.tier.number > 1 else None
        skp_actions.send_back(task_id=item.task_id, by=decider, reason=WHY, to_tier=to_tier, at=at)
    elif choice == 6:
        skp_actions.withdraw(task_id=item.task_id, by=person, at=at)
    elif choice == 7:
        skp_actions.change(task_id=item.task_id, results=edited(skp, what), by=person, at=at)
    elif choice == 8 and item.tier.may_reject:
        skp_actions.reject(task_id=item.task_id, by=decider, reason=WHY, at=at)


@quick
@given(moves=MOVES)
def test_a_plan_is_rebuilt_whatever_was_done_to_it(moves):
    with rolled_back():
        office = known_office()
        skp = drafted(office)
        kept, at = Remembered("skp", skp.pk), make.at(date(2026, 1, 5), 9)
        kept.keep(at)
        for choice, what in moves:
            at += timedelta(minutes=3 if choice == 9 else 60)
            with suppress(Refusal, RuleViolation):
                take_plan_further(skp, office, choice, what, at)
            kept.keep(at)
        kept.is_rebuilt()


def take_report_further(report, office, hr, choice, what, at):
    report.refresh_from_db()
    item = WorkItem.objects.open().filter(case__dailyprocess__report=report).select_related("owner").first()
    person, superior = make.actor(office.staff), make.actor(office.section)
    given = report_entries(report.activities.order_by("number"))
    changed = [replace(given[0], description=f"Memeriksa {what}"), *(given[1:] if what % 3 else [])]
    if report.status == "DRAFT":
        daily.submit(employee=office.staff, day=report.day, entries=changed, by=person, at=at)
    elif report.status == "RETURNED":
        daily.correct(task_id=item.task_id, entries=changed, by=person, at=at)
    elif report.status == "VERIFIED" and choice > 6:
        annul(report=report, reason="Rapat itu tidak pernah berlangsung.", by=make.actor(hr), at=at)
    elif report.status != "SUBMITTED":
        return
    elif choice < 3:
        daily.verify(task_id=item.task_id, by=superior, at=at)
    elif choice < 6:
        daily.send_back(task_id=item.task_id, by=superior, reason=WHY, at=at)
    elif choice < 7:
        daily.withdraw(task_id=item.task_id, by=person, at=at)
    elif choice < 9:
        daily.change(task_id=item.task_id, entries=changed, by=person, at=at)
    else:
        daily.reject(task_id=item.task_id, by=superior, reason=WHY, at=at)


@quick
@given(moves=MOVES)
def test_a_report_is_rebuilt_whatever_was_done_to_it(moves):
    with rolled_back():
        office, hr = known_office(), make.with_role("HR_ADMIN")
        at = make.at(make.A_MONDAY)
        report = make.submitted_report(office.staff, when=at)
        kept = Remembered("daily", report.pk)
        kept.keep(at)
        for choice, what in moves:
            at += timedelta(minutes=20)
            with suppress(Refusal, RuleViolation):
                take_report_further(report, office, hr, choice, what, at)
            kept.keep(at)
        kept.is_rebuilt()
