"""*My superior is wrong*: what the data say, who reports, who answers, and what is refused."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tests import factories as make
from workflows.audit.models import Decision
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Employee, Role, SuperiorReport, User
from workflows.organization.superior_reports import answer_superior_report, report_superior, superior_on_record
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
SAYS = "Sejak 1 September saya di Sub Bidang Kepangkatan."


@pytest.fixture(autouse=True)
def _today(settings):
    settings.DEMO_TODAY = TODAY


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def hr():
    return make.with_role(Role.HR_ADMIN)


def person(employee, channel=Channel.PAGE):
    return make.actor(employee, channel)


def reported(office, **changed):
    return report_superior(**{"by": person(office.staff), "says": SAYS, **changed})


def rows():
    return SuperiorReport.objects.count(), SuperiorReport.history.count(), Decision.objects.count()


# ---- what the data say ----


def test_a_holder_is_named_with_post_and_since_when(office):
    found = superior_on_record(office.staff, TODAY)
    assert (found.officer.employee, found.since, found.last_day) == (office.section, date(2024, 1, 1), None)
    assert found.text == "Jaya Ramadan, Kepala Sub Bidang Mutasi; memegang jabatan sejak 1\u00a0Januari 2024"


def test_an_acting_officer_is_named_with_decree_days_and_for_whom(office):
    make.acting(office.division, office.posts["section"], "PLH", start=date(2026, 11, 20), end=date(2026, 12, 1))
    found = superior_on_record(office.staff, TODAY)
    assert (found.since, found.last_day) == (date(2026, 11, 20), date(2026, 11, 30))
    assert found.text == (
        "Siti Pratama, Plh Kepala Sub Bidang Mutasi; dengan SP-821/2026 sejak 20\u00a0November 2026 sampai dengan "
        "30\u00a0November 2026, menggantikan Jaya Ramadan"
    )
    assert superior_on_record(office.staff, date(2026, 12, 1)).officer.employee == office.section


def test_a_plt_acts_for_nobody_by_name_and_without_an_end(office):
    make.vacant(office.posts["section"])
    make.acting(office.division, office.posts["section"])
    found = superior_on_record(office.staff, TODAY)
    assert found.last_day is None
    assert found.text == ("Siti Pratama, Plt Kepala Sub Bidang Mutasi; dengan SP-821/2026 sejak 1\u00a0September 2026")


def test_a_gap_an_end_and_nobody_s_post_are_said(office):
    make.vacant(office.posts["section"])
    assert "kosong" in superior_on_record(office.staff, TODAY).missing
    assert "berakhir di sini" in superior_on_record(office.outside, TODAY).missing
    none = superior_on_record(make.employee("Tanpa Jabatan"), TODAY)
    assert (none.own_post, none.officer) == (None, None)
    assert none.text == "Tanpa Jabatan tidak tercatat memegang jabatan pada 24\u00a0November 2026."


# ---- reporting ----


def test_a_report_keeps_what_the_data_said_and_is_recorded(office):
    report = reported(office, says=f" {SAYS} ", claimed=office.division)
    assert (report.employee, report.position, report.status) == (office.staff, office.posts["staff"], "OPEN")
    assert (report.says, report.claimed) == (SAYS, office.division)
    assert report.on_record.startswith("Jaya Ramadan, Kepala Sub Bidang Mutasi")
    decision = Decision.objects.get()
    assert (decision.verb, decision.actor_nip, decision.reason) == ("OBJECT", office.staff.nip, SAYS)
    assert decision.details == {
        "on_record": report.on_record, "position": office.posts["staff"].code, "claimed_nip": office.division.nip,
        "claimed_name": "Siti Pratama",
    }  # fmt: skip
    assert report.history.get().history_user == office.staff.user


def test_one_report_is_open_at_a_time(office, hr):
    report = reported(office)
    before = rows()
    with pytest.raises(RuleViolation, match="masih menunggu"):
        reported(office)
    assert rows() == before
    answer_superior_report(by=person(hr), report=report, status="KEPT", answer="Datanya benar.")
    assert reported(office).pk != report.pk


@pytest.mark.parametrize(
    ("who", "says", "claims", "code"),
    [
        ("staff", "  ", None, "says_nothing"),
        ("staff", SAYS, "staff", "claims_oneself"),
        ("staff", SAYS, "section", "claims_who_is_on_record"),
        ("staff", SAYS, "gone", "claims_inactive"),
        ("postless", SAYS, None, "reporter_without_post"),
    ],
)
def test_a_report_is_refused(office, who, says, claims, code):
    office.gone, office.postless = make.employee("Sudah Pensiun"), make.employee("Tanpa Jabatan")
    Employee.objects.filter(pk=office.gone.pk).update(is_active=False)
    office.gone.refresh_from_db()
    claimed = getattr(office, claims) if claims else None
    with pytest.raises(RuleViolation) as refusal:
        report_superior(by=person(getattr(office, who)), says=says, claimed=claimed)
    assert refusal.value.code == code
    assert rows() == (0, 0, 0)


def test_only_an_active_person_reports(office):
    User.objects.filter(pk=office.staff.user_id).update(is_active=False)
    for by in (person(office.staff), Actor.system("tick"), Actor(user=User.objects.create_user("teknis"))):
        with pytest.raises(PermissionDenied):
            report_superior(by=by, says=SAYS)
    assert rows() == (0, 0, 0)


# ---- answering ----


@pytest.mark.parametrize("status", ["CORRECTED", "KEPT"])
def test_hr_answers_and_it_is_recorded(office, hr, status):
    report = answer_superior_report(by=person(hr), report=reported(office), status=status, answer=" Sudah diperiksa. ")
    report.refresh_from_db()
    assert (report.status, report.answer) == (status, "Sudah diperiksa.")
    assert report.answered_by == f"Ratna HR ({hr.nip})"
    assert timezone.localdate(report.answered_at) == TODAY
    decision = Decision.objects.latest("pk")
    assert (decision.verb, decision.actor_nip, decision.person_nip) == ("DECIDE", hr.nip, office.staff.nip)
    assert decision.details == {
        "status": status, "on_record": report.on_record, "on_record_now": report.on_record,
    }  # fmt: skip
    assert report.history.count() == 2


@pytest.mark.parametrize("who", ["staff", "section", "head", "auditor", "team"])
def test_nobody_but_hr_answers(office, who):
    office.auditor, office.team = make.with_role(Role.AUDITOR), make.with_role(Role.PERFORMANCE_TEAM)
    report = reported(office)
    before = rows()
    with pytest.raises(PermissionDenied):
        answer_superior_report(by=person(getattr(office, who)), report=report, status="KEPT", answer="Tetap.")
    assert rows() == before
    assert SuperiorReport.objects.get().status == "OPEN"


@pytest.mark.parametrize(
    ("status", "answer", "code"),
    [("KEPT", " ", "answer_missing"), ("OPEN", "Tetap.", "answer_is_none"), ("", "Tetap.", "answer_is_none")],
)
def test_half_an_answer_is_refused(office, hr, status, answer, code):
    report = reported(office)
    before = rows()
    with pytest.raises(RuleViolation) as refusal:
        answer_superior_report(by=person(hr), report=report, status=status, answer=answer)
    assert refusal.value.code == code
    assert rows() == before


def test_hr_does_not_answer_their_own_report_and_nothing_is_answered_twice(office, hr):
    make.position("Analis HR", office.posts["staff"].unit, office.posts["section"])
    Employee.objects.filter(pk=hr.pk).update(is_active=True)
    own_post = make.position("Admin Kepegawaian", office.posts["staff"].unit, office.posts["section"])
    own = make.with_role(Role.HR_ADMIN, "Rina HR")
    own.tenures.create(position=own_post, start=date(2026, 1, 1))
    report = report_superior(by=person(own), says=SAYS)
    before = rows()
    with pytest.raises(RuleViolation, match="dijawab oleh admin kepegawaian lain"):
        answer_superior_report(by=person(own), report=report, status="CORRECTED", answer="Benar.")
    assert rows() == before
    answer_superior_report(by=person(hr), report=report, status="KEPT", answer="Tetap.")
    before = rows()
    with pytest.raises(RuleViolation, match="sudah dijawab oleh Ratna HR"):
        answer_superior_report(by=person(hr), report=report, status="CORRECTED", answer="Lagi.")
    assert rows() == before
    assert SuperiorReport.objects.get().answer == "Tetap."
