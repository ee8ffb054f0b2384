"""Verifying with one press: what becomes of each, that one failure stops none, and what it costs."""

import logging

import pytest
from django.db import DatabaseError, OperationalError, connection

from tests import factories as make
from tests.workflows.daily.twins import NEXT_DAY
from tests.workflows.engine.taking import picture
from workflows.audit.models import Decision
from workflows.daily import verifying
from workflows.daily.bulk import verify_many
from workflows.daily.models import DailyProcess, DailyReport
from workflows.engine import many
from workflows.engine.many import Outcome, Result
from workflows.engine.models import WorkItem
from workflows.engine.refusals import TimeNotYours
from workflows.organization.actor import Channel

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make.office()


def waiting(office, count, person=None):
    """The tasks of so many reports that wait for the section's head, the oldest first; no text is another's."""
    person = person or office.staff
    days = [
        make.A_MONDAY.replace(day=number) for number in range(2, 24) if make.A_MONDAY.replace(day=number).weekday() < 5
    ]
    for day in days[:count]:
        make.submitted_report(person, day, make.entries(description=f"Memeriksa usulan {day}"))
    items = WorkItem.objects.open().filter(person=person).order_by("pk")
    return list(items.values_list("task_id", flat=True))[-count:]


def press(person, keys, **kwargs):
    return verify_many(task_ids=keys, by=make.actor(person), at=NEXT_DAY, **kwargs)


def outcomes(results):
    return [str(result.outcome.value) for result in results]


def test_each_is_verified_and_says_so(office):
    keys = waiting(office, 3)

    assert press(office.section, keys) == [Result(key, Outcome.APPROVED) for key in keys]

    assert set(DailyReport.objects.values_list("status", "decided_at")) == {("VERIFIED", NEXT_DAY)}
    assert (
        Decision.objects.filter(verb="APPROVE", particulars__actor_name="Jaya Ramadan", particulars__reason="").count()
        == 3
    )


def test_nothing_selected_is_nothing_done(office):
    waiting(office, 1)
    before = picture()

    assert press(office.section, []) == []

    assert picture() == before


def test_one_that_is_named_twice_is_decided_once(office):
    (key,) = waiting(office, 1)

    assert outcomes(press(office.section, [key, key])) == ["APPROVED"]
    assert Decision.objects.filter(verb="APPROVE").count() == 1


def test_strangers_decide_nothing_and_are_told(office):
    keys = waiting(office, 2)
    before = picture()

    results = press(office.stranger, keys)

    assert outcomes(results) == ["NOT_YOURS", "NOT_YOURS"]
    assert results[0].refusal == "Pekerjaan ini menunggu Kepala Sub Bidang Mutasi, bukan Anda."
    assert picture() == before


def test_nobody_verifies_their_own_among_others(office):
    """The clerk is the Plt of their own superior: a colleague's report they verify, their own they do not."""
    own = waiting(office, 1)
    colleagues = waiting(office, 1, office.other)
    make.acting(office.staff, office.posts["section"])

    results = press(office.staff, own + colleagues)

    assert outcomes(results) == ["REFUSED", "APPROVED"]
    assert "Anda sendiri" in results[0].refusal
    assert DailyReport.objects.get(employee=office.staff).status == "SUBMITTED"


def test_content_that_is_no_longer_what_was_shown_is_left(office):
    one, two = waiting(office, 2)
    shown = {key: DailyProcess.objects.get(task=key).content_hash for key in (one, two)}
    DailyReport.objects.get(cases__task=one).activities.filter(number=1).update(description="Lain sama sekali")

    results = press(office.section, [one, two], shown=shown)

    assert outcomes(results) == ["CHANGED", "APPROVED"]
    assert results[0].refusal.startswith("Isinya berubah")
    assert Decision.objects.get(verb="APPROVE").seen == shown[two]


def test_jobs_verify_nothing(office):
    keys = waiting(office, 1)
    before = picture()

    results = verify_many(task_ids=keys, by=make.Actor.system("tick", Channel.DEMO), at=NEXT_DAY)

    assert outcomes(results) == ["NOT_YOURS"]
    assert picture() == before


def test_time_is_given_by_the_demonstration_alone(office):
    keys = waiting(office, 1)
    before = picture()

    with pytest.raises(TimeNotYours):
        verify_many(task_ids=keys, by=make.actor(office.section, Channel.PAGE), at=NEXT_DAY)

    assert picture() == before


