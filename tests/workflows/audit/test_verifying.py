"""Verification against somebody with the database in their hands: each way to change the table is found and named."""

from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tests.conftest import on_postgres
from tests.workflows.audit.attacker import lift_the_guards
from workflows.audit.canonical import signature, start_of
from workflows.audit.models import Change, Decision, Particulars, Stream
from workflows.audit.record import Entry, Signatory, record
from workflows.audit.verbs import Verb
from workflows.audit.verifying import Break, Kind, verify
from workflows.audit.verifying.rows import Table

pytestmark = pytest.mark.django_db
CASE, LENGTH = 7, 12
COLUMNS = [f for f in Decision._meta.concrete_fields if f.attname not in {"id", "stream", "seq"}]


@pytest.fixture
def stream() -> int:
    """A stream of twelve decisions, beside others; its number."""
    signatory = Signatory(nip="198001012005012001", name="Jaya Ramadan", post="Kepala Sub Bidang")
    for number in range(LENGTH):
        for case in (CASE, CASE + 1, CASE + 2):
            record(
                Entry(
                    verb=Verb.APPROVE, process="daily", subject=f"daily.DailyReport#{case}", case_id=case,
                    signatory=signatory, reason=f"Sesuai {number}", details={"minutes": number}, round=number + 1,
                )
            )  # fmt: skip
    assert verify().sound
    lift_the_guards()
    return Decision.objects.filter(case_id=CASE).values_list("stream", flat=True)[0]


def row_at(stream: int, seq: int) -> Decision:
    return Decision.objects.get(stream=stream, seq=seq)


def change(row: Decision, **values: Any) -> None:
    """An UPDATE by hand."""
    Decision.objects.filter(pk=row.pk).update(**values)


def delete(rows: Any) -> None:
    """A DELETE by hand, past what Django protects, with what hangs on the rows."""
    keys = list(rows.values_list("pk", flat=True))
    for beside in (Particulars, Change):
        beside.objects.filter(decision__in=keys)._raw_delete("default")
    Decision.objects.filter(pk__in=keys)._raw_delete("default")


def signed_anew(row: Decision, key: str = settings.AUDIT_KEY) -> str:
    """Sign the row as it stands, with what it names before it."""
    return signature(key, row.prev_hash, row.signed_values(), row.form)


def other_value(field: Any, row: Decision) -> Any:
    value = getattr(row, field.attname)
    kind = field.get_internal_type()
    if kind == "JSONField":
        return {**value, "minutes": 999}
    if kind == "DateTimeField":
        return value.replace(microsecond=(value.microsecond + 1) % 1_000_000)
    if kind in ("PositiveSmallIntegerField", "BigIntegerField"):
        return (value or 0) + 1
    return ("x" + value)[: field.max_length] if value else "x"


@pytest.mark.parametrize("field", COLUMNS, ids=lambda field: field.attname)
@pytest.mark.parametrize("seq", [1, 6, LENGTH])
def test_an_edit_of_any_column_is_found_at_its_row(stream, field, seq):
    row = row_at(stream, seq)
    change(row, **{field.attname: other_value(field, row)})

    found = verify()

    assert found.broken == Break(stream, seq, Kind.EDITED, row.pk)


@pytest.mark.parametrize("seq", [1, 6, LENGTH - 1])
def test_a_deleted_row_is_missed_at_its_place(stream, seq):
    delete(Decision.objects.filter(stream=stream, seq=seq))

    assert verify().broken == Break(stream, seq, Kind.DELETED)


@pytest.mark.parametrize("seq", [1, 6])
def test_a_deleted_row_is_missed_though_those_behind_took_its_place(stream, seq):
    delete(Decision.objects.filter(stream=stream, seq=seq))
    for row in Decision.objects.filter(stream=stream, seq__gt=seq).order_by("seq"):
        change(row, seq=row.seq - 1)
    Stream.objects.filter(number=stream).update(seq=LENGTH - 1)

    found = verify().broken

    assert (found.stream, found.seq, found.kind) == (stream, seq, Kind.DELETED)


@pytest.mark.parametrize("seq", [1, 6, LENGTH])
def test_an_inserted_row_is_found_though_those_behind_made_room(stream, seq):
    for row in Decision.objects.filter(stream=stream, seq__gte=seq).order_by("-seq"):
        change(row, seq=row.seq + 1)
    new = row_at(stream, seq + 1)
    new.pk, new.seq, new.prev_hash, new.tier, new.hash = None, seq, "f" * 64, "Atasan", "e" * 64
    new.save(force_insert=True)
    Stream.objects.filter(number=stream).update(seq=LENGTH + 1)

    assert verify().broken == Break(stream, seq, Kind.INSERTED, new.pk)


