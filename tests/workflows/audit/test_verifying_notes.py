"""Verification of what auditors wrote: every column of a note, and notes taken away or put in, past the guards."""

import json

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from backoffice.findings.actions import follow, write
from tests import factories as make
from tests.workflows.audit.attacker import lift_the_guards
from tests.workflows.audit.test_covering import other_value
from workflows.audit.models import Decision, Finding
from workflows.audit.models.finding import DIGESTED
from workflows.audit.verifying import Break, Kind, notes, verify
from workflows.organization.models import Role

pytestmark = pytest.mark.django_db
TABLE = Finding._meta.db_table
SAYS = "Disetujui dalam dua detik, tanpa membuka bukti."


@pytest.fixture
def first() -> Finding:
    """A finding that a further row amends; the guards are gone."""
    auditor = make.actor(make.with_role(Role.AUDITOR, "Agus Auditor"))
    written = write(by=auditor, kind="FINDING", severity="MEDIUM", text=SAYS)
    follow(by=auditor, first=written, kind="AMENDMENT", severity="LOW", text="Buktinya dibuka sehari sebelumnya.")
    assert verify().sound
    lift_the_guards()
    return written


def broken(note: Finding, kind: Kind) -> Break:
    """The break that names this note and the decision on it."""
    decision = Decision.objects.get(subject=note.record_key)
    return Break(decision.stream, decision.seq, kind, decision.pk, TABLE, note.pk)


def test_each_column_is_covered(first):
    assert set(DIGESTED) == {field.attname for field in Finding._meta.concrete_fields}

    for note in Finding.objects.all():
        for field in Finding._meta.concrete_fields:
            if field.primary_key or (note.follows_id and field.attname == "is_communicated"):
                continue  # renumbered further down; a further row that is communicated no database takes
            with transaction.atomic():
                Finding.objects.filter(pk=note.pk).update(
                    **{field.attname: other_value(getattr(note, field.attname), field)}
                )
                assert (field.attname, verify().broken) == (field.attname, broken(note, Kind.EDITED))
                transaction.set_rollback(True)
    assert verify().sound


def test_words_of_two_notes_that_changed_places_are_found_at_the_first(first):
    second = first.followers.get()
    for note, text in ((first, second.text), (second, first.text)):
        Finding.objects.filter(pk=note.pk).update(text=text)

    assert verify().broken == broken(first, Kind.EDITED)


def test_a_note_that_was_taken_away_or_renumbered_is_missed(first):
    second = first.followers.get()
    expected = broken(second, Kind.DELETED)
    with transaction.atomic():
        Finding.objects.filter(pk=second.pk).update(id=second.pk + 1)
        assert verify().broken == expected
        transaction.set_rollback(True)
    Finding.objects.filter(pk=second.pk)._raw_delete("default")

    assert verify().broken == expected


def test_a_note_that_was_put_in_belongs_to_no_record(first):
    put_in = Finding.objects.get(pk=first.pk)
    put_in.pk = None
    put_in.save(force_insert=True)

    assert verify().broken == Break(None, None, Kind.INSERTED, table=TABLE, row=put_in.pk)


def test_what_nobody_can_read_was_edited(first):
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL lets no such value in")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE audit_finding SET case_id = 'x' || char(0), written_at = 'soon' WHERE id = %s", [first.pk]
        )

    assert verify().broken == broken(first, Kind.EDITED)


def test_a_note_that_is_written_meanwhile_is_no_alarm(first, monkeypatch):
    monkeypatch.setattr(notes, "_digests", lambda columns: {})  # as they were read before any was written

    assert verify().sound


def test_the_command_names_it(first, capsys):
    Finding.objects.filter(pk=first.pk).update(text="Tidak ada temuan.")

    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit", json=True)
    assert ended.value.code == 1
    told = json.loads(capsys.readouterr().out)["broken"]
    assert (told["kind"], told["table"], told["row"]) == ("edited", TABLE, first.pk)
