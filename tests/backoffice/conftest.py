"""An office with one row of every kind that the back-office lists, and people who may and may not look."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.utils import timezone
from viewflow.workflow.models import Process, Task

from backoffice.site import site
from tests import factories
from workflows.allowance.models import AllowanceClass, AllowanceResult, AllowanceRun, AllowanceScheme, SchemeVersion
from workflows.approvals.models import ChainVersion
from workflows.assessment.models import (
    Assessment,
    AssessmentProcess,
    BehaviourRating,
    DistributionReason,
    EvidenceOpened,
    FieldReview,
    PastResult,
    ResultRealisation,
    ReviewFinding,
    SuggestionBounds,
    UnitPredicate,
)
from workflows.attendance.models import AttendanceDay
from workflows.audit import clock
from workflows.audit.sealing import seal
from workflows.daily.models import DailyActivity, DailyProcess, DailyReport
from workflows.engine.models import OutboxMessage, WorkItem
from workflows.feedback.models import Incident, Invitation, Note, OpinionRound
from workflows.objection.models import Objection, ObjectionPoint, ObjectionProcess
from workflows.organization.actor import Actor
from workflows.organization.models import (
    ActingAppointment,
    DelegatedProcess,
    Delegation,
    Employee,
    Holiday,
    Leave,
    OneTimeCode,
    Outage,
    Period,
    ReasonRule,
    Role,
    RoleGrant,
    RoleProposal,
    ServiceEnd,
    Snapshot,
    SuperiorReport,
    WorkSchedule,
)
from workflows.organization.periods import year_of
from workflows.skp.models import BehaviourExpectation, Indicator, PerformanceAgreement, SkpProcess
from workflows.targets.models import MonthlyRealisation, MonthlyTarget, TargetPlan, TargetProcess

TODAY = date(2026, 11, 24)
BACKEND = "workflows.organization.login.RoleBackend"
_serial = count(1)


@pytest.fixture(autouse=True)
def _today(settings: Any) -> None:
    settings.DEMO_TODAY = TODAY


@dataclass
class People:
    """The small office, and one person of each role."""

    office: factories.Office
    hr: Employee
    other_hr: Employee
    auditor: Employee
    team: Employee
    technical: Employee

    def by_hr(self) -> Actor:
        """The HR admin acting."""
        return factories.actor(self.hr)


@pytest.fixture
def people(db: None) -> People:
    """The office of the factories with its roles."""
    return People(
        office=factories.office(),
        hr=factories.with_role(Role.HR_ADMIN, "Ratna HR"),
        other_hr=factories.with_role(Role.HR_ADMIN, "Rina HR"),
        auditor=factories.with_role(Role.AUDITOR, "Agus Auditor"),
        team=factories.with_role(Role.PERFORMANCE_TEAM, "Tika Kinerja"),
        technical=factories.with_role(Role.TECHNICAL_ADMIN, "Toni Teknis"),
    )


@pytest.fixture
def enter() -> Callable[[Employee], Client]:
    """A browser in which this person is logged in."""

    def browser(person: Employee) -> Client:
        client = Client()
        client.force_login(person.user, backend=BACKEND)
        return client

    return browser


def list_url(model: type[models.Model], rest: str = "") -> str:
    """The address of a model's list, or of a page below it."""
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/{rest}"


def registered() -> list[type[models.Model]]:
    """Every model that the back-office shows."""
    return list(site._registry)


