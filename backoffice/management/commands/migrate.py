"""`manage.py migrate`: Django's own, which a lost guard does not keep from running."""

from typing import Any

from django.core.management.commands import migrate


class Command(migrate.Command):
    """Migrates as Django does. What the database lacks of its guards is put back by it, and no reason to refuse."""

    def check(self, *args: Any, **kwargs: Any) -> None:
        """The system checks, but not those of the database: a new version brings guards that it does not have yet."""
        super().check(*args, **{**kwargs, "databases": None})
