"""What was moved stays moved: nobody decides, or is offered, what a hand-over, a move or an ended role took away."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from tests import factories as make
from tests.workflows.engine.taking import WHEN, open_items, refused, take
from tests.workflows.engine.test_moving_versions import CHECK, RATIFY, move, next_version
from workflows.audit.verbs import Verb
from workflows.daily.models import DailyProcess
from workflows.engine.escalating import follow_up
from workflows.engine.held import held
from workflows.engine.models import WorkItem
from workflows.engine.moving import hand_over, reassign
from workflows.engine.refusals import DecidedBefore, NotYours
from workflows.engine.stuck import stuck_page
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import RoleGrant, Tenure

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


def test_due_date_that_is_postponed_while_a_task_moves_stays_postponed(office, report):
    """An outage moves due dates in one statement, without the case's lock: whoever moves the task reads them last."""
    later = make.at(make.A_MONDAY + timedelta(days=20))
    with held(open_items().get().task_id, by=make.actor(office.section), at=WHEN) as h:
        WorkItem.objects.update(due_at=later)
        h.move(h.items[0], verb=Verb.REASSIGN, came_from="Kepala", owner=office.division.user)

    assert open_items().get().due_at == later


def test_escalated_pair_is_handed_over_once(office, report, hr):
    """Whoever takes one of both items over does not get the other: they are asked already."""
    item = open_items().get()
    overdue = make.at(make.A_MONDAY + timedelta(days=10), 9)
    assert follow_up(task_id=item.task_id, by=Actor.system("tick", Channel.DEMO), at=overdue) == "escalated"

    results = hand_over(task_ids=[item.task_id], to=office.head, by=make.actor(hr), reason="Keduanya cuti.", at=overdue)

    assert [result.done for result in results] == [True, False]
    assert results[1].why == "Uda Waluyo sudah duduk dalam tahap ini."
    take(office.head, when=overdue)
    assert not open_items().exists()


def test_case_is_not_handed_to_whoever_acts_for_the_person_concerned(office, report, hr):
    """They would stand in that person's own post, and may not decide there: nobody could."""
    make.vacant(office.posts["section"], make.A_MONDAY)
    make.vacant(office.posts["staff"], make.A_MONDAY)
    Tenure.objects.create(employee=office.staff, position=office.posts["second_section"], start=make.A_MONDAY)
    plh = make.employee("Dewi Lestari")
    make.acting(plh, office.posts["second_section"], "PLH", start=make.A_MONDAY)
    item = open_items().get()

    (result,) = hand_over(item_ids=[item.pk], to=plh, by=make.actor(hr), reason="Jabatan kosong.", at=WHEN)

    assert not result.done
    assert open_items().get() == item


def test_member_whose_role_ended_decides_no_more_and_the_task_is_stuck(office):
    make.chain(tiers=[{"rule": "ROLE", "role": "PERFORMANCE_TEAM"}], position_kind="EXECUTING")
    member = make.with_role("PERFORMANCE_TEAM", "Tika Kinerja")
    make.submitted_report(office.staff)
    RoleGrant.objects.filter(user=member.user).update(end=make.A_MONDAY)

    refused(NotYours, member)
    (row,) = stuck_page(make.A_MONDAY).rows
    assert row.cause.name == "Tika Kinerja"
