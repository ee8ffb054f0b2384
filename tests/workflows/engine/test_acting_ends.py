"""An acting appointment: from a day until a day and back by itself, or early; in the inbox and the chain explained."""

from datetime import date

import pytest

from tests import factories as make
from tests.workflows.engine.taking import refused, take
from workflows.approvals.resolver import chain_for, explain
from workflows.audit.models import Decision
from workflows.engine.inbox import arms_of, read_page
from workflows.engine.refusals import NotYours
from workflows.organization.actions import end_acting
from workflows.organization.actor import Actor, Channel

pytestmark = pytest.mark.django_db
BEFORE, FIRST, LAST, BACK = (date(2026, 11, day) for day in (23, 24, 26, 27))


@pytest.fixture
def office():
    made = make.office()
    made.peer = make.employee("Bayu Peer", made.posts["second_section"], sex="M")
    return made


@pytest.fixture
def appointment(office):
    return make.acting(office.peer, office.posts["section"], "PLH", start=FIRST, end=BACK)


def waits(person, on):
    return [each.acted_for.title if each.acted_for else "" for each in _page(person, on).waiting]


def _page(person, on):
    return read_page(arms_of(person.user, person, on))


def asked(office, on):
    first = next(iter(explain(chain_for("daily", office.posts["staff"]), office.staff, on)))
    return [(officer.employee.name, officer.title) for officer in first.officers]


def test_the_inbox_has_it_from_until_and_back_by_itself(office, appointment):
    make.submitted_report(office.staff, BEFORE)

    plh = "Plh Kepala Sub Bidang Mutasi"
    assert [waits(office.peer, day) for day in (BEFORE, FIRST, LAST, BACK)] == [[], [plh], [plh], []]
    assert [waits(office.section, day) for day in (BEFORE, FIRST, LAST, BACK)] == [[""]] * 4


def test_the_chain_explained_names_whoever_stands_there_that_day(office, appointment):
    holder = [("Jaya Ramadan", "Kepala Sub Bidang Mutasi")]
    plh = [("Bayu Peer", "Plh Kepala Sub Bidang Mutasi")]
    assert [asked(office, day) for day in (BEFORE, FIRST, LAST, BACK)] == [holder, plh, plh, holder]


def test_after_its_last_day_the_officer_decides_nothing_and_nothing_stays_with_them(office, appointment):
    make.submitted_report(office.staff, FIRST)
    refused(NotYours, office.peer, when=make.at(BACK, 9))
    take(office.section, when=make.at(BACK, 9))
    assert Decision.objects.latest("pk").capacity == ""


def test_ended_early_it_is_back_at_once(office, appointment):
    make.submitted_report(office.staff, FIRST)
    by = Actor.system("import_office", Channel.IMPORT)
    end_acting(by=by, appointment=appointment, end=LAST, reason="Kembali lebih awal", at=make.at(LAST, 7))

    assert (waits(office.peer, LAST), waits(office.section, LAST)) == ([], [""])
    assert asked(office, LAST) == [("Jaya Ramadan", "Kepala Sub Bidang Mutasi")]
    refused(NotYours, office.peer, when=make.at(LAST, 9))
    take(office.section, when=make.at(LAST, 9))
