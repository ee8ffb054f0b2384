"""What is verified with one press leaves exactly the rows, and the sentences, that verifying one by one leaves."""

from collections import Counter
from datetime import date, time
from decimal import Decimal

import pytest

from tests import factories as make
from tests.workflows.daily.twins import NEXT_DAY, all_rows, one_by_one, undone
from workflows.approvals.models import Seat, Tier
from workflows.approvals.publishing import publish_first
from workflows.daily import actions as daily
from workflows.daily.bulk import verify_many
from workflows.daily.entries import ActivityEntry
from workflows.engine.claiming import claim
from workflows.engine.models import WorkItem
from workflows.organization.models import DelegatedProcess, Delegation
from workflows.targets.models import MonthlyRealisation

pytestmark = pytest.mark.django_db

TWO_TIERS = ({"rule": "DIRECT_SUPERIOR"}, {"rule": "SUPERIOR_OF_SUPERIOR"})
FIRST, SECOND, THIRD = date(2026, 10, 27), date(2026, 11, 19), date(2026, 11, 20)


@pytest.fixture
def office():
    return make.office()


def newest_task():
    """The task that was asked last."""
    return WorkItem.objects.open().order_by("-pk").first().task_id


def reported(person, day=make.A_MONDAY, result=None, *, quantity=3, given=None):
    """The open task of a report that was just sent; no text is another day's."""
    entries = given or make.entries(result, quantity=quantity, description=f"Memeriksa usulan {day}")
    report = make.submitted_report(person, day, entries)
    return WorkItem.objects.open().filter(case__dailyprocess__report=report).first().task_id


def overlapping():
    """Two activities of the same hour: the verifier must read them."""
    return [
        ActivityEntry(description=what, starts=time(8), ends=time(9), quantity=Decimal(1), unit="kegiatan")
        for what in ("Rapat", "Menulis surat")
    ]


def colleague(office, name, unit="", superior="section"):
    """Somebody more who reports to that post, in a unit of their own where it is named."""
    where = make.unit(unit) if unit else office.posts[superior].unit
    return make.employee(name, make.position(f"Analis {name}", where, office.posts[superior]))


def unit_of(person):
    return person.tenures.get().position.unit


def delegated(from_whom, to_whom):
    made = Delegation.objects.create(
        delegator=from_whom, delegate=to_whom, start=date(2026, 11, 1), end=date(2027, 1, 1), reason="Cuti"
    )
    DelegatedProcess.objects.create(delegation=made, process="daily")


def assert_alike(person, keys, shown=None):
    """Both ways leave the same rows and say the same of each; what was said with one press."""
    shown = shown or {}

    def with_one_press():
        results = verify_many(task_ids=keys, by=make.actor(person), shown=shown, at=NEXT_DAY)
        return results, all_rows()

    def singly():
        return one_by_one(person, keys, shown), all_rows()

    said, expected = undone(singly)
    results, found = undone(with_one_press)
    for table, rows in expected.items():
        assert found[table] == rows, table
    assert [result.task_id for result in results] == list(keys)
    assert {result.task_id: result.refusal for result in results} == said
    return [str(result.outcome.value) for result in results]


def test_reports_of_several_people_and_months_run_up_alike(office):
    own = make.set_skp(office).results.get()
    others = make.set_skp(office, "other").results.get()
    keys = [
        reported(office.staff, FIRST, own, quantity=5),
        reported(office.other, SECOND, others, quantity=2),
        reported(office.staff, SECOND, own, quantity=7),
        reported(office.staff, THIRD),
        reported(office.other, make.A_MONDAY, others, quantity=4),
    ]

    assert assert_alike(office.section, keys) == ["APPROVED"] * 5
    verify_many(task_ids=keys, by=make.actor(office.section), at=NEXT_DAY)
    sums = MonthlyRealisation.objects.order_by("indicator_id", "month").values_list("month", "quantity", "reports")
    assert list(sums) == [(10, Decimal(5), 1), (11, Decimal(7), 1), (11, Decimal(6), 2)]


