"""What an HR admin returned in a superior's place tells the person why, wherever a return does."""

import pytest
from bs4 import BeautifulSoup

from tests import factories as make
from tests.workflows.engine.reconsidering import overriding
from tests.workflows.engine.taking import WHEN, open_items
from workflows.daily import actions as daily

pytestmark = pytest.mark.django_db
REASON = "Lampirkan bukti usulan yang diperiksa."


@pytest.mark.parametrize("address", ["/", "/inbox/{task}/"])
def test_person_reads_why_an_override_returned_it(office, report, client, settings, address):
    settings.DEMO_TODAY = make.A_MONDAY
    hr = make.with_role("HR_ADMIN")
    daily.send_back(task_id=open_items().get().task_id, by=overriding(hr), reason=REASON, at=WHEN)
    client.force_login(office.staff.user, backend="workflows.organization.login.RoleBackend")

    page = BeautifulSoup(client.get(address.format(task=open_items().get().task_id)).content, "html.parser")

    beside_history = [
        text for text in page.find_all(string=lambda text: REASON in text) if not text.find_parent("aside")
    ]
    assert beside_history
