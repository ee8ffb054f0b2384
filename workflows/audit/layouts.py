"""The columns of every history table, written down whenever they change: what older digests cover stays known."""

from typing import Any

from django.db import connections

from workflows.audit.history_rows import history_models, table_of
from workflows.audit.models import Layout


def install(using: str = "default", **_: Any) -> None:
    """Write down the layouts that are new (after a migration)."""
    known = set(Layout.objects.using(using).values_list("number", flat=True))
    with connections[using].cursor() as cursor:
        present = set(connections[using].introspection.table_names(cursor))
    tables = [table_of(model) for model in history_models()]
    Layout.objects.using(using).bulk_create(
        Layout(number=each.number, history=each.table, columns=list(each.columns))
        for each in tables
        if each.number not in known and each.table in present
    )
