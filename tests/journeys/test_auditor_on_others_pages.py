"""Whatever an auditor posts to others' pages changes nothing; nor does a technical admin."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.backoffice.conftest import People
from tests.journeys.everywhere import changed, whole
from tests.journeys.filled_forms import Filled, forms_at
from tests.journeys.lookers import entered, send, visitors_of
from tests.journeys.test_crawl import BESIDE, addresses_of
from workflows.engine.models import WorkItem
from workflows.organization.models import Employee

OF_A_TASK = ("engine:task", "portal:undo", *(f"engine:{name}" for name in BESIDE))
VERBS = ("approve", "return")
NO_PAGE = re.compile(r"\.pdf$|/evidence/")  # a file, without a form
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def visitors(people):
    return visitors_of(people)


def theirs(people: People) -> list[tuple[Employee, str]]:
    """Whose page it is, and its address: every case with whom it is asked of, and everything that a person has."""
    office = people.office
    asked = WorkItem.objects.open().exclude(owner=None).select_related("owner__employee")
    found = [(item.owner.employee, reverse(name, args=[item.task_id])) for item in asked for name in OF_A_TASK]
    for person in (office.staff, office.stranger):
        found += [(person, address) for each in addresses_of(person).values() for address in each]
    above = [(office.section, f"/inbox/{rest}") for rest in ("selected/", "selected/urungkan/")]
    return [*found, *above]


def test_what_is_posted_to_others_pages_changes_nothing(people, visitors):
    browsers: dict[int, Client] = {}
    tasks = [str(task) for task in WorkItem.objects.open().values_list("task_id", flat=True).distinct()]
    ways = (
        *({"verb": verb, "seen": "0" * 64, "return_reason": "x", "reject_reason": "x"} for verb in VERBS),
        {"l": tasks, "v": tasks, "kirim": "1", "act": "submit", "submit": "1", "reason": "x", "text": "x"},
    )  # fmt: skip
    attempts: dict[str, list[Filled]] = {}
    for person, address in theirs(people):
        client = browsers.setdefault(person.pk, entered(person.user))
        attempts[address] = [] if NO_PAGE.search(address) else forms_at(client, address)
    before, tried = whole(), 0
    for who, client in visitors.items():
        for address, each in attempts.items():
            more = [Filled(address, values) for values in ways] if who == "auditor" else []
            tried += send(client, [*each, *more])
        assert changed(before) == [], who
        assert client.get("/admin/search/").status_code == 200
    assert len(attempts) > 100
    assert tried > 700


def test_an_auditor_without_an_employee_has_no_pages_of_their_own(people, visitors):
    office = people.office
    starts = (
        ("/skp/start/", office.staff), ("/daily/write/?day=2026-11-24", office.staff), ("/superior/", office.staff),
        ("/delegation/new/", office.section),
    )  # fmt: skip
    attempts = [
        each
        for address, person in starts
        for each in (*forms_at(entered(person.user), address), Filled(address, {"post": office.posts["staff"].pk}))
    ]
    before = whole()
    assert send(visitors["auditor without an employee"], attempts) > len(starts)
    assert changed(before) == []
