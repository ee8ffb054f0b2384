"""Rows of the record and of field history are only ever added; the database refuses the rest, however it comes."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, connection, transaction

from tests import factories as make
from tests.conftest import on_postgres
from tests.workflows.audit.test_record import entry
from workflows.audit import guards
from workflows.audit.append_only import append_only_guards, append_only_models
from workflows.audit.models import Change, Decision, Layout, Particulars
from workflows.audit.record import record
from workflows.organization.models import Employee, User

pytestmark = pytest.mark.django_db
Way = Callable[[type, int], object]


def run(statement: str) -> Way:
    """The statement by hand; `{table}` and `{key}` are filled in."""

    def way(model: type, key: int) -> None:
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(statement.format(table=table, key=key, pk=model._meta.pk.column))

    return way


def saved(model: type, key: int) -> None:
    row = model._default_manager.get(pk=key)
    row.pk = key
    row.save()


def bulk_updated(model: type, key: int) -> None:
    rows = list(model._default_manager.filter(pk=key))
    fields = [field.name for field in model._meta.concrete_fields if not field.primary_key][:1]
    model._default_manager.bulk_update(rows, fields)


def upserted(model: type, key: int) -> None:
    row = model._default_manager.get(pk=key)
    names = [field.name for field in model._meta.concrete_fields if not field.primary_key][:1]
    model._default_manager.bulk_create(
        [row], update_conflicts=True, unique_fields=[model._meta.pk.name], update_fields=names
    )


def replaced(model: type, key: int) -> None:
    columns = ", ".join(connection.ops.quote_name(field.column) for field in model._meta.concrete_fields)
    into = f"INSERT OR REPLACE INTO {{table}} ({columns})"
    run(into + f" SELECT {columns} FROM {{table}} WHERE {{pk}} = {{key}}")(model, key)  # noqa: S608  our own names


WAYS: dict[str, Way] = {
    "save": saved,
    "queryset.update": lambda model, key: model._default_manager.filter(pk=key).update(
        **{next(f.attname for f in model._meta.concrete_fields if not f.primary_key): 1}
    ),
    "bulk_update": bulk_updated,
    "upsert": upserted,
    "delete": lambda model, key: model._default_manager.get(pk=key).delete(),
    "queryset.delete": lambda model, key: model._default_manager.filter(pk=key).delete(),
    "raw update": run("UPDATE {table} SET {pk} = {pk} WHERE {pk} = {key}"),
    "raw delete": run("DELETE FROM {table} WHERE {pk} = {key}"),
}
if on_postgres():
    WAYS["truncate"] = run("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE {table} CASCADE")
    WAYS["merge"] = run("MERGE INTO {table} t USING (SELECT {key} AS k) s ON t.{pk} = s.k WHEN MATCHED THEN DELETE")
else:
    WAYS["insert or replace"] = replaced


@pytest.fixture(params=["decision", "particulars", "change", "layout", "history"])
def row(request) -> tuple[type, int]:
    """A row of the record, and one of a history."""
    if request.param == "layout":
        return Layout, Layout.objects.values_list("pk", flat=True)[0]
    person = make.office().staff
    person.name = "Jaya R."
    person.save()
    (decision,) = record(entry(1))
    if request.param != "history":
        return {
            "decision": (Decision, decision.pk), "particulars": (Particulars, decision.pk),
            "change": (Change, decision.changes.latest("pk").pk),
        }[request.param]  # fmt: skip
    return Employee.history.model, person.history.latest().pk


def contents(model: type) -> list[dict[str, object]]:
    return list(model._default_manager.order_by("pk").values())


@pytest.mark.parametrize("way", WAYS)
def test_a_row_is_neither_changed_nor_taken_away(row, way):
    model, key = row
    before = contents(model)

    with pytest.raises(DatabaseError, match=r"append_only|protected foreign keys"), transaction.atomic():
        WAYS[way](model, key)

    assert contents(model) == before


def test_a_user_whom_a_history_names_cannot_be_deleted():
    person, author = make.office().staff, User.objects.create_user("tanpa-pegawai")
    person._history_user = author
    person.name = "Jaya R."
    person.save()

    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        author.delete()

    assert person.history.latest().history_user_id == author.pk


def test_every_history_is_guarded():
    tables = {guard.table for guard in append_only_guards()}

    assert len(tables) == len(append_only_models()) > 30
    assert tables <= {guard.table for guard in guards.GUARDS.values()}
    assert guards.missing("default") == []


def test_a_guard_that_was_switched_off_is_missed_and_comes_back():
    with connection.cursor() as cursor:
        if on_postgres():
            cursor.execute("ALTER TABLE audit_decision DISABLE TRIGGER audit_decision_append_only")
        else:
            cursor.execute("DROP TRIGGER audit_decision_append_only_replace")

    assert [guard.name for guard in guards.missing("default")] == ["audit_decision_append_only"]
    guards.install()

    assert guards.missing("default") == []


def test_migrating_puts_back_what_was_lost():
    with connection.cursor() as cursor:
        table = " ON audit_decision" if on_postgres() else ""
        cursor.execute(f"DROP TRIGGER audit_decision_append_only{table}")

    with pytest.raises(SystemCheckError, match="audit_decision_append_only"):
        call_command("check", "--database", "default")
    call_command("migrate", verbosity=0, skip_checks=False)

    assert guards.missing("default") == []
