"""How something stood at an instant: over random histories it is what a plain replay kept, at every instant."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings

from tests import factories as make
from tests.workflows.audit.random_histories import BEGAN, SKP, STEPS, World, remembered
from workflows.audit.as_of import Part, Replay, Subject, as_it_stands, different, subject_of
from workflows.audit.known import known, names_of
from workflows.organization.models import Employee, Tenure
from workflows.organization.models.history import save_changed, stamp
from workflows.organization.periods import open_year
from workflows.skp.models import Indicator, WorkResult

pytestmark = pytest.mark.django_db


@settings(max_examples=40, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
@given(steps=STEPS)
def test_at_every_instant_it_is_what_a_plain_replay_kept(steps):
    with transaction.atomic():
        open_year(make.YEAR)
        world = World()
        for step in steps:
            world.take(*step)

        for skp in world.skps:
            replay = Replay(SKP, skp.pk)
            assert replay.at(BEGAN - timedelta(microseconds=1)) is None
            by_then = {at: (memory[skp.pk], live[skp.pk]) for at, memory, live in world.kept}  # the last of an instant
            instants = sorted(by_then)
            for at, following in zip(instants, [*instants[1:], world.now + timedelta(days=1)], strict=True):
                memory, live = by_then[at]
                for instant in (at, following - timedelta(microseconds=1)):
                    stood = replay.at(instant)
                    assert remembered(stood) == memory, instant
                    assert stood.as_dict() == live, instant
            assert replay.at().as_dict() == live
            assert different(replay.at(), as_it_stands(SKP, skp.pk)) == {}
        transaction.set_rollback(True)


@pytest.fixture
def skp(db):
    open_year(make.YEAR)
    unit = make.unit()
    post = make.position("Pengelola Mutasi", unit)
    return make.draft_skp(make.employee("Ghaliyati", post), post)


def test_it_takes_a_query_for_each_kind_of_row_however_many_there_are(skp):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            Replay(SKP, skp.pk).at()
            as_it_stands(SKP, skp.pk)
        return len(asked)

    assert queries() == 8
    for number in range(2, 12):
        result = WorkResult.objects.create(skp=skp, number=number, kind="MAIN", text="Hasil")
        for each in range(1, 4):
            Indicator.objects.create(
                result=result, number=each, text="Jumlah", aspect="QUANTITY", measure="QUANTITY", target=1, unit="x"
            )
    assert queries() == 8


def test_what_was_written_past_the_history_differs_from_it(skp):
    result = skp.results.get()
    WorkResult.objects.filter(pk=result.pk).update(text="Diam-diam diubah")

    found = different(Replay(SKP, skp.pk).at(), as_it_stands(SKP, skp.pk))
    assert found == {("skp.WorkResult", result.pk): frozenset({"text"})}


def test_a_row_that_one_side_lacks_differs_in_all_its_fields(skp):
    before = as_it_stands(SKP, skp.pk)
    added = WorkResult.objects.create(skp=skp, number=2, kind="MAIN", text="Hasil")

    found = different(before, as_it_stands(SKP, skp.pk))
    assert found.keys() == {("skp.WorkResult", added.pk)}
    assert {"text", "number", "carries_on"} <= found["skp.WorkResult", added.pk]


def test_values_are_what_json_holds(skp):
    row = as_it_stands(SKP, skp.pk)
    indicator = row.parts["results"][0].parts["indicators"][0]
    assert indicator.values["target"] == "360.00"
    assert indicator.values["target_low"] is None
    assert row.values["employee"] == skp.employee_id
    save_changed(skp, reason="set", status="SET", set_at=make.at(date(2026, 1, 12), 9))
    assert as_it_stands(SKP, skp.pk).values["set_at"] == "2026-01-12T09:00:00+07:00"


def test_nothing_is_rebuilt_of_what_nobody_knows():
    assert Replay(SKP, 10**9).at() is None
    assert as_it_stands(SKP, 10**9) is None
    with pytest.raises(LookupError, match="kehadiran"):
        subject_of("kehadiran")


def test_every_process_says_what_it_decides_on():
    for process in ("skp", "daily", "assessment", "targets", "objection"):
        subject = subject_of(process)
        assert isinstance(subject, Subject)
        kinds = list(subject.parts)
        for part in kinds:
            assert isinstance(part, Part)
            assert hasattr(part.model, "history"), part.name
            assert part.name.isidentifier()
            kinds.extend(part.parts)


def test_known_rows_are_those_whose_latest_history_then_fulfils_it(skp):
    person = make.employee("Cornelia")
    first, second = BEGAN, BEGAN + timedelta(days=1)
    post = make.position("Analis", make.unit())
    stamp(tenure := Tenure(employee=make.employee("Ani"), position=post, start=date(2026, 1, 1)), reason="x", at=first)
    tenure.save()
    save_changed(tenure, reason="corrected", at=second, employee_id=person.pk, end=date(2026, 2, 1))

    assert known(Tenure, first - timedelta(seconds=1), position_id=post.pk) == []
    (before,) = known(Tenure, first, position_id=post.pk)
    assert (before.pk, before.employee.name, before.end) == (tenure.pk, "Ani", None)
    assert known(Tenure, second, employee_id=before.employee_id) == []
    (after,) = known(Tenure, None, employee_id=person.pk, position_id=post.pk)
    assert after.end == date(2026, 2, 1)
    stamp(tenure, reason="gone", at=second + timedelta(days=1))
    tenure.delete()
    assert known(Tenure, None, position_id=post.pk) == []
    assert known(Tenure, second, position_id=post.pk) != []


def test_names_are_those_of_the_instant_and_else_todays(skp):
    person = Employee.objects.get(pk=skp.employee_id)
    stamp(person, reason="married", at=make.at(date(2030, 1, 1)))
    person.name = "Ghaliyati Wahyuni"
    person.save()

    def name(at):
        return names_of([(Employee, person.pk)], at)["organization.Employee", person.pk]

    assert name(make.at(date(2029, 12, 31))) == "Ghaliyati"
    assert name(None) == name(make.at(date(2030, 1, 1))) == "Ghaliyati Wahyuni"
    assert name(make.at(date(2001, 1, 1))) == "Ghaliyati Wahyuni"  # nothing was known of her
