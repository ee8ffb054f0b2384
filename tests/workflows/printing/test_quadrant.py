"""The nine boxes: the place, the suggestion, and the same in words."""

import pytest
from django.utils import translation

from workflows.printing.pictures.quadrant import quadrant

TABLE = {
    ("ABOVE", "BELOW"): "Kurang", ("ABOVE", "MEETS"): "Baik", ("ABOVE", "ABOVE"): "Sangat Baik",
    ("MEETS", "BELOW"): "Kurang", ("MEETS", "MEETS"): "Baik", ("MEETS", "ABOVE"): "Baik",
    ("BELOW", "BELOW"): "Sangat Kurang", ("BELOW", "MEETS"): "Butuh Perbaikan", ("BELOW", "ABOVE"): "Butuh Perbaikan",
}  # fmt: skip


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def test_rating_and_suggestion_stand_where_the_look_puts_them():
    drawn = quadrant("October", TABLE, ("MEETS", "MEETS"), ("BELOW", "MEETS"))
    assert drawn.endswith(
        '<path class="was" d="M319 287v-84"/><circle class="was" cx="319" cy="300" r="12"/>'
        '<rect class="here" x="223" y="114" width="112" height="103" rx="8"/>'
        '<circle class="pin" cx="317" cy="194" r="14"/></svg>'
    )
    assert (
        '<desc id="q-d">Work result meets expectation and behaviour meets expectation: predicate Baik. '
        "The system suggests: work result below expectation, predicate Butuh Perbaikan.</desc>" in drawn
    )
    assert '<text class="b" x="232" y="141">Baik</text>' in drawn


def test_all_nine_boxes_are_drawn_with_their_ground():
    drawn = quadrant("October", TABLE)
    assert drawn.count('class="cell good"') == 4
    assert drawn.count('class="cell fix"') == 2
    assert drawn.count('class="cell poor"') == 3
    assert "pin" not in drawn


def test_numbers_of_the_national_system_are_read_as_ratings():
    assert quadrant("x", TABLE, (2, "1")) == quadrant("x", TABLE, ("MEETS", "ABOVE"))


def test_a_suggestion_followed_is_not_drawn_twice():
    assert 'class="was"' not in quadrant("x", TABLE, ("MEETS", "MEETS"), ("MEETS", "MEETS"))


def test_a_suggestion_across_is_joined_by_a_line():
    assert '<path class="was" d="M' in quadrant("x", TABLE, ("ABOVE", "ABOVE"), ("BELOW", "BELOW"))


def test_an_unknown_rating_is_refused():
    with pytest.raises(ValueError, match="not a rating"):
        quadrant("x", TABLE, ("GOOD", "MEETS"))


def test_the_title_is_escaped():
    assert '<title id="q-t">&lt;script&gt;</title>' in quadrant("<script>", TABLE)
