"""A committee by its seats: approvals and rejections are votes of people, and a vote that was taken back is none."""

import pytest

from tests import factories as make
from tests.workflows.engine.taking import WHEN, open_items, refused, take, verbs
from workflows.approvals.models import Seat, Tier
from workflows.approvals.publishing import publish_first
from workflows.audit.models import Decision
from workflows.daily.models import DailyProcess
from workflows.engine.claiming import claim
from workflows.engine.moving import hand_over
from workflows.engine.refusals import DecidedBefore
from workflows.engine.taking_back import taking_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def seats(office):
    """Three posts beside the line, each with its holder."""
    unit = make.unit("Panitia")
    posts = [make.position(f"Anggota {number}", unit, office.posts["head"]) for number in (1, 2, 3)]
    return [make.employee(name, post) for name, post in zip(("Ani", "Budi", "Citra"), posts, strict=True)]


def committee(office, members, *, mode="QUORUM", quorum=2, more=()):
    version = make.chain(
        tiers=[{"rule": "COMMITTEE", "mode": mode, "quorum": quorum, "may_reject": True}, *more],
        position_kind="EXECUTING",
        publish=False,
    )
    tier = Tier.objects.get(version=version, number=1)
    Seat.objects.bulk_create(Seat(tier=tier, position=member.tenures.get().position) for member in members)
    publish_first(version, "Ratna HR")
    return make.submitted_report(office.staff)


def reject(t):
    t.reject("Tidak sesuai tugas.")


def test_each_seat_is_asked(office, seats):
    committee(office, seats)

    assert sorted(item.principal.title for item in open_items()) == ["Anggota 1", "Anggota 2", "Anggota 3"]


def test_two_of_three_approve(office, seats):
    committee(office, seats)

    assert not take(seats[0]).is_agreed
    assert take(seats[2]).is_agreed
    assert not open_items().exists()


def test_one_rejection_among_three_is_outvoted(office, seats):
    committee(office, seats)

    take(seats[0], reject)
    take(seats[1])

    assert DailyProcess.objects.get().outcome == ""
    assert take(seats[2]).is_agreed
    assert [verb for verb, _, _ in verbs()] == ["SUBMIT", "REJECT", "APPROVE", "APPROVE"]


def test_second_rejection_ends_the_case_since_two_can_no_longer_approve(office, seats):
    committee(office, seats)

    take(seats[0], reject)
    take(seats[1], reject)

    case = DailyProcess.objects.get()
    assert (case.outcome, case.status) == ("REJECTED", "DONE")
    assert not open_items().exists()


def test_one_rejection_ends_a_case_that_all_must_approve(office, seats):
    committee(office, seats, mode="ALL", quorum=1)

    take(seats[0])
    take(seats[1], reject)

    assert DailyProcess.objects.get().outcome == "REJECTED"


def test_committee_whose_vote_was_taken_back_does_not_pass(office, seats):
    committee(office, seats)
    task_id = open_items().first().task_id
    take(seats[0])

    with taking_back(DailyProcess, task_id, by=make.actor(seats[0]), at=WHEN) as taken:
        assert taken.was_vote

    assert open_items().count() == 3
    assert not take(seats[1]).is_agreed  # one voice again, not two
    assert take(seats[0]).is_agreed
    assert [verb for verb, _, _ in verbs()] == ["SUBMIT", "APPROVE", "TAKE_BACK", "APPROVE", "APPROVE"]


def test_whoever_holds_two_seats_has_one_voice(office, seats):
    committee(office, seats)
    make.acting(seats[0], make.vacant(seats[1].tenures.get().position, since=make.A_MONDAY), start=make.A_MONDAY)
    take(seats[0], item=open_items().first())

    said = refused(DecidedBefore, seats[0])

    assert "satu suara" in said
    assert take(seats[2]).is_agreed


def test_return_by_one_member_returns_at_once_and_voids_the_votes(office, seats):
    committee(office, seats)
    take(seats[0])
    take(seats[1], lambda t: t.send_back("Lampirkan bukti."))

    take(office.staff, lambda t: t.hand_in())

    assert open_items().count() == 3
    assert not take(seats[2]).is_agreed


def test_member_does_not_decide_the_next_tier(office, seats):
    post = seats[0].tenures.get().position
    committee(office, seats, more=[{"rule": "POSITION", "position": post, "skip_same_person": False}])
    take(seats[0])
    take(seats[1])

    assert open_items().get().team == "PERFORMANCE_TEAM"
    assert "sudah memutus" in open_items().get().gap


def test_author_in_the_committee_has_no_voice(office, seats):
    report = committee(office, [*seats[:2], office.staff])

    assert sorted(item.owner.employee.name for item in open_items()) == ["Ani", "Budi"]
    take(seats[0])
    assert take(seats[1]).is_agreed
    assert Decision.objects.filter(particulars__actor_nip=report.employee.nip).count() == 1  # sent it


@pytest.mark.parametrize("way", ["claimed", "handed over"])
def test_committee_in_which_too_few_sit_is_decided_by_whoever_took_its_case_up(office, seats, way):
    """One voice was recorded, the two that the tier needs never came, and the case asked nobody any more."""
    make.vacant(seats[1].tenures.get().position)
    committee(office, seats[:2])
    parked = open_items().get()
    member = make.with_role("PERFORMANCE_TEAM", "Tika Kinerja")
    taker = member if way == "claimed" else office.head
    if way == "claimed":
        claim(task_id=parked.task_id, by=make.actor(member), at=WHEN)
    else:
        reason = "Tim tidak berwenang."
        hand_over(item_ids=[parked.pk], to=office.head, by=make.actor(member), reason=reason, at=WHEN)

    assert take(taker).is_agreed

    assert DailyProcess.objects.get().status == "DONE"
    assert not open_items().exists()
