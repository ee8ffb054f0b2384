"""HR's page for running cases on an older version: choose, see what changes, say why, read each result."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.backoffice.conftest import TODAY, tables
from tests.workflows.engine.test_moving_versions import CHECK, RATIFY, next_version
from workflows.audit.models import Decision
from workflows.daily.models import DailyProcess


@pytest.fixture
def version(people):
    """A new version, with a case of the staff and one of the other on the one before."""
    old = make.chain(tiers=[CHECK, RATIFY], position_kind="EXECUTING")
    for person in (people.office.staff, people.office.other):
        make.submitted_report(person, TODAY)
    return next_version(old, CHECK, {**RATIFY, "rule": "POSITION", "position": people.office.posts["head"]})


def address(version):
    return f"/admin/engine/workitem/move-to-version/{version.pk}/"


def text(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def keys():
    return list(DailyProcess.objects.order_by("pk").values_list("pk", flat=True))


def test_running_cases_on_other_versions_are_offered(people, enter, version):
    page = BeautifulSoup(enter(people.hr).get(address(version)).content, "html.parser")

    assert sorted(int(box["value"]) for box in page.select("input[name=case]")) == keys()


def test_preview_says_what_changes_and_stores_nothing(people, enter, version):
    before = tables()

    shown = text(enter(people.hr).get(address(version), {"case": keys()}))

    assert "Pengesahan: Uda Waluyo" in shown
    assert "Pengesahan: Siti Pratama" in shown
    assert tables() == before


def test_chosen_case_is_moved_and_the_other_stays(people, enter, version):
    chosen, stays = keys()

    page = enter(people.hr).post(address(version), {"case": chosen, "reason": "Rantai diperbaiki."})

    assert "1 dari 1 dipindahkan" in text(page)
    assert DailyProcess.objects.get(pk=chosen).chain_version == version
    assert DailyProcess.objects.get(pk=stays).chain_version.number == 1
    assert Decision.objects.get(verb="MOVE_VERSION").channel == "BACKOFFICE"


def test_reason_is_needed(people, enter, version):
    before = tables()

    enter(people.hr).post(address(version), {"case": keys(), "reason": ""})

    assert tables() == before


@pytest.mark.parametrize("who", ["team", "auditor", "technical"])
def test_only_hr_admins_move(people, enter, version, who):
    before = tables()
    browser = enter(getattr(people, who))

    assert browser.get(address(version)).status_code == 403
    assert browser.post(address(version), {"case": keys(), "reason": "Rantai diperbaiki."}).status_code == 403
    assert tables() == before


def test_version_that_is_not_published_is_not_found(people, enter, version):
    older = version.chain.versions.get(number=1)

    assert enter(people.hr).get(address(older)).status_code == 404
    assert enter(people.hr).get(f"{address(version)}?after=x").status_code == 404
    assert enter(people.hr).get(f"{address(version)}?case=x").status_code == 404


def test_list_of_cases_costs_no_more_queries_with_more_rows(people, enter, version):
    browser = enter(people.hr)
    browser.get(address(version))
    with CaptureQueriesContext(connection) as few:
        browser.get(address(version))
    old = version.chain.versions.get(number=1)
    DailyProcess.objects.update(chain_version=version)
    for back in range(1, 9):
        make.submitted_report(people.office.staff, TODAY - timedelta(days=back))
    DailyProcess.objects.update(chain_version=old)
    with CaptureQueriesContext(connection) as many:
        page = browser.get(address(version))

    assert page.content.decode().count('name="case"') == 10
    assert len(many) == len(few) <= 8
