"""Columns read past the models: what is there is read as it was signed; what nobody could have written is broken."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from tests import factories as make
from tests.conftest import on_postgres
from tests.workflows.audit.attacker import lift_the_guards
from tests.workflows.audit.test_record import entry
from workflows.audit.canonical import plain, text_of
from workflows.audit.history_rows import HistoryTable, history_models, table_of
from workflows.audit.record import record
from workflows.audit.verifying import Kind, verify
from workflows.audit.verifying.reading import Columns
from workflows.daily.models import DailyReport

pytestmark = pytest.mark.django_db


def read(table: HistoryTable, names: Any = None) -> list[str | None]:
    """The texts of all rows of a history, in the order of their keys."""
    columns = Columns("h", [(table.fields[name], table.plain[name]) for name in names or table.columns])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns.sql} FROM {table.table} h ORDER BY h.{table.key}")  # noqa: S608
        return [columns.text(row) for row in cursor.fetchall()]


def test_every_history_is_read_as_the_models_have_it():
    """Of an office with its plans, reports and decisions: as many kinds of columns as there are."""
    office = make.office()
    make.set_cascade(office)
    make.submitted_report(office.staff)
    kinds = set()

    for model in history_models():
        table = table_of(model)
        rows = model._base_manager.order_by("pk")
        assert read(table) == [text_of(table.values(row)) for row in rows]
        kinds |= {field.get_internal_type() for field in table.fields.values() if rows}

    assert {
        "BooleanField", "CharField", "DateField", "DateTimeField", "DecimalField", "ForeignKey",
        "PositiveSmallIntegerField", "TextField", "TimeField",
    } <= kinds  # fmt: skip


@pytest.mark.parametrize("microsecond", [0, 1, 120_000, 999_999])
def test_a_moment_is_read_as_it_was_signed(microsecond):
    office = make.office()
    at = datetime(2026, 11, 23, 9, 15, 7, microsecond, tzinfo=UTC)
    make.submitted_report(office.staff, when=at)
    table = table_of(DailyReport.history.model)

    assert read(table, ["history_date"]) == [text_of({"history_date": plain(at)})] * len(read(table))


@pytest.mark.skipif(on_postgres(), reason="PostgreSQL lets no such value in")
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("day", "besok"), ("day", 7), ("day", b"\xff"), ("submitted_at", "besok"), ("submitted_at", 1.5),
        ("minutes", "banyak"), ("minutes", 1.5), ("has_overlap", 7), ("has_overlap", "ya"), ("status", b"\x00\xff"),
        ("employee_id", "orang"), ("history_date", b"\xff"),
    ],
)  # fmt: skip
def test_what_no_model_could_have_written_is_broken_and_no_crash(column, value):
    make.submitted_report(make.office().staff)
    record(entry(1))
    assert verify().sound
    lift_the_guards()
    history = DailyReport.history.model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute(f"UPDATE {history} SET {column} = %s", [value])  # noqa: S608
        cursor.execute("PRAGMA ignore_check_constraints = OFF")

    found = verify().broken

    assert (found.kind, found.table) == (Kind.EDITED, history)


@pytest.mark.skipif(on_postgres(), reason="PostgreSQL lets no such value in")
@pytest.mark.parametrize("details", ['{"n": "\\ud800"}', '{"n": 1.5}', '{"n": NaN}', "{", "[" * 20])
def test_words_that_nobody_could_have_written_are_broken_and_no_crash(details):
    (decision,) = record(entry(1))
    lift_the_guards()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute("UPDATE audit_particulars SET details = %s", [details])
        cursor.execute("PRAGMA ignore_check_constraints = OFF")

    found = verify().broken

    assert (found.kind, found.id, found.table) == (Kind.EDITED, decision.pk, "audit_particulars")
