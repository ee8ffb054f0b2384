"""Delegations: who gives what to whom, everything that is refused, and that a refusal leaves nothing behind."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests import factories as make
from workflows.audit.models import Decision
from workflows.organization.actor import Actor, Channel
from workflows.organization.delegating import delegate, end_delegation
from workflows.organization.models import DelegatedProcess, Delegation, Employee, Role, Tenure, User
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
TOMORROW = TODAY + timedelta(days=1)
UNTIL = date(2026, 12, 2)


@pytest.fixture(autouse=True)
def _today(settings):
    settings.DEMO_TODAY = TODAY


@pytest.fixture
def office():
    """The small office, with a holder of the second section: a peer of the first section's head."""
    made = make.office()
    made.peer = make.employee("Bayu Peer", made.posts["second_section"], sex="M")
    return made


def person(employee, channel=Channel.PAGE):
    return make.actor(employee, channel)


def given(office, **changed):
    values = {
        "by": person(office.section), "delegator": office.section, "to": office.peer, "processes": ["daily", "skp"],
        "start": TODAY, "end": UNTIL, "reason": "Cuti tahunan", **changed,
    }  # fmt: skip
    return delegate(**values)


def refused(office, code, **changed):
    before = rows()
    with pytest.raises(RuleViolation) as refusal:
        given(office, **changed)
    assert refusal.value.code == code
    assert rows() == before
    return refusal.value


def rows():
    return (
        Delegation.objects.count(), DelegatedProcess.objects.count(), Decision.objects.count(),
        Delegation.history.count(),
    )  # fmt: skip


def test_an_assessor_delegates_and_it_is_recorded(office):
    made = given(office, reason="  Cuti tahunan ")

    assert (made.delegator, made.delegate, made.start, made.end) == (office.section, office.peer, TODAY, UNTIL)
    assert sorted(made.processes.values_list("process", flat=True)) == ["daily", "skp"]
    decision = Decision.objects.get()
    assert (decision.verb, decision.process, decision.actor_nip) == ("DELEGATE", "organization", office.section.nip)
    assert (decision.person_nip, decision.reason) == (office.section.nip, "Cuti tahunan")
    assert decision.subject == f"organization.Delegation#{made.pk}"
    assert decision.details == {
        "delegate_nip": office.peer.nip, "delegate_name": "Bayu Peer", "processes": ["daily", "skp"],
        "start": "2026-11-24", "end": "2026-12-02",
    }  # fmt: skip
    history = made.history.get()
    assert (history.history_user, history.history_change_reason) == (office.section.user, "Cuti tahunan")


def test_a_delegation_goes_to_peers_and_upwards(office):
    assert given(office, to=office.division, processes=["daily"]).delegate == office.division
    assert given(office, to=office.stranger, processes=["skp"]).delegate == office.stranger


@pytest.mark.parametrize("who", ["staff", "other", "stranger", "peer", "division"])
def test_nobody_delegates_what_is_anothers(office, who):
    before = rows()
    with pytest.raises(PermissionDenied):
        given(office, by=person(getattr(office, who)), to=office.head)
    with pytest.raises(PermissionDenied):
        given(office, by=Actor())
    assert rows() == before


def test_somebody_inactive_delegates_nothing(office):
    User.objects.filter(pk=office.section.user_id).update(is_active=False)
    with pytest.raises(PermissionDenied):
        given(office)
    assert rows() == (0, 0, 0, 0)


def test_hr_records_it_for_somebody_and_never_for_themselves_as_delegate(office):
    hr = make.with_role(Role.HR_ADMIN)
    made = given(office, by=person(hr, Channel.BACKOFFICE), start=TODAY - timedelta(days=3))
    assert made.start == date(2026, 11, 21)
    decision = Decision.objects.get()
    assert (decision.actor_nip, decision.person_nip) == (hr.nip, office.section.nip)

    refused(office, "delegation_by_its_delegate", by=person(hr), to=hr, delegator=office.division)


def test_jobs_record_it_too(office):
    assert given(office, by=Actor.system("import_office")).pk
    assert Decision.objects.get().actor_nip == "system:import_office"


def test_not_to_oneself(office):
    refused(office, "delegation_to_oneself", to=office.section)


@pytest.mark.parametrize(("giver", "taker"), [("section", "staff"), ("division", "section"), ("division", "staff"),
                                              ("head", "stranger"), ("outside", "other")])  # fmt: skip
def test_not_to_whoever_stands_below_at_any_depth(office, giver, taker):
    delegator, to = getattr(office, giver), getattr(office, taker)
    refusal = refused(office, "delegate_stands_below", by=person(delegator), delegator=delegator, to=to)
    assert refusal.field == "delegate"
    assert to.name in refusal.message


def test_not_to_somebody_who_will_stand_below_in_that_time(office):
    future = make.position("Analis Baru", office.posts["staff"].unit, office.posts["section"])
    Tenure.objects.filter(employee=office.stranger).update(end=date(2026, 12, 1))
    Tenure.objects.create(employee=office.stranger, position=future, start=date(2026, 12, 1))
    refused(office, "delegate_stands_below", to=office.stranger)
    assert given(office, to=office.stranger, end=date(2026, 12, 1)).pk


def test_not_to_somebody_inactive_or_without_a_log_in(office):
    office.peer.user.set_password(None)
    office.peer.user.save()
    refused(office, "delegate_without_log_in")
    User.objects.filter(pk=office.peer.user_id).update(is_active=False)
    refused(office, "delegate_inactive")
    User.objects.filter(pk=office.peer.user_id).update(is_active=True)
    Employee.objects.filter(pk=office.peer.pk).update(is_active=False)
    refused(office, "delegate_inactive")


