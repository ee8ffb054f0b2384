"""The actions behind HR's forms: who may, what is refused, and that a refusal leaves nothing."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from tests import factories
from tests.backoffice.conftest import TODAY, tables
from workflows.audit.models import Decision
from workflows.organization import actions
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import ActingAppointment, Employee, Role, RoleGrant
from workflows.rules.violation import RuleViolation


def appoint(people, by=None, **changed):
    given = {
        "position": people.office.posts["second_section"], "officer": people.office.section, "capacity": "PLT",
        "start": TODAY, "decree": "SK 1", **changed,
    }  # fmt: skip
    return actions.appoint_acting(by=by or people.by_hr(), **given)


def test_jobs_and_hr_appoint_and_others_do_not(people):
    appoint(people, by=Actor.system("import_office"), end=date(2026, 12, 1))
    before = tables()
    for other in (people.auditor, people.team, people.technical, people.office.head):
        with pytest.raises(PermissionDenied):
            appoint(people, by=factories.actor(other), start=date(2027, 1, 1))
    with pytest.raises(PermissionDenied):
        appoint(people, by=Actor(), start=date(2027, 1, 1))
    assert tables() == before


def test_an_appointment_that_overlaps_leaves_no_decision(people):
    appoint(people)
    before = tables()
    with pytest.raises(IntegrityError):
        appoint(people, start=date(2027, 1, 1), officer=people.office.division)
    assert ActingAppointment.objects.count() == 1
    assert tables() == before


@pytest.mark.parametrize("decree", ["", "  "])
def test_no_appointment_without_a_decree(people, decree):
    with pytest.raises(RuleViolation):
        appoint(people, decree=decree)
    assert Decision.objects.count() == 0


def test_hr_appoints_nobody_to_be_themselves_and_amends_no_appointment_of_their_own(people):
    own = appoint(people, by=Actor.system("import_office"), officer=people.hr, end=date(2026, 12, 1))
    before = tables()
    with pytest.raises(RuleViolation, match="penunjukannya sendiri"):
        appoint(people, officer=people.hr, start=date(2027, 1, 1))
    with pytest.raises(RuleViolation, match="penunjukannya sendiri"):
        actions.end_acting(by=people.by_hr(), appointment=own, end=date(2027, 6, 1), reason="Diperpanjang.")
    assert tables() == before


def test_nobody_inactive_acts(people):
    people.office.section.is_active = False
    with pytest.raises(RuleViolation):
        appoint(people)


def test_only_imports_and_the_demonstration_give_a_time(people):
    moment = factories.at(date(2026, 1, 2))
    made = appoint(people, at=moment)
    assert Decision.objects.get().effective_at == moment
    assert made.history.get().history_date == moment
    with pytest.raises(RuleViolation):
        appoint(people, by=factories.actor(people.hr, Channel.BACKOFFICE), at=moment)


def test_ending_needs_a_reason_and_a_day_after_the_start(people):
    made = appoint(people)
    for end, reason in [(TODAY, "Kembali"), (date(2026, 12, 1), " ")]:
        with pytest.raises(RuleViolation):
            actions.end_acting(by=people.by_hr(), appointment=made, end=end, reason=reason)
    assert Decision.objects.count() == 1
    actions.end_acting(by=people.by_hr(), appointment=made, end=date(2026, 12, 1), reason="Kembali")
    actions.end_acting(by=people.by_hr(), appointment=made, end=date(2026, 12, 1), reason="Kembali")
    assert [d.verb for d in Decision.objects.order_by("id")] == ["APPOINT", "AMEND"]


def test_a_role_held_already_is_refused(people):
    with pytest.raises(RuleViolation):
        actions.grant_role(by=people.by_hr(), user=people.auditor.user, role=Role.AUDITOR, start=TODAY)


def test_a_role_is_only_shortened_and_never_ones_own(people):
    grant = actions.grant_role(
        by=people.by_hr(), user=people.office.staff.user, role=Role.LEADER, start=TODAY, end=date(2026, 12, 31)
    )
    own = RoleGrant.objects.get(user=people.hr.user)
    for row, end in [(grant, date(2027, 1, 1)), (grant, TODAY), (own, date(2026, 12, 1))]:
        with pytest.raises(RuleViolation):
            actions.end_role(by=people.by_hr(), grant=row, end=end, reason="Uji")
    actions.end_role(by=people.by_hr(), grant=grant, end=date(2026, 12, 1), reason="Pindah")
    actions.end_role(by=factories.actor(people.other_hr), grant=own, end=date(2026, 12, 1), reason="Pindah")
    assert RoleGrant.objects.filter(end=date(2026, 12, 1)).count() == 2


def test_a_changed_nip_keeps_the_log_in(people):
    person = Employee.objects.get(pk=people.office.staff.pk)
    person.nip = "199001012015032001"
    actions.keep_employee(by=people.by_hr(), employee=person, reason="Diangkat PNS")
    person.refresh_from_db()
    assert person.user.username == "199001012015032001"
    assert person.user_id == people.office.staff.user_id
