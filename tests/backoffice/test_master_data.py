"""HR's forms: a reason for each change, sentences for what is refused, nothing lost of what was typed."""

from datetime import date

from tests import factories
from tests.backoffice.conftest import list_url, tables
from workflows.audit.models import Decision
from workflows.audit.verbs import Verb
from workflows.organization.models import (
    ActingAppointment,
    Employee,
    Holiday,
    Period,
    Position,
    Role,
    RoleGrant,
    Tenure,
    Unit,
    User,
)

NO_PARTS = {
    f"{part}-{count}": "0"
    for part in ("tenures", "acting_appointments")
    for count in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
}


def errors_of(page) -> str:
    return str(page.context["adminform"].form.errors)


def position_form(position, **changed):
    return {
        "code": position.code, "title": position.title, "unit": position.unit_id, "kind": position.kind,
        "eselon": position.eselon, "job_class": position.job_class, "reports_to": position.reports_to_id or "",
        **NO_PARTS, **changed,
    }  # fmt: skip


def test_a_change_without_a_reason_is_refused_and_keeps_what_was_typed(people, enter):
    row = people.office.posts["staff"]
    page = enter(people.hr).post(
        list_url(Position, f"{row.pk}/change/"), position_form(row, title="Analis Kepegawaian", change_reason=" ")
    )
    assert page.status_code == 200
    assert "change_reason" in page.context["adminform"].form.errors
    assert "Analis Kepegawaian" in page.content.decode()
    row.refresh_from_db()
    assert row.title == "Pengelola Mutasi Kepegawaian"
    assert row.history.count() == 1


def test_a_change_stores_who_and_why_in_the_history(people, enter):
    row = people.office.posts["staff"]
    answer = enter(people.hr).post(
        list_url(Position, f"{row.pk}/change/"), position_form(row, title="Analis Kepegawaian", change_reason="SK 12")
    )
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.title == "Analis Kepegawaian"
    latest = row.history.latest("history_id")
    assert (latest.history_user, latest.history_change_reason) == (people.hr.user, "SK 12")


def test_a_change_that_changes_nothing_leaves_no_history(people, enter):
    row = people.office.posts["staff"]
    answer = enter(people.hr).post(list_url(Position, f"{row.pk}/change/"), position_form(row, change_reason="coba"))
    assert answer.status_code == 302
    assert row.history.count() == 1


def test_a_circle_in_the_reporting_line_is_refused_with_the_line(people, enter):
    posts = people.office.posts
    page = enter(people.hr).post(
        list_url(Position, f"{posts['division'].pk}/change/"),
        position_form(posts["division"], reports_to=posts["staff"].pk, change_reason="salah"),
    )
    assert page.status_code == 200
    assert "Pengelola Mutasi Kepegawaian → Kepala Sub Bidang Mutasi" in page.content.decode()
    posts["division"].refresh_from_db()
    assert posts["division"].reports_to == posts["head"]


def test_a_circle_in_the_tree_of_units_is_refused_by_the_database_in_a_sentence(people, enter):
    agency, below = Unit.objects.get(name="Badan"), Unit.objects.get(name="Sub Bidang Mutasi")
    page = enter(people.hr).post(
        list_url(Unit, f"{agency.pk}/change/"),
        {"code": agency.code, "name": "Badan Baru", "kind": "agency", "parent": below.pk, "change_reason": "salah"},
    )
    assert page.status_code == 200
    assert "__all__" in page.context["adminform"].form.errors
    assert "unit_tree_no_circle" not in page.content.decode()
    assert "Badan Baru" in page.content.decode()
    agency.refresh_from_db()
    assert (agency.name, agency.parent) == ("Badan", None)


def test_two_holders_of_one_post_are_refused_in_a_sentence(people, enter):
    office = people.office
    given = {"employee": people.hr.pk, "position": office.posts["staff"].pk, "start": "01-06-2026", "end": "01-07-2026"}
    before = tables()
    page = enter(people.hr).post(list_url(Tenure, "add/"), {**given, "decree": "SK 1"})
    assert page.status_code == 200
    assert "__all__" in page.context["adminform"].form.errors
    assert "one_holder" not in errors_of(page)
    assert tables() == before


