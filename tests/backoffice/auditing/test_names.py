"""Every kind of row has a title that tells it from its neighbours, and whatever rows point to is named by one query."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backoffice.auditing.differences import pieces
from backoffice.auditing.titles import NAMED_BY, fields_of, title_of
from backoffice.auditing.values import in_words, names_of
from tests.backoffice.conftest import one_more_of_everything
from workflows.audit.history_rows import history_models
from workflows.organization.models import Employee, Position
from workflows.skp.models import Indicator, Skp


def test_every_history_names_its_rows_by_fields_that_it_keeps():
    kept = {each.instance_type._meta.label: {field.name for field in fields_of(each)} for each in history_models()}

    assert kept.keys() == NAMED_BY.keys()
    assert {label: set(names) - kept[label] for label, names in NAMED_BY.items() if set(names) - kept[label]} == {}


@pytest.mark.django_db
def test_whatever_a_history_points_to_is_named_by_one_query_for_each_kind(people):
    one_more_of_everything(people)
    one_more_of_everything(people)
    pointed_to = {
        field.related_model
        for history in history_models()
        for field in fields_of(history)
        if field.related_model is not None
    }
    asked = {}
    for model in pointed_to:
        keys = [(model._meta.label, row.pk) for row in model._base_manager.all()[:5]]
        with CaptureQueriesContext(connection) as captured:
            names = names_of(keys, {model._meta.label: model})
        assert len([name for name in names.values() if name]) == len(keys), model
        if keys:
            asked[model._meta.label] = len(captured)

    assert {label: number for label, number in asked.items() if number > 1} == {}
    assert len(asked) >= 20


@pytest.mark.django_db
def test_a_row_that_is_gone_is_called_by_its_number_and_nothing_is_asked_for_nothing(django_assert_num_queries):
    label = Position._meta.label
    with django_assert_num_queries(1):
        assert names_of([(label, 7), (label, None)], {label: Position}) == {(label, 7): "nomor 7, sudah tidak ada"}
    with django_assert_num_queries(0):
        assert names_of([], {}) == {}


@pytest.mark.parametrize(("model", "name", "value", "said"), [
    (Indicator, "target", Decimal("1234.50"), "1.234,5"),
    (Indicator, "target_low", None, ""),
    (Indicator, "direction", "LOWER", "makin kecil makin baik"),
    (Indicator, "direction", "GONE", "GONE"),
    (Indicator, "result", 3, "Terprosesnya usulan"),
    (Indicator, "result", 4, "4"),
    (Skp, "rule_set", "permenpanrb_6_2022", "Peraturan Menteri PANRB Nomor 6 Tahun 2022"),
    (Employee, "is_active", False, "tidak"),
    (Employee, "birth_date", date(1980, 1, 31), "31\u00a0Januari 1980"),
])  # fmt: skip
def test_values_are_said_as_the_screens_say_them(model, name, value, said):
    names = {("skp.WorkResult", 3): "Terprosesnya usulan"}

    assert in_words(model._meta.get_field(name), value, names) == said


def test_times_months_and_versions_have_their_own_words():
    by_label = {each.instance_type._meta.label: each for each in history_models()}
    activity = by_label["daily.DailyActivity"].instance_type._meta
    month = by_label["targets.MonthlyTarget"].instance_type._meta.get_field("month")

    assert in_words(activity.get_field("starts"), time(7, 5), {}) == "07.05"
    assert in_words(month, 6, {}) == "Juni"
    assert title_of(by_label["targets.TargetPlan"](version=2), {}) == "Rencana target: versi 2"
    assert title_of(by_label["targets.TargetPlan"](id=8, version=None), {}) == "Rencana target: 8"


@pytest.mark.parametrize(("before", "after", "gone", "added"), [
    ("Memeriksa usulan mutasi dari tiga dinas", "Memeriksa usulan mutasi dari lima dinas", ["tiga"], ["lima"]),
    ("Memeriksa usulan mutasi dari tiga dinas", "Memeriksa usulan mutasi dari dinas", ["tiga"], []),
    ("Memeriksa usulan mutasi dari dinas kota", "Rapat koordinasi persiapan akhir tahun anggaran", [], []),
    ("tiga", "lima", [], []),  # short: shown as they are
    ("", "Memeriksa usulan mutasi dari tiga dinas", [], []),
])  # fmt: skip
def test_only_what_the_other_text_does_not_have_is_marked(before, after, gone, added):
    left, right = pieces(before, after)

    assert [piece.words for piece in left if piece.is_other] == gone
    assert [piece.words for piece in right if piece.is_other] == added
    assert (" ".join(piece.words for piece in left), " ".join(piece.words for piece in right)) == (before, after)
