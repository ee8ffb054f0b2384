"""Taking verified quantities out of a month's realisation again, exactly as they were added."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from workflows.targets.models import MonthlyRealisation
from workflows.targets.running_up import sums_of

# Not ADD with negative values: PostgreSQL asks what is to be inserted whether it is negative before it finds the row.
SUBTRACT = """
UPDATE targets_monthlyrealisation SET quantity = quantity - %s, reports = reports - %s
WHERE indicator_id = %s AND month = %s
"""


def run_down(activities: Iterable[Any], *, month: int) -> None:
    """Take activities that are verified no longer out of the month's realisation; the inverse of `run_up`.

    A version that replaced the plan meanwhile counted them too, and counts them no longer.
    """
    added = sums_of({month: activities})
    rows = [(str(added[key][0]), added[key][1], *key) for key in sorted(added)]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.executemany(SUBTRACT, rows)
    # The first report of the month made the row.
    keys = [indicator for indicator, _month in added]
    MonthlyRealisation.objects.filter(indicator__in=keys, month=month, reports=0, quantity=0).delete()
