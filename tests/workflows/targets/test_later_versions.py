"""An amended plan loses nothing that was reached: what counted for a version counts for the one that replaces it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from backoffice.duties import do_duties
from tests import factories as make
from workflows.daily import actions as daily
from workflows.engine.models import WorkItem
from workflows.engine.refusals import NotAllowedHere, NotYours
from workflows.organization.actor import Actor
from workflows.organization.models import Period
from workflows.skp import actions
from workflows.skp.entries import entries_of
from workflows.targets import actions as targets
from workflows.targets.models import MonthlyRealisation
from workflows.targets.queries import realised

pytestmark = pytest.mark.django_db
WHY = "Usulan yang masuk berkurang."


@pytest.fixture
def office():
    return make.office()


def first_of(skp):
    return skp.results.order_by("number").first().indicators.get(number=1)


def reached(skp):
    key = first_of(skp).pk
    return realised([key])[key]


def verified(office, skp, quantity, day=make.A_MONDAY):
    report = make.submitted_report(office.staff, day, given=make.entries(skp.results.first(), quantity=quantity))
    item = WorkItem.objects.open().get(case__dailyprocess__report=report)
    daily.verify(task_id=item.task_id, by=make.actor(office.section), at=make.at(day, 17))


def begun(office, **changed):
    by = make.actor(office.staff)
    year = Period.objects.get(code="2026")
    skp = actions.start_draft(employee=office.staff, position=office.posts["staff"], period=year, by=by)
    first, *others = entries_of(skp)
    measures = (replace(first.indicators[0], **{"target": Decimal(300), **changed}), *first.indicators[1:])
    return actions.submit(skp=skp, results=[replace(first, indicators=measures), *others], by=by, reason=WHY)


def agreed(office, skp):
    for person in (office.section, office.division):
        actions.approve(task_id=make.open_item_of(skp).task_id, by=make.actor(person))
    skp.refresh_from_db()
    return skp


def test_what_was_reached_counts_for_the_version_that_replaces(office):
    first = make.set_skp(office)
    verified(office, first, 7)

    second = agreed(office, begun(office))

    assert (reached(first), reached(second)) == (Decimal(7), Decimal(7))
    row = MonthlyRealisation.objects.get(indicator=first_of(second))
    assert (row.month, row.reports) == (11, 1)


def test_a_report_of_the_replaced_version_counts_for_the_one_in_force_once(office):
    first = make.set_skp(office)
    report = make.submitted_report(office.staff, given=make.entries(first.results.get(), quantity=5))
    second = agreed(office, begun(office))
    item = WorkItem.objects.open().get(case__dailyprocess__report=report)

    daily.verify(task_id=item.task_id, by=make.actor(office.section), at=make.at(make.A_MONDAY, 17))

    assert (reached(first), reached(second)) == (Decimal(5), Decimal(5))
    third = agreed(office, begun(office, target=Decimal(280)))
    assert reached(third) == Decimal(5)


def test_activities_of_both_versions_in_one_report_add_up(office):
    first = make.set_skp(office)
    second = agreed(office, begun(office))
    old, new = make.entries(first.results.get(), quantity=2)[0], make.entries(second.results.get(), quantity=4)[0]
    report = make.submitted_report(office.staff, given=[old, new])
    item = WorkItem.objects.open().get(case__dailyprocess__report=report)

    daily.verify(task_id=item.task_id, by=make.actor(office.section), at=make.at(make.A_MONDAY, 17))

    assert (reached(first), reached(second)) == (Decimal(2), Decimal(6))


def test_another_unit_of_measure_begins_at_nothing(office):
    first = make.set_skp(office)
    verified(office, first, 7)

    second = agreed(office, begun(office, unit="pegawai"))

    assert (reached(first), reached(second)) == (Decimal(7), Decimal(0))


def test_a_version_that_was_given_up_in_between_breaks_nothing(office):
    first = make.set_skp(office)
    verified(office, first, 7)
    given_up = begun(office)
    actions.send_back(
        task_id=make.open_item_of(given_up).task_id, by=make.actor(office.section), reason="Targetnya terlalu rendah."
    )
    actions.withdraw(task_id=make.open_item_of(given_up).task_id, by=make.actor(office.staff))

    third = agreed(office, begun(office, target=Decimal(340)))

    assert (third.version, reached(third)) == (3, Decimal(7))


def test_what_others_carry_on_goes_over_a_version_that_was_given_up(office):
    below = make.set_cascade(office)
    by, year = make.actor(office.section), Period.objects.get(code="2026")
    mine = {"employee": office.section, "position": office.posts["section"], "period": year, "by": by}
    given_up = actions.submit(skp=actions.start_draft(**mine), by=by, reason=WHY)
    actions.send_back(
        task_id=make.open_item_of(given_up).task_id, by=make.actor(office.division), reason="Mohon dirinci."
    )
    actions.withdraw(task_id=make.open_item_of(given_up).task_id, by=by)
    third = actions.submit(skp=actions.start_draft(**mine), by=by, reason=WHY)

    for person in (office.division, office.head):
        actions.approve(task_id=make.open_item_of(third).task_id, by=make.actor(person))

    assert below.results.get().carries_on == third.results.get()


def test_a_split_on_its_way_is_closed_when_its_plan_was_replaced(office):
    first = make.set_skp(office)
    plan = targets.submit(skp=first, months=targets.even_plan(first), by=make.actor(office.staff))
    task_id = WorkItem.objects.open().get(case__targetprocess__plan=plan).task_id
    with pytest.raises(NotAllowedHere):
        targets.withdraw_replaced(task_id=task_id, by=Actor.system("tick"))
    agreed(office, begun(office))
    with pytest.raises(NotYours):
        targets.withdraw_replaced(task_id=task_id, by=make.actor(office.section))

    done = do_duties(make.at(make.A_MONDAY), Actor.system("tick"))

    plan.refresh_from_db()
    assert (done.withdrawn, plan.status) == (1, "WITHDRAWN")
    assert not WorkItem.objects.open().filter(case__targetprocess__plan=plan).exists()
    assert do_duties(make.at(make.A_MONDAY), Actor.system("tick")).withdrawn == 0
