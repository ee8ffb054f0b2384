"""Giving a task to a peer, and HR's handing over: who may, to whom, what it leaves; never to whom it concerns."""

from datetime import timedelta

import pytest
from viewflow.workflow.models import Task

from tests import factories as make
from tests.workflows.engine.taking import TWO, WHEN, open_items, picture, take
from workflows.audit.models import Decision
from workflows.daily.models import DailyReport
from workflows.engine.models import WorkItem
from workflows.engine.moving import hand_over, handed_over, items_of, reassign
from workflows.engine.peers import peers_for
from workflows.engine.refusals import MovedOn, NotAllowedHere, NotYours, OwnCase
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db
REASON = "Saya dinas luar."


@pytest.fixture
def peer(office):
    """The head of the section beside."""
    return make.employee("Budi Santoso", office.posts["second_section"], sex="M")


@pytest.fixture
def item(report):
    return open_items().get()


def names(item, on=make.A_MONDAY):
    return [peer.words for peer in peers_for(item, on)]


def give(item, to, by, reason=REASON):
    return reassign(task_id=item.task_id, to=to, by=make.actor(by), reason=reason, at=WHEN)


def refused(refusal, act):
    before = picture()
    with pytest.raises(refusal) as raised:
        act()
    assert picture() == before
    return str(raised.value)


# ---- to a peer ----
def test_peers_are_the_officers_beside_and_above(office, peer, item):
    assert names(item) == [
        "Budi Santoso, Kepala Sub Bidang Kepangkatan", "Siti Pratama, Kepala Bidang Mutasi dan Promosi",
    ]  # fmt: skip


def test_peer_who_acts_is_named_with_it(office, item):
    make.acting(office.other, office.posts["second_section"])

    assert "Cornelia Oktaviani, Plt Kepala Sub Bidang Kepangkatan" in names(item)


def test_given_task_is_the_peers_at_the_same_tier_and_by_the_same_day(office, peer, item):
    moved = give(item, peer, office.section)

    old = WorkItem.objects.get(pk=item.pk)
    assert (old.closing, old.closed_at) == ("MOVED", WHEN)
    assert (moved.owner, moved.principal, moved.acting) == (peer.user, office.posts["second_section"], None)
    assert (moved.tier_id, moved.due_at, moved.title) == (item.tier_id, item.due_at, item.title)
    assert (moved.came_by, moved.came_from) == ("REASSIGN", "Jaya Ramadan, Kepala Sub Bidang Mutasi")
    assert Task.objects.get(pk=item.task_id).owner == peer.user
    decision = Decision.objects.get(verb="REASSIGN")
    assert (decision.actor_name, decision.reason, decision.tier_number) == ("Jaya Ramadan", REASON, 1)
    assert decision.details == {
        "from": "Kepala Sub Bidang Mutasi", "to": "Budi Santoso, Kepala Sub Bidang Kepangkatan", "to_nip": peer.nip,
    }  # fmt: skip

    take(peer)
    assert DailyReport.objects.get().status == "SUBMITTED"  # the turn alone, without the report's action
    assert Decision.objects.filter(verb="APPROVE").get().actor_name == "Budi Santoso"


def test_who_gave_it_away_decides_it_no_more(office, peer, item):
    give(item, peer, office.section)

    refused(NotYours, lambda: take(office.section))


def test_acting_officer_gives_it_away_with_both_names(office, peer, item):
    make.acting(office.other, office.posts["section"], "PLH")

    moved = give(item, peer, office.other)

    decision = Decision.objects.get(verb="REASSIGN")
    assert (decision.actor_name, decision.principal_name) == ("Cornelia Oktaviani", "Jaya Ramadan")
    assert moved.came_from == "Cornelia Oktaviani, Kepala Sub Bidang Mutasi"


@pytest.mark.parametrize(
    ("who", "says"),
    [
        ("staff", "Ghaliyati Wahyuni sendiri"),
        ("other", "tidak dapat menerima"),
        ("head", "tidak dapat menerima"),
        ("section", "tidak dapat menerima"),
    ],
)
def test_nobody_else_is_given_it(office, item, who, says):
    sentence = refused(NotAllowedHere, lambda: give(item, getattr(office, who), office.section))

    assert says in sentence


