"""What the database itself keeps of monthly targets."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests import factories as make
from tests.workflows.targets import states
from workflows.targets.models import MonthlyRealisation, MonthlyTarget, TargetPlan

pytestmark = pytest.mark.django_db


@pytest.fixture
def skp():
    office = make.office()
    return states.set_skp(office.staff, office.posts["staff"])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"version": 1, "status": "REPLACED"}, {"version": 1, "status": "REPLACED"}),
        ({"version": 1, "status": "SET"}, {"version": 2, "status": "SET"}),
        ({"version": 1, "status": "DRAFT"}, {"version": 2, "status": "SUBMITTED"}),
    ],
)
def test_one_plan_a_version_one_in_force_one_on_its_way(skp, first, second):
    when = {"set_at": states.NEW_YEAR}
    TargetPlan.objects.create(skp=skp, **first, **when)

    with pytest.raises(IntegrityError), transaction.atomic():
        TargetPlan.objects.create(skp=skp, **second, **when)


def test_a_set_plan_says_since_when(skp):
    with pytest.raises(IntegrityError, match="target_plan_set_says_when"), transaction.atomic():
        TargetPlan.objects.create(skp=skp, status="SET")


@pytest.mark.parametrize(("month", "amount"), [(0, 1), (13, 1), (1, -1)])
def test_months_are_1_to_12_and_not_negative(skp, month, amount):
    plan = TargetPlan.objects.create(skp=skp)

    with pytest.raises(IntegrityError), transaction.atomic():
        MonthlyTarget.objects.create(plan=plan, indicator=states.quantity_of(skp), month=month, amount=Decimal(amount))


def test_one_target_and_one_realisation_a_month(skp):
    plan, indicator = TargetPlan.objects.create(skp=skp), states.quantity_of(skp)
    MonthlyTarget.objects.create(plan=plan, indicator=indicator, month=1, amount=1)
    MonthlyRealisation.objects.create(indicator=indicator, month=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        MonthlyTarget.objects.create(plan=plan, indicator=indicator, month=1, amount=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        MonthlyRealisation.objects.create(indicator=indicator, month=1)
