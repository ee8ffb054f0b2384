"""A month's run: opened and computed by HR, for everybody at once, never overwritten."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.workflows.allowance import states
from workflows.allowance import actions
from workflows.allowance.models import AllowanceOmission, AllowanceResult, AllowanceRun, SchemeVersion
from workflows.audit.models import Decision
from workflows.daily import actions as daily
from workflows.engine.refusals import NotAllowedHere, NotYours
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Employee, Period, Position, Snapshot
from workflows.organization.snapshots import take_snapshot
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    office = make.office()
    states.scheme()
    return office


@pytest.fixture
def hr(office):
    return make.actor(make.with_role("HR_ADMIN"))


def opened(by) -> AllowanceRun:
    return actions.open_run(period=states.november(), by=by, at=states.IN_DECEMBER)


def computed(by) -> AllowanceRun:
    return actions.compute(run=opened(by), by=by, at=states.IN_DECEMBER)


def test_a_run_is_opened_on_the_scheme_in_force_and_recorded(hr):
    run = opened(hr)

    assert (run.number, run.status, run.scheme.number) == (1, "OPEN", 2)
    decision = Decision.objects.get(process="allowance")
    assert (decision.verb, decision.subject) == ("OPEN", f"allowance.AllowanceRun#{run.pk}")
    assert decision.actor_name == "Ratna HR"
    assert decision.details == {"scheme": "Kota v2", "period": "2026-11"}


def test_one_persons_month_end_to_end(office, hr):
    states.november_of(office.staff, office.section)

    run = computed(hr)

    result = AllowanceResult.objects.get(run=run, employee=office.staff)
    assert (result.net, result.ceiling, result.approved_minutes) == (Decimal(1_240_320), Decimal(3_400_000), 1545)
    assert [(line["code"], line["amount"]) for line in result.lines] == [
        ("CEILING", "3400000"),
        ("PRODUCTIVITY", "0"),
        ("DISCIPLINE", "1360000"),
        ("DISCIPLINE_CUT", "-54400"),
        ("TAX", "-65280"),
        ("NET", "1240320"),
    ]
    assert [cut["day"] for cut in result.lines[3]["cuts"]] == [f"2026-11-{day:02}" for day in (2, 3, 9, 12, 13, 18)]
    assert [step["step"] for step in result.trace] == ["PRODUCTIVITY", "DISCIPLINE", "DISCIPLINE_CUT", "TAX", "NET"]
    assert (run.status, run.computed_at) == ("COMPUTED", states.IN_DECEMBER)


def test_nobody_is_dropped_silently(office, hr):
    run = computed(hr)

    paid = set(run.results.values_list("employee__name", flat=True))
    unpaid = dict(run.omissions.values_list("employee__name", "reason"))
    assert unpaid == {"Luis Sihombing": "OUTSIDE", "Jaya Ramadan": "NO_CEILING"}
    assert paid == {"Uda Waluyo", "Siti Pratama", "Ghaliyati Wahyuni", "Cornelia Oktaviani", "Ani Sirait"}
    decision = Decision.objects.filter(process="allowance").last()
    assert (decision.verb, decision.details["paid"], decision.details["not_paid"]) == ("SET", 5, 2)


def test_a_grade_that_the_rule_refuses_is_named(office, hr):
    Employee.objects.filter(pk=office.other.pk).update(grade="IX")

    run = computed(hr)

    omission = AllowanceOmission.objects.get(run=run, employee=office.other)
    assert (omission.reason, "Golongan “IX” tidak dikenal" in omission.explanation) == ("REFUSED", True)


def test_results_keep_the_person_as_they_stood(office, hr):
    run = computed(hr)
    Employee.objects.filter(pk=office.staff.pk).update(grade="IV/a")
    Position.objects.filter(pk=office.posts["staff"].pk).update(job_class=11)

    snapshot = run.results.get(employee=office.staff).snapshot

    assert (snapshot.grade, snapshot.job_class, snapshot.taken_on) == ("III/a", 6, date(2026, 11, 30))
    assert (snapshot.assessor_name, snapshot.assessor_post) == ("Jaya Ramadan", "Kepala Sub Bidang Mutasi")


def test_a_snapshot_of_the_month_is_used_and_new_ones_are_as_one_by_one(office, hr):
    known = take_snapshot(office.other, office.posts["other"], states.november(), date(2026, 11, 2))
    Position.objects.filter(pk=office.posts["other"].pk).update(job_class=11)

    run = computed(hr)

    assert run.results.get(employee=office.other).snapshot == known
    assert run.results.get(employee=office.other).ceiling == Decimal(3_400_000)
    run.results.all().delete()
    for person, post in ((office.staff, "staff"), (office.division, "division"), (office.head, "head")):
        made = Snapshot.objects.get(employee=person, period__code="2026-11")
        values = {f.attname: getattr(made, f.attname) for f in Snapshot._meta.concrete_fields if f.name != "id"}
        made.delete()
        again = take_snapshot(person, office.posts[post], states.november(), date(2026, 11, 30))
        assert values == {name: getattr(again, name) for name in values}


def test_a_correction_is_a_new_run_and_overwrites_nothing(office, hr):
    states.november_of(office.staff, office.section)
    first = computed(hr)
    late = office.staff.attendance.get(day=date(2026, 11, 2))
    late.status, late.first_in, late.last_out = "DUTY", None, None
    late.save()

    second = computed(hr)

    assert second.number == 2
    assert first.results.get(employee=office.staff).net == Decimal(1_240_320)
    assert second.results.get(employee=office.staff).net == Decimal(1_259_700)


def test_a_run_is_computed_once(office, hr):
    run = computed(hr)
    before = AllowanceResult.objects.count()

    with pytest.raises(NotAllowedHere, match="sudah selesai"):
        actions.compute(run=run, by=hr, at=states.IN_DECEMBER)

    assert AllowanceResult.objects.count() == before
    assert Decision.objects.filter(process="allowance").count() == 2


def test_two_runs_are_not_open_at_once(hr):
    opened(hr)

    with pytest.raises(NotAllowedHere, match="masih terbuka"):
        opened(hr)

    assert AllowanceRun.objects.count() == Decision.objects.count() == 1


@pytest.mark.parametrize(("code", "why"), [("2026-12", "belum berakhir"), ("2026", "bulan demi bulan")])
def test_only_a_month_that_is_over_is_opened(hr, code, why):
    with pytest.raises(NotAllowedHere, match=why):
        actions.open_run(period=Period.objects.get(code=code), by=hr, at=states.IN_DECEMBER)

    assert not AllowanceRun.objects.exists()


def test_without_a_scheme_nothing_is_opened(hr):
    SchemeVersion.objects.update(start=date(2027, 1, 1))

    with pytest.raises(NotAllowedHere, match="Belum ada skema"):
        opened(hr)

    assert not AllowanceRun.objects.exists()


def test_a_scheme_that_cannot_be_read_computes_nothing(hr):
    run = opened(hr)
    SchemeVersion.objects.update(parameters={"absent_day_cut": "tiga"})

    with pytest.raises(RuleViolation, match="absent_day_cut"):
        actions.compute(run=run, by=hr, at=states.IN_DECEMBER)

    run.refresh_from_db()
    assert run.status == "OPEN"
    assert AllowanceResult.objects.count() == Snapshot.objects.count() == 0


def test_the_schemes_own_figures_are_used(office, hr):
    SchemeVersion.objects.update(
        parameters={"required_minutes": "0", "late_bands": [[30, "10"], [None, "20"]], "tax_group_three": "0"}
    )
    states.attendance(office.staff, {2: 30, 3: 31}, {})

    result = computed(hr).results.get(employee=office.staff)

    assert [line["amount"] for line in result.lines] == ["3400000", "2040000", "1360000", "-408000", "0", "2992000"]


@pytest.mark.parametrize("who", ["staff", "section", "head"])
def test_only_hr_and_jobs_run_allowances(office, hr, who):
    person = make.actor(getattr(office, who))
    with pytest.raises(NotYours):
        opened(person)
    run = opened(hr)
    with pytest.raises(NotYours):
        actions.compute(run=run, by=person, at=states.IN_DECEMBER)

    assert Decision.objects.filter(process="allowance").count() == 1
    assert computed_by_job(run).status == "COMPUTED"


def computed_by_job(run):
    return actions.compute(run=run, by=Actor.system("tick", Channel.DEMO), at=states.IN_DECEMBER)


def test_everybody_costs_as_many_statements_as_a_few(office, hr):
    few = statements(opened(hr), hr)
    for number in range(30):
        post = make.position("Pengelola", office.posts["staff"].unit, office.posts["section"])
        person = make.employee(f"Pegawai {number}", post)
        states.attendance(person, {}, {})

    many = statements(opened(hr), hr)

    assert AllowanceRun.objects.last().results.count() == 35
    assert many <= few + 1
    assert many <= 40


def statements(run, by) -> int:
    AllowanceResult.objects.all().delete()
    Snapshot.objects.all().delete()
    with CaptureQueriesContext(connection) as captured:
        actions.compute(run=run, by=by, at=states.IN_DECEMBER)
    return len(captured)


def test_an_unverified_report_earns_no_minutes(office, hr):
    states.november_of(office.staff, office.section)
    sent = office.staff.daily_reports.get(day=date(2026, 11, 23))
    daily.reject(task_id=states.task_of(sent), by=make.actor(office.section), reason="Bukan pekerjaan kantor.")

    assert computed(hr).results.get(employee=office.staff).approved_minutes == 1545