def test_refused_ones_in_between_are_left_as_they_are(office):
    done, returned, changed = (reported(office.staff, day) for day in (FIRST, SECOND, THIRD))
    daily.verify(task_id=done, by=make.actor(office.section), at=make.at(THIRD, 17))
    daily.send_back(task_id=returned, by=make.actor(office.section), reason="Lampirkan bukti.", at=make.at(THIRD, 17))
    keys = [
        done,
        reported(office.other),
        newest_task(),
        returned,
        changed,
        reported(office.stranger),
        reported(colleague(office, "Tanda"), given=overlapping()),
        999_999,
        reported(office.staff),
    ]
    keys = list(dict.fromkeys(keys))

    said = assert_alike(office.section, keys, {changed: "0" * 64})

    assert said == [
        "CHANGED", "APPROVED", "CHANGED", "CHANGED", "NOT_YOURS", "MUST_READ", "CHANGED", "APPROVED",
    ]  # fmt: skip


def test_two_tiers_ask_the_next_alike(office):
    """The next tier is somebody, nobody (a gap), or whoever decided just now (passed over)."""
    make.chain(tiers=TWO_TIERS, position_kind="EXECUTING")
    keys = [reported(person, day) for day in (SECOND, THIRD) for person in (office.staff, office.other)]
    assert assert_alike(office.section, keys) == ["APPROVED"] * 4

    with_plt = make.acting(office.section, office.posts["division"], "PLH", start=THIRD)
    assert assert_alike(office.section, keys) == ["APPROVED"] * 4

    with_plt.delete()
    make.vacant(office.posts["division"])
    assert assert_alike(office.section, keys) == ["APPROVED"] * 4


def test_next_tier_of_a_unit_and_of_a_role_is_asked_alike(office):
    one, two = colleague(office, "Satu", "Satu"), colleague(office, "Dua", "Dua")
    for person in (one, two):
        unit = unit_of(person)
        unit.parent = office.posts["division"].unit
        unit.save()
    make.with_role("AUDITOR", "Ani"), make.with_role("AUDITOR", "Budi")
    head = {"rule": "UNIT_HEAD", "unit": office.posts["head"].unit, "working_days": 5}
    make.chain("a", tiers=[{"rule": "DIRECT_SUPERIOR"}, head], unit=unit_of(one))
    auditors = {"rule": "ROLE", "role": "AUDITOR"}
    make.chain("b", tiers=[{"rule": "DIRECT_SUPERIOR"}, auditors], unit=unit_of(two))
    keys = [reported(person, day) for day in (THIRD, make.A_MONDAY) for person in (one, two)]

    assert assert_alike(office.section, keys) == ["APPROVED"] * 4


def test_second_tier_decides_alike_and_nobody_decides_twice(office):
    """The division's head also stood in for the section's: the first tier was theirs, the second may not be."""
    make.chain(
        tiers=[TWO_TIERS[0], {"rule": "SUPERIOR_OF_SUPERIOR", "skip_same_person": False}], position_kind="EXECUTING"
    )
    first = [reported(office.staff, day) for day in (FIRST, SECOND, THIRD)]
    daily.verify(task_id=first[0], by=make.actor(office.section), at=make.at(THIRD, 17))
    plh = make.acting(office.division, office.posts["section"], "PLH", start=SECOND)
    daily.verify(task_id=first[1], by=make.actor(office.division), at=make.at(THIRD, 17))
    keys = [*WorkItem.objects.open().order_by("pk").values_list("task_id", flat=True)]

    assert Counter(assert_alike(office.division, keys)) == {"APPROVED": 2, "NOT_YOURS": 1}

    plh.delete()
    assert Counter(assert_alike(office.division, keys)) == {"APPROVED": 1, "NOT_YOURS": 2}


def test_somebody_who_decided_the_tier_before_is_refused_alike(office):
    """Asked of the post before its holder decided in another's place: the second tier waits for the division."""
    version = make.chain(tiers=TWO_TIERS, position_kind="EXECUTING")
    key = reported(office.staff)
    daily.verify(task_id=key, by=make.actor(office.section), at=make.at(make.A_MONDAY, 17))
    make.acting(office.section, office.posts["division"], "PLH", start=make.A_MONDAY)
    asked = newest_task()

    assert assert_alike(office.section, [asked, reported(office.other)]) == ["REFUSED", "APPROVED"]
    assert version.tiers.count() == 2


