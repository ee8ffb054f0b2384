"""`demo`: the promised state, the same every time, in no other database than its own."""

import json
import re
from collections import Counter
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils.timezone import localtime

from tests import factories as make
from tests.demo import office_files
from tests.demo.conftest import play
from workflows.assessment.models import UnitPredicate
from workflows.audit.models import Decision
from workflows.daily.models import DailyProcess
from workflows.feedback.models import Incident, Note
from workflows.organization.models import Employee, Period, Tenure, User
from workflows.skp.models import Skp

CONTRACT = {
    "employees", "skp_set", "processes", "open_tasks", "decisions", "history_rows", "oldest_open_working_days",
}  # fmt: skip
FLOWS = {"skp", "targets", "daily", "assessment", "objection"}


def status() -> dict[str, Any]:
    """What `status --json` says."""
    said = StringIO()
    call_command("status", "--json", stdout=said)
    found: dict[str, Any] = json.loads(said.getvalue())
    return found


def test_it_ends_with_the_promised_state(played, folder):
    found = status()

    assert found.keys() >= CONTRACT
    assert found["employees"] == office_files.PEOPLE
    assert found["processes"].keys() == found["open_tasks"].keys() == FLOWS
    assert all(counts.keys() == {"open", "finished"} for counts in found["processes"].values())
    # Everybody but the official outside has a plan in force, and the vacant post's is its Plt's second one.
    with_plan = {row["position"] for row in office_files.rows("skp-cascade.csv", folder)}
    assert found["skp_set"] == len(with_plan)
    reports = found["daily_reports"]
    assert reports.get("DRAFT", 0) == 0
    assert sum(reports.values()) == office_files.reports_in(folder)
    assert reports["VERIFIED"] > reports["SUBMITTED"] > 0
    assert found["daily_reports_late"] > 0
    assert [run["status"] for run in found["allowance_runs"].values()] == ["COMPUTED", "COMPUTED"]
    # Two months of everybody with a plan: the Plt twice, the official outside not.
    assert sum(found["assessments"].values()) == 2 * len(with_plan)
    # One objection was heard and changed its result, one waits for its ruling.
    assert found["objections"] == {"CHANGED": 1, "WAITING": 1}
    assert found["assessments"]["OBJECTED"] == 1
    assert found["oldest_open_working_days"] > 0
    assert found["decisions"] > sum(reports.values())
    assert found["history_rows"] > found["decisions"]


def test_open_work_of_every_kind_waits_for_its_today(played):
    assert all(status()["open_tasks"][flow] > 0 for flow in FLOWS)


def test_the_heads_plan_was_set_from_outside_and_the_vacant_posts_for_its_plt(played):
    head = Skp.objects.in_force().get(position__code="BKPSDM-00")
    decided = Decision.objects.filter(process="skp", particulars__person_nip=head.employee.nip, verb="APPROVE")
    assert [d.actor_post for d in decided] == ["Deputi Bidang Pembinaan Manajemen Kepegawaian"]
    plt = Skp.objects.in_force().get(position__code="BKPSDM-52").employee
    assert set(Skp.objects.in_force().filter(employee=plt).values_list("position__code", flat=True)) == {
        "BKPSDM-52", "BKPSDM-53",
    }  # fmt: skip


def test_some_have_a_history_of_earlier_years_beside_their_results(played):
    person = Tenure.objects.get(position__code="BKPSDM-31-05", end=None).employee
    client = Client()
    client.force_login(person.user, backend="workflows.organization.login.RoleBackend")

    page = client.get("/results/").content.decode()

    for words in ("2019", "86,40", "PP 46/2011", "98,60", "PP 30/2019", "Arsip kepegawaian, rak 3"):
        assert words in page
    kept = Decision.objects.filter(verb="RECORD_OUTSIDE", subject__startswith="assessment.PastResult")
    assert {decision.effective_at.date() for decision in kept} == {date(2026, 1, 7)}