def test_subordinate_of_the_person_concerned_is_no_peer(office):
    """The section's head is assessed; the head of a section below them acts for the division's neighbour."""
    neighbour = make.position(
        "Kepala Bidang Pembinaan", office.posts["division"].unit, office.posts["head"], kind="ADMINISTRATOR"
    )
    make.acting(office.staff, neighbour)
    make.submitted_report(office.section)
    item = open_items().get()

    assert names(item) == ["Uda Waluyo, Kepala Badan"]
    sentence = refused(NotAllowedHere, lambda: give(item, office.staff, office.division))
    assert sentence == "Ghaliyati Wahyuni adalah bawahan dari orang yang perkaranya diputus."


def test_whoever_decided_in_this_round_is_no_peer(office):
    make.chain(
        tiers=[{"rule": "POSITION", "position": office.posts["second_section"]}, *TWO], position_kind="EXECUTING"
    )
    peer = make.employee("Budi Santoso", office.posts["second_section"], sex="M")
    make.submitted_report(office.staff)
    take(peer)
    item = open_items().get()

    assert names(item) == ["Siti Pratama, Kepala Bidang Mutasi dan Promosi"]
    sentence = refused(NotAllowedHere, lambda: give(item, peer, office.section))
    assert sentence == "Budi Santoso sudah memutus tahap lain pada perkara ini."


def test_whoever_decided_is_a_peer_where_the_chain_lets_one_decide_twice(office):
    make.chain(
        tiers=[{"rule": "POSITION", "position": office.posts["second_section"]}, *TWO], position_kind="EXECUTING",
        twice=True,
    )  # fmt: skip
    peer = make.employee("Budi Santoso", office.posts["second_section"], sex="M")
    make.submitted_report(office.staff)
    take(peer)

    assert "Budi Santoso, Kepala Sub Bidang Kepangkatan" in names(open_items().get())


def test_only_whoever_is_asked_gives_it_away(office, peer, item):
    for person in (office.staff, office.other, office.division, peer, make.with_role("HR_ADMIN")):
        refused(NotYours, lambda person=person: give(item, peer, person))


def test_reason_is_needed(office, peer, item):
    refused(RuleViolation, lambda: give(item, peer, office.section, " ok "))


def test_inactive_peer_is_left_out(office, peer, item):
    peer.is_active = False
    peer.save()

    assert names(item) == ["Siti Pratama, Kepala Bidang Mutasi dan Promosi"]
    assert refused(NotAllowedHere, lambda: give(item, peer, office.section)) == "Budi Santoso tidak aktif lagi."


def test_member_of_a_role_gives_it_to_another_member(office):
    make.chain(tiers=[{"rule": "ROLE", "role": "PERFORMANCE_TEAM"}], position_kind="EXECUTING")
    first, second = (make.with_role("PERFORMANCE_TEAM", name) for name in ("Tika", "Tono"))
    make.submitted_report(office.staff)
    later = make.with_role("PERFORMANCE_TEAM", "Tuti")
    item = open_items().get(owner=first.user)

    assert [peer.employee for peer in peers_for(item, make.A_MONDAY)] == [later]
    moved = give(item, later, first)

    assert (moved.owner, moved.principal) == (later.user, None)
    assert set(open_items().values_list("owner", flat=True)) == {second.user_id, later.user_id}
    assert refused(NotAllowedHere, lambda: give(moved, second, later)) == "Tono sudah duduk dalam tahap ini."


# ---- by HR ----
@pytest.fixture
def hr():
    return make.with_role("HR_ADMIN")


def hand(items, to, by, reason="Pejabatnya pensiun."):
    return hand_over(item_ids=[item.pk for item in items], to=to, by=make.actor(by), reason=reason, at=WHEN)


def test_forty_tasks_of_an_inactive_assessor_are_handed_over(office, peer, hr):
    for back in range(40):
        make.submitted_report(office.staff, make.A_MONDAY - timedelta(days=back))
    office.section.is_active = False
    office.section.save()

    items = items_of(position=office.posts["section"])
    results = hand_over(item_ids=items, to=peer, by=make.actor(hr), reason="Pejabatnya pensiun.", at=WHEN)

    assert (len(results), handed_over(results)) == (40, 40)
    assert items_of(position=office.posts["section"]) == []
    assert len(items_of(position=office.posts["second_section"])) == 40
    decisions = Decision.objects.filter(verb="HAND_OVER")
    assert decisions.count() == decisions.values("case_id").distinct().count() == 40
    first = decisions.first()
    assert (first.actor_name, first.reason) == ("Ratna HR", "Pejabatnya pensiun.")
    assert first.details["to"] == "Budi Santoso, Kepala Sub Bidang Kepangkatan"


