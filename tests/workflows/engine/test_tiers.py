"""Several tiers: one after the other, passed over, parked, asked again in a new round."""

import pytest

from tests import factories as make
from tests.workflows.engine.taking import TWO, open_items, refused, take, verbs
from workflows.audit.models import Decision
from workflows.daily.models import DailyProcess
from workflows.engine.refusals import (
    DecidedBefore,
    NotYours,
)

pytestmark = pytest.mark.django_db


def test_tiers_decide_one_after_the_other(office):
    make.chain(tiers=TWO, position_kind="EXECUTING")
    make.submitted_report(office.staff)

    assert not take(office.section).is_agreed
    refused(NotYours, office.section)
    assert open_items().get().owner_id == office.division.user_id
    assert take(office.division).is_agreed

    assert verbs()[1:] == [("APPROVE", 1, "Jaya Ramadan"), ("APPROVE", 2, "Siti Pratama")]


def test_same_person_in_the_next_tier_is_skipped_and_recorded(office):
    """The head of the division acts for the section: both tiers mean one person."""
    make.chain(tiers=TWO, position_kind="EXECUTING")
    make.vacant(office.posts["section"])
    make.acting(office.division, office.posts["section"])
    make.submitted_report(office.staff)

    assert take(office.division).is_agreed

    assert verbs()[1:] == [("APPROVE", 1, "Siti Pratama"), ("SKIP", 2, "system:engine")]
    skip = Decision.objects.get(verb="SKIP")
    assert "Orang yang sama" in skip.reason
    assert DailyProcess.objects.get().status == "DONE"


def test_same_person_in_the_next_tier_is_parked_where_it_is_not_skipped(office):
    make.chain(tiers=[TWO[0], {**TWO[1], "skip_same_person": False}], position_kind="EXECUTING")
    make.vacant(office.posts["section"])
    make.acting(office.division, office.posts["section"])
    make.submitted_report(office.staff)

    assert not take(office.division).is_agreed

    item = open_items().get()
    assert (item.team, item.owner_id, item.principal_id) == ("PERFORMANCE_TEAM", None, None)
    assert "sudah memutus" in item.gap
    refused(NotYours, office.division)


def test_person_who_decided_two_tiers_before_is_not_asked_again(office):
    tiers = [*TWO, {"rule": "POSITION", "position": office.posts["section"]}]
    make.chain(tiers=tiers, position_kind="EXECUTING")
    make.submitted_report(office.staff)

    take(office.section)
    take(office.division)

    assert open_items().get().team == "PERFORMANCE_TEAM"


def test_person_decides_twice_where_the_chain_lets_them(office):
    tiers = [*TWO, {"rule": "POSITION", "position": office.posts["section"]}]
    make.chain(tiers=tiers, position_kind="EXECUTING", twice=True)
    make.submitted_report(office.staff)

    for who in (office.section, office.division, office.section):
        t = take(who)

    assert t.is_agreed


def test_decider_who_comes_into_the_next_post_later_is_refused_there(office):
    """Decided the first tier, then acts for the post that the second tier asked."""
    make.chain(tiers=TWO, position_kind="EXECUTING")
    make.submitted_report(office.staff)
    take(office.section)
    make.acting(office.section, office.posts["division"], "PLH", start=make.A_MONDAY)

    refused(DecidedBefore, office.section)
    take(office.division)


def test_new_round_asks_all_tiers_again(office):
    make.chain(tiers=TWO, position_kind="EXECUTING")
    make.submitted_report(office.staff)
    take(office.section)
    take(office.division, lambda t: t.send_back("Lampirkan bukti."))
    take(office.staff, lambda t: t.hand_in())

    assert open_items().get().owner_id == office.section.user_id
    take(office.section)
    assert take(office.division).is_agreed

    rounds = list(Decision.objects.order_by("id").values_list("verb", "round"))
    assert rounds == [
        ("SUBMIT", 1), ("APPROVE", 1), ("RETURN", 1), ("SUBMIT", 2), ("APPROVE", 2), ("APPROVE", 2),
    ]  # fmt: skip


def test_tier_of_whoever_delegated_the_one_before_is_skipped(office):
    make.chain(tiers=[{"rule": "DIRECT_SUPERIOR"}, {"rule": "POSITION", "position": office.posts["section"]}],
               position_kind="EXECUTING")  # fmt: skip
    make.delegation(office.section, office.stranger, "daily")
    make.submitted_report(office.staff)

    assert take(office.stranger).is_agreed
    assert [verb for verb, _, _ in verbs()] == ["SUBMIT", "APPROVE", "SKIP"]