def one_more_of_everything(people: People) -> None:
    """A further person with a row in every list."""
    number = next(_serial)
    office = people.office
    post = factories.position(f"Analis {number}", office.posts["staff"].unit, office.posts["section"])
    person = factories.employee(f"Pegawai {number}", post)
    moment = clock.now()
    year = year_of(TODAY)
    month = Period.objects.get(code=f"2026-{(number - 1) % 12 + 1:02d}")
    seal(moment + timedelta(days=number))
    skp = factories.draft_skp(person, post, text=f"Hasil {number}")
    result = skp.results.get()
    indicator = Indicator.objects.filter(result=result).first()
    BehaviourExpectation.objects.create(skp=skp, value="PELAYANAN", text="Ramah")
    agreement = PerformanceAgreement.objects.create(
        period=year, unit=post.unit, goal=f"Sasaran {number}", indicator="Nilai", target=Decimal(1), target_unit="nilai"
    )
    result.agreement = agreement
    result.save()
    plan = TargetPlan.objects.create(skp=skp)
    MonthlyTarget.objects.create(plan=plan, indicator=indicator, month=1, amount=1)
    MonthlyRealisation.objects.create(indicator=indicator, month=1, quantity=1, reports=1)
    report = DailyReport.objects.create(employee=person, position=post, day=TODAY - timedelta(days=1))
    DailyActivity.objects.create(
        report=report, number=1, starts=time(8), ends=time(9), kind="ADDITIONAL", description="Rapat", entered_at=moment
    )
    AttendanceDay.objects.create(employee=person, day=TODAY, status="PRESENT")
    snapshot = Snapshot.objects.create(
        employee=person, position=post, period=month, taken_on=TODAY, name=person.name, nip=person.nip, grade="III/a",
        kind="PNS", post=post.title, unit=post.unit.name, job_class=6,
    )  # fmt: skip
    assessment = Assessment.objects.create(
        employee=person, position=post, skp=skp, period=month, snapshot=snapshot, rule_set="permenpanrb_6_2022",
        opened_at=moment,
    )  # fmt: skip
    ResultRealisation.objects.create(assessment=assessment, indicator=indicator, target=1)
    BehaviourRating.objects.create(assessment=assessment, value="PELAYANAN", rating="MEETS")
    EvidenceOpened.objects.create(assessment=assessment, employee=office.section, round=1, content="x", at=moment)
    visit = FieldReview.objects.create(
        assessment=assessment, visited_on=TODAY, spoken_to="Kepala loket", advice="Bandingkan rekapnya.",
        author=people.hr.user, reviewed_by="Ratna HR", recorded_at=moment,
    )  # fmt: skip
    ReviewFinding.objects.create(review=visit, result=result, finding="CONFIRMS")
    SuggestionBounds.objects.create(start=TODAY + timedelta(days=number))
    of_unit = {"unit": factories.unit(f"Unit {number}"), "period": month, "reason": "IKU tercapai"}
    UnitPredicate.objects.create(predicate="GOOD", set_by="Siti Pratama", set_at=moment, **of_unit)
    DistributionReason.objects.create(given_by="Jaya Ramadan", given_at=moment, **of_unit)
    PastResult.objects.create(employee=person, year=2013, system="DP3", value=Decimal("85.40"), source=f"DP3 {number}")
    scheme, _ = AllowanceScheme.objects.get_or_create(code="KOTA", defaults={"name": "Kota"})
    version = SchemeVersion.objects.create(scheme=scheme, number=100 + number, start=TODAY)
    AllowanceClass.objects.create(job_class=6, amount=1_000_000, start=TODAY + timedelta(days=number))
    run = AllowanceRun.objects.create(period=month, number=100 + number, scheme=version)
    AllowanceResult.objects.create(run=run, employee=person, snapshot=snapshot, ceiling=1, approved_minutes=1, net=1)
    ActingAppointment.objects.create(
        position=post, officer=office.section, capacity="PLH", start=TODAY, decree=f"SP {number}"
    )
    delegation = Delegation.objects.create(
        delegator=office.division, delegate=office.head, start=TODAY + timedelta(days=number),
        end=TODAY + timedelta(days=number + 1), reason="Cuti",
    )  # fmt: skip
    DelegatedProcess.objects.create(delegation=delegation, process="skp")
    SuperiorReport.objects.create(
        employee=person, position=post, on_record="Jaya Ramadan", says="Bukan beliau", reported_at=moment
    )
    words = {"author": office.section, "on": TODAY, "text": "Rapi", "written_at": moment}
    Note.objects.create(recipient=person, direction="DOWN", kind="FEEDBACK", **words)
    Incident.objects.create(employee=person, nature="POSITIVE", evidence_link="https://contoh.go.id", **words)
    opened = OpinionRound.objects.create(employee=person, period=year, answer_until=TODAY, opened_at=moment)
    Invitation.objects.create(round=opened, rater=office.staff, group="PEER")
    RoleGrant.objects.create(user=person.user, role=Role.LEADER, start=TODAY)
    RoleProposal.objects.create(
        user=person.user, kind="GRANT", role=Role.AUDITOR, start=TODAY, reason="Pemeriksaan 2026",
        proposed_by=people.hr.user, proposed_at=moment,
    )  # fmt: skip
    ReasonRule.objects.create(
        verb="CLAIM", process=f"p{number}", start=TODAY, end=TODAY + timedelta(days=1), note="Surat edaran 12/2026"
    )
    OneTimeCode.objects.create(
        user=person.user, code_hash="x", issued_by="Ratna", issued_at=moment, expires_at=moment + timedelta(days=7)
    )
    ServiceEnd.objects.create(
        employee=person, kind="RETIRED", since=TODAY + timedelta(days=number), reason="Batas usia", recorded_at=moment
    )
    Leave.objects.create(employee=person, start=TODAY + timedelta(days=number), end=TODAY + timedelta(days=number + 2))
    Outage.objects.create(
        starts_at=moment - timedelta(days=number, hours=1),
        ends_at=moment - timedelta(days=number),
        reason="Listrik padam",
    )
    OutboxMessage.objects.create(
        key=f"digest:{number}", recipient=person.user, subject="Pekerjaan Anda", created_at=moment
    )
    Holiday.objects.create(day=date(2027, 1, 1) + timedelta(days=number), name=f"Libur {number}", kind="LOCAL")
    WorkSchedule.objects.create(
        name=f"Jam {number}", start=TODAY + timedelta(days=number), starts_at=time(7, 30), ends_at=time(16),
        friday_ends_at=time(16, 30), break_minutes=30, friday_break_minutes=60,
    )  # fmt: skip
    subjects: list[tuple[type[Process], dict[str, Any]]] = [
        (SkpProcess, {"skp": skp}),
        (TargetProcess, {"plan": plan}),
        (DailyProcess, {"report": report}),
        (AssessmentProcess, {"assessment": assessment}),
    ]
    for model, subject in subjects:
        open_case(model, person, post, subject)
    contested = AssessmentProcess.objects.get(assessment=assessment)
    objection = Objection.objects.create(
        assessment=assessment, contested=contested, assessor=office.section, raters=[office.section.nip],
        objected_at=moment, before_predicate="GOOD",
    )  # fmt: skip
    ObjectionPoint.objects.create(objection=objection, number=1, about="BEHAVIOUR", reason="Tidak sesuai")
    open_case(ObjectionProcess, person, post, {"objection": objection})


