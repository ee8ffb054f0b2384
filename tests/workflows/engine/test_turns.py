"""A turn on a task: who may take it, in which capacity, once; and what a refused one leaves behind (nothing)."""

from datetime import date, timedelta

import pytest
from viewflow.workflow.models import Task

from tests import factories as make
from workflows.audit.models import Decision
from workflows.audit.verbs import Verb
from workflows.daily.models import DailyProcess, DailyReport
from workflows.engine.authority import capacity_for, may_do
from workflows.engine.models import WorkItem
from workflows.engine.refusals import (
    ContentChanged,
    DecidedBefore,
    MovedOn,
    NotAllowedHere,
    NotYours,
    OwnCase,
    TimeNotYours,
)
from workflows.engine.turns import turn
from workflows.organization.actor import Actor, Channel
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db
WHEN = make.at(make.A_MONDAY, 17)


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def report(office):
    return make.submitted_report(office.staff)


def open_items():
    return WorkItem.objects.open().order_by("pk")


def take(by, change=lambda t: t.approve(), *, item=None, when=WHEN, **kwargs):
    """Take a turn on the open task."""
    task_id = (item or open_items().first()).task_id
    with turn(DailyProcess, task_id, by=by if isinstance(by, Actor) else make.actor(by), at=when, **kwargs) as t:
        change(t)
    return t


def picture():
    """All that a refused turn must not change."""
    return (
        list(Task.objects.order_by("pk").values("pk", "status", "owner", "finished")),
        list(WorkItem.objects.order_by("pk").values("pk", "closed_at", "closing", "owner", "team")),
        list(DailyProcess.objects.values("pk", "status", "outcome", "round", "tier")),
        list(DailyReport.objects.values("pk", "status", "decided_at")),
        Decision.objects.count(),
        DailyReport.history.count(),
    )


def refused(refusal, by, change=lambda t: t.approve(), **kwargs):
    """The turn is refused so, and nothing changed."""
    before = picture()
    with pytest.raises(refusal) as refusal_info:
        take(by, change, **kwargs)
    assert picture() == before
    return str(refusal_info.value)


# ---- who -------------------------------------------------------------------------------------------------------------
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


# ---- several tiers ---------------------------------------------------------------------------------------------------
TWO = [{"rule": "DIRECT_SUPERIOR"}, {"rule": "SUPERIOR_OF_SUPERIOR"}]


def verbs():
    return list(Decision.objects.order_by("id").values_list("verb", "tier_number", "actor_name"))


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


# ---- gaps ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def parked(office):
    make.vacant(office.posts["section"])
    make.submitted_report(office.staff)
    return open_items().get()


def test_gap_parks_the_case_with_the_performance_team(office, parked):
    assert (parked.team, parked.owner_id, parked.principal_id) == ("PERFORMANCE_TEAM", None, None)
    assert "Kepala Sub Bidang Mutasi" in parked.gap
    assert parked.due_at == make.at(make.A_MONDAY + timedelta(days=3), 23, 59)


@pytest.mark.parametrize("who", ["staff", "other", "section", "division", "head", "stranger"])
def test_parked_case_is_nobody_elses(office, parked, who):
    person = getattr(office, who)

    assert not may_do(parked, make.actor(person), make.A_MONDAY)
    assert "tim pengelola kinerja" in refused(NotYours, person)


@pytest.mark.parametrize("role", ["HR_ADMIN", "AUDITOR", "LEADER", "TECHNICAL_ADMIN"])
def test_parked_case_is_no_other_roles(parked, role):
    person = make.with_role(role)

    assert not may_do(parked, make.actor(person), make.A_MONDAY)
    refused(NotYours, person)


def test_member_of_the_team_does_what_is_parked_and_the_gap_is_recorded(office, parked):
    member = make.with_role("PERFORMANCE_TEAM", "Bella Wibisono")
    assert may_do(parked, make.actor(member), make.A_MONDAY)

    take(member)

    decision = Decision.objects.get(verb="APPROVE")
    assert (decision.actor_name, decision.capacity) == ("Bella Wibisono", "")
    assert decision.details == {"gap": parked.gap}