def test_an_end_before_the_start_is_refused_in_a_sentence(people, enter):
    post = factories.position("Arsiparis", Unit.objects.get(name="Badan"))
    page = enter(people.hr).post(
        list_url(Tenure, "add/"),
        {"employee": people.hr.pk, "position": post.pk, "start": "01-06-2026", "end": "01-05-2026", "decree": ""},
    )
    assert page.status_code == 200
    assert "tenure_ends_after_start" not in errors_of(page)
    assert "__all__" in page.context["adminform"].form.errors


# ---- employees ----
EMPLOYEE = {
    "nip": "199001012015032001", "name": "Dewi Lestari", "birth_date": "01-01-1990", "sex": "F", "kind": "PNS",
    "legal_status": "Aktif", "grade": "III/b", "is_active": "on", **NO_PARTS,
}  # fmt: skip


def test_a_new_employee_gets_a_log_in_without_a_password(people, enter):
    assert enter(people.hr).post(list_url(Employee, "add/"), EMPLOYEE).status_code == 302
    user = Employee.objects.get(nip=EMPLOYEE["nip"]).user
    assert user.username == EMPLOYEE["nip"]
    assert not user.has_usable_password()


def test_an_nip_that_is_none_is_refused_in_the_rules_words(people, enter):
    page = enter(people.hr).post(list_url(Employee, "add/"), {**EMPLOYEE, "nip": "1.97E+17"})
    assert page.status_code == 200
    assert "lembar kerja" in errors_of(page)
    assert not User.objects.filter(username__startswith="1.97").exists()


def test_another_employees_nip_is_refused(people, enter):
    page = enter(people.hr).post(list_url(Employee, "add/"), {**EMPLOYEE, "nip": people.auditor.nip})
    assert page.status_code == 200
    assert "nip" in page.context["adminform"].form.errors


def test_deactivating_an_employee_closes_the_log_in(people, enter):
    person = people.office.staff
    given = {
        "nip": person.nip, "name": person.name, "birth_date": "01-01-1980", "sex": "F", "kind": "PNS",
        "legal_status": "Pensiun", "grade": "III/a", **NO_PARTS, "change_reason": "Pensiun per 1 Desember",
    }  # fmt: skip
    assert enter(people.hr).post(list_url(Employee, f"{person.pk}/change/"), given).status_code == 302
    person.refresh_from_db()
    assert not person.is_active
    assert not User.objects.get(pk=person.user_id).is_active


# ---- acting officers ----
def acting_form(people, **changed):
    office = people.office
    return {
        "position": office.posts["second_section"].pk, "officer": office.section.pk, "capacity": "PLT",
        "start": "24-11-2026", "end": "", "decree": "SK 821/7/2026", "reason": "Pejabat pensiun", **changed,
    }  # fmt: skip


def test_an_appointment_is_recorded_as_a_decision(people, enter):
    assert enter(people.hr).post(list_url(ActingAppointment, "add/"), acting_form(people)).status_code == 302
    made = ActingAppointment.objects.get()
    decision = Decision.objects.get()
    assert (decision.verb, decision.actor_nip, decision.person_nip, decision.channel) == (
        Verb.APPOINT, people.hr.nip, people.office.section.nip, "BACKOFFICE",
    )  # fmt: skip
    assert decision.subject == f"organization.ActingAppointment#{made.pk}"
    assert decision.details["decree"] == "SK 821/7/2026"
    assert made.history.get().history_user == people.hr.user


def test_an_appointment_without_a_decree_is_refused(people, enter):
    page = enter(people.hr).post(list_url(ActingAppointment, "add/"), acting_form(people, decree=" "))
    assert page.status_code == 200
    assert "decree" in page.context["adminform"].form.errors
    assert Decision.objects.count() == 0


def test_a_second_acting_officer_in_the_same_time_is_refused_in_a_sentence(people, enter):
    client = enter(people.hr)
    client.post(list_url(ActingAppointment, "add/"), acting_form(people, end="01-02-2027"))
    page = client.post(
        list_url(ActingAppointment, "add/"),
        acting_form(people, officer=people.office.division.pk, start="01-01-2027", end="01-03-2027"),
    )
    assert page.status_code == 200
    assert "__all__" in page.context["adminform"].form.errors
    assert "at_a_time" not in page.content.decode()
    assert "SK 821/7/2026" in page.content.decode()
    assert ActingAppointment.objects.count() == Decision.objects.count() == 1