def open_case(model: Any, person: Employee, post: Any, subject: dict[str, Any]) -> None:
    """A case with an open task and its work item, written as the engine stores them."""
    code = model.process_code
    version = ChainVersion.objects.filter(chain__process=code).select_related("chain").first()
    assert version is not None
    tier = version.tiers.order_by("number").first()
    flow = FLOW_NAMES[code]
    case = model.objects.create(
        flow_class=flow, person=person, position=post, chain_version=version, tier=tier, status="NEW", **subject
    )
    task = Task(
        process_id=case.pk, flow_task=f"{flow}.decide", flow_task_type="HUMAN", status="ASSIGNED", owner=person.user
    )
    models.Model.save(task)
    WorkItem.objects.create(
        task=task, case_id=case.pk, process=code, node="decide", owner=person.user, tier=tier, person=person,
        title="Menunggu", created_at=timezone.now(), due_at=timezone.now(),
    )  # fmt: skip


# As viewflow stores them; read as text by the back-office, so a flow that is not there yet does no harm.
FLOW_NAMES = {
    "skp": "skp/flows.SkpFlow",
    "targets": "targets/flows.TargetFlow",
    "daily": "daily/flows.DailyFlow",
    "assessment": "assessment/flows.AssessmentFlow",
    "objection": "objection/flows.ObjectionFlow",
}


def tables() -> dict[str, int]:
    """How many rows each table of ours has, history included, to show that nothing changed."""
    ours = (
        "organization",
        "attendance",
        "skp",
        "targets",
        "daily",
        "feedback",
        "assessment",
        "allowance",
        "approvals",
        "audit",
        "engine",
    )
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.app_label in ours or model._meta.app_label == "viewflow"
    }
