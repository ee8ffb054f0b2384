"""Rows that are read together are those that each query gives by itself."""

from datetime import date, time

import pytest
from django.db.models import F
from django.forms.models import model_to_dict

from tests import factories as make
from tests.workflows.allowance import states as allowances
from tests.workflows.assessment import states as assessed
from workflows.allowance.models import AllowanceClass, SchemeVersion
from workflows.assessment.models import Assessment, AssessmentProcess, BehaviourRating, ResultRealisation
from workflows.attendance.models import AttendanceDay
from workflows.audit.models import Decision
from workflows.engine.models import WorkItem
from workflows.organization.models import Employee, Unit, WorkSchedule
from workflows.organization.reading_together import read_together

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    office = make.office()
    allowances.scheme(required_minutes="300")
    assessed.ratified(office.staff, office.posts["staff"], office.section, office.division)
    allowances.november_of(office.staff, office.section)
    WorkSchedule.objects.create(
        name="Ramadan", start=date(2026, 2, 18), end=date(2026, 3, 20), starts_at=time(8), ends_at=time(15),
        friday_ends_at=time(15, 30), break_minutes=30, friday_break_minutes=60,
    )  # fmt: skip
    return office


def rows_of(model):
    return model.objects.order_by("pk")


@pytest.mark.parametrize(
    "model",
    [
        AllowanceClass, Assessment, AssessmentProcess, AttendanceDay, BehaviourRating, Decision, Employee,
        ResultRealisation, SchemeVersion, WorkItem, WorkSchedule,
    ],
)  # fmt: skip
def test_every_value_is_what_its_own_query_gives(office, model):
    expected = list(rows_of(model))

    (together,) = read_together(rows_of(model))

    assert expected
    together.sort(key=lambda row: row.pk)
    for one, other in zip(expected, together, strict=True):
        for field in model._meta.concrete_fields:
            own, read = getattr(one, field.attname), getattr(other, field.attname)
            assert (read, type(read)) == (own, type(own)), field
        assert model_to_dict(one) == model_to_dict(other)
    assert all(not row._state.adding and row._state.db == "default" for row in together)


def test_several_are_one_statement_with_their_joins_and_annotations(office, django_assert_num_queries):
    items = (
        WorkItem.objects.filter(process="daily")
        .select_related("principal__unit", "owner__employee", "tier", "acting")
        .annotate(minutes=F("case__dailyprocess__report__minutes"))
    )
    expected = {item.pk: item for item in items}

    with django_assert_num_queries(1):
        units, together, nobody = read_together(
            Unit.objects.only("parent_id", "kind"), items, Employee.objects.filter(nip="")
        )
        assert nobody == []
        assert len(together) == len(expected) > 5
        for item in together:
            own = expected[item.pk]
            assert (item.minutes, item.principal, item.tier) == (own.minutes, own.principal, own.tier)
            assert item.acting is None
            assert item.owner.employee.name == own.owner.employee.name
            assert item.owner.employee.user is item.owner
            assert item.principal is None or item.principal.unit.name == own.principal.unit.name
    assert {unit.kind for unit in units} == {"external", "agency", "division", "subdivision"}
    assert "name" in units[0].get_deferred_fields()


def test_what_a_union_cannot_give_is_refused(office):
    with pytest.raises(TypeError):
        read_together(Unit.objects.defer("name"))
    with pytest.raises(TypeError):
        read_together(Unit.objects.select_related())
    assert read_together() == []


def test_a_day_without_rows_is_empty(office):
    first, second = read_together(AttendanceDay.objects.filter(day=date(2031, 1, 1)), Employee.objects.filter(nip=""))

    assert (first, second) == ([], [])
