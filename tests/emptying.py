"""The database as its migrations left it, after a test that committed.

Django's own way, emptying some 250 tables and going through `post_migrate`, takes seconds for each such test.
"""

import sqlite3

from django.db import connection

from workflows.approvals.defaults import publish_defaults
from workflows.approvals.models import ApprovalChain
from workflows.audit import guards, streams

STAYS = {"django_migrations", "django_content_type", "auth_permission", "audit_layout"}  # nothing changes them
_as_migrated = sqlite3.connect(":memory:", check_same_thread=False)


def remember() -> None:
    """Called once, when the database is migrated and nothing else is in it: on SQLite it is copied whole."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.backup(_as_migrated)


def begin_anew() -> None:
    """Everything is as it was when it was remembered."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        _as_migrated.backup(connection.connection)
    else:
        _empty_tables()
        guards.install()
        streams.install()
        publish_defaults(ApprovalChain)


def _empty_tables() -> None:
    """Those that hold something, past their triggers and foreign keys."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name not in STAYS]
        holding = [f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in tables]  # noqa: S608  our own names
        cursor.execute(" UNION ALL ".join(holding))
        emptied = [f"DELETE FROM {name}" for (name,) in cursor.fetchall()]  # noqa: S608
        cursor.execute("; ".join(["SET session_replication_role = replica", *emptied]))
        cursor.execute("RESET session_replication_role")
