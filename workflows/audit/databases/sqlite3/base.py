"""SQLite, with nothing left unrecorded when it commits, and with as many parameters as it really takes."""

import sqlite3
from functools import cached_property

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.features import DatabaseFeatures as Features

from workflows.audit.databases.unrecorded import Unrecorded


class DatabaseFeatures(Features):
    """Django assumes 999 parameters, the limit of old versions; each statement more is a pass over the triggers."""

    @cached_property
    def max_query_params(self) -> int:  # type: ignore[override]
        """As many as this library was built for."""
        with self.connection.cursor() as cursor:
            limit: int = cursor.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        return limit


class DatabaseWrapper(Unrecorded, base.DatabaseWrapper):
    """A connection."""

    features_class = DatabaseFeatures
