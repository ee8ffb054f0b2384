"""A decision twice, in two tabs and by two people: one decision; the second is told, and what was typed is shown."""

from datetime import date

import pytest

from tests import factories as make
from tests.journeys.conftest import task_address
from tests.journeys.visitor import Visitor
from workflows.audit.models import Decision
from workflows.daily.models import DailyReport

pytestmark = pytest.mark.django_db
TYPED = "Mohon dilengkapi dengan daftar usulan yang diperiksa hari itu."


@pytest.fixture
def waiting(office, today):
    """A report that waits for the section's head, whose Plh may decide too."""
    today(make.A_MONDAY)
    make.submitted_report(office.staff)
    return task_address("daily", office.staff)


def test_in_two_tabs(office, waiting):
    one, other = Visitor(office.section).open(waiting), Visitor(office.section).open(waiting)

    one.press("Kirim keputusan", verb="approve")
    other.press("Kirim keputusan", verb="return", return_reason=TYPED, expect=409)

    other.sees("Jaya Ramadan menyetujuinya", TYPED)
    assert DailyReport.objects.get().status == DailyReport.Status.VERIFIED
    assert list(Decision.objects.exclude(verb="SUBMIT").values_list("verb", flat=True)) == ["APPROVE"]


def test_by_the_holder_and_the_plh(office, waiting):
    officer = make.employee("Dewi Lestari", office.posts["second_section"])
    make.acting(officer, office.posts["section"], "PLH", start=make.A_MONDAY, end=date(2026, 11, 28))
    holder, acting = Visitor(office.section).open(waiting), Visitor(officer).open(waiting)

    acting.press("Kirim keputusan", verb="approve")
    holder.press("Kirim keputusan", verb="return", return_reason=TYPED, expect=409)

    holder.sees("Dewi Lestari menyetujuinya", TYPED)
    (decision,) = Decision.objects.exclude(verb="SUBMIT")
    assert (decision.verb, decision.actor_name, decision.principal_name) == ("APPROVE", "Dewi Lestari", "Jaya Ramadan")
    assert DailyReport.objects.get().status == DailyReport.Status.VERIFIED


def test_a_task_that_moved_on_says_so_when_it_is_opened(office, waiting):
    Visitor(office.section).open(waiting).press("Kirim keputusan", verb="return", return_reason=TYPED)

    Visitor(office.section).open(waiting).sees("Jaya Ramadan mengembalikannya")
