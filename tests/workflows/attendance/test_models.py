"""What the database itself keeps of attendance."""

from datetime import date, time

import pytest
from django.db import IntegrityError, transaction

from tests import factories as make
from workflows.attendance.models import AttendanceDay

pytestmark = pytest.mark.django_db
A_DAY = date(2026, 11, 2)


@pytest.fixture
def person():
    return make.employee("Ghaliyati Wahyuni")


def test_one_row_a_person_and_day(person):
    AttendanceDay.objects.create(employee=person, day=A_DAY)

    with pytest.raises(IntegrityError), transaction.atomic():
        AttendanceDay.objects.create(employee=person, day=A_DAY)


def test_nobody_leaves_before_they_came(person):
    with pytest.raises(IntegrityError, match="attendance_out_after_in"), transaction.atomic():
        AttendanceDay.objects.create(employee=person, day=A_DAY, first_in=time(9), last_out=time(8, 59))


@pytest.mark.parametrize(("first", "last"), [(None, None), (time(9), None), (None, time(9)), (time(9), time(9))])
def test_a_missing_punch_is_kept(person, first, last):
    AttendanceDay.objects.create(employee=person, day=A_DAY, first_in=first, last_out=last)

    assert AttendanceDay.history.count() == 1
