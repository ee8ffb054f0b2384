"""Verification of what records cover by digests: particulars, and every row of field history with every column."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, models, transaction

from tests import factories as make
from tests.workflows.audit.attacker import lift_the_guards
from tests.workflows.audit.test_record import entry
from workflows.audit.canonical import salted_digest
from workflows.audit.history_rows import history_models, table_of
from workflows.audit.models import Change, Decision, Layout, Particulars
from workflows.audit.record import record
from workflows.audit.verifying import Break, Kind, verify
from workflows.organization.models import Employee

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision() -> Decision:
    """A decision that stands for all the histories of an office; the guards are gone."""
    people = make.office()
    make.draft_skp(people.staff, people.posts["staff"])
    (recorded,) = record(entry(1, reason="Sesuai", details={"minutes": 7}))
    record(entry(1))
    assert verify().sound
    lift_the_guards()
    return Decision.objects.get(pk=recorded.pk)


def rows_of(model: Any) -> models.QuerySet[Any]:
    found: models.QuerySet[Any] = model._base_manager.order_by("pk")
    return found


def other_value(value: Any, field: Any) -> Any:
    while field.is_relation:
        field = field.target_field
    if value is None:
        first = {models.DateTimeField: make.at(date(2020, 1, 1)), models.DateField: date(2020, 1, 1)}
        return next((given for kind, given in first.items() if isinstance(field, kind)), 1)
    if isinstance(value, bool):
        return not value
    if isinstance(value, dict | list):
        return {"changed": 1}
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    if isinstance(value, date):
        return value + timedelta(days=1)
    if isinstance(value, time):
        return value.replace(second=value.second ^ 1)
    if isinstance(value, Decimal):
        return value + Decimal(1).scaleb(-field.decimal_places)
    return value + 1 if isinstance(value, int) else f"x{value}"[: getattr(field, "max_length", None)] or "x"


def edits(model: Any, key: int) -> list[tuple[str, Any]]:
    row = model._base_manager.get(pk=key)
    return [
        (field.attname, other_value(getattr(row, field.attname), field))
        for field in model._meta.concrete_fields
        if not field.primary_key
    ]


def found_after(model: Any, key: int, **values: Any) -> Break | None:
    """What is found after this UPDATE by hand, which is then undone."""
    with transaction.atomic():
        model._base_manager.filter(pk=key).update(**values)
        found = verify().broken
        transaction.set_rollback(True)
    return found


def test_histories_of_a_whole_office_are_covered(decision):
    kinds = {type(field) for model in history_models() if rows_of(model).exists() for field in model._meta.fields}

    assert Change.objects.filter(decision=decision).count() == verify().covered > 40
    assert {models.DateField, models.BooleanField, models.CharField, models.ForeignKey} <= kinds


def test_an_edit_of_any_column_of_any_history_is_found_at_its_row(decision):
    tried = 0
    for model in history_models():
        key = rows_of(model).values_list("pk", flat=True).first()
        for name, value in edits(model, key) if key is not None else ():
            found = found_after(model, key, **{name: value})
            at = Break(decision.stream, decision.seq, Kind.EDITED, decision.pk, model._meta.db_table, key)
            assert found == at, (model, name)
            tried += 1
    assert tried > 100


@pytest.mark.parametrize("name", [f.attname for f in Particulars._meta.concrete_fields if not f.primary_key])
def test_an_edit_of_any_particular_is_found(decision, name):
    value = dict(edits(Particulars, decision.pk))[name]

    found = found_after(Particulars, decision.pk, **{name: value})

    assert found == Break(decision.stream, decision.seq, Kind.EDITED, decision.pk, "audit_particulars", decision.pk)


@pytest.mark.parametrize("name", ["decision_id", "layout", "row", "salt", "digest", "blanked_by_id"])
def test_an_edit_of_any_column_of_a_change_is_found(decision, name):
    change = Change.objects.filter(decision=decision).order_by("-row").first()
    value = dict(edits(Change, change.pk))[name]

    found = found_after(Change, change.pk, **{name: value})

    assert (found.stream, found.seq, found.kind) == (decision.stream, decision.seq, Kind.EDITED)
    assert found.table


def test_a_row_of_history_taken_away_is_missed(decision):
    row = Employee.history.order_by("pk").first()
    Employee.history.filter(pk=row.pk)._raw_delete("default")

    at = Break(
        decision.stream, decision.seq, Kind.DELETED, decision.pk, Employee.history.model._meta.db_table, row.pk
    )  # fmt: skip
    assert verify().broken == at


def test_with_its_change_taken_away_too_the_list_is_short(decision):
    change = Change.objects.filter(decision=decision).first()
    model = next(m for m in history_models() if table_of(m).number == change.layout)
    model._base_manager.filter(pk=change.row)._raw_delete("default")
    Change.objects.filter(pk=change.pk)._raw_delete("default")

    found = verify().broken

    assert (found.id, found.kind, found.table) == (decision.pk, Kind.EDITED, "audit_change")


def test_a_row_of_history_put_in_is_found_beside_the_record(decision):
    row = Employee.history.order_by("pk").first()
    row.pk, row.name = None, "Orang Lain"
    row.save_base(raw=True, force_insert=True)

    assert verify().broken == Break(
        None, None, Kind.INSERTED, table=Employee.history.model._meta.db_table, row=row.pk
    )  # fmt: skip


def test_a_change_that_was_put_in_for_it_is_found_at_its_decision(decision):
    row = Employee.history.order_by("pk").first()
    row.pk, row.name = None, "Orang Lain"
    row.save_base(raw=True, force_insert=True)
    added = Change.objects.create(
        decision=decision, layout=table_of(type(row)).number, row=row.pk, salt="0" * 16, digest="0" * 64
    )

    found = verify().broken

    assert (found.id, found.kind, found.table, found.row) == (decision.pk, Kind.EDITED, "audit_change", added.pk)


def test_a_change_of_no_record_is_found(decision):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_change (decision_id, layout, row, salt, digest) VALUES (999999, 1, 1, '0', '0')"
        )

    found = verify().broken

    assert (found.kind, found.table) == (Kind.INSERTED, "audit_change")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_change WHERE decision_id = 999999")


def test_particulars_taken_away_are_missed(decision):
    Particulars.objects.filter(pk=decision.pk)._raw_delete("default")

    found = verify().broken

    assert (found.id, found.kind, found.table) == (decision.pk, Kind.DELETED, "audit_particulars")


def test_what_was_blanked_past_the_door_is_found(decision):
    blank = {f.attname: "" for f in Particulars._meta.concrete_fields if isinstance(f, models.CharField)}
    values = {**blank, "reason": "", "details": {}, "blanked_by_id": decision.pk}

    found = found_after(Particulars, decision.pk, **values)

    assert (found.id, found.kind) == (decision.pk, Kind.EDITED)


@pytest.mark.parametrize("values", [{"columns": ["history_id"]}, {"history": "audit_decision"}])
def test_a_layout_that_was_changed_is_found(decision, values):
    layout = table_of(Employee.history.model).number

    assert found_after(Layout, layout, **values).kind is not None


def test_with_the_key_an_edited_history_still_needs_the_whole_chain(decision):
    """Whoever recomputes the digest of the row has to change the list of changes, and so the decision."""
    row = Employee.history.order_by("pk").first()
    table = table_of(type(row))
    row.name = "Orang Lain"
    change = Change.objects.get(layout=table.number, row=row.pk)
    type(row)._base_manager.filter(pk=row.pk).update(name=row.name)
    covered = salted_digest(change.salt, table.table, table.values(row))
    Change.objects.filter(pk=change.pk).update(digest=covered)

    found = verify().broken

    assert (found.id, found.kind, found.table) == (decision.pk, Kind.EDITED, "audit_change")