def test_a_row_put_behind_the_head_is_inserted(stream):
    new = row_at(stream, LENGTH)
    new.pk, new.seq, new.prev_hash = None, LENGTH + 1, new.hash
    new.hash = signed_anew(new)  # with the key, but without the head
    new.save(force_insert=True)
    beside = Particulars.objects.get(decision=row_at(stream, LENGTH))
    beside.pk = new.pk
    beside.save(force_insert=True)

    assert verify().broken == Break(stream, LENGTH + 1, Kind.INSERTED)


@pytest.mark.parametrize(("one", "other"), [(1, 2), (4, 9), (LENGTH - 1, LENGTH)])
def test_rows_that_changed_places_are_found(stream, one, other):
    first, second = row_at(stream, one), row_at(stream, other)
    change(first, seq=-1)
    change(second, seq=one)
    change(first, seq=other)

    assert verify().broken == Break(stream, one, Kind.REORDERED, second.pk)


@pytest.mark.parametrize(("one", "other"), [(1, 2), (4, 9)])
def test_contents_that_changed_places_are_found(stream, one, other):
    first, second = row_at(stream, one), row_at(stream, other)
    content = ("particulars_digest", "round", "recorded_at", "effective_at")
    change(first, **{name: getattr(second, name) for name in content})
    change(second, **{name: getattr(first, name) for name in content})

    assert verify().broken == Break(stream, one, Kind.REORDERED, first.pk)


@pytest.mark.parametrize("left", [0, 1, 6])
def test_a_cut_tail_is_missed_by_the_head(stream, left):
    delete(Decision.objects.filter(stream=stream, seq__gt=left))

    assert verify().broken == Break(stream, left + 1, Kind.CUT)


def test_a_row_signed_anew_with_the_key_no_longer_fits_those_behind_it(stream):
    row = row_at(stream, 6)
    row.tier = "Diubah"
    change(row, tier=row.tier, hash=signed_anew(row))

    assert verify().broken == Break(stream, 6, Kind.EDITED, row.pk)


def test_the_last_row_signed_anew_with_the_key_no_longer_fits_the_head(stream):
    row = row_at(stream, LENGTH)
    row.tier = "Diubah"
    change(row, tier=row.tier, hash=signed_anew(row))

    assert verify().broken == Break(stream, LENGTH, Kind.EDITED, row.pk)


def rewritten(stream: int, since: int, key: str) -> None:
    """The whole chain from a place on, signed anew, head included."""
    before = row_at(stream, since - 1).hash if since > 1 else start_of(stream)
    rows = list(Decision.objects.filter(stream=stream, seq__gte=since).order_by("seq"))
    Decision.objects.filter(stream=stream, seq__gte=since)._raw_delete("default")
    for row in rows:
        row.tier, row.prev_hash = "Diubah", before
        row.hash = before = signed_anew(row, key)
        row.save(force_insert=True)
    Stream.objects.filter(number=stream).update(head=before)


@pytest.mark.parametrize("since", [1, 6])
def test_a_chain_rewritten_without_the_key_is_found_at_its_first_row(stream, since):
    rewritten(stream, since, "kunci yang ditebak")

    found = verify().broken

    assert (found.stream, found.seq, found.kind) == (stream, since, Kind.EDITED)


def test_with_another_key_it_is_the_key_that_is_wrong(stream):
    assert verify(key="kunci lain").broken.kind is Kind.WRONG_KEY


def test_a_stream_that_is_none_of_the_sixteen_holds_inserted_rows(stream):
    row = row_at(stream, 3)
    row.pk, row.stream = None, 40
    row.save(force_insert=True)

    assert verify().broken == Break(40, 3, Kind.INSERTED, row.pk)


def test_an_untouched_record_is_sound_and_counted(stream):
    found = verify(source=Table(size=5))

    assert (found.sound, found.checked) == (True, 3 * LENGTH)


def test_from_a_place_on_only_what_is_behind_it_is_looked_at(stream):
    change(row_at(stream, 3), tier="Diubah")

    assert verify(since=6).sound
    assert verify(since=2).broken.seq == 3


def unreadable() -> list[tuple[str, str]]:
    if on_postgres():
        return [("form", "77")]
    return [
        ("form", "77"), ("form", "'dua'"), ("effective_at", "'besok'"), ("effective_at", "12"),
        ("tier", "CAST(x'ff' AS TEXT)"), ("round", "'dua'"), ("hash", "x'00ff'"),
    ]  # fmt: skip


@pytest.mark.parametrize(("column", "value"), unreadable())
def test_what_cannot_be_read_is_a_broken_row_and_no_crash(stream, column, value):
    row = row_at(stream, 6)
    with connection.cursor() as cursor:
        if not on_postgres():
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute(f"UPDATE audit_decision SET {column} = {value} WHERE id = %s", [row.pk])  # noqa: S608
        if not on_postgres():
            cursor.execute("PRAGMA ignore_check_constraints = OFF")

    assert verify().broken == Break(stream, 6, Kind.EDITED, row.pk)


def test_progress_is_told(stream):
    said: list[int] = []

    verify(source=Table(size=5), progress=said.append)

    assert said == sorted(said)
    assert said