# ---- one failure stops none ------------------------------------------------------------------------------------------
def failing_for(monkeypatch, error, *broken):
    """Whatever writes these reports (by task) meets this error, whether alone or among others."""
    reports = set(DailyProcess.objects.filter(task__in=broken).values_list("report_id", flat=True))
    tried = []
    whole = verifying.mark_verified

    def mark_verified(turns):
        tried.append(len(turns))
        if reports & {t.case.report_id for t in turns}:
            if isinstance(error, str):
                with connection.cursor() as cursor:
                    cursor.execute(error)
            raise error
        whole(turns)

    monkeypatch.setattr("workflows.daily.bulk.mark_verified", mark_verified)
    return tried


@pytest.mark.parametrize("error", ["SELECT * FROM no_such_table", ValueError("unforeseen")], ids=["database", "code"])
def test_one_that_fails_stops_no_other(office, monkeypatch, caplog, error):
    """The chunk is taken back whole and done again one by one; the failure is logged, and told of that one alone."""
    keys = waiting(office, 4)
    tried = failing_for(monkeypatch, error, keys[1])

    with caplog.at_level(logging.WARNING):
        results = press(office.section, keys)

    assert outcomes(results) == ["APPROVED", "REFUSED", "APPROVED", "APPROVED"]
    assert results[1].refusal == many.FAILED
    assert tried == [4, 1, 1, 1, 1]
    assert [record.name for record in caplog.records] == ["workflows.engine.many"] * 2
    assert DailyReport.objects.get(cases__task=keys[1]).status == "SUBMITTED"
    assert list(WorkItem.objects.open().values_list("task_id", flat=True)) == [keys[1]]
    assert Decision.objects.filter(verb="APPROVE").count() == 3


def test_other_chunks_are_not_touched_by_a_failure(office, monkeypatch):
    monkeypatch.setattr(many, "CHUNK", 3)
    keys = waiting(office, 7)
    tried = failing_for(monkeypatch, DatabaseError("unforeseen"), keys[4])

    results = press(office.section, keys)

    assert outcomes(results) == ["APPROVED"] * 4 + ["REFUSED"] + ["APPROVED"] * 2
    assert tried == [3, 3, 1, 1, 1, 1]


def test_one_that_somebody_else_holds_still_waits(office, monkeypatch):
    keys = waiting(office, 3)
    failing_for(monkeypatch, OperationalError("canceling statement due to lock timeout"), keys[0])

    results = press(office.section, keys)

    assert outcomes(results) == ["LOCKED", "APPROVED", "APPROVED"]
    assert results[0].refusal == many.LOCKED
    assert DailyReport.objects.get(cases__task=keys[0]).status == "SUBMITTED"


def test_busy_database_is_not_waited_for_over_and_over(office, monkeypatch):
    """Each wait is seconds long: after three nobody is kept in front of the page, and everything still waits."""
    monkeypatch.setattr(many, "CHUNK", 4)
    keys = waiting(office, 8)
    before = picture()
    tried = failing_for(monkeypatch, OperationalError("database is locked"), *keys)

    results = press(office.section, keys)

    assert outcomes(results) == ["LOCKED"] * 8
    assert tried == [4, 1, 1]
    assert picture() == before


# ---- what it costs ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("tiers", [1, 2])
def test_many_cost_no_more_statements_than_a_few(office, django_assert_max_num_queries, tiers):
    """Two tiers ask the next for all in as many statements as for one of each superior's."""
    rules = [{"rule": "DIRECT_SUPERIOR"}, {"rule": "SUPERIOR_OF_SUPERIOR"}][:tiers]
    make.chain(tiers=rules, position_kind="EXECUTING")
    keys = waiting(office, 14)
    by = make.actor(office.section)
    with django_assert_max_num_queries(60) as few:
        verify_many(task_ids=keys[:3], by=by, at=NEXT_DAY)
    with django_assert_max_num_queries(60) as many_at_once:
        verify_many(task_ids=keys[3:], by=make.actor(office.section), at=NEXT_DAY)

    assert len(asked(many_at_once)) - len(asked(few)) <= 16  # the heads of the record that they touch
    heads = sum("audit_stream" in query["sql"] for query in many_at_once)
    assert len(asked(many_at_once)) - heads <= 34


def asked(captured):
    return [query for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
