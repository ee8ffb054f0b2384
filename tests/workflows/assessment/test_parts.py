"""A move in mid-period: each part is assessed in its post, by who was superior then, by its share of the targets."""

from datetime import date
from decimal import Decimal

import pytest

from tests import factories as make
from tests.workflows.assessment import states
from workflows.assessment import actions
from workflows.assessment.models import Assessment
from workflows.assessment.opening import open_assessments
from workflows.audit.models import Decision
from workflows.daily import actions as daily
from workflows.engine.models import WorkItem
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Tenure, User
from workflows.organization.periods import year_of
from workflows.targets.models import MonthlyRealisation

pytestmark = pytest.mark.django_db
TICK = Actor.system("tick", Channel.DEMO)
SEVENTEENTH = date(2026, 10, 17)
OPENED = make.at(date(2026, 11, 2), 6)


@pytest.fixture
def office():
    return make.office()


def move(person, day, to=None):
    Tenure.objects.filter(employee=person, end=None).update(end=day)
    if to is not None:
        Tenure.objects.create(employee=person, position=to, start=day)


def october(office):
    open_assessments(period=states.october(), by=TICK, at=OPENED)
    return list(Assessment.objects.filter(employee=office.staff).order_by("starts_on"))


def verified(office, day, result, quantity):
    report = make.submitted_report(office.staff, day, given=make.entries(result, quantity=quantity))
    item = WorkItem.objects.open().get(case__dailyprocess__report=report)
    daily.verify(task_id=item.task_id, by=make.actor(item.owner.employee), at=make.at(day, 17))


def replace_superior(office):
    """On the 17th another takes the section over; the former one goes to another post."""
    successor = make.employee("Dewi Lestari")
    move(
        office.section,
        SEVENTEENTH,
        make.position("Kepala Seksi Arsip", office.posts["staff"].unit, office.posts["division"]),
    )
    Tenure.objects.create(employee=successor, position=office.posts["section"], start=SEVENTEENTH)
    return successor


def test_a_month_without_a_move_is_assessed_as_a_whole(office):
    states.set_plan(office.staff, office.posts["staff"])
    (assessment,) = october(office)

    assert (assessment.starts_on, assessment.ends_on, assessment.is_part) == (None, None, False)
    assert assessment.span == (date(2026, 10, 1), date(2026, 11, 1))


def test_another_superior_splits_the_month_with_its_targets_and_what_was_reached(office):
    skp = states.set_plan(office.staff, office.posts["staff"], quantity=None)
    result = skp.results.get()
    verified(office, date(2026, 10, 5), result, 4)
    verified(office, date(2026, 10, 16), result, 3)
    replace_superior(office)
    verified(office, date(2026, 10, 19), result, 9)
    assert MonthlyRealisation.objects.get().quantity == 16

    first, second = october(office)

    assert [(part.starts_on, part.ends_on) for part in (first, second)] == [
        (date(2026, 10, 1), SEVENTEENTH), (SEVENTEENTH, date(2026, 11, 1)),
    ]  # fmt: skip
    rows = [part.realisations.get(indicator__measure="QUANTITY") for part in (first, second)]
    # 30 in 31 days: 16 of them before the move, 15 after.
    assert [(row.target, row.realised, row.reports) for row in rows] == [
        (Decimal("15.48"), Decimal(7), 2), (Decimal("14.52"), Decimal(9), 1),
    ]  # fmt: skip
    assert [part.realisations.get(indicator__measure="LEVEL").target for part in (first, second)] == [90, 90]
    assert [part.snapshot.assessor_name for part in (first, second)] == ["Jaya Ramadan", "Dewi Lestari"]


def self_assess(office, assessment):
    actions.self_assess(
        task_id=states.task(assessment).task_id, levels=states.levels(assessment), by=make.actor(office.staff),
        at=make.at(states.SELF_ON, 9),
    )  # fmt: skip


