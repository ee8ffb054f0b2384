"""Who signs the sheet of a plan: what stands, not what was taken back; an override as an override."""

from datetime import timedelta

import pytest

from tests import factories as make
from tests.workflows.engine.reconsidering import REASON, TWO_TIERS, open_items, overriding
from workflows.approvals.publishing import publish_first
from workflows.skp import actions
from workflows.skp.models import Skp
from workflows.skp.views.sheet import sheet_context

pytestmark = pytest.mark.django_db
TEN = make.at(make.IN_JANUARY, 10)


@pytest.fixture
def skp(office):
    version = make.chain(process="skp", tiers=TWO_TIERS, position_kind="EXECUTING", publish=False)
    version.again_from_tier = 2
    version.save()
    publish_first(version, "Ratna HR")
    return make.submitted_skp(office)


def task():
    return open_items()[0].task_id


def sheet():
    return sheet_context(Skp.objects.get(employee__name="Ghaliyati Wahyuni"), make.IN_JANUARY)


def by(office, *who, at=TEN):
    for each in who:
        actions.approve(task_id=task(), by=make.actor(getattr(office, each)), at=at)


def signed(shown):
    return [each.actor_name for each in shown["approvals"]], shown["signatures"][1].get("decided", "")


def test_approval_that_was_taken_back_is_not_printed(office, skp):
    first = task()
    by(office, "section")
    actions.take_back(task_id=first, by=make.actor(office.section), at=TEN + timedelta(minutes=2))

    assert signed(sheet()) == ([], "")
    by(office, "section", "division", at=TEN + timedelta(days=1))
    names, decided = signed(sheet())
    assert names == ["Jaya Ramadan", "Siti Pratama"]
    assert decided.startswith("Disetujui secara elektronik")


def test_approval_that_carries_from_an_earlier_round_is_printed(office, skp):
    by(office, "section")
    actions.send_back(task_id=task(), by=make.actor(office.division), reason="Target terlalu rendah.", at=TEN)
    actions.revise(task_id=task(), by=make.actor(office.staff), at=TEN)
    by(office, "division")

    assert signed(sheet())[0] == ["Jaya Ramadan", "Siti Pratama"]


def test_override_is_printed_as_one_and_in_nobody_elses_name(office, skp):
    hr = make.with_role("HR_ADMIN")
    actions.approve(task_id=task(), by=overriding(hr), reason=REASON, at=TEN)
    by(office, "division")

    names, decided = signed(sheet())
    assert names == ["Ratna HR", "Siti Pratama"]
    assert decided.startswith("Diputus admin kepegawaian Ratna HR (override)")
    assert sheet()["signatures"][1]["name"] == "Jaya Ramadan"
