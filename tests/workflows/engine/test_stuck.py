"""The stuck list: what nobody can do as things stand, why, and in which order; nothing else is in it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from workflows.engine.claiming import claim
from workflows.engine.models import WorkItem
from workflows.engine.moving import hand_over
from workflows.engine.stuck import cause_of, causes, stuck_page
from workflows.organization.models import RoleGrant, Tenure

pytestmark = pytest.mark.django_db
TODAY = make.A_MONDAY
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def office():
    return make.office()


def listed(on=TODAY):
    return [(row.cause.kind, row.item.person.name, row.why) for row in stuck_page(on).rows]


def test_what_somebody_can_do_is_not_stuck(office):
    make.submitted_report(office.staff)

    assert listed() == []


def test_parked_case_is_stuck_and_says_what_was_not_found(office):
    make.vacant(office.posts["section"])
    make.submitted_report(office.staff)

    ((kind, name, why),) = listed()

    assert (kind, name) == ("queue", "Ghaliyati Wahyuni")
    assert "Kepala Sub Bidang Mutasi" in why


def test_claimed_case_is_not_stuck_until_its_claimer_leaves_the_team(office):
    make.vacant(office.posts["section"])
    make.submitted_report(office.staff)
    member = make.with_role("PERFORMANCE_TEAM", "Tika Kinerja")
    claim(task_id=WorkItem.objects.open().get().task_id, by=make.actor(member), at=make.at(TODAY, 17))
    assert listed() == []

    RoleGrant.objects.filter(user=member.user).update(end=TOMORROW)

    ((kind, _name, why),) = listed(TOMORROW)
    assert (kind, why) == ("log_in", "Tika Kinerja tidak lagi memegang peran yang diminta memutusnya.")


def test_post_that_lost_its_holder_says_that_it_is_vacant(office):
    make.submitted_report(office.staff)
    make.vacant(office.posts["section"], TOMORROW)

    assert listed() == []
    assert listed(TOMORROW) == [("post", "Ghaliyati Wahyuni", "Jabatan ini kosong, dan belum ada Plt atau Plh.")]


def test_holder_who_is_inactive_is_named(office):
    make.submitted_report(office.staff)
    office.section.is_active = False
    office.section.save()

    assert listed() == [("post", "Ghaliyati Wahyuni", "Pemegang jabatan ini, Jaya Ramadan, tidak aktif lagi.")]


def test_acting_period_that_ended_without_a_holder_is_named(office):
    make.vacant(office.posts["section"])
    make.acting(office.other, office.posts["section"], end=TOMORROW)
    make.submitted_report(office.staff)

    assert listed() == []
    ((kind, _name, why),) = listed(TOMORROW)
    assert kind == "post"
    assert why == "Masa Plt Cornelia Oktaviani berakhir 24\u00a0November 2026, dan belum ada pemegang jabatan."


def test_post_left_with_the_person_concerned_is_stuck_for_their_case_alone(office):
    make.submitted_report(office.staff)
    make.submitted_report(office.other)
    make.vacant(office.posts["section"], TOMORROW)
    make.acting(office.staff, office.posts["section"], start=TOMORROW)

    ((kind, name, why),) = listed(TOMORROW)

    assert (kind, name) == ("own_post", "Ghaliyati Wahyuni")
    assert (
        why
        == "Yang menempati jabatan ini, Ghaliyati Wahyuni, adalah orang yang perkaranya diputus, atau diwakili di sini."
    )


def test_task_of_a_role_is_stuck_when_its_log_in_is_inactive(office):
    make.chain(tiers=[{"rule": "ROLE", "role": "PERFORMANCE_TEAM"}], position_kind="EXECUTING")
    member = make.with_role("PERFORMANCE_TEAM", "Tika Kinerja")
    make.submitted_report(office.staff)
    assert listed() == []

    member.user.is_active = False
    member.user.save()

    assert listed() == [("log_in", "Ghaliyati Wahyuni", "Tika Kinerja tidak aktif lagi.")]
    assert cause_of("log_in", member.user_id, TODAY).name == "Tika Kinerja"


def test_task_of_the_person_themselves_is_not_listed(office):
    """What is returned to somebody who left is nobody else's to correct."""
    report = make.submitted_report(office.staff)
    item = WorkItem.objects.open().get()
    from_section = make.actor(office.section)
    make.daily.send_back(task_id=item.task_id, by=from_section, reason="Lampirkan bukti.", at=make.at(TODAY, 17))
    office.staff.user.is_active = False
    office.staff.user.save()

    assert report.employee == office.staff
    assert WorkItem.objects.open().get().node == "correct"
    assert listed() == []


def test_pages_follow_one_another_without_a_gap_or_a_repetition(office):
    """The queue, then post by post; within each by due date."""
    people = [
        make.employee(f"P{n}", make.position(f"Analis {n}", office.posts["staff"].unit, office.posts[above]))
        for n, above in enumerate(["section", "second_section"] * 4)
    ]
    make.vacant(office.posts["section"])
    for person in people:
        make.submitted_report(person)  # the section's are parked, the others asked
    make.employee("Kepala", office.posts["second_section"], since=TODAY)
    for person in people[1::2]:
        make.submitted_report(person, TODAY - timedelta(days=3))
    Tenure.objects.filter(position=office.posts["second_section"]).update(end=TOMORROW)

    pages, place = [], ""
    while True:
        page = stuck_page(TOMORROW, place, size=3)
        pages.append([row.item.pk for row in page.rows])
        place = page.next_place
        if not place:
            break

    everything = [pk for page in pages for pk in page]
    whole = [row.item.pk for row in stuck_page(TOMORROW).rows]
    assert everything == whole
    assert len(set(everything)) == len(everything) == WorkItem.objects.open().count()
    assert [len(page) for page in pages[:-1]] == [3] * (len(pages) - 1)


def test_place_that_is_none_is_refused(office):
    with pytest.raises(ValueError, match="not enough values"):
        stuck_page(TODAY, "1.2")


def test_list_reads_in_four_queries_however_many_posts_are_vacant(office):
    for number in range(6):
        post = make.position(f"Kepala {number}", office.posts["staff"].unit, office.posts["section"], kind="SUPERVISOR")
        make.employee(f"Kepala {number}", post)
        person = make.employee(f"P{number}", make.position(f"Analis {number}", office.posts["staff"].unit, post))
        make.submitted_report(person)
        make.vacant(post, TOMORROW)

    with CaptureQueriesContext(
        connection,
    ) as captured:
        page = stuck_page(TOMORROW)

    assert len(page.rows) == 6
    assert len(captured) == 4  # five where a log-in is inactive


def test_handed_over_task_leaves_the_list(office):
    make.submitted_report(office.staff)
    make.vacant(office.posts["section"], TODAY)
    hr = make.with_role("HR_ADMIN")
    (row,) = stuck_page(TODAY).rows

    (result,) = hand_over(
        item_ids=[row.item.pk], to=office.division, by=make.actor(hr), reason="Jabatan kosong.", at=make.at(TODAY, 17)
    )

    assert result.done
    assert listed() == []
    assert [cause.kind for cause in causes(TODAY)] == ["queue"]