def test_one_that_cannot_be_handed_over_stops_none(office, peer, hr):
    make.submitted_report(office.staff)
    make.submitted_report(office.other)
    mine, gone = open_items()
    take(office.section, item=gone)

    results = hand([mine, gone], peer, hr) + hand_over(
        item_ids=[0], to=peer, by=make.actor(hr), reason="Pejabatnya pensiun.", at=WHEN
    )

    assert [each.done for each in results] == [True, False, False]
    assert "Jaya Ramadan" in results[1].why
    assert results[2].why == "Pekerjaan ini tidak ditemukan."
    assert Decision.objects.filter(verb="HAND_OVER").count() == 1


def test_parked_case_is_handed_to_an_officer(office, peer, hr):
    make.vacant(office.posts["section"])
    make.submitted_report(office.staff)
    item = open_items().get()

    (result,) = hand([item], peer, hr)

    moved = open_items().get()
    assert result.done
    assert (moved.owner, moved.team, moved.gap, moved.came_from) == (
        peer.user,
        "",
        "",
        "Performance management team",
    ) or (moved.came_from == "Tim pengelola kinerja")
    assert Task.objects.get(pk=item.task_id).status == "ASSIGNED"
    assert "gap" in Decision.objects.get(verb="HAND_OVER").details


@pytest.mark.parametrize(
    ("who", "says"),
    [
        ("staff", "tidak menempati jabatan yang memimpin"),
        ("other", "tidak menempati jabatan yang memimpin"),
        ("section", "sudah pada Kepala Sub Bidang Mutasi"),
    ],
)
def test_not_handed_to_whom_it_may_not_go(office, item, hr, who, says):
    before = picture()

    (result,) = hand([item], getattr(office, who), hr)

    assert not result.done
    assert says in result.why
    assert picture() == before


def test_not_handed_to_the_person_concerned(office, hr):
    make.submitted_report(office.section)
    before = picture()

    (result,) = hand([open_items().get()], office.section, hr)

    assert result.why == "Perkara ini menyangkut Jaya Ramadan sendiri."
    assert picture() == before


def test_hr_does_not_hand_over_their_own_case(office, peer):
    hr = make.employee("Ratna HR", make.position("Analis SDM", office.posts["staff"].unit, office.posts["section"]))
    make.RoleGrant.objects.create(user=hr.user, role="HR_ADMIN", start=make.date(2026, 1, 1))
    make.submitted_report(hr)
    before = picture()

    (result,) = hand([open_items().get()], peer, hr)

    assert result.why.startswith("Perkara ini menyangkut Anda sendiri")
    assert picture() == before


def test_hr_does_not_hand_to_themselves(office, item, peer):
    make.RoleGrant.objects.create(user=peer.user, role="HR_ADMIN", start=make.date(2026, 1, 1))

    refused(OwnCase, lambda: hand([item], peer, peer))


def test_correction_is_the_persons_own(office, peer, hr, report):
    item = open_items().get()
    WorkItem.objects.filter(pk=item.pk).update(tier=None, principal=None, owner=office.staff.user)

    (result,) = hand([item], peer, hr)

    assert result.why == "Pekerjaan ini hanya dapat dikerjakan oleh pegawai yang bersangkutan."


def test_performance_team_may_and_others_may_not(office, item, peer):
    for person in (office.section, office.division, make.with_role("AUDITOR"), make.with_role("TECHNICAL_ADMIN")):
        refused(NotYours, lambda person=person: hand([item], peer, person))

    assert hand([item], peer, make.with_role("PERFORMANCE_TEAM"))[0].done


def test_handing_over_needs_a_reason(office, item, peer, hr):
    refused(RuleViolation, lambda: hand([item], peer, hr, ""))


def test_moved_task_is_told_to_whoever_comes_late(office, item, peer, hr):
    hand([item], peer, hr)

    (result,) = hand([item], office.division, hr)

    assert result.why == str(MovedOn("Pekerjaan ini sudah berpindah ke orang lain atau sudah selesai."))
