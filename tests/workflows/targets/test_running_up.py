"""Verified activities run up to the month's realisation."""

from datetime import date
from decimal import Decimal

import pytest

from tests import factories as make
from tests.workflows.targets import states
from workflows.targets import actions
from workflows.targets.models import MonthlyRealisation
from workflows.targets.queries import realised

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def skp(office):
    return states.set_skp(office.staff, office.posts["staff"])


def test_run_up_adds_to_the_first_quantity_of_the_result(office, skp):
    result, quantity = skp.results.get(), states.quantity_of(skp)
    for amount in (3, 4):
        report = make.submitted_report(
            office.staff, date(2026, 11, 19 + amount - 3), make.entries(result, quantity=amount),
            make.at(date(2026, 11, 20)),
        )  # fmt: skip
        actions.run_up({11: report.activities.filter(result__isnull=False)})

    assert realised([quantity.pk], month=11) == {quantity.pk: Decimal(7)}
    assert realised([quantity.pk, states.level_of(skp).pk]) == {
        quantity.pk: Decimal(7),
        states.level_of(skp).pk: Decimal(0),
    }


def test_a_result_of_levels_alone_is_not_counted_up(office, skp):
    states.quantity_of(skp).delete()
    report = make.submitted_report(office.staff, given=make.entries(skp.results.get(), quantity=3))

    actions.run_up({11: report.activities.filter(result__isnull=False)})

    assert not MonthlyRealisation.objects.exists()


def test_nothing_verified_writes_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        actions.run_up({11: []})
