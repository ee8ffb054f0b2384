"""A year of an office in which something of everything changed, each at its own time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from tests import factories as make
from tests.workflows.objection import states as objections
from tests.workflows.targets import states as targets
from workflows.organization.actions import amend_acting, appoint_acting, grant_role
from workflows.organization.models import Role
from workflows.targets import actions as target_actions

IN_MARCH, IN_JUNE = date(2026, 3, 2), date(2026, 6, 15)


@pytest.fixture
def today() -> Iterator[None]:
    """The server's clock says what the office's says: the histories of rows that no action wrote bear its time."""
    with time_machine.travel(datetime(2026, 11, 24, 3, 0, tzinfo=UTC), tick=True):
        yield


@pytest.fixture
def acting(today: None, people: Any) -> Any:
    """A Plh of the section since March, appointed until June, then for longer."""
    appointed = appoint_acting(
        by=people.by_hr(), position=people.office.posts["section"], officer=people.office.other, capacity="PLH",
        start=IN_MARCH, end=date(2026, 7, 1), decree="SP-12/2026", at=make.at(IN_MARCH, 9),
    )  # fmt: skip
    return amend_acting(
        by=people.by_hr(), appointment=appointed, end=date(2026, 9, 1), reason="Cuti pejabatnya diperpanjang.",
        at=make.at(IN_JUNE, 9),
    )  # fmt: skip


@pytest.fixture
def amended_targets(today: None, people: Any) -> Any:
    """Targets in force since January, of which June's and July's were exchanged for others in May."""
    office = people.office
    skp = targets.set_skp(office.staff, office.posts["staff"])
    targets.set_plan(skp, office.section)
    months = target_actions.even_plan(skp)
    quantity = targets.quantity_of(skp).pk
    months[quantity, 6], months[quantity, 7] = Decimal(45), Decimal(15)
    plan = target_actions.submit(skp=skp, months=months, by=make.actor(office.staff), at=make.at(date(2026, 5, 4), 9))
    item = targets.open_item(plan)
    return target_actions.approve(task_id=item.task_id, by=make.actor(office.section), at=make.at(date(2026, 5, 5), 9))


@pytest.fixture
def ruling(today: None, people: Any) -> Any:
    """A result that an objection changed in November."""
    return objections.changed(people.office)


@pytest.fixture
def granted(today: None, people: Any) -> Any:
    """A role of one of the section's staff."""
    return grant_role(
        by=people.by_hr(), user=people.office.staff.user, role=Role.PERFORMANCE_TEAM, start=IN_MARCH,
        reason="Sprin 7/2026.", at=make.at(IN_MARCH, 10),
    )  # fmt: skip
