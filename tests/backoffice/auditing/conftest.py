"""The small office's year of targets as auditors find it: splits agreed on, changed, decided by a Plh and by HR."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests import factories as make
from tests.backoffice.conftest import People
from workflows.engine.models import WorkItem
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Employee
from workflows.skp.models import Indicator, Skp
from workflows.targets import actions as targets
from workflows.targets.models import TargetPlan

DECREE = "SP 800/256/BKPSDM/2026"


@dataclass
class Story:
    """The staff's split: agreed on in January, changed in June, returned once, and agreed on by a Plh."""

    skp: Skp
    quantity: Indicator
    level: Indicator
    first: TargetPlan
    second: TargetPlan
    plh: Employee


@pytest.fixture
def story(people: People) -> Story:
    """The split of the staff, as it went."""
    office = people.office
    skp = make.set_skp(office)
    quantity, level = Indicator.objects.filter(result__skp=skp).order_by("number")
    first = hand_in(skp, {}, at=make.at(date(2026, 1, 14), 9))
    decide(first, office.section, targets.approve, at=make.at(date(2026, 1, 15), 9))
    plh = make.employee("Dewi Lestari", office.posts["second_section"])
    appointment = make.acting(plh, office.posts["section"], "PLH", start=date(2026, 6, 8), end=date(2026, 6, 20))
    appointment.decree = DECREE
    appointment.save()
    second = hand_in(skp, {(quantity.pk, 8): 45, (quantity.pk, 9): 15}, at=make.at(date(2026, 6, 4), 10))
    decide(
        second, office.section, targets.send_back, at=make.at(date(2026, 6, 5), 10), reason="Agustus terlalu banyak."
    )
    item = item_of(second)
    months = {**targets.even_plan(skp), (quantity.pk, 8): Decimal(40), (quantity.pk, 9): Decimal(20)}
    targets.revise(task_id=item.task_id, months=months, by=make.actor(office.staff), at=make.at(date(2026, 6, 9), 9))
    decide(second, plh, targets.approve, at=make.at(date(2026, 6, 10), 14), reason="Sesuai beban Agustus.")
    return Story(skp, quantity, level, first, second, plh)


def hand_in(skp: Skp, different: Mapping[tuple[int, int], int], *, at: datetime) -> TargetPlan:
    """The split in even parts but for these months, handed in by its owner."""
    months = {**targets.even_plan(skp), **{key: Decimal(value) for key, value in different.items()}}
    return targets.submit(skp=skp, months=months, by=make.actor(skp.employee), at=at)


def item_of(plan: TargetPlan) -> WorkItem:
    """What the plan waits with."""
    return WorkItem.objects.open().get(case__targetprocess__plan=plan)


def decide(plan: TargetPlan, who: Employee, act: Callable[..., Any], *, at: datetime, **how: Any) -> None:
    """Decide the plan's open tier."""
    act(task_id=item_of(plan).task_id, by=make.actor(who), at=at, **how)


def by_hr(people: People) -> Actor:
    """An HR admin who overrides."""
    return Actor(user=people.hr.user, channel=Channel.DEMO, overrides=True)
