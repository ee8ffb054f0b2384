"""Journeys: the small office, and people who do everything through its pages."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache

from tests import factories as make
from tests.backoffice.conftest import People
from tests.journeys.lookers import everybody_in
from tests.journeys.visitor import Visitor
from workflows.engine.models import WorkItem
from workflows.organization.models import Employee, Role, User

A_TUESDAY = date(2026, 11, 24)
OURS = {
    "daily", "skp", "targets", "assessment", "objection", "feedback", "engine", "audit", "viewflow", "approvals",
    "organization",
}  # fmt: skip


@pytest.fixture(autouse=True)
def today(settings: Any) -> Callable[[date], None]:
    """The office's today is a Tuesday in November, until the journey moves on: `today(date(2026, 1, 6))`."""
    cache.clear()
    settings.DEMO_TODAY = A_TUESDAY

    def moved(day: date) -> None:
        settings.DEMO_TODAY = day

    return moved


@pytest.fixture(scope="module")
def everybody(kept: None) -> People:
    """An office in which everything there is has a row, made once for all tests of a module."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(settings, "DEMO_TODAY", A_TUESDAY)
        cache.clear()
        return everybody_in(make.office())


@pytest.fixture
def people(everybody: People, db: None) -> People:
    """The people of the office in which everything there is has a row."""
    return deepcopy(everybody)


@pytest.fixture
def office(db: None) -> make.Office:
    """The small office."""
    return make.office()


@pytest.fixture
def hr(office: make.Office) -> Employee:
    """An HR admin."""
    return make.with_role(Role.HR_ADMIN, "Ratna Kepegawaian")


@pytest.fixture
def second_hr(office: make.Office) -> Employee:
    """Another HR admin."""
    return make.with_role(Role.HR_ADMIN, "Rina Kepegawaian")


@pytest.fixture
def as_(office: make.Office) -> Callable[[Employee], Visitor]:
    """The person at a browser of their own, which stays open: `as_(office.staff).open("/")`."""
    known: dict[int, Visitor] = {}

    def at_browser(person: Employee) -> Visitor:
        if person.pk not in known:
            known[person.pk] = Visitor(person)
        return known[person.pk]

    return at_browser


def task_address(process: str, person: Employee) -> str:
    """Where the person's case of this process waits, as the inbox links to it."""
    item = WorkItem.objects.open().filter(process=process, person=person).latest("pk")
    return f"/inbox/{item.task_id}/"


def decide(visitor: Visitor, address: str, verb: str, **reasons: str) -> Visitor:
    """Find the task in the inbox, open it, decide."""
    visitor.open("/inbox/")
    assert address in visitor.links(), f"{address} is not in the inbox: {visitor.text[:1500]}"
    return visitor.open(address).press("Kirim keputusan", verb=verb, **reasons)


def everything() -> dict[str, list[Any]]:
    """Every row of ours, to show that nothing changed; but for log-ins, which note when somebody came in."""
    models = [model for model in apps.get_models() if model._meta.app_label in OURS and model is not User]
    return {model._meta.label: list(model._base_manager.order_by("pk").values_list()) for model in models}


@pytest.fixture
def unchanged() -> Callable[[str], None]:
    """Ask `unchanged(what)` after an attempt: it left every row as it was."""
    before = everything()

    def asked(what: str) -> None:
        now = everything()
        assert [label for label, rows in before.items() if now[label] != rows] == [], what

    return asked
