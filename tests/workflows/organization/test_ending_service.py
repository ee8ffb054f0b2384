"""Somebody retires, dies or leaves: what ties them to the office ends on the day, and is put back after a mistake."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tests import factories as make
from workflows.audit.models import Decision
from workflows.engine.service_changes import carry_out, end_service, withdraw_end
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import (
    ActingAppointment,
    Delegation,
    Employee,
    Role,
    RoleGrant,
    ServiceEnd,
    Tenure,
    User,
)
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
FIRST = date(2026, 11, 1)
AHEAD = date(2026, 12, 1)
WHY = "Mencapai batas usia pensiun."


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def hr(office):
    return make.actor(make.with_role(Role.HR_ADMIN))


def end(hr, person, since=FIRST, kind="RETIRED", **given):
    return end_service(employee=person, kind=kind, since=since, reason=WHY, by=hr, at=make.at(TODAY), **given)


def rows():
    models = (Tenure, ActingAppointment, Delegation, RoleGrant, ServiceEnd)
    active = list(User.objects.order_by("pk").values_list("pk", "is_active"))
    return [active, *(list(model.objects.order_by("pk").values_list()) for model in models)]


def refused(code, act):
    before, decisions = rows(), Decision.objects.count()
    with pytest.raises(RuleViolation) as refusal:
        act()
    assert refusal.value.code == code
    assert (rows(), Decision.objects.count()) == (before, decisions)
    return refusal.value.message


def test_on_the_day_tenure_appointments_delegations_roles_and_log_in_end(office, hr):
    make.acting(office.section, office.posts["second_section"], "PLT")
    plh = make.acting(office.other, office.posts["section"], "PLH", end=date(2026, 12, 24))
    given = make.delegation(office.section, office.division, "daily")
    taken = make.delegation(office.head, office.section, "skp", start=date(2026, 11, 10))
    grant = RoleGrant.objects.create(user=office.section.user, role=Role.PERFORMANCE_TEAM, start=date(2026, 1, 1))

    ended = end(hr, office.section, decree="SK 882/12/2026")

    assert Tenure.objects.get(employee=office.section).end == FIRST
    assert list(ActingAppointment.objects.order_by("pk").values_list("end", flat=True)) == [FIRST, FIRST]
    for row, until in ((given, FIRST), (taken, date(2026, 11, 10)), (grant, FIRST), (plh, FIRST)):
        row.refresh_from_db()
        assert row.end == until, row
    person = Employee.objects.select_related("user").get(pk=office.section.pk)
    assert (person.is_active, person.user.is_active, person.legal_status) == (False, False, "Pensiun")
    assert ended.done_at == make.at(TODAY)
    decisions = Decision.objects.order_by("pk")
    assert [(d.verb, d.subject.split("#")[0]) for d in decisions] == [
        ("CLOSE", "organization.ServiceEnd"), ("AMEND", "organization.ActingAppointment"),
        ("AMEND", "organization.ActingAppointment"), ("AMEND", "organization.Delegation"),
        ("AMEND", "organization.Delegation"), ("AMEND", "organization.RoleGrant"),
    ]  # fmt: skip
    assert (decisions[0].reason, decisions[0].details["since"]) == (WHY, "2026-11-01")
    assert decisions[1].reason == "Pensiun mulai 1\u00a0November 2026, SK 882/12/2026."


def test_what_lies_ahead_ends_the_tenure_at_once_and_the_log_in_on_its_day(office, hr):
    ended = end(hr, office.section, since=AHEAD)

    assert Tenure.objects.get(employee=office.section).end == AHEAD
    assert ended.is_ahead
    assert User.objects.get(pk=office.section.user_id).is_active

    tick = Actor.system("tick", Channel.DEMO)
    assert carry_out(end_id=ended.pk, by=tick, at=make.at(date(2026, 11, 30))) == 0
    assert User.objects.get(pk=office.section.user_id).is_active
    carry_out(end_id=ended.pk, by=tick, at=make.at(AHEAD, 6))
    assert not User.objects.get(pk=office.section.user_id).is_active
    before, decisions = rows(), Decision.objects.count()
    carry_out(end_id=ended.pk, by=tick, at=make.at(AHEAD, 7))
    assert (rows(), Decision.objects.count()) == (before, decisions)


def test_withdrawn_everything_is_as_it_was(office, hr):
    make.acting(office.other, office.posts["section"], "PLH", end=date(2026, 12, 24))
    make.delegation(office.section, office.division, "daily")
    before = rows()[:-1]

    ended = end(hr, office.section)
    withdraw_end(end=ended, reason="Salah pegawai: namanya sama.", by=hr, at=make.at(TODAY, 17))

    assert rows()[:-1] == before
    assert Employee.objects.get(pk=office.section.pk).legal_status == "Aktif"
    assert ended.withdrawn_at == make.at(TODAY, 17)
    decision = Decision.objects.filter(subject=f"organization.ServiceEnd#{ended.pk}").last()
    assert (decision.verb, decision.reason) == ("ANNUL", "Salah pegawai: namanya sama.")
    refused("service_end_withdrawn", lambda: withdraw_end(end=ended, reason=WHY, by=hr, at=make.at(TODAY, 18)))


def test_what_was_changed_since_is_not_put_back(office, hr):
    given = make.delegation(office.section, office.division, "daily")
    ended = end(hr, office.section, since=AHEAD)
    Delegation.objects.filter(pk=given.pk).update(end=date(2026, 11, 28))

    withdraw_end(end=ended, reason="Pensiunnya ditunda.", by=hr, at=make.at(TODAY, 17))

    given.refresh_from_db()
    assert given.end == date(2026, 11, 28)
    assert Tenure.objects.get(employee=office.section).end is None


def test_it_is_not_withdrawn_once_somebody_else_holds_the_post(office, hr):
    ended = end(hr, office.section)
    Tenure.objects.create(employee=make.employee("Dewi Lestari"), position=office.posts["section"], start=TODAY)

    told = refused("service_end_post_taken", lambda: withdraw_end(end=ended, reason=WHY, by=hr, at=make.at(TODAY, 17)))

    assert told.startswith("Kepala Sub Bidang Mutasi dijabat Dewi Lestari sejak 24\u00a0November 2026.")


def test_who_may_and_what_is_refused(office, hr):
    own = make.with_role(Role.HR_ADMIN, "Rina HR")
    refused("service_end_of_oneself", lambda: end(make.actor(own), own))
    refused("death_ahead", lambda: end(hr, office.section, since=AHEAD, kind="DIED"))
    refused("service_ends_before_post", lambda: end(hr, office.section, since=date(2023, 12, 1)))
    with pytest.raises(RuleViolation, match="Tulis alasannya"):
        end_service(employee=office.section, kind="LEFT", since=FIRST, reason=" ", by=hr, at=make.at(TODAY))
    for person in (office.head, make.with_role(Role.PERFORMANCE_TEAM, "Tika"), make.with_role(Role.AUDITOR, "Agus")):
        with pytest.raises(PermissionDenied):
            end(make.actor(person), office.section)
    assert not ServiceEnd.objects.exists()

    ahead = end(hr, office.section, since=AHEAD)
    assert refused("service_end_recorded", lambda: end(hr, office.section)).startswith(
        "Akhir dinas Jaya Ramadan sudah tercatat: Pensiun mulai 1\u00a0Desember 2026."
    )
    with pytest.raises(PermissionDenied):
        withdraw_end(end=ahead, reason=WHY, by=make.actor(office.head), at=make.at(TODAY))
    end(hr, office.other)
    refused("service_ended_already", lambda: end(hr, Employee.objects.get(pk=office.other.pk)))


def test_the_database_refuses_two_that_lie_ahead_and_an_end_without_a_reason(office):
    values = {"employee": office.staff, "kind": "LEFT", "since": AHEAD, "recorded_at": make.at(TODAY)}
    ServiceEnd.objects.create(reason=WHY, **values)
    for wrong in ({"reason": WHY}, {"reason": ""}, {"reason": WHY, "finishes": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ServiceEnd.objects.create(**values, **wrong)
