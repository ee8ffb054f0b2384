"""The small office of the tests of an SKP."""

import pytest

from tests import factories as make
from tests.workflows.skp.states import MONDAY
from workflows.organization.periods import year_of
from workflows.skp import actions


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def year(office):
    return year_of(MONDAY)


@pytest.fixture
def returned(office):
    skp = make.submitted_skp(office)
    actions.send_back(
        task_id=make.open_item_of(skp).task_id, by=make.actor(office.section), reason="Target terlalu rendah."
    )
    skp.refresh_from_db()
    return skp
