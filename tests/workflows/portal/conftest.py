"""The portal's tests live on the demonstration's Tuesday, in the small office."""

from datetime import date

import pytest
from django.core.cache import cache

from tests import factories as make

A_TUESDAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _on_a_tuesday(settings):
    settings.DEMO_TODAY = A_TUESDAY
    cache.clear()


@pytest.fixture
def office(db):
    return make.office()


@pytest.fixture
def open_as(client):
    """Open a page as an employee: `open_as(person, "/inbox/")`."""

    def opened(person, address, **more):
        client.force_login(person.user)
        return client.get(address, **more)

    return opened