def test_ending_an_appointment_is_recorded_and_who_acts_for_what_stays(people, enter):
    client = enter(people.hr)
    client.post(list_url(ActingAppointment, "add/"), acting_form(people))
    made = ActingAppointment.objects.get()
    answer = client.post(
        list_url(ActingAppointment, f"{made.pk}/change/"),
        acting_form(people, officer=people.office.division.pk, end="01-12-2026", change_reason="Definitif dilantik"),
    )
    assert answer.status_code == 302
    made.refresh_from_db()
    assert (made.officer, made.end) == (people.office.section, date(2026, 12, 1))
    latest = Decision.objects.order_by("id").last()
    assert (latest.verb, latest.reason) == (Verb.AMEND, "Definitif dilantik")


# ---- roles ----
def test_a_role_is_granted_and_recorded(people, enter):
    given = {"user": people.office.staff.user_id, "role": Role.LEADER, "start": "24-11-2026", "end": ""}
    assert enter(people.hr).post(list_url(RoleGrant, "add/"), given).status_code == 302
    assert RoleGrant.objects.filter(user=people.office.staff.user, role=Role.LEADER).exists()
    assert Decision.objects.get().verb == Verb.APPOINT


def test_nobody_grants_a_role_to_themselves_or_prolongs_their_own(people, enter):
    client, before = enter(people.hr), tables()
    for role in (Role.AUDITOR, Role.LEADER):
        given = {"user": people.hr.user_id, "role": role, "start": "24-11-2026", "end": "", "change_reason": "mau"}
        page = client.post(list_url(RoleGrant, "add/"), given)
        assert page.status_code == 200
        assert "perannya sendiri" in errors_of(page)
    own = RoleGrant.objects.get(user=people.hr.user)
    page = client.post(list_url(RoleGrant, f"{own.pk}/change/"), {"end": "24-11-2030", "change_reason": "mau"})
    assert page.status_code == 200
    assert tables() == before


def test_another_ends_a_role(people, enter):
    grant = RoleGrant.objects.get(user=people.team.user)
    address = list_url(RoleGrant, f"{grant.pk}/change/")
    assert enter(people.hr).post(address, {"end": "", "change_reason": "x"}).status_code in {200, 302}
    assert enter(people.hr).post(address, {"end": "01-12-2026", "change_reason": "Pindah tugas"}).status_code == 302
    grant.refresh_from_db()
    assert grant.end == date(2026, 12, 1)


# ---- calendar ----
def test_a_year_is_opened_with_its_months(people, enter):
    client = enter(people.hr)
    assert client.post(list_url(Period, "add/"), {"year_number": "2027"}).status_code == 302
    assert Period.objects.filter(code__startswith="2027").count() == 13
    assert Period.objects.get(code="2027").history.get().history_user == people.hr.user
    page = client.post(list_url(Period, "add/"), {"year_number": "2027"})
    assert page.status_code == 200
    assert Period.objects.filter(code__startswith="2027").count() == 13


def test_a_deadline_is_moved_with_a_reason_and_the_status_is_not_hrs(people, enter):
    month = Period.objects.get(code="2026-11")
    given = {
        "late_until_day": "7", "objection_days": "14", "assessment_due_on": "15-12-2026", "target_due_on": "01-11-2026",
        "skp_due_on": "", "status": "CLOSED", "change_reason": "SE Kepala Badan",
    }  # fmt: skip
    assert enter(people.hr).post(list_url(Period, f"{month.pk}/change/"), given).status_code == 302
    month.refresh_from_db()
    assert (month.late_until_day, month.status) == (7, "OPEN")


def test_a_holiday_twice_is_refused(people, enter):
    client = enter(people.hr)
    given = {"day": "25-12-2026", "name": "Natal", "kind": "PUBLIC", "source": ""}
    assert client.post(list_url(Holiday, "add/"), given).status_code == 302
    page = client.post(list_url(Holiday, "add/"), given)
    assert page.status_code == 200
    assert Holiday.objects.count() == 1


def test_the_page_of_a_post_says_how_a_post_moves_to_another_unit(people, enter):
    page = enter(people.hr).get(list_url(Position, f"{people.office.posts['staff'].pk}/change/")).content.decode()
    assert "buka jabatan baru di sana" in page
