"""One digest a day for everybody with something due or late, whoever's post it is; and nobody on a day off."""

from datetime import date, timedelta

import pytest

from tests import factories as make
from workflows.engine.models import OutboxMessage, WorkItem
from workflows.engine.reminding import write_digests
from workflows.organization.models import DelegatedProcess, Delegation, Holiday, Leave

pytestmark = pytest.mark.django_db
DUE = date(2026, 11, 26)  # of what was asked on Monday
WEDNESDAY = make.at(date(2026, 11, 25), 8)
FRIDAY = make.at(date(2026, 11, 27), 8)


@pytest.fixture
def office():
    office = make.office()
    make.submitted_report(office.staff)
    return office


def told(now=WEDNESDAY):
    """Who is told at that moment."""
    before = set(OutboxMessage.objects.values_list("pk", flat=True))
    write_digests(now)
    new = OutboxMessage.objects.exclude(pk__in=before).order_by("pk")
    return [message.recipient.employee.name for message in new.select_related("recipient__employee")]


def digest_of(person):
    return OutboxMessage.objects.get(recipient=person.user)


def delegate(delegator, to, process="daily"):
    delegation = Delegation.objects.create(
        delegator=delegator, delegate=to, start=date(2026, 11, 24), end=date(2026, 12, 5), reason="Cuti"
    )
    DelegatedProcess.objects.create(delegation=delegation, process=process)


def test_nobody_is_told_while_nothing_is_due_by_the_next_working_day(office):
    assert told(make.at(date(2026, 11, 24), 8)) == []
    assert told() == ["Jaya Ramadan"]


def test_digest_says_how_much_waits_what_is_late_and_since_when(office):
    make.submitted_report(office.other, date(2026, 11, 24))
    WorkItem.objects.filter(person=office.staff).update(escalated_at=FRIDAY)

    write_digests(FRIDAY)

    digest = digest_of(office.section)
    assert (digest.key, digest.link) == (f"digest:2026-11-27:{office.section.user_id}", "/inbox/")
    assert digest.subject == "Pekerjaan Anda hari ini: 2 menunggu, 1 terlambat"
    assert digest.body.split("\n") == [
        "Menunggu Anda: 2. Jatuh tempo sampai hari kerja berikutnya atau terlambat: 2.",
        "Yang tertua menunggu sejak 23\N{NO-BREAK SPACE}November 2026.",
        "Lewat batas waktu: 1. Dahulukan yang ini.",
        "Ditandai lewat batas waktu: 1. Atasan Anda dapat diminta ikut memutusnya.",
    ]
    assert digest.created_at == FRIDAY


def test_digest_speaks_the_readers_language(office):
    make.User.objects.filter(pk=office.section.user_id).update(language="en")

    write_digests(FRIDAY)

    assert digest_of(office.section).subject == "Your work today: 1 waiting, 1 late"
    assert "23 November 2026" in digest_of(office.section).body


def test_one_digest_a_day(office):
    assert [told(), told(), told(WEDNESDAY + timedelta(hours=6)), told(FRIDAY)] == [
        ["Jaya Ramadan"], [], [], ["Jaya Ramadan"],
    ]  # fmt: skip


def test_nobody_is_told_in_the_night(office):
    assert told(make.at(date(2026, 11, 27), 5)) == []


@pytest.mark.parametrize("day", [date(2026, 11, 28), date(2026, 11, 29), date(2026, 12, 9)])
def test_nobody_is_told_on_a_day_off(office, day):
    Holiday.objects.create(day=date(2026, 12, 9), name="Pilkada", kind="LOCAL")

    assert told(make.at(day, 9)) == []


def test_before_a_weekend_monday_is_the_next_working_day(office):
    WorkItem.objects.update(due_at=make.at(date(2026, 11, 30), 23, 59))

    assert told(FRIDAY) == ["Jaya Ramadan"]


def test_nobody_is_told_while_on_leave(office):
    Leave.objects.create(employee=office.section, start=DUE, end=date(2026, 12, 1))

    assert told(FRIDAY) == []
    assert told(make.at(date(2026, 12, 1), 8)) == ["Jaya Ramadan"]


def test_acting_officer_and_holder_are_told(office):
    make.acting(office.stranger, office.posts["section"], "PLH", start=date(2026, 11, 24))

    assert told() == ["Jaya Ramadan", "Ani Sirait"]
    assert digest_of(office.stranger).body.endswith("Untuk jabatan yang Anda wakili: 1.")
    assert "wakili" not in digest_of(office.section).body


def test_delegate_is_told_of_the_processes_delegated(office):
    delegate(office.section, office.stranger)

    assert told() == ["Jaya Ramadan", "Ani Sirait"]


@pytest.mark.parametrize("day", [date(2026, 11, 25), date(2026, 12, 7)])
def test_delegate_is_not_told_of_others_nor_after_it_ended(office, day):
    delegate(office.section, office.stranger, "skp" if day < date(2026, 12, 1) else "daily")

    assert told(make.at(day, 8)) == ["Jaya Ramadan"]


def test_person_concerned_is_not_told_of_their_own_case_in_a_post_that_they_stand_in(office):
    make.acting(office.staff, office.posts["section"], "PLH", start=date(2026, 11, 24))

    assert told() == ["Jaya Ramadan"]

    make.submitted_report(office.other, date(2026, 11, 24))
    assert told(FRIDAY) == ["Jaya Ramadan", "Ghaliyati Wahyuni"]
    assert digest_of(office.staff).subject == "Pekerjaan Anda hari ini: 1 menunggu, 0 terlambat"


def test_person_is_told_of_their_own_tasks(office):
    item = WorkItem.objects.get()
    WorkItem.objects.filter(pk=item.pk).update(owner=office.staff.user, principal=None, tier=None, node="correct")

    assert told() == ["Ghaliyati Wahyuni"]


def test_what_is_put_off_is_not_told(office):
    WorkItem.objects.update(snoozed_until=DUE)

    assert told() == []
    assert told(make.at(DUE, 8)) == ["Jaya Ramadan"]


def test_team_is_told_of_its_queue_but_not_of_a_members_own_case():
    office = make.office()
    make.vacant(office.posts["section"])
    make.submitted_report(office.staff)
    make.with_role("PERFORMANCE_TEAM", "Bella Wibisono")
    make.RoleGrant.objects.create(user=office.staff.user, role="PERFORMANCE_TEAM", start=date(2026, 1, 1))

    assert told() == ["Bella Wibisono"]


def test_inactive_are_not_told(office):
    make.User.objects.filter(pk=office.section.user_id).update(is_active=False)

    assert told() == []


def test_officer_of_today_is_told_not_the_one_who_was_asked(office):
    make.vacant(office.posts["section"], date(2026, 11, 24))
    make.acting(office.stranger, office.posts["section"], start=date(2026, 11, 24))

    assert told() == ["Ani Sirait"]


def test_many_people_cost_no_more_statements(office, django_assert_max_num_queries):
    for number in range(30):
        post = make.position(f"Kepala Seksi {number}", office.posts["staff"].unit, office.posts["head"])
        make.employee(f"Kepala {number}", post)
        staff = make.employee(f"Staf {number}", make.position(f"Staf {number}", office.posts["staff"].unit, post))
        make.submitted_report(staff)

    with django_assert_max_num_queries(16):
        assert write_digests(WEDNESDAY) == 31
