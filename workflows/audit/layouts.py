"""The columns of every history table, written down whenever they change: what older digests cover stays known."""

from typing import Any

from django.db import connections

from workflows.audit.history_rows import BLANKED, history_models, number_of, table_of
from workflows.audit.models import Change, Layout, Particulars


def install(using: str = "default", **_: Any) -> None:
    """Write down the layouts that are new (after a migration)."""
    known = set(Layout.objects.using(using).values_list("number", flat=True))
    with connections[using].cursor() as cursor:
        present = set(connections[using].introspection.table_names(cursor))
    tables = [(each.table, each.columns) for each in map(table_of, history_models())]
    tables += [(model._meta.db_table, BLANKED) for model in (Particulars, Change)]
    Layout.objects.using(using).bulk_create(
        Layout(number=number_of(table, columns), history=table, columns=list(columns))
        for table, columns in tables
        if number_of(table, columns) not in known and table in present
    )