def test_member_of_the_team_does_not_decide_their_own_parked_case(office, parked):
    make.RoleGrant.objects.create(user=office.staff.user, role="PERFORMANCE_TEAM", start=date(2026, 1, 1))

    assert not may_do(parked, make.actor(office.staff), make.A_MONDAY)
    refused(OwnCase, office.staff)


def test_former_member_of_the_team_may_not(parked):
    member = make.with_role("PERFORMANCE_TEAM")
    member.user.role_grants.update(end=make.A_MONDAY)

    refused(NotYours, member)


def test_tier_above_the_end_of_the_line_is_passed_over_and_recorded(office):
    make.chain(tiers=TWO, position_kind="HIGH_LEADER")
    make.submitted_report(office.head)

    assert take(office.outside).is_agreed

    assert verbs()[1:] == [("APPROVE", 1, "Luis Sihombing"), ("SKIP", 2, "system:engine")]
    assert "berakhir di sini" in Decision.objects.get(verb="SKIP").reason


# ---- committees ------------------------------------------------------------------------------------------------------
@pytest.fixture
def members():
    return [make.with_role("AUDITOR", name) for name in ("Ani", "Budi", "Citra")]


def committee(office, **values):
    make.chain(
        tiers=[{"rule": "COMMITTEE", "role": "AUDITOR", "may_reject": True, **values}], position_kind="EXECUTING"
    )
    return make.submitted_report(office.staff)


def closings():
    return sorted(WorkItem.objects.filter(node="decide").values_list("closing", flat=True))


def test_role_asks_each_member_and_the_first_decides(office, members):
    committee(office, rule="ROLE")
    assert open_items().count() == 3

    assert take(members[1], item=open_items().last()).is_agreed

    assert closings() == ["DONE", "SKIPPED", "SKIPPED"]
    assert WorkItem.objects.get(closing="DONE").owner_id == members[1].user_id


def test_committee_of_two_waits_for_the_second_voice(office, members):
    committee(office, mode="QUORUM", quorum=2)
    before = DailyProcess.objects.values("status", "outcome", "tier").get()

    assert not take(members[0]).is_agreed
    assert DailyProcess.objects.values("status", "outcome", "tier").get() == before
    assert open_items().count() == 2
    refused(NotYours, members[0])

    assert take(members[2]).is_agreed
    assert closings() == ["DONE", "DONE", "SKIPPED"]
    assert [verb for verb, _, _ in verbs()] == ["SUBMIT", "APPROVE", "APPROVE"]


def test_committee_of_all_waits_for_everybody(office, members):
    committee(office, mode="ALL")

    agreed = [take(member).is_agreed for member in members]

    assert agreed == [False, False, True]
    assert closings() == ["DONE", "DONE", "DONE"]


def test_voices_of_an_earlier_round_do_not_count(office, members):
    committee(office, mode="QUORUM", quorum=2)
    take(members[0])
    take(members[1], lambda t: t.send_back("Lampirkan bukti."))
    take(office.staff, lambda t: t.hand_in())

    assert not take(members[2]).is_agreed
    assert take(members[0]).is_agreed


def test_committee_smaller_than_its_quorum_asks_all_it_has(office):
    make.with_role("AUDITOR", "Ani")
    committee(office, mode="QUORUM", quorum=5)

    assert take(make.Employee.objects.get(name="Ani")).is_agreed


def test_capacity_of_several_items_is_the_actors_own(office, members):
    committee(office, rule="ROLE")

    found = capacity_for(list(open_items()), make.actor(members[2]), make.A_MONDAY)

    assert found.item.owner_id == members[2].user_id
    assert found.signatory.name == "Citra"


# ---- jobs ------------------------------------------------------------------------------------------------------------
def test_job_closes_a_persons_task_and_decides_no_tier(office, report):
    job = Actor.system("tick", Channel.DEMO)
    take(office.section, lambda t: t.send_back("Lampirkan bukti."))

    take(job, lambda t: t.close(Verb.LAPSE, "Lewat batas.", outcome="LAPSED"))

    decision = Decision.objects.last()
    assert (decision.verb, decision.actor_name) == ("LAPSE", "system:tick")
    assert DailyProcess.objects.get().status == "DONE"


def test_duty_of_a_job_is_no_persons(office, report):
    refused(NotYours, office.section, lambda t: t.close(Verb.LAPSE), duty=True)
    refused(NotYours, Actor.system("tick", Channel.DEMO), duty=True)
