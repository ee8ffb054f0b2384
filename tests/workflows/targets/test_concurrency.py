"""Two verifications at one time: neither quantity is lost, also where the month has no row yet."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection, connections, transaction

from tests import factories as make
from tests.workflows.targets import states
from workflows.targets.models import MonthlyRealisation
from workflows.targets.running_up import add_to_realisation

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def indicators():
    office = make.office()
    skp = states.set_skp(office.staff, office.posts["staff"])
    return [states.quantity_of(skp).pk, states.level_of(skp).pk]


def both_at_once(first, second):
    """Run each in its own transaction; both are inside before either goes on."""
    inside = Barrier(2, timeout=60)

    def run(work):
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT 1")
                inside.wait()
                work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(run, work) for work in (first, second)]:
            done.result(timeout=120)


@pytest.mark.parametrize("round_", range(5))
def test_two_first_verifications_of_a_month_both_count(indicators, round_):
    quantity = indicators[0]

    both_at_once(
        lambda: add_to_realisation({(quantity, 11): (Decimal("2.5"), 1)}),
        lambda: add_to_realisation({(quantity, 11): (Decimal(4), 2)}),
    )

    row = MonthlyRealisation.objects.get()
    assert (row.quantity, row.reports) == (Decimal("6.50"), 3)


@pytest.mark.parametrize("round_", range(5))
def test_two_that_touch_the_same_indicators_never_wait_crosswise(indicators, round_):
    one, two = indicators

    both_at_once(
        lambda: add_to_realisation({(one, 11): (Decimal(1), 1), (two, 11): (Decimal(1), 1)}),
        lambda: add_to_realisation({(two, 11): (Decimal(1), 1), (one, 11): (Decimal(1), 1)}),
    )

    assert set(MonthlyRealisation.objects.values_list("quantity", "reports")) == {(Decimal(2), 2)}
