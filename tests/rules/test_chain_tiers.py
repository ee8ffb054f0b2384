"""What keeps a chain from being published: each problem at its tier and field, all of them at once."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.rules.chain_comparison import compare, paired
from workflows.rules.chain_file import ChainFile, read, written
from workflows.rules.chain_head import ChainHead, head_problems
from workflows.rules.chain_tiers import ChainPlan, ChainRefused, TierPlan, draft_problems, publishing_problems

GOOD = TierPlan(title="Persetujuan")
SEATS = ("P1", "P2", "P3")
COMMITTEE = TierPlan(title="Sidang", rule="COMMITTEE", mode="QUORUM", quorum=2, seats=SEATS)


def fields(problems):
    return [(problem.tier, problem.field) for problem in problems]


@pytest.mark.parametrize(
    ("tier", "expected"),
    [
        (GOOD, []),
        (COMMITTEE, []),
        (replace(COMMITTEE, quorum=3), []),
        (replace(COMMITTEE, quorum=4), ["quorum"]),
        (replace(COMMITTEE, quorum=1), ["quorum"]),
        (replace(COMMITTEE, seats=()), ["seats"]),
        (replace(COMMITTEE, seats=(), role="PERFORMANCE_TEAM", quorum=9), []),
        (replace(COMMITTEE, role="PERFORMANCE_TEAM"), ["role"]),
        (replace(COMMITTEE, mode="ALL", quorum=1), []),
        (replace(COMMITTEE, mode="ONE", quorum=1, seats=SEATS[:1]), []),
        (replace(GOOD, mode="ALL"), ["mode"]),
        (TierPlan(title="Peran", rule="ROLE", role="PERFORMANCE_TEAM", mode="QUORUM", quorum=2), ["mode"]),
        (TierPlan(title="Peran", rule="ROLE"), ["role"]),
        (TierPlan(title="Jabatan", rule="POSITION"), ["position"]),
        (TierPlan(title="Jabatan", rule="POSITION", position="P1"), []),
        (TierPlan(title="Unit", rule="UNIT_HEAD"), []),
        (replace(GOOD, may_approve=False), ["may_approve"]),
        (replace(GOOD, title=""), ["title"]),
        (replace(GOOD, title="x" * 81), ["title"]),
        (replace(GOOD, working_days=0), ["working_days"]),
        (replace(GOOD, working_days=261), ["working_days"]),
        (replace(GOOD, overdue="PASS_ON"), ["overdue"]),
    ],
)
def test_tier_is_refused_for_what_is_wrong_with_it(tier, expected):
    assert fields(publishing_problems(ChainPlan(tiers=(tier,)))) == [(1, field) for field in expected]


def test_passing_on_is_only_for_tiers_that_somebody_follows():
    plan = ChainPlan(tiers=(replace(GOOD, overdue="PASS_ON"), replace(GOOD, title="Pengesahan")))

    assert publishing_problems(plan) == []


def test_titles_are_told_apart_whatever_their_case():
    plan = ChainPlan(tiers=(GOOD, replace(GOOD, title="PERSETUJUAN"), replace(GOOD, title="Persetujuan lagi")))

    (problem,) = publishing_problems(plan)
    assert (problem.tier, problem.field) == (2, "title")
    assert "namanya sama dengan tahap 1" in problem.sentence


@pytest.mark.parametrize(("again", "expected"), [(0, 1), (1, 0), (2, 0), (3, 1), (99, 1)])
def test_edited_content_is_asked_again_from_a_tier_that_there_is(again, expected):
    plan = ChainPlan(tiers=(GOOD, replace(GOOD, title="Pengesahan")), again_from_tier=again)

    assert len(publishing_problems(plan)) == expected


def test_empty_chain_is_a_draft_and_no_more():
    assert draft_problems(ChainPlan()) == []
    assert fields(publishing_problems(ChainPlan())) == [(None, "tiers")]


def test_chain_has_at_most_twelve_tiers():
    tiers = tuple(TierPlan(title=f"Tahap {number}") for number in range(13))

    assert fields(draft_problems(ChainPlan(tiers=tiers))) == [(None, "tiers")]


@pytest.mark.parametrize("code", ["", "dengan spasi", "x" * 41, "a/b"])
def test_code_is_short_and_without_blanks(code):
    head = ChainHead(code=code, name="Nama", process="skp")

    assert fields(head_problems(head, ["skp"], [])) == [(None, "code")]


# ---- comparison ----
def test_what_was_added_removed_moved_and_changed():
    before = ChainPlan(tiers=(GOOD, COMMITTEE, replace(GOOD, title="Akhir")))
    after = ChainPlan(
        tiers=(replace(GOOD, title="Akhir"), replace(GOOD, working_days=9), replace(GOOD, title="Baru")),
        again_from_tier=2,
    )

    found = [(change.kind, change.tier, change.field, change.number) for change in compare(before, after)]

    assert found == [
        ("SWITCH", "", "again_from_tier", None),
        ("MOVED", "Akhir", "", 1),
        ("MOVED", "Persetujuan", "", 2),
        ("CHANGED", "Persetujuan", "working_days", 2),
        ("ADDED", "Baru", "", 3),
        ("REMOVED", "Sidang", "", 2),
    ]


def test_tier_that_only_got_another_number_has_not_moved():
    before, after = ChainPlan(tiers=(COMMITTEE, GOOD)), ChainPlan(tiers=(GOOD,))

    assert [change.kind for change in compare(before, after)] == ["REMOVED"]


def test_renamed_tier_is_found_by_its_place_and_rule():
    renamed = replace(GOOD, title="Verifikasi")

    (change,) = compare(ChainPlan(tiers=(GOOD,)), ChainPlan(tiers=(renamed,)))
    assert (change.kind, change.field, change.before, change.after) == ("CHANGED", "title", "Persetujuan", "Verifikasi")
    other = replace(renamed, rule="UNIT_HEAD")
    assert [c.kind for c in compare(ChainPlan(tiers=(GOOD,)), ChainPlan(tiers=(other,)))] == ["ADDED", "REMOVED"]


tiers = st.builds(
    TierPlan,
    title=st.sampled_from(["A", "B", "C", "D", "E"]),
    rule=st.sampled_from(["DIRECT_SUPERIOR", "ROLE", "COMMITTEE"]),
    seats=st.lists(st.sampled_from(SEATS), max_size=3).map(tuple),
    working_days=st.integers(1, 5),
    may_reject=st.booleans(),
)
plans = st.builds(
    ChainPlan,
    tiers=st.lists(tiers, max_size=5, unique_by=lambda tier: tier.title).map(tuple),
    again_from_tier=st.integers(1, 3),
)


@given(plans, plans)
def test_nothing_differs_exactly_where_both_say_the_same(before, after):
    assert (compare(before, after) == []) is (before == after)


@given(plans, plans)
def test_every_tier_of_both_stands_in_the_comparison_once(before, after):
    pairs = paired(before, after)

    assert [pair.after[1] for pair in pairs if pair.after] == list(after.tiers)
    assert sorted(pair.before[0] for pair in pairs if pair.before) == list(range(1, len(before.tiers) + 1))


@given(plans)
def test_file_comes_back_as_it_went(plan):
    file = ChainFile(ChainHead(code="a", name="A", process="skp"), plan)

    assert read(written(file, 3)) == file


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda part: st.lists(part) | st.dictionaries(st.text(), part),
)


@given(anything)
def test_no_content_of_a_file_is_more_than_refused(content):
    text = json.dumps({"format": "jenjang-chain", "format_version": 1, "chain": content, "tiers": content})

    with pytest.raises(ChainRefused):
        read(text)
