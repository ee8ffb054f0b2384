"""Adding verified quantities to a month's realisation so that two verifications at one time lose nothing."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import connection

# One statement that inserts or adds: reading first and then writing would lose one of two simultaneous first reports of
# a month. Django's `bulk_create(update_conflicts=True)` can only replace, not add.
ADD = """
INSERT INTO targets_monthlyrealisation (indicator_id, month, quantity, reports) VALUES (%s, %s, %s, %s)
ON CONFLICT (indicator_id, month) DO UPDATE SET
    quantity = targets_monthlyrealisation.quantity + excluded.quantity,
    reports = targets_monthlyrealisation.reports + excluded.reports
"""


def add_to_realisation(added: Mapping[int, tuple[Decimal, int]], month: int) -> None:
    """Add (quantity, number of activities) to each indicator's month, in the order of the keys.

    The order is what keeps two transactions that touch the same indicators from waiting for each other crosswise.
    """
    rows = [(key, month, str(added[key][0]), added[key][1]) for key in sorted(added)]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(ADD, rows)
