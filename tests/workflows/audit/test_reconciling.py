"""What stands today against its field history: whatever was written past it is found, whichever column and model."""

from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.journeys import full_office
from tests.workflows.audit.attacker import lift_the_guards
from tests.workflows.audit.test_covering import other_value
from tests.workflows.audit.test_record import SIGNATORY
from workflows.audit.history_rows import HistoryTable, history_models, table_of
from workflows.audit.models import Change
from workflows.audit.reconciling import Kind, reconcile, search
from workflows.audit.reconciling.histories import of_table
from workflows.audit.record import Entry, record
from workflows.audit.verbs import Verb
from workflows.daily.models import DailyReport
from workflows.organization.models import Employee, Period, Unit, User
from workflows.skp.models import Indicator, Skp

pytestmark = pytest.mark.django_db
AS_EVERYWHERE = 0  # nothing of the history left by the door


def record_the_rest() -> None:
    """One decision for what the test wrote without an action, as the commit would record it."""
    record(Entry(verb=Verb.IMPORT, process="import", subject="import office", signatory=SIGNATORY))


@pytest.fixture
def office() -> make.Office:
    """The small office; what made it is recorded."""
    people = make.office()
    record_the_rest()
    return people


def told(first: int = 20) -> list[tuple[Kind, str, int, list[Any]]]:
    """What is found: kind, model, how many, and the keys of the first."""
    return [(each.kind, each.model, each.count, [row.key for row in each.first]) for each in reconcile(first)]


