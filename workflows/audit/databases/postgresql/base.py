"""PostgreSQL, with nothing left unrecorded when it commits."""

from django.db.backends.postgresql import base

from workflows.audit.databases.unrecorded import Unrecorded


class DatabaseWrapper(Unrecorded, base.DatabaseWrapper):
    """A connection."""
