"""A database for one told year: everything happens in one transaction, taken back after the module's last test."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction


@pytest.fixture(autouse=True)
def today() -> None:
    """The story moves its own today; the folder's others begin in November."""


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What a story wrote stays for the tests of its module, which only read it."""
    outer = transaction.atomic()
    outer._from_testcase = True  # type: ignore[attr-defined]  # a durable block may stand inside
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patched:
        patched.setattr(settings, "DEMO_TODAY", date(2026, 1, 2))
        cache.clear()
        with outer:
            yield
            transaction.set_rollback(True)
