"""A database for one told year: everything happens in one transaction, taken back after the module's last test."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.conf import settings
from django.core.cache import cache


@pytest.fixture(autouse=True)
def today() -> None:
    """The story moves its own today; the folder's others begin in November."""


@pytest.fixture(scope="module")
def kept(kept: None) -> Iterator[None]:
    """The same, and the story begins in January."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(settings, "DEMO_TODAY", date(2026, 1, 2))
        cache.clear()
        yield