def sql(statement: str, *parameters: Any) -> int:
    """Write past everything; gives how many rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount


def test_a_new_office_agrees():
    assert told() == []


def test_an_office_in_which_everybody_acted_agrees(settings):
    settings.DEMO_TODAY = full_office.TODAY
    cache.clear()
    full_office.fill(make.office())
    record_the_rest()

    assert DailyReport.objects.count() == 9
    assert told() == []


def test_an_update_past_the_history_is_found_with_its_column(office):
    skp = make.draft_skp(office.staff, office.posts["staff"])
    record_the_rest()
    row = skp.results.get().indicators.first()
    Indicator.objects.filter(pk=row.pk).update(target=7, text="Diubah")

    (found,) = reconcile()
    assert (found.kind, found.model, found.count) == (Kind.DIFFERS_FROM_HISTORY, "skp.Indicator", 1)
    assert [(each.key, each.detail.split()) for each in found.first] == [(row.pk, ["text", "target"])]


def test_what_was_put_right_by_a_save_agrees_again(office):
    Employee.objects.filter(pk=office.staff.pk).update(name="Diubah")
    assert [kind for kind, *_ in told()] == [Kind.DIFFERS_FROM_HISTORY]

    office.staff.save()
    record_the_rest()

    assert told() == []


def test_a_column_that_no_history_follows_is_left_alone(office):
    other = User.objects.create(username="199001012020012001")

    assert sql("UPDATE organization_employee SET user_id = %s WHERE id = %s", other.pk, office.staff.pk) == 1
    assert told() == []


def test_a_row_without_history_is_found(office):
    (one,) = Unit.objects.bulk_create([Unit(code="SILUMAN", name="Bidang Siluman", kind="division")])

    assert told() == [(Kind.WITHOUT_HISTORY, "organization.Unit", 1, [one.pk])]


def test_a_row_that_is_gone_past_its_history_is_found_and_one_that_was_deleted_is_not(office):
    skp = make.draft_skp(office.staff, office.posts["staff"])
    first, second = skp.results.get().indicators.order_by("pk")
    second.delete()
    record_the_rest()
    assert told() == []

    assert sql("DELETE FROM skp_indicator WHERE id = %s", first.pk) == 1

    assert told() == [(Kind.GONE_WITHOUT_HISTORY, "skp.Indicator", 1, [first.pk])]


def test_a_deleted_row_that_stands_again_is_found(office):
    skp = make.draft_skp(office.staff, office.posts["staff"])
    row = skp.results.get().indicators.first()
    again = Indicator.objects.get(pk=row.pk)
    row.delete()
    record_the_rest()
    Indicator.objects.bulk_create([again])

    assert told() == [(Kind.STANDS_THOUGH_DELETED, "skp.Indicator", 1, [again.pk])]


def test_history_without_a_decision_is_found(office):
    lift_the_guards()
    last = Employee.history.latest("history_id").history_id
    history = table_of(Employee.history.model)
    assert Change.objects.filter(layout=history.number, row=last).delete()[0] == 1

    assert told() == [(Kind.HISTORY_WITHOUT_DECISION, "organization.HistoricalEmployee", 1, [last])]


def columns_to_change(history: HistoryTable) -> list[Any]:
    """The fields of the live model that its history follows."""
    model = history.model.instance_type
    return [each for each in model._meta.concrete_fields if each.column in history.followed and not each.primary_key]


def test_any_column_of_any_model_is_compared(settings):
    settings.DEMO_TODAY = full_office.TODAY
    cache.clear()
    full_office.fill(make.office())
    lift_the_guards()
    tried = 0
    for history in map(table_of, history_models()):
        model = history.model.instance_type
        known = history.model._base_manager.values(history.pk)
        row = model._base_manager.filter(pk__in=known).order_by("pk").first()
        for field in columns_to_change(history) if row is not None else ():
            try:
                with transaction.atomic():
                    value = other_value(getattr(row, field.attname), field)
                    model._base_manager.filter(pk=row.pk).update(**{field.attname: value})
                    found = list(of_table(history, AS_EVERYWHERE, 5))
                    transaction.set_rollback(True)
            except (DatabaseError, ValueError):  # a constraint, or a choice of its own: nobody can write it there
                continue
            tried += 1
            assert [(each.kind, each.model) for each in found] == [(Kind.DIFFERS_FROM_HISTORY, history.label)], field
            assert [(each.key, each.detail.strip()) for each in found[0].first] == [(row.pk, field.column)]
    assert tried > 130


def test_first_ones_are_named_and_all_are_counted_in_chunks_too(office, monkeypatch):
    everybody = sorted(Employee.objects.values_list("pk", flat=True))
    Employee.objects.update(name="Diubah")
    first = [(Kind.DIFFERS_FROM_HISTORY, "organization.Employee", len(everybody), everybody[:3])]

    assert len(everybody) > 5
    assert told(3) == first
    monkeypatch.setattr(search, "KEYS_AT_ONCE", 2)
    assert told(3) == first
    assert told(0) == [(*first[0][:3], [])]


def test_it_asks_as_much_of_many_rows_as_of_few(office):
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            list(reconcile())
        return len(captured)

    make.submitted_report(office.staff)
    make.draft_skp(office.staff, office.posts["staff"])
    few = asked()
    for day in (17, 18, 19, 20):
        make.submitted_report(office.staff, date(2026, 11, day))
        make.submitted_report(office.other, date(2026, 11, day))
    Employee.objects.update(name="Diubah")

    assert asked() == few


def test_nothing_is_written(office):
    Employee.objects.update(name="Diubah")

    with CaptureQueriesContext(connection) as captured:
        list(reconcile())
    assert {query["sql"].split()[0] for query in captured} == {"SELECT"}


@pytest.fixture
def archived(settings, tmp_path) -> make.Office:
    """An office whose year was closed and left through the door."""
    people = make.office()
    record_the_rest()
    make.set_skp(people)
    Period.objects.filter(code="2026").update(status=Period.Status.CLOSED)
    settings.ARCHIVE_AFTER_YEARS = -1
    call_command("archive_year", "2026", str(tmp_path / "2026.jsonl"), "--reason", "Retensi.")
    period = Period.objects.get(code="2026")
    period.save()
    record_the_rest()
    return people


def test_what_left_by_the_door_is_told_apart(archived):
    found = told()

    assert {kind for kind, *_ in found} == {Kind.LEFT_BY_THE_DOOR}
    assert "skp.Skp" in {model for _kind, model, *_ in found}


def test_what_was_written_after_the_door_is_compared_as_before(archived):
    before = told()
    skp = make.draft_skp(archived.other, archived.posts["other"])
    record_the_rest()
    assert told() == before

    Skp.objects.filter(pk=skp.pk).update(status="SET")

    assert (Kind.DIFFERS_FROM_HISTORY, "skp.Skp", 1, [skp.pk]) in told()