def test_committees_count_voices_alike(office):
    seats = [colleague(office, name, "Panitia") for name in ("Ani", "Budi", "Citra")]
    sits = colleague(office, "Diperiksa", "Diperiksa")
    version = make.chain(
        tiers=[{"rule": "COMMITTEE", "mode": "QUORUM", "quorum": 2, "may_reject": True}, TWO_TIERS[0]],
        unit=unit_of(sits), publish=False,
    )  # fmt: skip
    tier = Tier.objects.get(version=version, number=1)
    Seat.objects.bulk_create(Seat(tier=tier, position=member.tenures.get().position) for member in seats)
    publish_first(version, "Ratna HR")
    keys = [reported(sits, day) for day in (FIRST, SECOND, THIRD, make.A_MONDAY)]
    for key in keys[:2]:
        daily.verify(task_id=key, by=make.actor(seats[0]), at=make.at(make.A_MONDAY, 17))
    daily.reject(task_id=keys[2], by=make.actor(seats[0]), reason="Tidak sesuai.", at=make.at(make.A_MONDAY, 17))

    assert assert_alike(seats[1], keys) == ["APPROVED", "APPROVED", "VOTED", "VOTED"]
    assert assert_alike(seats[0], keys) == ["NOT_YOURS", "NOT_YOURS", "NOT_YOURS", "VOTED"]


def test_own_seat_comes_before_a_delegated_one_alike(office):
    """One member also decides for another by delegation, whose seat was asked first: they vote in their own."""
    absent, present = colleague(office, "Absen", "Panitia"), colleague(office, "Hadir", "Panitia")
    sits = colleague(office, "Diperiksa", "Diperiksa")
    version = make.chain(
        tiers=[{"rule": "COMMITTEE", "mode": "QUORUM", "quorum": 2}], unit=unit_of(sits), publish=False
    )
    Seat.objects.bulk_create(
        Seat(tier=version.tiers.get(), position=member.tenures.get().position) for member in (absent, present)
    )
    publish_first(version, "Ratna HR")
    delegated(absent, present)
    keys = [reported(sits, day) for day in (THIRD, make.A_MONDAY)]

    assert assert_alike(present, keys) == ["VOTED", "VOTED"]


def test_plh_and_delegate_sign_alike_and_own_cases_are_refused(office):
    """The section's head is Plh of a neighbour and Plt of their superior, and decides for another by delegation."""
    make.acting(office.section, office.posts["second_section"], "PLH", start=FIRST)
    make.acting(office.section, office.posts["division"], "PLT", start=FIRST)
    third = make.position("Kepala Sub Bidang Ketiga", office.posts["division"].unit, office.posts["division"])
    delegator = make.employee("Berlibur", third)
    below = make.employee("Bawahan", make.position("Analis Ketiga", third.unit, third))
    delegated(delegator, office.section)
    keys = [
        reported(office.staff),
        reported(office.stranger),
        reported(below),
        reported(delegator),
        reported(office.section),
    ]

    assert assert_alike(office.section, keys)[:3] == ["APPROVED"] * 3
    verify_many(task_ids=keys, by=make.actor(office.section), at=NEXT_DAY)


def test_who_claimed_from_the_teams_queue_signs_alike(office):
    """A case that nobody could decide is parked; the member of the team who claimed it decides in their own name."""
    make.vacant(office.posts["section"])
    ratna = make.with_role("PERFORMANCE_TEAM")
    keys = [reported(office.staff, day) for day in (SECOND, THIRD)]
    claim(task_id=keys[0], by=make.actor(ratna), at=make.at(make.A_MONDAY, 17))

    assert assert_alike(ratna, keys) == ["APPROVED", "NOT_YOURS"]


def test_corrected_report_is_verified_alike_in_its_second_round(office):
    make.chain(tiers=TWO_TIERS, position_kind="EXECUTING")
    key = reported(office.staff)
    late = make.at(make.A_MONDAY, 17)
    daily.send_back(task_id=key, by=make.actor(office.section), reason="Lampirkan bukti.", at=late)
    daily.correct(task_id=newest_task(), entries=None, by=make.actor(office.staff), at=late)

    assert assert_alike(office.section, [newest_task(), reported(office.other)]) == ["APPROVED", "APPROVED"]


def test_tier_that_wants_a_reason_is_refused_alike(office):
    make.chain(tiers=[{"rule": "DIRECT_SUPERIOR", "reason_to_approve": True}], position_kind="EXECUTING")

    assert assert_alike(office.section, [reported(office.staff)]) == ["REFUSED"]


def test_several_hundred_in_chunks_leave_the_same(office, monkeypatch):
    monkeypatch.setattr("workflows.engine.many.CHUNK", 3)
    result = make.set_skp(office).results.get()
    days = [date(2026, 11, day) for day in (2, 3, 4, 5, 6, 9, 10, 11)]
    keys = [reported(office.staff, day, result) for day in days]

    assert assert_alike(office.section, keys) == ["APPROVED"] * 8
