"""Which answers of a 360° are counted together, whole tables, and that no figure ever stands for too few."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.rules.opinions import GROUPS, INSIDE, LEAST, OUTSIDE, Answer, Cell, cells, count, shuffled

SIZES = st.fixed_dictionaries({group: st.integers(0, 9) for group in GROUPS})
VALUES = ("first", "second")


def of(peers=0, subordinates=0, outside=0):
    return {"PEER": peers, "SUBORDINATE": subordinates, "OUTSIDE": outside}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (of(), {}),
        (of(2), {}),
        (of(1, 1), {}),
        (of(1, 1, 1), {}),  # HR entered the outside one and knows it: two are left
        (of(2, 0, 2), {}),
        (of(3), {"PEER": 3}),
        (of(2, 1), {"PEER+SUBORDINATE": 3}),
        (of(2, 2), {"PEER+SUBORDINATE": 4}),
        (of(3, 3), {"PEER": 3, "SUBORDINATE": 3}),
        (of(3, 2), {"PEER+SUBORDINATE": 5}),  # shown beside the total the two would be found by subtraction
        (of(0, 3, 1), {"SUBORDINATE+OUTSIDE": 4}),
        (of(4, 3, 2), {"PEER": 4, "SUBORDINATE+OUTSIDE": 5}),
        (of(3, 3, 3), {"PEER": 3, "SUBORDINATE": 3, "OUTSIDE": 3}),
        (of(2, 0, 3), {"OUTSIDE": 3}),  # the two peers are left out, not added
        (of(1, 1, 4), {"OUTSIDE": 4}),
        (of(2, 3, 3), {"PEER+SUBORDINATE": 5, "OUTSIDE": 3}),
        (of(2, 2, 1), {"PEER+SUBORDINATE+OUTSIDE": 5}),
    ],
)
def test_cells(answers, expected):
    assert {"+".join(cell.groups): cell.answers for cell in cells(answers, 3)} == expected


def test_a_higher_minimum_holds_and_a_lower_one_does_not():
    assert cells(of(4, 4), 5) == (Cell(INSIDE, 8),)
    assert cells(of(4), 5) == ()
    assert cells(of(2), 1) == ()


@given(SIZES, st.integers(0, 6))
def test_no_figure_below_the_minimum_whatever_is_subtracted(sizes, minimum):
    """What can be computed from what is shown are unions of cells; HR knows the outside answers in them."""
    shown = cells(sizes, minimum)
    needed = max(minimum, LEAST)

    for size in range(1, len(shown) + 1):
        for some in combinations(shown, size):
            groups = [group for cell in some for group in cell.groups]
            answers = sum(cell.answers for cell in some)
            assert len(groups) == len(set(groups))
            assert answers == sum(sizes[group] for group in groups)
            assert answers >= needed
            assert groups == [OUTSIDE] or sum(sizes[group] for group in groups if group != OUTSIDE) >= needed


@given(SIZES)
def test_everything_is_shown_where_those_inside_are_enough(sizes):
    inside = sum(sizes[group] for group in INSIDE)

    shown = sum(cell.answers for cell in cells(sizes, LEAST))

    if inside >= LEAST:
        assert shown == sum(sizes.values())
    else:
        assert shown == (sizes[OUTSIDE] if sizes[OUTSIDE] >= LEAST else 0)


RATED = st.tuples(*[st.sampled_from(["ABOVE", "MEETS", "BELOW"])] * len(VALUES))


@given(st.lists(st.builds(Answer, st.sampled_from(GROUPS), RATED), max_size=20), st.randoms())
def test_counts_add_up_and_know_no_order(answers, random):
    shown = cells(Counter(answer.group for answer in answers), LEAST)

    counted = count(answers, shown, VALUES)

    for cell in shown:
        assert [sum(counted[cell][value]) for value in VALUES] == [cell.answers, cell.answers]
    mixed = list(answers)
    random.shuffle(mixed)
    assert count(mixed, shown, VALUES) == counted


def test_remarks_stand_in_an_order_of_their_own():
    texts = ["Ramah.", "Sering terlambat.", "Menolong rekan."]

    assert shuffled(texts) == shuffled(reversed(texts))
    assert sorted(shuffled(texts)) == sorted(texts)
