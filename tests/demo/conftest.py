"""The cut-down office played once for all tests of this folder, and emptied afterwards."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from backoffice.demo.replacing import wipe
from tests.demo import office_files

TODAY = "2026-11-24"


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the cut-down office."""
    return office_files.write(tmp_path_factory.mktemp("office") / "cut-down")


@pytest.fixture(scope="module")
def played(folder: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """What `demo` said; its office stays in the database for the tests of one module, which only read it."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as kept:
        kept.setattr(settings, "DEMO_TODAY", None)
        yield play(folder)
        wipe()
        connections.close_all()  # beside a running browser it is another one than that which removes the database


def play(folder: Path) -> str:
    """Play the office; what the command said."""
    said = StringIO()
    call_command("demo", "--office", str(folder), "--today", TODAY, stdout=said)
    return said.getvalue()
