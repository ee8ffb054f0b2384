"""A turn on a task: who may take it, in which capacity, once; and what a refused one leaves behind (nothing)."""

from datetime import date, timedelta

import pytest
from viewflow.workflow.models import Task

from tests import factories as make
from tests.workflows.engine.taking import WHEN, open_items, refused, take
from workflows.audit.models import Decision
from workflows.daily.models import DailyProcess
from workflows.engine.authority import may_do
from workflows.engine.models import WorkItem
from workflows.engine.refusals import (
    ContentChanged,
    MovedOn,
    NotAllowedHere,
    NotYours,
    OwnCase,
    TimeNotYours,
)
from workflows.engine.turns import turn
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Tenure
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db


def test_holder_of_the_asked_post_decides_as_themselves(office, report):
    t = take(office.section)

    decision = Decision.objects.get(verb="APPROVE")
    assert t.is_agreed
    assert (decision.actor_name, decision.actor_post) == ("Jaya Ramadan", "Kepala Sub Bidang Mutasi")
    assert (decision.principal_post, decision.capacity, decision.decree) == ("", "", "")
    assert (decision.tier, decision.tier_number, decision.round) == ("Verifikasi", 1, 1)
    assert decision.seen == DailyProcess.objects.get().content_hash


def test_acting_officer_decides_and_both_names_are_kept(office, report):
    make.acting(office.other, office.posts["section"], "PLH", start=make.A_MONDAY)

    take(office.other)

    decision = Decision.objects.get(verb="APPROVE")
    assert (decision.actor_name, decision.actor_post) == ("Cornelia Oktaviani", "Analis Mutasi")
    assert (decision.principal_name, decision.principal_post) == ("Jaya Ramadan", "Kepala Sub Bidang Mutasi")
    assert (decision.capacity, decision.decree) == ("PLH", "SP-821/2026")
    task = Task.objects.filter(flow_task_type="HUMAN").get()
    assert task.owner_id == office.other.user_id
    assert WorkItem.objects.get().owner_id == office.section.user_id


def test_absent_holder_may_still_decide(office, report):
    make.acting(office.other, office.posts["section"], "PLH", start=make.A_MONDAY)

    take(office.section)

    assert Decision.objects.get(verb="APPROVE").capacity == ""


@pytest.mark.parametrize("day", [make.A_MONDAY - timedelta(days=1), make.A_MONDAY + timedelta(days=3)])
def test_former_and_future_acting_officers_may_not(office, report, day):
    start, end = make.A_MONDAY, make.A_MONDAY + timedelta(days=3)
    make.acting(office.other, office.posts["section"], "PLH", start=start, end=end)

    refused(NotYours, office.other, when=make.at(day, 17))


def test_task_goes_over_to_whoever_holds_the_post_now(office, report):
    make.vacant(office.posts["section"], date(2026, 11, 24))
    successor = make.employee("Bima Nugraha", office.posts["section"], since=date(2026, 11, 24))
    tomorrow = WHEN + timedelta(days=1)

    refused(NotYours, office.section, when=tomorrow)
    take(successor, when=tomorrow)

    assert Decision.objects.get(verb="APPROVE").actor_name == "Bima Nugraha"


@pytest.mark.parametrize("who", ["staff", "other", "stranger", "division", "head", "outside"])
def test_strangers_may_not(office, report, who):
    message = refused(NotYours, getattr(office, who))

    assert "Kepala Sub Bidang Mutasi" in message


@pytest.mark.parametrize("role", ["HR_ADMIN", "PERFORMANCE_TEAM", "AUDITOR", "TECHNICAL_ADMIN"])
def test_no_role_decides_in_an_officers_place(office, report, role):
    refused(NotYours, make.with_role(role))


def test_superuser_and_jobs_decide_nothing(office, report):
    superuser = make.User.objects.create_superuser("teknis")

    refused(NotYours, Actor(user=superuser, channel=Channel.DEMO))
    refused(NotYours, Actor.system("tick", Channel.DEMO))


def test_own_case_is_refused_also_as_an_acting_officer(office, report):
    """Appointed to one's own superior's post after the report was sent."""
    make.acting(office.staff, office.posts["section"], "PLH", start=make.A_MONDAY)

    refused(OwnCase, office.staff)
    assert not may_do(open_items().get(), make.actor(office.staff), make.A_MONDAY)


