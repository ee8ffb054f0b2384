"""What stands in a database into which a backup is to be restored: nothing but what migrations put there will do."""

from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from workflows.audit.models import Layout, Stream

FILLED_BY_MIGRATING = {"contenttypes", "auth", "approvals"}  # kinds of rows, permissions, the shipped chains


def held() -> str:
    """What the database holds, as a part of a sentence; empty where it is empty, or migrated and no more."""
    migrations = MigrationRecorder.Migration._meta.db_table
    filled = {model._meta.db_table for model in apps.get_models() if model._meta.app_label in FILLED_BY_MIGRATING}
    filled |= {migrations, Layout._meta.db_table}
    known = {*connection.introspection.django_table_names(), migrations}
    streams = Stream._meta.db_table
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in sorted(tables):
            if table not in known:
                return f"a table that is not Jenjang's ({table})"
            if table in filled:
                continue
            which = " WHERE seq > 0" if table == streams else ""
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT 1 FROM {name}{which} LIMIT 1")  # noqa: S608  names that the database gave
            if cursor.fetchone() is not None:
                return f"rows ({table})"
    return ""
