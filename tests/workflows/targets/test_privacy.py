"""Strangers see nothing of another's targets, on every page."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import factories as make
from tests.workflows.targets import states
from workflows.audit.models import Decision
from workflows.targets import actions
from workflows.targets.models import TargetPlan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _january():
    with time_machine.travel(states.NEW_YEAR, tick=False):
        yield


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def skp(office):
    return states.set_skp(office.staff, office.posts["staff"])


def as_(person):
    client = Client()
    client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
    return client


def pages(skp, plan):
    return [
        reverse("targets:detail", args=[plan.pk]),
        reverse("targets:edit", args=[skp.pk]),
        reverse("targets:mine") + f"?nip={skp.employee.nip}",
        reverse("engine:task", args=[states.open_item(plan).task_id]),
    ]


@pytest.mark.parametrize("who", ["other", "stranger"])
def test_strangers_reach_nothing(office, skp, who):
    plan, client = states.submitted_plan(skp), as_(getattr(office, who))

    for url in pages(skp, plan):
        assert client.get(url).status_code in {403, 404}, url
    for url in (pages(skp, plan)[1], pages(skp, plan)[3]):
        assert client.post(url, {"submit": "1", "verb": "approve", "seen": ""}).status_code in {403, 404}, url

    assert Decision.objects.count() == TargetPlan.objects.count() == 1


def test_without_log_in_every_page_asks_for_it(skp):
    plan = states.submitted_plan(skp)

    for url in pages(skp, plan):
        answer = Client().get(url)
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, reverse("login")), url


@pytest.mark.parametrize("who", ["section", "division", "head"])
def test_those_above_read_but_do_not_write(office, skp, who):
    plan, client = states.submitted_plan(skp), as_(getattr(office, who))
    detail, edit, mine, _task = pages(skp, plan)

    assert client.get(detail).status_code == client.get(mine).status_code == 200
    assert client.get(edit).status_code == 404


def test_hr_and_auditors_read(office, skp):
    plan = states.submitted_plan(skp)
    for role in ("HR_ADMIN", "PERFORMANCE_TEAM", "AUDITOR"):
        client = as_(make.with_role(role))
        assert client.get(reverse("targets:detail", args=[plan.pk])).status_code == 200


def test_an_unknown_split_is_not_found(office, skp):
    client = as_(office.staff)

    detail, edit = reverse("targets:detail", args=[99]), reverse("targets:edit", args=[99])
    for url in (detail, edit, reverse("targets:mine") + "?nip=1"):
        assert client.get(url).status_code == 404


def test_draft_split_is_its_authors_alone(office, skp):
    plan = actions.save_draft(skp=skp, months=actions.even_plan(skp), by=make.actor(office.staff))
    address = reverse("targets:detail", args=[plan.pk])

    for person, status in ((office.section, 404), (office.division, 404), (office.staff, 200)):
        assert as_(person).get(address).status_code == status
    mine = reverse("targets:mine")
    assert "Rancangan" not in as_(office.section).get(f"{mine}?nip={office.staff.nip}").content.decode()