def test_each_part_is_rated_by_who_was_superior_then(office):
    states.set_plan(office.staff, office.posts["staff"])
    successor = replace_superior(office)
    first, second = october(office)
    for part in (first, second):
        self_assess(office, part)

    then, now = states.task(first), states.task(second)
    assert then.title == "Penilaian Oktober (1\u00a0Oktober sampai 16\u00a0Oktober 2026) Ghaliyati Wahyuni"

    # The former superior has left the post and answers as themselves; the present one in the post.
    assert (then.owner, then.principal) == (office.section.user, None)
    assert (now.owner, now.principal) == (successor.user, office.posts["section"])
    states.rate(first, office.section)
    first.refresh_from_db()
    assert first.status == Assessment.Status.RATED
    decision = Decision.objects.filter(verb="APPROVE").latest("pk")
    assert (decision.actor_nip, decision.principal_name) == (office.section.nip, "")
    # The superior's superior is the same in both parts, and still stands in the post.
    assert states.task(first).principal == office.posts["division"]


def test_where_the_superior_of_then_has_left_the_present_one_rates(office):
    states.set_plan(office.staff, office.posts["staff"])
    successor = replace_superior(office)
    User.objects.filter(pk=office.section.user_id).update(is_active=False)
    type(office.section).objects.filter(pk=office.section.pk).update(is_active=False)
    first, _second = october(office)
    self_assess(office, first)

    assert states.task(first).owner == successor.user


def test_a_move_to_another_post_is_assessed_in_each_for_its_days(office):
    states.set_plan(office.staff, office.posts["staff"])
    new = make.position("Analis Kinerja", office.posts["staff"].unit, office.posts["division"])
    states.set_plan(office.staff, new, quantity=Decimal(9))
    move(office.staff, SEVENTEENTH, new)

    first, second = october(office)

    assert [(part.position, part.starts_on, part.ends_on) for part in (first, second)] == [
        (office.posts["staff"], date(2026, 10, 1), SEVENTEENTH), (new, SEVENTEENTH, date(2026, 11, 1)),
    ]  # fmt: skip
    for part in (first, second):
        self_assess(office, part)
    assert states.task(first).owner == office.section.user
    assert states.task(second).owner == office.division.user


def test_after_a_move_the_former_post_is_not_assessed_any_more_and_late_joiners_from_their_day(office):
    states.set_plan(office.staff, office.posts["staff"])
    new = make.position("Analis Kinerja", office.posts["staff"].unit, office.posts["division"])
    states.set_plan(office.staff, new, quantity=Decimal(9))
    move(office.staff, date(2026, 9, 1), new)
    states.set_plan(office.other, office.posts["other"])
    Tenure.objects.filter(employee=office.other).update(start=date(2026, 10, 12))

    (own,) = october(office)

    assert (own.position, own.is_part) == (new, False)
    joined = Assessment.objects.get(employee=office.other)
    assert joined.span == (date(2026, 10, 12), date(2026, 11, 1))


def test_opening_again_opens_no_part_twice(office):
    states.set_plan(office.staff, office.posts["staff"])
    replace_superior(office)
    assert len(october(office)) == 2
    assert open_assessments(period=states.october(), by=TICK, at=OPENED) == []
    assert Assessment.objects.count() == 2


def test_of_a_year_the_annual_target_goes_by_days_and_whole_months_as_they_ran_up(office):
    skp = states.set_plan(office.staff, office.posts["staff"], quantity=Decimal(16))  # of October
    replace_superior(office)
    verified(office, date(2026, 11, 20), skp.results.get(), 5)

    opened = open_assessments(period=year_of(date(2026, 1, 1)), by=TICK, at=make.at(date(2027, 1, 5), 6))

    first, second = sorted(opened, key=lambda part: part.starts_on)
    rows = [part.realisations.get(indicator__measure="QUANTITY") for part in (first, second)]
    assert [row.target for row in rows] == [Decimal("285.04"), Decimal("74.96")]  # 360 by 289 and 76 of 365 days
    # October is cut: its days are counted from reports, of which there are none here; November is whole.
    assert [row.realised for row in rows] == [Decimal(0), Decimal(5)]
