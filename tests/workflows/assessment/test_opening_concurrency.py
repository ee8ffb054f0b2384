"""Two press at once: each assessment is opened once, and nobody's press fails."""

from datetime import date

import pytest

from tests import factories as make
from tests.workflows.assessment import states as given
from tests.workflows.audit.chain import broken_links, by_actions
from tests.workflows.engine.test_concurrency import at_once
from workflows.assessment import opening
from workflows.assessment.models import Assessment
from workflows.assessment.opening import open_assessments
from workflows.engine.models import WorkItem
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Period

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True), pytest.mark.slow]
PEOPLE = 12


def test_two_who_press_at_once_open_each_once(monkeypatch):
    monkeypatch.setattr(opening, "CHUNK", 3)
    office = make.office()
    for number in range(PEOPLE):
        post = make.position(f"Analis {number}", office.posts["staff"].unit, office.posts["section"])
        given.set_plan(make.employee(f"Pegawai {number}", post), post)

    def press():
        return open_assessments(
            period=Period.objects.get(code="2026-10"), by=Actor.system("tick", Channel.DEMO),
            at=make.at(date(2026, 11, 2)),
        )  # fmt: skip

    opened = at_once(press, press, press)

    assert all(isinstance(each, list) for each in opened), opened
    assert sum(len(each) for each in opened) == PEOPLE
    assert Assessment.objects.count() == WorkItem.objects.count() == by_actions().count() == PEOPLE
    assert not broken_links()
