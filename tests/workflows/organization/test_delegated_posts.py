"""In whose posts a delegate stands: those held by whoever delegated, for the processes and days named, no further."""

from datetime import date

import pytest

from tests import factories as make
from workflows.organization.models import DelegatedProcess, Delegation
from workflows.organization.reporting import assessor_of, delegates_of, officers, posts_stood_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture
def office():
    return make.office()


def delegation(giver, taker, *processes, start=date(2026, 11, 20), end=date(2026, 12, 1)):
    made = Delegation.objects.create(delegator=giver, delegate=taker, start=start, end=end, reason="Cuti tahunan")
    for process in processes or ("daily",):
        DelegatedProcess.objects.create(delegation=made, process=process)
    return made


def taken(person, on=TODAY):
    return {key: o for key, o in posts_stood_in(person, on, delegated=True).items() if o.delegation is not None}


def test_delegate_stands_in_the_held_post_for_the_processes_named(office):
    given = delegation(office.section, office.stranger, "daily", "targets")

    officer = taken(office.stranger)[office.posts["section"].pk]

    assert (officer.employee, officer.holder, officer.delegation) == (office.stranger, office.section, given)
    assert officer.processes == {"daily", "targets"}
    assert officer.answers_for("daily")
    assert not officer.answers_for("skp")
    assert officer.title == "a.n. Kepala Sub Bidang Mutasi"
    assert officer.has_reports


def test_held_and_acted_posts_answer_for_every_process(office):
    make.acting(office.section, office.posts["second_section"])

    stood_in = posts_stood_in(office.section, TODAY, delegated=True)

    assert {officer.answers_for("skp") for officer in stood_in.values()} == {True}
    assert {officer.processes for officer in stood_in.values()} == {None}


def test_delegation_is_asked_for_and_changes_neither_sight_nor_ownership(office):
    delegation(office.section, office.stranger)

    assert set(posts_stood_in(office.stranger, TODAY)) == {office.posts["stranger"].pk}
    assert officers([office.posts["section"]], TODAY)[office.posts["section"].pk].employee == office.section
    assert assessor_of(office.staff, TODAY).employee == office.section


@pytest.mark.parametrize(
    ("day", "stands"),
    [(date(2026, 11, 19), False), (date(2026, 11, 20), True), (date(2026, 11, 30), True), (date(2026, 12, 1), False)],
)
def test_delegation_holds_from_its_first_day_to_before_its_end(office, day, stands):
    delegation(office.section, office.stranger)

    assert bool(taken(office.stranger, day)) is stands
    assert bool(delegates_of([office.posts["section"]], day, "daily")) is stands


def test_posts_only_acted_for_and_what_was_delegated_are_not_passed_on(office):
    make.acting(office.section, office.posts["second_section"])
    delegation(office.division, office.section)
    delegation(office.section, office.stranger)

    assert set(taken(office.stranger)) == {office.posts["section"].pk}
    assert set(delegates_of(office.posts.values(), TODAY, "daily")) == {
        office.posts["section"].pk,
        office.posts["division"].pk,
    }


def test_delegation_of_whoever_left_gives_nothing(office):
    delegation(office.section, office.stranger)
    office.section.is_active = False
    office.section.save()

    assert taken(office.stranger) == {}
    assert delegates_of([office.posts["section"]], TODAY, "daily") == {}


def test_delegate_who_left_is_nobodys_turn(office):
    delegation(office.section, office.stranger)
    office.stranger.is_active = False
    office.stranger.save()

    assert delegates_of([office.posts["section"]], TODAY, "daily") == {}


def test_two_delegations_of_one_person_are_read_as_one(office):
    first = delegation(office.section, office.stranger, "daily", start=date(2026, 11, 1))
    delegation(office.section, office.stranger, "skp")

    officer = taken(office.stranger)[office.posts["section"].pk]

    assert officer.delegation == first
    assert officer.processes == {"daily", "skp"}


def test_plh_of_the_post_needs_no_delegation_of_it(office):
    appointment = make.acting(office.stranger, office.posts["section"], "PLH")
    delegation(office.section, office.stranger)

    officer = posts_stood_in(office.stranger, TODAY, delegated=True)[office.posts["section"].pk]

    assert (officer.acting, officer.delegation, officer.processes) == (appointment, None, None)


def test_signatory_of_a_delegate_names_both_and_the_last_day(office):
    delegation(office.section, office.stranger)

    signed = taken(office.stranger)[office.posts["section"].pk].signatory("Pengelola Kepangkatan")

    assert (signed.nip, signed.name, signed.post) == (office.stranger.nip, "Ani Sirait", "Pengelola Kepangkatan")
    assert (signed.principal_name, signed.principal_nip) == ("Jaya Ramadan", office.section.nip)
    assert signed.principal_post == "Kepala Sub Bidang Mutasi"
    assert (signed.capacity, signed.decree) == ("DELEGATE", "Delegasi 20-11-2026 s.d. 30-11-2026")


def test_signatory_of_a_plh_carries_the_nip_of_the_absent_holder(office):
    make.acting(office.other, office.posts["section"], "PLH")

    officer = officers([office.posts["section"]], TODAY)[office.posts["section"].pk]

    assert officer.signatory().principal_nip == office.section.nip
    assert officer.concerns(office.section)
    assert officer.concerns(office.other)
    assert not officer.concerns(office.staff)


def test_delegated_posts_cost_no_query_more(office, django_assert_num_queries):
    make.acting(office.stranger, office.posts["second_section"])
    for giver in (office.section, office.division, office.head):
        delegation(giver, office.stranger, "daily", "skp", "targets")

    with django_assert_num_queries(2):
        posts_stood_in(office.stranger, TODAY)
    with django_assert_num_queries(2):
        assert len(posts_stood_in(office.stranger, TODAY, delegated=True)) == 5
    with django_assert_num_queries(1):
        assert len(delegates_of(office.posts.values(), TODAY, "skp")) == 3
