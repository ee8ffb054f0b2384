"""The small office of the tests of the engine, with a report on its way."""

import pytest

from tests import factories as make


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def report(office):
    return make.submitted_report(office.staff)
