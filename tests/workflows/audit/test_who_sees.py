"""Who sees whose decisions and history: on staff pages by the tree, in the back-office by role alone."""

from copy import deepcopy
from datetime import date

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests import factories as make
from tests.backoffice.conftest import list_url, registered
from tests.journeys import full_office
from workflows.assessment.models import Assessment
from workflows.audit.models import Decision
from workflows.daily.models import DailyReport
from workflows.organization.models import Employee, Role
from workflows.organization.models.history import save_changed
from workflows.skp.models import Skp
from workflows.targets.models import TargetPlan

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.django_db
BACKEND = "workflows.organization.login.RoleBackend"
READERS = (Role.HR_ADMIN, Role.PERFORMANCE_TEAM, Role.AUDITOR)
NO_READERS = (Role.LEADER, Role.TECHNICAL_ADMIN)
# Whose cases each of the tree sees: their own, and those of everybody below them.
SEES = {
    "outside": {"staff", "other", "stranger", "section"}, "head": {"staff", "other", "stranger", "section"},
    "division": {"staff", "other", "stranger", "section"}, "section": {"section", "staff", "other"},
    "second_section": {"stranger"}, "staff": {"staff"}, "other": {"other"}, "stranger": {"stranger"},
}  # fmt: skip


@pytest.fixture(scope="module")
def filled(kept):
    """The office that all of them look at, filled once."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(settings, "DEMO_TODAY", TODAY)
        office = make.office()
        full_office.fill(office)
    office.second_section = Employee.objects.get(name="Dewi Lestari")
    return office


@pytest.fixture
def office(filled, db, settings):
    settings.DEMO_TODAY = TODAY
    cache.clear()
    return deepcopy(filled)


def enter(person):
    client = Client()
    client.force_login(person.user, backend=BACKEND)
    return client


def pages_of(person):
    """Every staff page that shows what was decided in a case of the person."""
    plans = Skp.objects.filter(employee=person)
    found = [("skp:detail", plans), ("skp:versions", plans)]
    found += [
        ("targets:detail", TargetPlan.objects.filter(skp__in=plans)),
        ("daily:detail", DailyReport.objects.filter(employee=person)),
        ("assessment:detail", Assessment.objects.filter(employee=person)),
    ]  # fmt: skip
    if person.name.startswith("Ghaliyati"):  # printing takes its time: one person's sheets
        found += [("skp:sheet", plans), ("assessment:sheet", Assessment.objects.filter(employee=person))]
    return [reverse(name, args=[row.pk]) for name, rows in found for row in rows]


@pytest.mark.parametrize("who", SEES)
def test_the_pages_of_a_case_open_for_the_person_and_those_above_alone(office, who):
    client = enter(getattr(office, who))
    subjects = ("section", "staff", "other", "stranger")
    tried = 0
    for subject in subjects:
        for address in pages_of(getattr(office, subject)):
            expected = {200} if subject in SEES[who] else {403, 404}
            answer = client.get(address)
            assert answer.status_code in expected, f"{answer.status_code} at {address} of {subject}"
            tried += 1
    assert tried >= 30


def test_why_a_report_was_returned_is_read_by_the_person_and_those_above_alone(office):
    reason = full_office.marker(office.staff, "pengembalian")
    returned = DailyReport.objects.get(employee=office.staff, status=DailyReport.Status.RETURNED)
    address = reverse("daily:detail", args=[returned.pk])
    readers = {who for who in SEES if reason in enter(getattr(office, who)).get(address).content.decode()}
    assert readers == {"outside", "head", "division", "section", "staff"}


@pytest.mark.parametrize("role", [*READERS, *NO_READERS])
def test_a_role_opens_everybodys_cases_or_nobodys(office, role):
    client = enter(make.with_role(role))
    for subject in ("section", "staff", "stranger"):
        for address in pages_of(getattr(office, subject)):
            answer = client.get(address)
            assert answer.status_code in ({200} if role in READERS else {403, 404}), f"{answer.status_code} {address}"


@pytest.mark.parametrize("role", [*READERS, *NO_READERS, None])
def test_the_list_of_decisions_is_for_whoever_reviews(office, role):
    client = enter(make.with_role(role) if role else office.head)
    decision = Decision.objects.latest("id")
    for rest in ("", "?q=daily", "export/", f"{decision.pk}/change/"):
        answer = client.get(list_url(Decision, rest))
        assert answer.status_code == (200 if role in READERS else 403 if role == Role.TECHNICAL_ADMIN else 302), rest
    exported = client.post(list_url(Decision, "export/"), {"format": "1", "resource": ""})
    assert (decision.hash in exported.content.decode()) is (role in READERS)


@pytest.mark.parametrize("role", [*READERS, *NO_READERS])
def test_field_histories_are_for_whoever_reviews(office, role):
    save_changed(office.staff, reason="SK", phone="0812")
    client = enter(make.with_role(role))
    tried = 0
    for model in registered():
        row = model._default_manager.order_by("pk").last()
        if row is None or not hasattr(model, "history"):
            continue
        addresses = [list_url(model, f"{row.pk}/history/")]
        if (version := row.history.first()) is not None:
            addresses.append(list_url(model, f"{row.pk}/history/{version.pk}/"))
        for address in addresses:
            answer = client.get(address)
            closed = {403} if role == Role.TECHNICAL_ADMIN else {302}
            assert answer.status_code in ({200} if role in READERS else closed), f"{answer.status_code} {address}"
            tried += 1
    assert tried > 20


def test_a_technical_admin_is_led_to_no_history_and_to_no_export(office):
    client = enter(make.with_role(Role.TECHNICAL_ADMIN))
    page = client.get(list_url(Employee, f"{office.staff.pk}/change/")).content.decode()
    assert "/history/" not in page
    assert "/export/" not in client.get(list_url(Employee)).content.decode()
    hr = enter(make.with_role(Role.HR_ADMIN)).get(list_url(Employee, f"{office.staff.pk}/change/")).content.decode()
    assert "/history/" in hr


def test_a_technical_admin_takes_nothing_along(office):
    client = enter(make.with_role(Role.TECHNICAL_ADMIN))
    names = set(Employee.objects.values_list("nip", flat=True))
    for model in registered():
        for kind in ("0", "1"):
            answer = client.post(list_url(model, "export/"), {"format": kind, "resource": ""})
            assert answer.status_code in {302, 403, 404}, model
            assert not any(nip in answer.content.decode(errors="replace") for nip in names), model
    for page in ("assessment_ranking", "assessment_credit", "assessment_distribution"):
        assert client.get(reverse(f"admin:{page}"), {"file": "csv", "period": "2026"}).status_code == 403
    assert not Decision.objects.filter(verb="EXPORT").exists()