def test_nothing_happens_after_its_today_and_times_are_those_of_the_files(played, folder):
    acts_of_people = Decision.objects.filter(process__in=FLOWS)
    assert not acts_of_people.filter(effective_at__gt=make.at(date(2026, 11, 24), 16)).exists()
    assert not acts_of_people.filter(effective_at__lt=make.at(date(2026, 1, 1), 0)).exists()
    latest: dict[tuple[str, str], str] = {}
    for row in office_files.rows("daily-activities-2026.csv", folder):
        key = row["nip"].lstrip("'"), row["date"]
        latest[key] = max(latest.get(key, ""), row["entered_at"])
    first = DailyProcess.objects.select_related("report__employee").filter(round=1)  # corrected ones came in again
    told = {
        (case.report.employee.nip, f"{case.report.day}"): f"{localtime(case.report.submitted_at):%Y-%m-%dT%H:%M}"
        for case in first
    }
    assert len(told) > 0.9 * len(latest)
    assert told == {key: latest[key] for key in told}


def test_the_log_ins_that_it_prints_work(played):
    printed = re.findall(r"NIP (\d{18})  code ([A-Z0-9]{8})", played)
    roles = re.findall(r"^  (.+?) +NIP", played, re.MULTILINE)
    assert {"Pegawai", "Plt", "Pimpinan", "Admin kepegawaian"} <= set(roles)
    assert len({nip for nip, _code in printed}) == len(printed)
    nip, code = printed[0]

    client = Client()
    answer = client.post(
        "/accounts/one-time-code/",
        {"nip": nip, "code": code, "new_password1": "tiga kata biasa", "new_password2": "tiga kata biasa"},
    )

    assert answer.status_code == 302
    assert client.get("/").status_code == 200
    assert User.objects.get(username=nip).has_usable_password()
    assert not User.objects.exclude(username=nip).filter(password__startswith="md5").exists()


def test_played_again_it_replaces_the_earlier_one_and_is_the_same(played, folder):
    before = status(), acts()

    play(folder)

    assert (status(), acts()) == before
    assert Employee.objects.count() == office_files.PEOPLE


def acts() -> Counter[tuple[object, ...]]:
    """Who did what to whom when, of every process."""
    told = Decision.objects.filter(process__in=FLOWS)
    return Counter(
        told.values_list(
            "process",
            "verb",
            "particulars__actor_nip",
            "particulars__person_nip",
            "effective_at",
            "particulars__reason",
        )
    )


def test_row_refused_on_the_way_is_listed_and_stops_nothing(played):
    (line,) = [line for line in played.splitlines() if "refused" in line]

    assert "attendance-2026.csv" in line
    assert "31/11/2026" in line


@pytest.mark.django_db
def test_a_database_that_holds_something_else_is_refused_and_kept(folder, capsys):
    office = make.office()

    with pytest.raises(SystemExit) as ended:
        call_command("demo", "--office", str(folder), stdout=StringIO())

    assert ended.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "employees" in line
    assert Employee.objects.filter(pk=office.staff.pk).exists()
    assert not Decision.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("option", "value"), [("--today", "24-11-2026"), ("--office", "/nowhere/at/all")])
def test_bad_input_is_one_line(capsys, option, value):
    with pytest.raises(SystemExit) as ended:
        call_command("demo", option, value, stdout=StringIO())

    assert ended.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.django_db
def test_production_is_refused(settings, capsys):
    settings.IN_PRODUCTION = True

    with pytest.raises(SystemExit) as ended:
        call_command("demo", stdout=StringIO())

    assert ended.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_what_was_said_through_the_autumn_is_there_and_september_is_closed(played):
    notes = Counter(Note.objects.values_list("kind", "direction"))
    assert notes == {("DIALOGUE", "DOWN"): 1, ("FEEDBACK", "UP"): 1}
    assert Incident.objects.get().answer
    september = Period.objects.get(code="2026-09")
    assert september.status == Period.Status.CLOSED
    assert set(UnitPredicate.objects.values_list("period", flat=True)) == {september.pk}