def test_not_by_whoever_leads_nobody_in_a_held_post(office):
    """A Plt of a leading post passes nothing on, and neither does a delegate: only held posts count."""
    refused(office, "delegation_without_reports", by=person(office.staff), delegator=office.staff, to=office.peer)
    make.acting(office.staff, office.posts["division"], start=date(2026, 11, 1))
    refused(office, "delegation_without_reports", by=person(office.staff), delegator=office.staff, to=office.peer)
    given(office, to=office.stranger)
    refused(office, "delegation_without_reports", by=person(office.stranger), delegator=office.stranger, to=office.peer)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"processes": []}, "delegation_of_nothing"),
        ({"reason": "  "}, "reason_missing"),
        ({"end": TODAY}, "delegation_ends_after_start"),
        ({"start": UNTIL, "end": TOMORROW}, "delegation_ends_after_start"),
        ({"start": TODAY - timedelta(days=1)}, "delegation_starts_in_the_past"),
        ({"start": TODAY - timedelta(days=9), "end": TODAY}, "delegation_is_over"),
    ],
)
def test_what_is_incomplete_or_past_is_refused(office, changed, code):
    refused(office, code, **changed)


def test_hr_records_nothing_that_is_over(office):
    hr = person(make.with_role(Role.HR_ADMIN))
    refused(office, "delegation_is_over", by=hr, start=TODAY - timedelta(days=9), end=TODAY)


def test_one_process_is_delegated_once_at_a_time(office):
    given(office)
    refused(office, "delegated_already", to=office.stranger, processes=["skp", "targets"], start=TOMORROW)
    assert given(office, to=office.stranger, processes=["targets"]).pk
    assert given(office, to=office.stranger, start=UNTIL, end=UNTIL + timedelta(days=5)).pk


def test_two_people_may_delegate_to_each_other(office):
    make.position("Analis Kepangkatan", office.posts["stranger"].unit, office.posts["second_section"])
    given(office)
    assert given(office, by=person(office.peer), delegator=office.peer, to=office.section).delegate == office.section


def test_only_imports_and_the_demonstration_give_a_time(office):
    moment = make.at(date(2026, 3, 2))
    made = given(office, by=person(office.section, Channel.DEMO), start=date(2026, 3, 2), at=moment)
    assert Decision.objects.get().effective_at == moment
    assert made.history.get().history_date == moment
    refused(office, "time_not_yours", at=moment)


# ---- ending early ----


def test_a_delegation_ends_at_once_and_it_is_recorded(office):
    made = given(office, start=TODAY)
    end_delegation(by=person(office.section), delegation=made, reason="Kembali")
    made.refresh_from_db()
    assert made.end == TODAY
    assert not Delegation.objects.on(TODAY).exists()
    decision = Decision.objects.latest("pk")
    assert (decision.verb, decision.reason, decision.details["end"]) == ("AMEND", "Kembali", "2026-11-24")
    assert made.history.count() == 2


def test_one_that_has_not_begun_never_begins_and_frees_its_time(office):
    made = given(office, start=date(2026, 11, 30))
    end_delegation(by=person(office.section), delegation=made, reason="Cuti ditunda")
    assert (made.start, made.end) == (date(2026, 11, 30), date(2026, 11, 30))
    assert given(office, to=office.stranger).pk


def test_hr_ends_it_for_somebody_on_a_day_to_come(office):
    made = given(office)
    hr = make.with_role(Role.HR_ADMIN)
    end_delegation(by=person(hr), delegation=made, end=date(2026, 11, 27), reason="Dipanggil kembali")
    assert made.end == date(2026, 11, 27)


@pytest.mark.parametrize("who", ["peer", "staff", "division"])
def test_nobody_else_ends_it(office, who):
    made = given(office)
    before = rows()
    with pytest.raises(PermissionDenied):
        end_delegation(by=person(getattr(office, who)), delegation=made, reason="Uji")
    assert rows() == before
    assert Delegation.objects.get().end == UNTIL


@pytest.mark.parametrize(
    ("end", "reason", "code"),
    [
        (None, " ", "reason_missing"),
        (TODAY - timedelta(days=1), "Uji", "delegation_end_is_past"),
        (UNTIL, "Uji", "delegation_only_shortened"),
        (UNTIL + timedelta(days=9), "Uji", "delegation_only_shortened"),
    ],
)
def test_ending_is_refused(office, end, reason, code):
    made = given(office)
    before = rows()
    with pytest.raises(RuleViolation) as refusal:
        end_delegation(by=person(office.section), delegation=made, end=end, reason=reason)
    assert refusal.value.code == code
    assert rows() == before
    assert Delegation.objects.get().end == UNTIL


def test_what_is_over_is_not_ended_again(office):
    made = given(office)
    end_delegation(by=person(office.section), delegation=made, reason="Kembali")
    before = rows()
    with pytest.raises(RuleViolation, match="sudah berakhir"):
        end_delegation(by=person(office.section), delegation=made, reason="Kembali")
    assert rows() == before


def test_checks_cost_the_same_however_large_the_office_is(office, django_assert_max_num_queries):
    for _ in range(10):
        make.employee("Pegawai", make.position("Analis", office.posts["staff"].unit, office.posts["section"]))
    by = person(office.section)
    with django_assert_max_num_queries(24):
        given(office, by=by)
