"""Two who begin the same plan at once: there is one draft, one decision and one message, and nobody dies."""

from datetime import date

import pytest

from tests import factories as make
from tests.workflows.audit.chain import broken_links
from tests.workflows.engine.test_concurrency import at_once, kinds
from workflows.audit.models import Decision
from workflows.engine.models import OutboxMessage
from workflows.organization.models import Role
from workflows.skp import actions
from workflows.skp.drafting_for import draft_for
from workflows.skp.models import Skp

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.postgres]
WHEN = make.at(date(2026, 1, 15), 9)
WHY = "Belum menyusun SKP sampai pekan kedua Januari."


@pytest.fixture
def team(office):
    return [make.with_role(Role.PERFORMANCE_TEAM, "Tika Kinerja"), make.with_role(Role.HR_ADMIN, "Ratna HR")]


def drafting(office, year, person):
    """A press of the button, by this person, on a page of their own."""
    by, post = make.actor(person), office.posts["staff"]
    return lambda: draft_for(employee=office.staff, position=post, period=year, reason=WHY, by=by, at=WHEN)


def begun_by():
    """By whom the team's draft was begun, as the record says."""
    return list(Decision.objects.filter(verb="OPEN", process="skp").values_list("particulars__actor_nip", flat=True))


def test_pressed_by_two_of_the_team_at_once_gives_one_draft(office, year, team):
    outcomes = at_once(*(drafting(office, year, person) for person in (*team, *team)))

    assert kinds(outcomes) == {"Skp": 1, "NotAllowedHere": 3}
    refused = {str(each) for each in outcomes if not isinstance(each, Skp)}
    skp = Skp.objects.get()
    assert refused == {f"SKP ini sedang disusun {skp.drafted_by}. Lanjutkan rancangan yang sudah ada."}
    assert begun_by() == [skp.drafters]
    assert OutboxMessage.objects.get().recipient_id == office.staff.user_id
    assert skp.history.count() == 1
    assert broken_links() == []


def test_an_unsent_draft_is_taken_over_once(office, year, team):
    draft = actions.start_draft(
        employee=office.staff,
        position=office.posts["staff"],
        period=year,
        by=make.actor(office.staff),
        at=make.at(date(2026, 1, 14), 9),
    )

    outcomes = at_once(*(drafting(office, year, person) for person in team))

    assert kinds(outcomes) == {"Skp": 1, "NotAllowedHere": 1}
    draft.refresh_from_db()
    assert Skp.objects.count() == 1
    assert begun_by() == [draft.drafters]


def test_the_employee_and_the_team_at_once_give_one_plan(office, year, team):
    by, post = make.actor(office.staff), office.posts["staff"]

    outcomes = at_once(
        lambda: actions.start_draft(employee=office.staff, position=post, period=year, by=by, at=WHEN),
        drafting(office, year, team[0]),
    )

    skp = Skp.objects.get()
    assert [each for each in outcomes if isinstance(each, Skp)]
    # Whichever came first: the team takes the employee's draft over, or the employee is told that there is one.
    assert kinds(outcomes) in ({"Skp": 2}, {"Skp": 1, "NotAllowedHere": 1})
    assert (skp.drafters, begun_by()) == (team[0].nip, [team[0].nip])
    assert broken_links() == []
