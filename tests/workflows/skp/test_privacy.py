"""Strangers see nothing: not on one page of an SKP, not its sheet, not its tasks."""

import pytest
from django.urls import reverse

from tests import factories as make
from workflows.skp import actions
from workflows.skp.models import Skp

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_monday(settings):
    settings.DEMO_TODAY = make.A_MONDAY


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def enter(client):
    def enter(person):
        client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
        return client

    return enter


PAGES = ("skp:detail", "skp:edit", "skp:sheet", "skp:versions")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("status", ["DRAFT", "SUBMITTED", "SET"])
@pytest.mark.parametrize("who", ["other", "stranger"])
def test_a_stranger_does_not_learn_that_a_plan_exists(office, enter, name, status, who):
    skp = make.submitted_skp(office)
    Skp.objects.filter(pk=skp.pk).update(status=status)
    client, url = enter(getattr(office, who)), reverse(name, args=[skp.pk])

    assert client.get(url).status_code == 404
    assert client.post(url, {"act": "save"}).status_code in {404, 405}


@pytest.mark.parametrize("who", ["other", "stranger"])
@pytest.mark.parametrize("act", ["decide", "revise"])
def test_a_strangers_task_is_nobodys_business(office, enter, act, who):
    skp = make.submitted_skp(office)
    if act == "revise":
        actions.send_back(task_id=make.open_item_of(skp).task_id, by=make.actor(office.section), reason="Perbaiki.")
    client, url = enter(getattr(office, who)), reverse("engine:task", args=[make.open_item_of(skp).task_id])

    assert client.get(url).status_code == 403
    assert client.post(url, {"verb": "approve", "act": "save"}).status_code == 403
    assert client.post(url, {"act": "add-result"}).status_code == 403
    assert client.post(url, {"act": "withdraw"}).status_code == 403


@pytest.mark.parametrize("who", ["section", "division", "head"])
def test_those_above_read_a_plan_and_do_not_write_it(office, enter, who):
    skp = make.submitted_skp(office)
    Skp.objects.filter(pk=skp.pk).update(status="RETURNED")
    client = enter(getattr(office, who))

    assert client.get(reverse("skp:detail", args=[skp.pk])).status_code == 200
    assert client.get(reverse("skp:edit", args=[skp.pk])).status_code == 403
    assert client.post(reverse("skp:edit", args=[skp.pk]), {"act": "save"}).status_code == 403


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", ["section", "division", "head"])
def test_a_draft_is_its_author_s_alone(office, enter, name, who):
    skp = make.draft_skp(office.staff, office.posts["staff"])

    assert enter(getattr(office, who)).get(reverse(name, args=[skp.pk])).status_code == 404


def test_a_superior_looks_at_a_revision_and_cannot_do_it(office, enter):
    skp = make.submitted_skp(office)
    actions.send_back(task_id=make.open_item_of(skp).task_id, by=make.actor(office.section), reason="Perbaiki.")
    client, url = enter(office.section), reverse("engine:task", args=[make.open_item_of(skp).task_id])

    assert b'name="results"' not in client.get(url).content
    assert client.post(url, {"act": "save", "results": "0"}).status_code == 403
    assert client.post(url, {"act": "withdraw"}).status_code == 403
    skp.refresh_from_db()
    assert (skp.status, skp.results.count()) == ("RETURNED", 1)


@pytest.mark.parametrize("name", [*PAGES, "skp:mine", "skp:gaps", "skp:start"])
def test_without_a_log_in_there_is_only_the_log_in_page(office, client, name):
    skp = make.submitted_skp(office)
    url = reverse(name, args=[skp.pk] if name in PAGES else [])

    response = client.post(url) if name == "skp:start" else client.get(url)

    assert response.status_code == 302
    assert response.url.startswith(reverse("login"))


@pytest.mark.parametrize("who", ["staff", "section", "head"])
def test_the_list_of_gaps_is_for_those_who_watch_the_whole_office(office, enter, who):
    assert enter(getattr(office, who)).get(reverse("skp:gaps")).status_code == 403


@pytest.mark.parametrize("role", ["HR_ADMIN", "PERFORMANCE_TEAM", "AUDITOR"])
def test_those_who_watch_the_office_see_gaps_and_plans(office, enter, role):
    skp = make.set_skp(office)
    client = enter(make.with_role(role))

    assert client.get(reverse("skp:gaps")).status_code == 200
    assert client.get(reverse("skp:detail", args=[skp.pk])).status_code == 200
    assert client.get(reverse("skp:edit", args=[skp.pk])).status_code == 403


@pytest.mark.parametrize("post", ["other", "head", "second_section"])
def test_a_plan_is_not_begun_for_another_post(office, enter, post):
    response = enter(office.staff).post(reverse("skp:start"), {"post": office.posts[post].pk})

    assert response.status_code == 404
    assert not Skp.objects.exists()


def test_a_posted_key_of_anothers_result_changes_nothing(office, enter):
    theirs = make.draft_skp(office.other, office.posts["other"]).results.get()
    mine = make.draft_skp(office.staff, office.posts["staff"])
    stolen = {
        "act": "save", "results": "1", "r0-indicators": "0", "r0-key": str(theirs.pk), "r0-text": "Dicuri",
        "r0-kind": "MAIN",
    }  # fmt: skip

    response = enter(office.staff).post(reverse("skp:edit", args=[mine.pk]), stolen)

    theirs.refresh_from_db()
    assert response.status_code == 422
    assert theirs.text == "Terprosesnya usulan mutasi"
