"""What leaves the record goes through one recorded door, and the chain stays whole; every other way is found."""

import pytest
from django.db import DatabaseError, models, transaction

from tests import factories as make
from tests.workflows.audit.attacker import lift_the_guards
from tests.workflows.audit.test_record import SIGNATORY, entry
from workflows.audit.door import blank
from workflows.audit.models import Change, Decision, Particulars
from workflows.audit.record import Entry, record
from workflows.audit.verbs import Verb
from workflows.audit.verifying import Kind, verify
from workflows.organization.models import Employee

pytestmark = pytest.mark.django_db
EMPTY = {f.attname: "" for f in Particulars._meta.concrete_fields if isinstance(f, models.CharField | models.TextField)}


def door(verb=Verb.ERASE) -> Entry:
    return Entry(verb=verb, process="audit", subject="audit.Door", signatory=SIGNATORY, reason="Retensi berakhir.")


@pytest.fixture
def decisions() -> list[Decision]:
    """One that stands for the histories of an office, and two others."""
    make.office()
    return [*record(entry(1, reason="Sesuai")), *record(entry(1, reason="Baik")), *record(entry(2, reason="Cukup"))]


def test_what_is_blanked_is_gone_and_the_chain_is_whole(decisions):
    rows = Employee.history.count()
    others = Change.objects.exclude(decision=decisions[0]).count()

    erased = blank(door(), [decisions[0].pk])

    gone = Decision.objects.get(pk=decisions[0].pk)
    assert (gone.actor_nip, gone.actor_name, gone.reason, gone.details) == ("", "", "", {})
    assert (gone.verb, gone.subject) == ("APPROVE", "daily.DailyReport#1")
    assert gone.particulars.salt == ""
    assert gone.particulars.blanked_by_id == erased.pk
    assert rows > 5
    assert Employee.history.count() == 0
    assert set(gone.changes.values_list("salt", "blanked_by")) == {("", erased.pk)}
    assert Decision.objects.get(pk=decisions[1].pk).reason == "Baik"
    assert Change.objects.exclude(decision=decisions[0]).count() == others + 1 + gone.changes.count()
    found = verify()
    assert (found.sound, found.checked) == (True, 4)


def test_it_is_blanked_once_and_never_the_door_itself(decisions):
    first = blank(door(), [decisions[0].pk])
    second = blank(door(Verb.ARCHIVE), [decisions[0].pk, decisions[1].pk, first.pk])

    assert Particulars.objects.get(pk=decisions[0].pk).blanked_by_id == first.pk
    assert Particulars.objects.get(pk=decisions[1].pk).blanked_by_id == second.pk
    assert Decision.objects.get(pk=first.pk).reason == "Retensi berakhir."
    assert verify().sound


def test_another_verb_is_no_door(decisions):
    with pytest.raises(ValueError, match="no verb of the door"):
        blank(entry(1), [decisions[0].pk])


def blanked_by(key: int, **values: object) -> dict[str, object]:
    return {**EMPTY, "details": {}, "blanked_by_id": key, **values}


def attempts(decisions: list[Decision], other_door: Decision) -> dict[str, object]:
    mine = Particulars.objects.filter(pk=decisions[0].pk)
    change = Change.objects.filter(decision=decisions[0])[:1].get()
    changes = Change.objects.filter(pk=change.pk)
    return {
        "by no door": lambda: mine.update(**blanked_by(decisions[1].pk)),
        "by a door that does not name it": lambda: mine.update(**blanked_by(other_door.pk)),
        "not wholly": lambda: mine.update(**blanked_by(other_door.pk, reason="Sesuai")),
        "without saying by which": lambda: mine.update(**EMPTY, details={}),
        "a change by no door": lambda: changes.update(salt="", blanked_by=decisions[1].pk),
        "a change by a door that does not name it": lambda: changes.update(salt="", blanked_by=other_door.pk),
        "a history that is not blanked": lambda: Employee.history.all()._raw_delete("default"),
    }


NAMES = (
    "by no door", "by a door that does not name it", "not wholly", "without saying by which", "a change by no door",
    "a change by a door that does not name it", "a history that is not blanked",
)  # fmt: skip


@pytest.mark.parametrize("way", NAMES)
def test_the_database_knows_no_other_way(decisions, way):
    other_door = blank(door(), [decisions[2].pk])
    tried = attempts(decisions, other_door)
    assert tuple(tried) == NAMES

    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        tried[way]()

    assert Decision.objects.get(pk=decisions[0].pk).reason == "Sesuai"
    assert verify().sound


def test_with_the_guards_gone_a_blanking_that_no_door_names_is_found(decisions):
    other_door = blank(door(), [decisions[2].pk])
    lift_the_guards()
    Particulars.objects.filter(pk=decisions[0].pk).update(**blanked_by(other_door.pk))

    found = verify().broken

    assert (found.id, found.kind) == (decisions[0].pk, Kind.EDITED)


def test_with_the_guards_gone_what_was_blanked_is_not_filled_anew(decisions):
    erased = blank(door(), [decisions[0].pk])
    lift_the_guards()
    Particulars.objects.filter(pk=decisions[0].pk).update(reason="Alasan lain")

    found = verify().broken

    assert (found.id, found.kind, found.table) == (decisions[0].pk, Kind.EDITED, "audit_particulars")
    assert erased.pk != found.id
