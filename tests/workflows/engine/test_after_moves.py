"""What was moved stays moved: nobody decides, or is offered, what a hand-over, a move or an ended role took away."""


import pytest
from bs4 import BeautifulSoup

from tests import factories as make
from tests.workflows.engine.taking import WHEN, open_items, refused, take
from tests.workflows.engine.test_moving_versions import CHECK, RATIFY, move, next_version
from workflows.daily.models import DailyProcess
from workflows.engine.moving import reassign
from workflows.engine.refusals import DecidedBefore, NotYours
from workflows.engine.stuck import stuck_page
from workflows.organization.models import RoleGrant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(settings):
    settings.DEMO_TODAY = make.A_MONDAY


@pytest.fixture
def hr():
    return make.with_role("HR_ADMIN")


@pytest.fixture
def enter(client):
    def log_in(person):
        client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
        return client

    return log_in


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


@pytest.fixture
def ratified_first(office, hr):
    """The first tier was approved; the case waits at the second, which is the first of the version it moved to."""
    old = make.chain(tiers=[CHECK, RATIFY], position_kind="EXECUTING")
    make.submitted_report(office.staff)
    take(office.section)
    last = {"title": "Akhir", "rule": "POSITION", "position": office.posts["section"]}
    assert move(DailyProcess.objects.get(), next_version(old, RATIFY, last), hr).done
    return DailyProcess.objects.get()


def test_who_decided_before_the_move_does_not_decide_its_first_tier(office, ratified_first):
    make.acting(office.section, office.posts["division"], "PLH")

    refused(DecidedBefore, office.section)


def test_who_decided_before_the_move_is_not_asked_by_a_later_tier(office, ratified_first):
    take(office.division)

    assert open_items().get().gap.startswith("Yang ditunjuk tahap 2 sudah memutus")


def test_page_offers_what_the_new_versions_tier_may_do(office, hr, enter):
    old = make.chain(tiers=[{**CHECK, "may_reject": False}], position_kind="EXECUTING")
    make.submitted_report(office.staff)
    to = next_version(old, {**CHECK, "may_reject": True, "may_return": False})
    assert move(DailyProcess.objects.get(), to, hr).done

    page = soup(enter(office.section).get(f"/inbox/{open_items().get().task_id}/"))

    offered = {tag.get("value") for tag in page.select("[name=verb]")}
    assert offered == {"approve", "reject"}


def test_who_passed_a_task_on_is_not_offered_the_decision(office, report, enter):
    item = open_items().get()
    reassign(task_id=item.task_id, to=office.division, by=make.actor(office.section), reason="Saya cuti.", at=WHEN)

    response = enter(office.section).get(f"/inbox/{item.task_id}/")

    assert response.status_code == 200
    assert soup(response).select("[name=verb]") == []


def test_delegate_of_who_passed_a_task_on_does_not_see_it(office, report, enter):
    item = open_items().get()
    reassign(task_id=item.task_id, to=office.division, by=make.actor(office.section), reason="Saya cuti.", at=WHEN)
    make.delegation(office.section, office.stranger, "daily")

    assert enter(office.stranger).get(f"/inbox/{item.task_id}/").status_code == 403


def test_member_whose_role_ended_decides_no_more_and_the_task_is_stuck(office):
    make.chain(tiers=[{"rule": "ROLE", "role": "PERFORMANCE_TEAM"}], position_kind="EXECUTING")
    member = make.with_role("PERFORMANCE_TEAM", "Tika Kinerja")
    make.submitted_report(office.staff)
    RoleGrant.objects.filter(user=member.user).update(end=make.A_MONDAY)

    refused(NotYours, member)
    (row,) = stuck_page(make.A_MONDAY).rows
    assert row.cause.name == "Tika Kinerja"
