"""A database whose histories are older than the record's cover: taken over by the migration, and by nothing else."""

from types import SimpleNamespace

import pytest

from tests import factories as make
from tests.workflows.audit.attacker import lift_the_guards
from workflows.audit import adopting, guards
from workflows.audit.history_rows import noting
from workflows.audit.models import Decision
from workflows.audit.verifying import verify
from workflows.organization.models import Employee

pytestmark = pytest.mark.django_db
BROUGHT = [(SimpleNamespace(app_label="audit", name="0003_changes_and_particulars"), False)]


@pytest.fixture
def older(monkeypatch):
    """An office whose histories nobody recorded; how many people it has."""
    monkeypatch.setattr(adopting, "CHUNK", 3)
    make.office()
    noting().take_unrecorded()
    found = verify()
    assert (found.sound, found.broken.kind) == (False, "inserted")
    return Employee.objects.count()


def test_what_was_there_is_covered_in_chunks_and_sound(older):
    adopting.adopt(plan=BROUGHT)

    assert verify().sound
    of_people = Decision.objects.filter(subject="adopted organization.Employee").order_by("pk")
    assert [each.details["rows"] for each in of_people] == [3] * (older // 3) + [older % 3] * (older % 3 > 0)
    assert {(each.verb, each.actor_nip) for each in Decision.objects.all()} == {("IMPORT", "system:migrate")}


def test_from_then_on_an_edit_is_found(older):
    adopting.adopt(plan=BROUGHT)
    lift_the_guards()
    row = Employee.history.latest()
    Employee.history.filter(pk=row.pk).update(name="Lain")
    guards.install()

    broken = verify().broken
    assert (broken.kind, broken.table, broken.row) == ("edited", Employee.history.model._meta.db_table, row.pk)


@pytest.mark.parametrize(
    "plan", [[], [(SimpleNamespace(app_label="audit", name="0004_more"), False)], [(BROUGHT[0][0], True)]],
    ids=["no migration", "another one", "taken back"],
)  # fmt: skip
def test_no_other_migration_takes_over_what_was_put_in(older, plan):
    adopting.adopt(plan=plan)

    assert not verify().sound
    assert not Decision.objects.exists()
