"""What changed since the last round: against what was really returned last, also after second thoughts."""

from datetime import timedelta

import pytest

from tests import factories as make
from tests.workflows.engine.taking import WHEN, open_items, take
from workflows.daily import actions as daily
from workflows.daily.models import DailyActivity, DailyProcess
from workflows.engine.differences import since_last_round

pytestmark = pytest.mark.django_db


def corrected(office, words):
    """Returned, and sent again with these words in place of what was written."""
    take(office.section, lambda t: t.send_back("Lampirkan bukti."))
    DailyActivity.objects.filter(number=1).update(description=words)
    daily.correct(task_id=open_items().get().task_id, entries=None, by=make.actor(office.staff), at=WHEN)


def changes():
    return [(each.before, each.after) for each in since_last_round(DailyProcess.objects.get()) or []]


@pytest.fixture
def first(report):
    return DailyActivity.objects.get(number=1).description


def test_return_that_was_taken_back_hides_no_change(office, report, first):
    corrected(office, "Memeriksa dua usulan")
    seen = changes()
    task_id = open_items().get().task_id

    daily.send_back(task_id=task_id, by=make.actor(office.section), reason="Masih kurang.", at=WHEN)
    daily.take_back(task_id=task_id, by=make.actor(office.section), at=WHEN + timedelta(minutes=2))

    assert len(seen) == 1
    assert first in seen[0][0]
    assert "Memeriksa dua usulan" in seen[0][1]
    assert changes() == seen


def test_content_that_comes_again_is_compared_with_what_was_returned_last(office, report, first):
    corrected(office, "Memeriksa dua usulan")
    corrected(office, first)
    corrected(office, "Memeriksa tiga usulan")

    ((before, after),) = changes()
    assert first in before
    assert "Memeriksa tiga usulan" in after
