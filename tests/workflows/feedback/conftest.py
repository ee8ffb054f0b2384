"""The tests of feedback live on the demonstration's Tuesday, in the small office."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests import factories as make
from tests.workflows.feedback.states import TODAY
from workflows.organization.models import Employee, Role


@pytest.fixture(autouse=True)
def _on_a_tuesday(settings: Any, tmp_path: Any) -> None:
    settings.DEMO_TODAY = TODAY
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


@pytest.fixture
def office(db: None) -> make.Office:
    """The small office."""
    return make.office()


@pytest.fixture
def hr(office: make.Office) -> Employee:
    """An HR admin."""
    return make.with_role(Role.HR_ADMIN)


@pytest.fixture
def enter() -> Any:
    """A browser in which this person is logged in."""

    def browser(person: Employee) -> Client:
        client = Client()
        client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
        return client

    return browser
