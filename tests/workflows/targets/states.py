"""States of monthly targets: a set SKP, a split handed in, a split in force."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from tests import factories as make
from workflows.engine.models import WorkItem
from workflows.organization.models import Employee, Position
from workflows.skp.models import Indicator, Skp
from workflows.targets import actions
from workflows.targets.models import TargetPlan

NEW_YEAR = make.at(date(2026, 1, 5), 9)


def set_skp(person: Employee, post: Position, quantity: Decimal = Decimal(360)) -> Skp:
    """An SKP in force: a quantity of 360 and a level of 90. How it was agreed on is not tested here."""
    skp = make.draft_skp(person, post, quantity=quantity)
    skp.status, skp.set_at = Skp.Status.SET, NEW_YEAR
    skp.save(update_fields=["status", "set_at"])
    return skp


def quantity_of(skp: Skp) -> Indicator:
    """Its indicator that adds up."""
    return Indicator.objects.get(result__skp=skp, measure="QUANTITY")


def level_of(skp: Skp) -> Indicator:
    """Its indicator that is a level."""
    return Indicator.objects.get(result__skp=skp, measure="LEVEL")


def submitted_plan(
    skp: Skp, months: Mapping[tuple[int, int], Decimal] | None = None, when: datetime = NEW_YEAR
) -> TargetPlan:
    """A split handed in in January."""
    given = months if months is not None else actions.even_plan(skp)
    return actions.submit(skp=skp, months=given, by=make.actor(skp.employee), at=when)


def open_item(plan: TargetPlan) -> WorkItem:
    """The open work item of its case."""
    return WorkItem.objects.open().get(case__targetprocess__plan=plan)


def set_plan(skp: Skp, superior: Employee, when: datetime = NEW_YEAR) -> TargetPlan:
    """A split in force since January."""
    plan = submitted_plan(skp, when=when)
    return actions.approve(task_id=open_item(plan).task_id, by=make.actor(superior), at=when)
