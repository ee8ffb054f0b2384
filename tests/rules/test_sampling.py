"""A sample follows from its seed and its population alone."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.rules.sampling import draw, rank

POPULATION = [(key, f"h{key}") for key in range(1, 101)]
KEYS = st.lists(st.integers(1, 10_000), unique=True, max_size=60).map(sorted)


def test_the_same_seed_draws_the_same_and_the_numbers_stay_what_they_are():
    found = draw(POPULATION, "2026-11", 5)
    assert found == draw(iter(POPULATION), "2026-11", 5)
    assert found.keys == (93, 36, 45, 86, 73)
    assert found.population == 100
    assert found.digest == hashlib.sha256("".join(f"{k}:h{k}\n" for k in range(1, 101)).encode()).hexdigest()


def test_a_rank_is_computed_by_any_tool():
    assert rank("benih", 12) == hashlib.sha256(b"benih:12").hexdigest()


@given(keys=KEYS, seed=st.text(max_size=12), number=st.integers(1, 80))
def test_a_sample_is_of_the_population_as_many_as_asked_and_none_twice(keys, seed, number):
    found = draw([(key, "") for key in keys], seed, number)
    assert len(found.keys) == len(set(found.keys)) == min(number, len(keys))
    assert set(found.keys) <= set(keys)
    assert found.population == len(keys)


@given(keys=KEYS, seed=st.text(max_size=12), number=st.integers(1, 30))
def test_a_larger_sample_holds_the_smaller_one(keys, seed, number):
    members = [(key, "") for key in keys]
    assert draw(members, seed, number + 7).keys[:number] == draw(members, seed, number).keys


@given(keys=KEYS.filter(bool), seed=st.text(max_size=12))
def test_a_member_more_less_or_changed_gives_another_digest(keys, seed):
    whole = draw([(key, "a") for key in keys], seed, 1).digest
    assert draw([(key, "a") for key in keys[1:]], seed, 1).digest != whole
    assert draw([*((key, "a") for key in keys), (10_001, "a")], seed, 1).digest != whole
    assert draw([(keys[0], "b"), *((key, "a") for key in keys[1:])], seed, 1).digest != whole


@given(keys=KEYS, seed=st.text(max_size=12))
def test_those_that_were_not_drawn_have_higher_ranks(keys, seed):
    found = draw([(key, "") for key in keys], seed, 5)
    ranks = [rank(seed, key) for key in found.keys]
    assert ranks == sorted(ranks)
    assert all(rank(seed, key) > ranks[-1] for key in keys if key not in found.keys)


def test_a_sample_of_nothing_is_no_sample():
    with pytest.raises(ValueError, match="at least one"):
        draw(POPULATION, "2026", 0)
