"""A busy database, whichever way it says so, is one sentence and a 503; every other error goes its way."""

import pytest
from django.db import DatabaseError, OperationalError
from django.http import HttpResponse
from viewflow.workflow.exceptions import FlowLockFailed

from workflows.engine.middleware import BusyMiddleware, is_busy

BUSY = [
    OperationalError("database is locked"),
    OperationalError("canceling statement due to lock timeout\nCONTEXT: while locking tuple"),
    OperationalError("deadlock detected"),
    OperationalError('could not obtain lock on row in relation "daily_dailyprocess"'),
    FlowLockFailed("Lock failed for DailyReportFlow"),
]
OTHERS = [OperationalError("no such table: x"), DatabaseError("database is locked"), ValueError("deadlock detected")]


@pytest.mark.parametrize("error", BUSY, ids=str)
def test_busy_database_is_told_in_one_sentence(rf, error):
    request = rf.post("/inbox/1/")

    response = BusyMiddleware(lambda _: HttpResponse()).process_exception(request, error)

    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert "<h1" in response.content.decode()


@pytest.mark.parametrize("error", OTHERS, ids=str)
def test_other_errors_are_not_hidden(rf, error):
    assert not is_busy(error)
    assert BusyMiddleware(lambda _: HttpResponse()).process_exception(rf.get("/"), error) is None


@pytest.mark.django_db
def test_view_that_meets_a_locked_database_answers_503(client, monkeypatch):
    from_database = OperationalError("database is locked")

    def locked(*_args, **_kwargs):
        raise from_database

    monkeypatch.setattr("workflows.portal.views.doors.set_language", locked, raising=False)
    monkeypatch.setattr("django.views.i18n.check_for_language", locked)

    response = client.post("/i18n/setlang/", {"language": "id"})

    assert response.status_code == 503
