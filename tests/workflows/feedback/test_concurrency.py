"""Several at one time: no answer is lost from the urn, nobody answers twice, a round is closed once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from tests import factories as make
from tests.workflows.feedback import states as given
from workflows.feedback import actions
from workflows.feedback.models import OpinionRound, Tally
from workflows.organization.models import Role
from workflows.rules.violation import RuleViolation

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*works: Callable[[], object]) -> list[str]:
    """Run all at the same moment; what was refused, by code."""
    ready = Barrier(len(works), timeout=60)

    def run(work):
        try:
            ready.wait()
            work()
        except RuleViolation as refused:
            return refused.code
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(len(works)) as threads:
        return sorted(done.result(timeout=120) for done in [threads.submit(run, work) for work in works])


def read_anew(round_):
    return OpinionRound.objects.get(pk=round_.pk)


def test_eight_answers_are_all_counted_and_none_twice(db):
    office = make.office()
    hr, raters = make.with_role(Role.HR_ADMIN), given.colleagues(office, 8)
    round_ = given.opened(hr, office.staff, raters)

    assert at_once(*(lambda rater=rater: given.answered(round_, rater) for rater in raters)) == [""] * 8
    twice = at_once(*[lambda: given.answered(round_, raters[0], "BELOW")] * 4)
    assert twice == ["answered_already"] * 4

    by = make.actor(hr)
    closed = at_once(*[lambda: actions.close_round(by=by, of=read_anew(round_))] * 4)
    assert closed == ["", *["round_closed"] * 3]
    assert read_anew(round_).answers == 8
    assert set(Tally.objects.values_list("rating", "count")) == {("ABOVE", 0), ("MEETS", 8), ("BELOW", 0)}


def test_one_rater_answers_once_of_eight_times_at_once(db):
    office = make.office()
    hr, raters = make.with_role(Role.HR_ADMIN), given.colleagues(office, 3)
    round_ = given.opened(hr, office.staff, raters)

    refused = at_once(*[lambda: given.answered(round_, raters[0])] * 8)

    assert refused == ["", *["answered_already"] * 7]
    assert given.closed(round_, hr).answers == 1
