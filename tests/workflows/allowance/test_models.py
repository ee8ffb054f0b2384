"""What the database itself keeps of allowances."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests import factories as make
from tests.workflows.allowance import states
from workflows.allowance.models import AllowanceClass, AllowanceOmission, AllowanceResult, AllowanceRun, SchemeVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def run(office):
    return AllowanceRun.objects.create(period=states.november(), scheme=states.scheme())


@pytest.mark.parametrize("values", [{"number": 1, "status": "COMPUTED"}, {"number": 2, "status": "OPEN"}])
def test_one_run_a_number_and_one_open_a_month(run, values):
    when = states.IN_DECEMBER if values["status"] == "COMPUTED" else None

    with pytest.raises(IntegrityError), transaction.atomic():
        AllowanceRun.objects.create(period=run.period, scheme=run.scheme, computed_at=when, **values)


@pytest.mark.parametrize(("status", "when"), [("OPEN", states.IN_DECEMBER), ("COMPUTED", None)])
def test_a_computed_run_says_when(run, status, when):
    with pytest.raises(IntegrityError, match="allowance_run_computed_says_when"), transaction.atomic():
        AllowanceRun.objects.create(period=run.period, scheme=run.scheme, number=3, status=status, computed_at=when)


def test_one_result_and_one_omission_a_person(run, office):
    values = {"run": run, "employee": office.staff}
    result = {"ceiling": Decimal(1), "approved_minutes": 0, "net": Decimal(0)}
    AllowanceResult.objects.create(**values, **result)
    AllowanceOmission.objects.create(**values, reason="OUTSIDE", explanation="Di luar.")

    with pytest.raises(IntegrityError), transaction.atomic():
        AllowanceResult.objects.create(**values, **result)
    with pytest.raises(IntegrityError), transaction.atomic():
        AllowanceOmission.objects.create(**values, reason="OUTSIDE", explanation="Di luar.")


@pytest.mark.parametrize(("job_class", "amount"), [(0, 1), (18, 1), (5, -1), (6, 1)])
def test_ceilings_are_of_classes_1_to_17_once_from_a_day_on(run, job_class, amount):
    with pytest.raises(IntegrityError), transaction.atomic():
        AllowanceClass.objects.create(job_class=job_class, amount=amount, start=states.START)


def test_a_version_has_its_number_once(run):
    with pytest.raises(IntegrityError), transaction.atomic():
        SchemeVersion.objects.create(scheme=run.scheme.scheme, number=2, start=states.START)
