"""The most specific chain wins, and two of which neither is are not both published."""

from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories as make
from workflows.approvals.applying import chain_for
from workflows.approvals.content import hash_of
from workflows.approvals.drafting import amend_draft, open_chain
from workflows.approvals.publishing import problems_of, publish
from workflows.approvals.ties import tied_with
from workflows.organization.models import Role
from workflows.rules.chain_conditions import Condition, applies, can_meet, specificity, tie
from workflows.rules.chain_head import ChainHead
from workflows.rules.chain_tiers import ChainPlan, ChainRefused, TierPlan

TREE = {
    "kota": ("kota",),
    "badan": ("badan", "kota"),
    "bidang": ("bidang", "badan", "kota"),
    "dinas": ("dinas", "kota"),
}
conditions = st.builds(
    Condition,
    kind=st.sampled_from(["", "EXECUTING", "SUPERVISOR"]),
    eselon=st.sampled_from(["", "III.a", "IV.a"]),
    units=st.sampled_from([(), *TREE.values()]),
)
posts = st.tuples(
    st.sampled_from(["EXECUTING", "SUPERVISOR"]),
    st.sampled_from(["", "III.a", "IV.a"]),
    st.sampled_from([*TREE.values()]),
)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition(), (0, 0)),
        (Condition(kind="EXECUTING"), (1, 0)),
        (Condition(units=TREE["kota"]), (1, 1)),
        (Condition(units=TREE["bidang"]), (1, 3)),
        (Condition(kind="EXECUTING", eselon="IV.a"), (2, 0)),
        (Condition(kind="EXECUTING", eselon="IV.a", units=TREE["badan"]), (3, 2)),
    ],
)
def test_specificity_counts_conditions_then_the_depth_of_the_unit(condition, expected):
    assert specificity(condition) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Condition(), Condition(), True),
        (Condition(kind="EXECUTING"), Condition(eselon="IV.a"), True),
        (Condition(kind="EXECUTING"), Condition(kind="SUPERVISOR"), False),
        (Condition(kind="EXECUTING"), Condition(), False),
        (Condition(units=TREE["badan"]), Condition(units=TREE["dinas"]), False),
        (Condition(units=TREE["badan"]), Condition(units=TREE["bidang"]), False),
        (Condition(units=TREE["badan"]), Condition(kind="EXECUTING"), False),
        (Condition(kind="EXECUTING", units=TREE["badan"]), Condition(eselon="IV.a", units=TREE["badan"]), True),
        (Condition(kind="EXECUTING", units=TREE["badan"]), Condition(eselon="IV.a", units=TREE["dinas"]), False),
    ],
)
def test_tie_is_equal_specificity_for_a_post_that_both_mean(one, other, expected):
    assert tie(one, other) is expected
    assert tie(other, one) is expected


@settings(suppress_health_check=[HealthCheck.too_slow])  # of a busy machine, not of the strategy
@given(st.lists(conditions, max_size=8), posts)
def test_without_ties_one_chain_is_the_most_specific_for_every_post(found, post):
    untied: list[Condition] = []
    for condition in found:
        if not any(tie(condition, other) for other in untied):
            untied.append(condition)

    meant = [condition for condition in untied if applies(condition, *post)]

    assert len({specificity(condition) for condition in meant}) == len(meant)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(conditions, conditions, posts)
def test_chains_that_apply_to_one_post_can_meet(one, other, post):
    if applies(one, *post) and applies(other, *post):
        assert can_meet(one, other)


@pytest.fixture
def office(db):
    return make.office()


def drafted(hr, **where):
    head = ChainHead(code=f"r-{len(where)}-{'-'.join(where)}", name="Rantai", process="daily", **where)
    version = open_chain(by=make.actor(hr), head=head)
    plan = ChainPlan(tiers=(TierPlan(title="Verifikasi"),))
    amend_draft(by=make.actor(hr), version=version, plan=plan, seen=hash_of(version))
    return version


def test_of_two_chains_that_tie_the_later_is_refused_by_name(office):
    hr, other = make.with_role(Role.HR_ADMIN), make.with_role(Role.HR_ADMIN)
    first, second = drafted(hr, position_kind="SUPERVISOR"), drafted(hr, eselon="IV.a")
    publish(by=make.actor(other), version=first, reason="x", seen=hash_of(first))

    with pytest.raises(ChainRefused, match=f"“Rantai” \\({first.chain.code}\\) berlaku bagi jabatan yang sama"):
        publish(by=make.actor(other), version=second, reason="x", seen=hash_of(second))

    assert chain_for("daily", office.posts["section"]) == first


def test_no_two_chains_of_a_process_are_for_everybody(office):
    second = drafted(make.with_role(Role.HR_ADMIN))

    assert [chain.code for chain in tied_with(second.chain)] == ["daily"]
    assert [problem.field for problem in problems_of(second)] == ["condition"]


def test_chains_of_other_processes_retired_ones_and_drafts_do_not_tie(office):
    make.chain("target", process="targets", position_kind="SUPERVISOR")
    make.chain("rancangan", position_kind="SUPERVISOR", publish=False)

    assert problems_of(drafted(make.with_role(Role.HR_ADMIN), position_kind="SUPERVISOR")) == []


def test_deeper_unit_wins_and_the_tree_is_asked_once(office, django_assert_num_queries):
    posts = office.posts
    made = {name: make.chain(name, unit=posts[name].unit) for name in ("head", "division", "section")}

    assert chain_for("daily", posts["staff"]) == made["section"]
    assert chain_for("daily", posts["stranger"]) == made["division"]
    assert chain_for("daily", posts["head"]) == made["head"]
    for one, other in combinations(made.values(), 2):
        assert other.chain not in tied_with(one.chain)
    with django_assert_num_queries(2):
        tied_with(made["head"].chain)


def test_unit_is_more_specific_than_kind_alone(office):
    make.chain("pelaksana", position_kind="EXECUTING")
    of_unit = make.chain("unit", unit=office.posts["head"].unit)

    assert chain_for("daily", office.posts["staff"]) == of_unit
