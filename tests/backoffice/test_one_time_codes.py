"""One-time codes: shown once, kept as a hash, worth one password, dead after a week or five failures."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests import factories
from tests.backoffice.conftest import TODAY, list_url
from workflows.audit.models import Decision
from workflows.organization import one_time_codes
from workflows.organization.models import Employee, OneTimeCode, User
from workflows.rules.violation import RuleViolation

NEW = "tiga kata rahasia"


def test_a_code_lets_in_once(people):
    person = people.office.staff
    code = one_time_codes.issue(person.user, by=people.by_hr())
    assert len(code) == 8
    assert code not in OneTimeCode.objects.get().code_hash
    assert one_time_codes.redeem(person.nip, f" {code[:4]} {code[4:].lower()}", NEW) == person.user
    assert User.objects.get(pk=person.user_id).check_password(NEW)
    with pytest.raises(RuleViolation):
        one_time_codes.redeem(person.nip, code, "kata yang lain lagi")
    assert User.objects.get(pk=person.user_id).check_password(NEW)


def test_issuing_is_recorded_and_ends_earlier_codes(people):
    person = people.office.staff
    first = one_time_codes.issue(person.user, by=people.by_hr())
    second = one_time_codes.issue(person.user, by=people.by_hr())
    with pytest.raises(RuleViolation):
        one_time_codes.redeem(person.nip, first, NEW)
    one_time_codes.redeem(person.nip, second, NEW)
    decisions = list(Decision.objects.all())
    assert [(d.verb, d.actor_nip, d.person_nip) for d in decisions] == [("OPEN", people.hr.nip, person.nip)] * 2
    assert second not in str([d.details for d in decisions])


def test_five_failures_kill_a_code(people):
    person = people.office.staff
    code = one_time_codes.issue(person.user, by=people.by_hr())
    for _ in range(5):
        with pytest.raises(RuleViolation):
            one_time_codes.redeem(person.nip, "WRONG", NEW)
    assert OneTimeCode.objects.get().failures == 5
    with pytest.raises(RuleViolation):
        one_time_codes.redeem(person.nip, code, NEW)
    assert User.objects.get(pk=person.user_id).check_password("rahasia-sekali")


def test_a_code_expires(people, settings):
    code = one_time_codes.issue(people.office.staff.user, by=people.by_hr())
    settings.DEMO_TODAY = TODAY + timedelta(days=8)
    with pytest.raises(RuleViolation):
        one_time_codes.redeem(people.office.staff.nip, code, NEW)


def test_a_weak_password_leaves_the_code_good(people):
    person = people.office.staff
    code = one_time_codes.issue(person.user, by=people.by_hr())
    with pytest.raises(ValidationError):
        one_time_codes.redeem(person.nip, code, "12345")
    assert one_time_codes.redeem(person.nip, code, NEW) == person.user


def test_every_refusal_says_the_same(people):
    code = one_time_codes.issue(people.office.staff.user, by=people.by_hr())
    said = set()
    for nip, given in [("", ""), ("000", code), (people.office.other.nip, code), (people.office.staff.nip, "WRONG")]:
        with pytest.raises(RuleViolation) as refused:
            one_time_codes.redeem(nip, given, NEW)
        said.add(refused.value.message)
    assert len(said) == 1


def test_only_hr_issues_and_not_for_the_inactive_or_the_machine(people):
    for other in (people.auditor, people.office.head, people.technical):
        with pytest.raises(PermissionDenied):
            one_time_codes.issue(people.office.staff.user, by=factories.actor(other))
    User.objects.filter(pk=people.office.other.user_id).update(is_active=False)
    machine = User.objects.create_superuser("root-of-installation", "rahasia-sekali")
    for user in (people.office.other.user, machine):
        with pytest.raises(RuleViolation):
            one_time_codes.issue(user, by=people.by_hr())
    assert OneTimeCode.objects.count() == Decision.objects.count() == 0


# ---- its pages ----
def test_asking_for_a_code_issues_none_and_posting_shows_it_once(people, enter):
    person, client = people.office.staff, enter(people.hr)
    address = list_url(Employee, f"{person.pk}/one-time-code/")
    assert client.get(address).status_code == 200
    assert OneTimeCode.objects.count() == 0
    page = client.post(address)
    (shown,) = page.context["issued"]
    assert shown[0] == person
    assert shown[1] in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert one_time_codes.redeem(person.nip, shown[1], NEW) == person.user


def test_codes_for_several_people_at_once(people, enter):
    chosen = [people.office.staff, people.office.other]
    page = enter(people.hr).post(
        list_url(Employee), {"action": "issue_codes", "_selected_action": [str(person.pk) for person in chosen]}
    )
    assert {employee for employee, _ in page.context["issued"]} == set(chosen)
    assert OneTimeCode.objects.count() == 2


def test_an_auditor_gets_no_code(people, enter):
    client = enter(people.auditor)
    address = list_url(Employee, f"{people.office.staff.pk}/one-time-code/")
    assert client.get(address).status_code == 403
    assert client.post(address).status_code == 403
    client.post(list_url(Employee), {"action": "issue_codes", "_selected_action": [str(people.office.staff.pk)]})
    assert OneTimeCode.objects.count() == 0


def test_the_list_of_codes_never_shows_a_hash(people, enter):
    one_time_codes.issue(people.office.staff.user, by=people.by_hr())
    code = OneTimeCode.objects.get()
    client = enter(people.auditor)
    for rest in ("", f"{code.pk}/change/"):
        assert code.code_hash not in client.get(list_url(OneTimeCode, rest)).content.decode()
    assert (
        people.office.staff.user.password
        not in client.get(list_url(User, f"{people.office.staff.user_id}/change/")).content.decode()
    )
