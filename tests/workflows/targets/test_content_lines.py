"""A split as a person compares it: whatever changes its hash changes a line, and nothing else does."""

from decimal import Decimal

import pytest

from tests import factories as make
from tests.workflows.engine.content import changed_labels
from tests.workflows.targets import states
from workflows.targets.models import MonthlyTarget, TargetPlan

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def plan(office):
    return states.submitted_plan(states.set_skp(office.staff, office.posts["staff"]))


def test_each_month_of_each_indicator_is_one_line(plan):
    lines = plan.cases.get().content_lines()

    assert len(lines) == 1 + 24
    assert lines[0] == ("version", "Versi", "1")
    quantity = states.quantity_of(plan.skp)
    assert lines[1] == (f"{quantity.pk}-1", "Januari, Jumlah usulan mutasi yang diproses", "30 usulan")
    assert lines[24][1:] == ("Desember, Persentase hasil kerja tanpa perbaikan", "90 persen")


def test_an_amount_is_in_its_line(plan):
    rows = plan.months.filter(month=3, indicator=states.quantity_of(plan.skp))

    assert changed_labels(plan.cases.get(), lambda: rows.update(amount=Decimal("30.01"))) == [
        "Maret, Jumlah usulan mutasi yang diproses"
    ]


def test_month_without_a_target_is_a_line_less(plan):
    rows = plan.months.filter(month=3, indicator=states.level_of(plan.skp))

    assert changed_labels(plan.cases.get(), lambda: rows.delete()) == ["Maret, Persentase hasil kerja tanpa perbaikan"]


def test_version_is_a_line(plan):
    rows = TargetPlan.objects.filter(pk=plan.pk)

    assert changed_labels(plan.cases.get(), lambda: rows.update(version=2)) == ["Versi"]


def test_what_is_not_decided_on_is_in_no_line(plan):
    def change():
        TargetPlan.objects.update(status="RETURNED", submitted_at=states.NEW_YEAR.replace(hour=12))

    assert changed_labels(plan.cases.get(), change) == []
    assert MonthlyTarget.objects.count() == 24
