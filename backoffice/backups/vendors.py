"""What each database's module does for a backup, and which module is this database's."""

from pathlib import Path
from typing import IO, Protocol

from django.db import connection

from backoffice.backups import postgresql, sqlite
from backoffice.backups.contents import Copied
from backoffice.backups.refusals import Refused

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


class Vendor(Protocol):
    """`PART` is the name of the database's copy in a backup; `ready` refuses where something is missing."""

    PART: str

    def ready(self) -> None: ...
    def copy(self, to: Path) -> Copied: ...
    def restore(self, stream: IO[bytes]) -> None: ...


VENDORS: dict[str, Vendor] = {"sqlite": sqlite, "postgresql": postgresql}


def this_vendor() -> Vendor:
    """The module of DATABASE_URL's database. :raises Refused: there is none, or it lacks something."""
    vendor = VENDORS.get(connection.vendor)
    if vendor is None:
        raise Refused(f"Jenjang backs up SQLite and PostgreSQL, not {connection.vendor}.")
    vendor.ready()
    return vendor
