"""What the database itself refuses about posts and people, whatever wrote the row: ORM, bulk, raw SQL."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests import factories as make
from workflows.audit import guards
from workflows.organization.models import ActingAppointment, Position, Tenure, Unit

pytestmark = pytest.mark.django_db

JANUARY, APRIL, JULY, OCTOBER = (date(2025, month, 1) for month in (1, 4, 7, 10))


def refused(name):
    """A statement that the database refuses, saying which fact it protects."""
    return pytest.raises(DatabaseError, match=name)


@pytest.fixture
def post():
    return make.position("Analis", make.unit())


@pytest.fixture
def person(post):
    return make.employee("Ghaliyati Wahyuni")


@pytest.fixture
def other_person(person):
    return make.employee("Cornelia Oktaviani")


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (APRIL, None),
        (JULY, OCTOBER),
        (JANUARY, date(2025, 4, 2)),
        (date(2025, 5, 1), date(2025, 6, 1)),
        (JANUARY, None),
    ],
)
def test_two_people_never_hold_one_post_at_one_time(post, person, other_person, start, end):
    Tenure.objects.create(employee=person, position=post, start=APRIL, end=OCTOBER)

    with refused("position_one_holder_at_a_time"), transaction.atomic():
        Tenure.objects.create(employee=other_person, position=post, start=start, end=end)

    assert Tenure.objects.count() == 1


def test_two_open_tenures_of_one_post_are_refused(post, person, other_person):
    Tenure.objects.create(employee=person, position=post, start=APRIL)

    with pytest.raises(IntegrityError), transaction.atomic():
        Tenure.objects.create(employee=other_person, position=post, start=OCTOBER)


def test_next_holder_begins_on_the_day_the_last_one_ends(post, person, other_person):
    Tenure.objects.create(employee=person, position=post, start=JANUARY, end=APRIL)

    Tenure.objects.create(employee=other_person, position=post, start=APRIL, end=JULY)
    Tenure.objects.create(employee=person, position=post, start=JULY)

    assert [Tenure.objects.on(day).get().employee for day in (JANUARY, APRIL, date(2025, 6, 30), JULY)] == [
        person, other_person, other_person, person,
    ]  # fmt: skip


def test_tenure_is_not_stretched_into_the_next_ones_time(post, person, other_person):
    Tenure.objects.create(employee=person, position=post, start=JANUARY, end=APRIL)
    Tenure.objects.create(employee=other_person, position=post, start=APRIL)

    with refused("position_one_holder_at_a_time"), transaction.atomic():
        Tenure.objects.filter(employee=person).update(end=JULY)


def test_person_never_holds_two_posts_at_one_time(post, person):
    second = make.position("Pengelola", post.unit)
    Tenure.objects.create(employee=person, position=post, start=JANUARY, end=JULY)

    with refused("employee_one_post_at_a_time"), transaction.atomic():
        Tenure.objects.create(employee=person, position=second, start=APRIL)

    Tenure.objects.create(employee=person, position=second, start=JULY)


def test_two_acting_officers_of_one_post_never_overlap(post, person, other_person):
    common = {"position": post, "capacity": "PLT", "decree": "SP-1"}
    ActingAppointment.objects.create(**common, officer=person, start=JANUARY, end=APRIL)

    with refused("position_one_acting_at_a_time"), transaction.atomic():
        ActingAppointment.objects.create(**common, officer=other_person, start=date(2025, 3, 31), end=JULY)
    ActingAppointment.objects.create(**common, officer=other_person, start=APRIL, end=JULY)

    assert ActingAppointment.objects.count() == 2


def test_acting_officer_needs_a_decree(post, person):
    with pytest.raises(IntegrityError), transaction.atomic():
        ActingAppointment.objects.create(position=post, officer=person, capacity="PLT", start=JANUARY, decree="")


@pytest.mark.parametrize("end", [JANUARY, date(2024, 12, 31)])
def test_tenure_ends_after_it_starts(post, person, end):
    with pytest.raises(DatabaseError), transaction.atomic():
        Tenure.objects.create(employee=person, position=post, start=JANUARY, end=end)


def line_of_three():
    unit = make.unit()
    top = make.position("Kepala Badan", unit)
    middle = make.position("Kepala Bidang", unit, top)
    return top, middle, make.position("Analis", unit, middle)


def test_reporting_line_never_runs_in_a_circle():
    top, _middle, bottom = line_of_three()

    with refused("position_line_no_circle"), transaction.atomic():
        Position.objects.filter(pk=top.pk).update(reports_to=bottom)
    with refused("position_line_no_circle"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE organization_position SET reports_to_id = %s WHERE id = %s", [bottom.pk, top.pk])

    top.refresh_from_db()
    assert top.reports_to_id is None


def test_form_names_the_circle_before_the_database_does():
    top, _middle, bottom = line_of_three()
    top.reports_to = bottom

    with pytest.raises(ValidationError) as refusal:
        top.clean()

    assert "Analis → Kepala Bidang → Kepala Badan" in str(refusal.value)


def test_circle_of_new_posts_with_keys_given_beforehand_is_refused():
    unit = make.unit()
    common = {"unit": unit, "kind": "EXECUTING", "job_class": 5}
    circle = [
        Position(pk=900_001, code="A", title="A", reports_to_id=900_002, **common),
        Position(pk=900_002, code="B", title="B", reports_to_id=900_001, **common),
    ]

    with refused("position_line_no_circle"), transaction.atomic():
        Position.objects.bulk_create(circle)


def test_post_is_not_its_own_superior():
    post = make.position("Analis", make.unit())

    with pytest.raises(DatabaseError), transaction.atomic():
        Position.objects.filter(pk=post.pk).update(reports_to=post)


def test_unit_tree_never_runs_in_a_circle():
    top = make.unit("Badan")
    below = make.unit("Bidang", top)
    lowest = make.unit("Sub Bidang", below)

    with refused("unit_tree_no_circle"), transaction.atomic():
        Unit.objects.filter(pk=top.pk).update(parent=lowest)
    with pytest.raises(DatabaseError), transaction.atomic():
        Unit.objects.filter(pk=top.pk).update(parent=top)


def test_moving_a_post_to_another_superior_is_allowed():
    top, _middle, bottom = line_of_three()

    bottom.reports_to = top
    bottom.save()

    assert Position.objects.get(pk=bottom.pk).reports_to == top


def test_database_has_every_guard():
    assert guards.missing("default") == []
    assert guards.check_guards(None, ["default"]) == []


def test_lost_guard_is_found_and_put_back(post):
    table = "organization_tenure"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT position_one_holder_at_a_time")
        else:
            cursor.execute("DROP TRIGGER position_one_holder_at_a_time_update")

    assert [error.id for error in guards.check_guards(None, ["default"])] == ["audit.E001"]
    guards.install()

    assert guards.missing("default") == []
