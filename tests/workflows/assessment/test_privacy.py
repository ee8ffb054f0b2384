"""Strangers see nothing of an assessment, on any page; the person sees no rating before it is ratified."""

import pytest
from django.urls import reverse

from tests import factories as make
from tests.workflows.assessment import states as given

pytestmark = pytest.mark.django_db
SHEETS = ("assessment:sheet", "assessment:realisation_sheet")


@pytest.fixture
def office():
    return make.office()


def get(client, person, url):
    client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
    return client.get(url)


def task_url(assessment):
    return reverse("engine:task", args=[given.task(assessment).task_id])


@pytest.mark.parametrize("who", ["other", "stranger"])
def test_a_colleague_finds_nothing(client, office, who):
    assessment = given.ratified(office.staff, office.posts["staff"], office.section, office.division)
    stranger = getattr(office, who)

    for name in ("assessment:detail", *SHEETS):
        assert get(client, stranger, reverse(name, args=[assessment.pk])).status_code == 404
    assert get(client, stranger, task_url(assessment)).status_code in {302, 403}
    assert client.get(task_url(assessment), follow=True).status_code in {403, 404}
    assert client.post(task_url(assessment), {"note": ""}).status_code == 403
    assert "Oktober" not in get(client, stranger, reverse("assessment:mine")).content.decode()
    assessment.refresh_from_db()
    assert assessment.status == "RATIFIED"


def test_without_logging_in_every_page_asks_to(client, office):
    assessment = given.ratified(office.staff, office.posts["staff"], office.section, office.division)
    urls = [reverse(name, args=[assessment.pk]) for name in ("assessment:detail", *SHEETS)]

    for url in [*urls, reverse("assessment:mine"), task_url(assessment)]:
        response = client.get(url)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("login"))


@pytest.mark.parametrize("role", ["HR_ADMIN", "PERFORMANCE_TEAM", "AUDITOR"])
def test_those_who_check_read_it(client, office, role):
    assessment = given.rated(office.staff, office.posts["staff"], office.section)

    response = get(client, make.with_role(role), reverse("assessment:detail", args=[assessment.pk]))

    assert response.status_code == 200
    assert given.GOOD_WORDS in response.content.decode()


@pytest.mark.parametrize("who", ["section", "division", "head"])
def test_those_above_read_it(client, office, who):
    assessment = given.rated(office.staff, office.posts["staff"], office.section)

    assert get(client, getattr(office, who), reverse("assessment:detail", args=[assessment.pk])).status_code == 200


def test_the_person_reads_no_rating_before_it_is_ratified(client, office):
    assessment = given.rated(office.staff, office.posts["staff"], office.section)

    response = get(client, office.staff, task_url(assessment))
    assert response.status_code == 302
    assert response["Location"] == reverse("assessment:detail", args=[assessment.pk])
    text = client.get(response["Location"]).content.decode()
    assert given.GOOD_WORDS not in text
    assert assessment.departure_reason not in text
    assert client.post(task_url(assessment), {"verb": "approve", "seen": ""}).status_code == 403
    for name in SHEETS:
        assert client.get(reverse(name, args=[assessment.pk])).status_code == 404


def test_a_technical_admin_is_a_stranger_too(client, office):
    assessment = given.ratified(office.staff, office.posts["staff"], office.section, office.division)

    response = get(client, make.with_role("TECHNICAL_ADMIN"), reverse("assessment:detail", args=[assessment.pk]))

    assert response.status_code == 404
