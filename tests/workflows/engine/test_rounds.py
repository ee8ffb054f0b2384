"""Withdrawing, changing what waits, sending again: who is asked anew, and whose approval still stands."""

import pytest

from tests import factories as make
from tests.workflows.engine.taking import TWO, open_items, refused, take, verbs
from workflows.approvals.models import ChainVersion
from workflows.approvals.publishing import publish_first
from workflows.daily.models import DailyProcess
from workflows.engine.refusals import DecidedBefore, NotAllowedHere, NotYours
from workflows.engine.votes import deciders
from workflows.organization.actor import Actor, Channel

pytestmark = pytest.mark.django_db
AS_PERSON = {"as_person": True}


def two_tiers(again_from=1, **more):
    version = make.chain(tiers=TWO, position_kind="EXECUTING", publish=False, **more)
    ChainVersion.objects.filter(pk=version.pk).update(again_from_tier=again_from)
    publish_first(ChainVersion.objects.get(pk=version.pk), "Ratna HR")


def case():
    return DailyProcess.objects.select_related("tier", "chain_version").get()


# ---- withdraw --------------------------------------------------------------------------------------------------------
def test_person_withdraws_before_the_first_decision(office, report):
    take(office.staff, lambda t: t.withdraw("Salah tanggal."), **AS_PERSON)

    assert (case().status, case().outcome) == ("DONE", "WITHDRAWN")
    assert not open_items().exists()
    assert verbs()[-1][0] == "WITHDRAW"


def test_nobody_withdraws_after_a_decision(office):
    two_tiers()
    make.submitted_report(office.staff)
    take(office.section)

    refused(NotAllowedHere, office.staff, lambda t: t.withdraw(), **AS_PERSON)


@pytest.mark.parametrize("who", ["section", "division", "other", "stranger"])
def test_nobody_withdraws_anothers(office, report, who):
    refused(NotYours, getattr(office, who), lambda t: t.withdraw(), **AS_PERSON)


@pytest.mark.parametrize("change", ["approve", "send_back", "reject"])
def test_turn_as_the_person_decides_nothing(office, report, change):
    def act(t):
        getattr(t, change)("Saya setuju.") if change != "reject" else t.send_back("Saya setuju.")

    refused(NotYours, office.staff, act, **AS_PERSON)


# ---- change what waits -----------------------------------------------------------------------------------------------
def test_changed_content_goes_through_again_from_the_first_tier(office):
    two_tiers()
    make.submitted_report(office.staff)
    take(office.section)

    take(office.staff, lambda t: t.resubmit(), **AS_PERSON)

    assert (case().round, case().asked_from, case().tier.number) == (2, 1, 1)
    assert deciders(case()) == set()


def test_changed_content_goes_through_again_from_the_tier_that_the_chain_names(office):
    two_tiers(again_from=2)
    make.submitted_report(office.staff)
    take(office.section)

    take(office.staff, lambda t: t.resubmit(), **AS_PERSON)

    assert (case().round, case().asked_from, case().tier.number) == (2, 2, 2)
    assert deciders(case()) == {office.section.nip}  # the first tier's approval still carries
    assert take(office.division).is_agreed


def test_tier_that_has_not_decided_is_not_passed_over_by_a_change(office):
    two_tiers(again_from=2)
    make.submitted_report(office.staff)

    take(office.staff, lambda t: t.resubmit(), **AS_PERSON)

    assert (case().round, case().tier.number) == (2, 1)


def test_whoever_carried_the_first_tier_in_an_earlier_round_does_not_decide_the_second(office):
    two_tiers(again_from=2)
    make.submitted_report(office.staff)
    take(office.section)
    take(office.staff, lambda t: t.resubmit(), **AS_PERSON)
    make.acting(office.section, office.posts["division"], "PLH", start=make.A_MONDAY)

    refused(DecidedBefore, office.section)


def test_return_by_the_second_tier_comes_back_to_the_tier_that_the_chain_names(office):
    two_tiers(again_from=2)
    make.submitted_report(office.staff)
    take(office.section)
    take(office.division, lambda t: t.send_back("Lampirkan bukti."))

    take(office.staff, lambda t: t.hand_in())

    assert (case().round, case().tier.number) == (2, 2)
    assert take(office.division).is_agreed


# ---- pass on ---------------------------------------------------------------------------------------------------------
def test_job_passes_an_overdue_tier_on_with_a_mark(office):
    two_tiers()
    make.submitted_report(office.staff)

    take(Actor.system("tick", Channel.DEMO), lambda t: t.pass_on("Lewat batas waktu."), duty=True)

    assert case().tier.number == 2
    assert verbs()[-1] == ("SKIP", 1, "system:tick")
    assert take(office.division).is_agreed


def test_last_tier_is_never_passed_on(office, report):
    refused(NotAllowedHere, Actor.system("tick", Channel.DEMO), lambda t: t.pass_on("Lewat batas waktu."), duty=True)


def test_person_passes_nothing_on(office):
    two_tiers()
    make.submitted_report(office.staff)

    refused(NotYours, office.section, lambda t: t.pass_on("Saya sibuk."), duty=True)