def test_person_alone_corrects_and_nobody_in_their_place(office, report):
    take(office.section, lambda t: t.send_back("Lampirkan bukti."))
    make.acting(office.other, office.posts["staff"], "PLH", start=make.A_MONDAY)

    refused(NotYours, office.section, lambda t: t.hand_in())
    refused(NotYours, office.other, lambda t: t.hand_in())
    take(office.staff, lambda t: t.hand_in())

    assert open_items().get().node == "decide"


# ---- once ------------------------------------------------------------------------------------------------------------
def test_second_decision_is_told_what_happened(office, report):
    item = open_items().get()
    take(office.section)

    assert "Jaya Ramadan menyetujuinya" in refused(MovedOn, office.section, item=item)
    assert "Jaya Ramadan menyetujuinya" in refused(MovedOn, office.stranger, item=item)


def test_task_of_no_case_is_told_gently(office, report):
    with pytest.raises(MovedOn, match="tidak ditemukan"), turn(DailyProcess, 0, by=make.actor(office.section)):
        pass


def test_decision_on_content_that_changed_meanwhile_is_refused(office, report):
    seen = DailyProcess.objects.get().content_hash
    report.activities.filter(number=1).update(description="Ditulis ulang")

    refused(ContentChanged, office.section, seen=seen)
    take(office.section, seen=DailyProcess.objects.get().content_hash)

    assert Decision.objects.get(verb="APPROVE").seen != seen


def test_turn_does_one_thing(office, report):
    def twice(t):
        t.approve()
        t.send_back("Lampirkan bukti.")

    refused(RuntimeError, office.section, twice)
    refused(RuntimeError, office.section, lambda t: None)


def test_change_that_fails_takes_the_decision_with_it(office, report):
    def fail(t):
        t.approve()
        raise RuleViolation("Tidak dapat.")

    refused(RuleViolation, office.section, fail)


# ---- when ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("channel", [Channel.PAGE, Channel.BACKOFFICE, Channel.COMMAND, Channel.JOB])
def test_only_the_demonstration_and_imports_give_a_time(office, report, channel):
    refused(TimeNotYours, make.actor(office.section, channel))


@pytest.mark.parametrize("channel", [Channel.DEMO, Channel.IMPORT])
def test_given_time_is_that_of_all_rows(office, report, channel):
    take(make.actor(office.section, channel))

    assert Decision.objects.get(verb="APPROVE").effective_at == WHEN
    assert DailyProcess.objects.get().finished == WHEN
    assert WorkItem.objects.get().closed_at == WHEN


# ---- what a tier allows ----------------------------------------------------------------------------------------------
def test_tier_that_may_not_reject_does_not(office):
    make.chain(tiers=[{"rule": "DIRECT_SUPERIOR", "may_return": False}], position_kind="EXECUTING")
    make.submitted_report(office.staff)

    refused(NotAllowedHere, office.section, lambda t: t.reject("Tidak benar."))
    refused(NotAllowedHere, office.section, lambda t: t.send_back("Lampirkan bukti."))
    take(office.section)


def test_tier_that_may_not_approve_does_not(office):
    make.chain(tiers=[{"rule": "DIRECT_SUPERIOR", "may_approve": False}], position_kind="EXECUTING")
    make.submitted_report(office.staff)

    refused(NotAllowedHere, office.section)


def test_reasons_are_asked_where_they_are_due(office):
    make.chain(
        tiers=[{"rule": "DIRECT_SUPERIOR", "reason_to_approve": True, "may_reject": True}], position_kind="EXECUTING"
    )
    make.submitted_report(office.staff)

    for change in (lambda t: t.approve(" "), lambda t: t.send_back(""), lambda t: t.reject("  x ")):
        refused(RuleViolation, office.section, change)
    take(office.section, lambda t: t.approve("  Sesuai bukti.  "))

    assert Decision.objects.get(verb="APPROVE").reason == "Sesuai bukti."


@pytest.mark.parametrize("how", ["acting", "delegation"])
def test_nobody_decides_the_case_of_whom_they_act_for(office, report, how):
    # The person moves up into the post that was asked about them, and is away.
    post = office.posts["section"]
    Tenure.objects.filter(employee__in=[office.section, office.staff]).update(end=make.A_MONDAY)
    Tenure.objects.create(employee=office.staff, position=post, start=make.A_MONDAY)
    if how == "acting":
        make.acting(office.other, post, "PLH", start=make.A_MONDAY)
    else:
        make.delegation(office.staff, office.other, "daily")

    said = refused(OwnCase, office.other)

    assert "orang yang Anda wakili" in said
