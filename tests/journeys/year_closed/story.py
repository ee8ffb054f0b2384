"""A year of the cut-down office, told once: imported, planned, reported on, assessed, and brought to its closing.

What one person does in the story goes through the pages, by `Visitor`; the same acts of all others through the actions.
Nobody gets help: each act is done by whoever the engine asks.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command

from tests import factories as make
from tests.journeys.conftest import decide, task_address
from tests.journeys.visitor import Visitor
from tests.journeys.year_closed import files
from workflows.assessment import actions as assessing
from workflows.assessment.models import Assessment
from workflows.daily import actions as daily
from workflows.daily.models import DailyReport
from workflows.engine.models import WorkItem
from workflows.organization import actions as organization
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Employee, Period, Role, Tenure
from workflows.skp import actions as planning
from workflows.skp.models import Indicator, Skp

Levels = dict[int, tuple[Decimal, str]]
EVIDENCE = "Rekapitulasi tahunan, map 4"
FEEDBACK = "Pekerjaan selesai dengan teliti; laporan mohon diisi pada harinya."


@dataclass
class Year:
    """The office in its year; `said` keeps what the story read on the way, for the tests to look at."""

    number: int
    reached: Mapping[tuple[str, str], str]  # (post, aspect) → the level reached; what was planned where nothing is said
    said: dict[str, Any] = field(default_factory=dict)
    _at_browsers: dict[int, Visitor] = field(default_factory=dict)

    @property
    def period(self) -> Period:
        """The year."""
        return Period.objects.get(code=f"{self.number}")

    def who(self, post: str) -> Employee:
        """Whoever holds the post."""
        tenure = Tenure.objects.select_related("employee__user").get(position__code=post, end=None)
        return tenure.employee

    def as_(self, post: str) -> Visitor:
        """Its holder at a browser."""
        person = self.who(post)
        return self._at_browsers.setdefault(person.pk, Visitor(person))

    def today(self, month: int, day: int, *, years_later: int = 0) -> date:
        """Move the office's today on."""
        settings.DEMO_TODAY = date(self.number + years_later, month, day)
        return settings.DEMO_TODAY

    def result_of(self, post: str, period: Period | None = None) -> Assessment:
        """The assessment of who stood in the post, of the year unless told."""
        found = Assessment.objects.select_related("period", "employee", "position", "skp", "snapshot")
        return found.get(position__code=post, period=period or self.period)

    # ---- the year ----
    def begin(self, folder: Path) -> None:
        """2 January: the files are imported by the command, and HR has its role."""
        self.today(1, 2)
        call_command("import_office", str(files.write(folder, self.number)), stdout=StringIO())
        by = Actor.system("setup", Channel.DEMO)
        organization.grant_role(user=self.who(files.HR).user, role=Role.HR_ADMIN, start=date(self.number, 1, 1), by=by)

    def plan(self) -> None:
        """January: plans agreed from the top down, each level when the one above is set; the staff's by the pages."""
        drafts = list(Skp.objects.filter(period=self.period).select_related("employee__user", "position"))
        for day, level in enumerate(self._from_the_top(drafts), start=6):
            self.today(1, day)
            for skp in level:
                if skp.position.code == files.STAFF:
                    self._plan_by_pages(skp)
                    continue
                at = make.at(settings.DEMO_TODAY, 9)
                planning.submit(skp=skp, by=make.actor(skp.employee), at=at)
                while item := make.open_item_of(skp):
                    planning.approve(task_id=item.task_id, by=asked(item), at=at.replace(hour=11))

    def _plan_by_pages(self, skp: Skp) -> None:
        self.as_(files.STAFF).open("/skp/").follow("Lanjutkan menyusun").press("Kirim untuk disetujui")
        for post in (files.SECTION, files.DIVISION):
            decide(self.as_(post), task_address("skp", skp.employee), "approve")

    @staticmethod
    def _from_the_top(drafts: Sequence[Skp]) -> Iterator[list[Skp]]:
        waiting, above = list(drafts), {files.OUTSIDE}
        while waiting:
            level = [skp for skp in waiting if skp.position.reports_to and skp.position.reports_to.code in above]
            assert level, f"Nobody above {waiting} has a plan."
            yield level
            above |= {skp.position.code for skp in level}
            waiting = [skp for skp in waiting if skp not in level]

    def report(self) -> None:
        """Each report is sent on its day and verified; the staff's last by the pages."""
        drafts = DailyReport.objects.filter(status=DailyReport.Status.DRAFT).select_related("employee__user")
        of_staff = drafts.filter(employee=self.who(files.STAFF)).latest("day")
        for report in list(drafts.exclude(pk=of_staff.pk).order_by("day", "pk")):
            settings.DEMO_TODAY = report.day
            at = make.at(report.day, 16, 10)
            daily.submit(employee=report.employee, day=report.day, by=make.actor(report.employee), at=at)
            item = WorkItem.objects.open().get(process="daily", person=report.employee)
            daily.verify(task_id=item.task_id, by=asked(item), at=at.replace(hour=17))
        settings.DEMO_TODAY = of_staff.day
        self.as_(files.STAFF).open("/").follow("Isi laporan hari ini").press("Kirim laporan", which="today")
        decide(self.as_(files.SECTION), task_address("daily", of_staff.employee), "approve")

    # ---- assessing ----
    def account(self, period: Period, *, but: Sequence[str] = ()) -> None:
        """Everybody fills in what was reached, but those who do it at their pages."""
        at = make.at(settings.DEMO_TODAY, 9)
        for item in waiting(period, "self_assess"):
            assessment = assessment_of(item)
            if assessment.position.code not in but:
                assessing.self_assess(
                    task_id=item.task_id, levels=self.levels_of(assessment), by=make.actor(assessment.employee), at=at
                )  # fmt: skip

    def levels_of(self, assessment: Assessment) -> Levels:
        """What the person enters for each level."""
        return {
            row.indicator_id: (self.level_of(assessment.position.code, row.indicator), EVIDENCE)
            for row in assessment.realisations.select_related("indicator").filter(indicator__measure="LEVEL")
        }

    def level_of(self, post: str, indicator: Indicator) -> Decimal:
        """What was reached of the level."""
        return Decimal(self.reached.get((post, indicator.aspect), indicator.target))

    def typed_levels(self, assessment: Assessment) -> dict[str, str]:
        """The same, as the person types it."""
        typed = {}
        for key, (level, evidence) in self.levels_of(assessment).items():
            typed |= {f"level_{key}": f"{level.normalize():f}".replace(".", ","), f"evidence_{key}": evidence}
        return typed

    def rate(self, period: Period, given: Callable[[Assessment], dict[str, Any]], *, but: Sequence[str] = ()) -> None:
        """Everybody's assessor opens the evidence and rates."""
        at = make.at(settings.DEMO_TODAY, 10)
        for item in waiting(period, "decide"):
            assessment = assessment_of(item)
            if assessment.position.code not in but:
                by = asked(item)
                assessing.open_evidence(assessment=assessment, by=by, at=at)
                assessing.rate(task_id=item.task_id, by=by, at=at, **given(assessment))

    def ratify(self, period: Period, *, but: Sequence[str] = ()) -> None:
        """Whoever stands above ratifies."""
        at = make.at(settings.DEMO_TODAY, 11)
        for item in waiting(period, "decide"):
            if assessment_of(item).position.code not in but:
                assessing.ratify(task_id=item.task_id, by=asked(item), at=at)

    def acknowledge(self, period: Period, *, but: Sequence[str] = ()) -> None:
        """Everybody accepts."""
        at = make.at(settings.DEMO_TODAY, 12)
        for item in waiting(period, "acknowledge"):
            assessment = assessment_of(item)
            if assessment.position.code not in but:
                assessing.acknowledge(task_id=item.task_id, by=make.actor(assessment.employee), at=at)

    # ---- closing ----
    @property
    def closing_page(self) -> str:
        """HR's page of the year."""
        return f"/admin/organization/period/{self.period.pk}/assessment/"

    def try_to_close(self, reason: str = "") -> Visitor:
        """HR presses the button, whether the page offers it or not; the page that answers."""
        hr = self.as_(files.HR)
        answer = hr.client.post(self.closing_page, {"step": "close", "reason": reason}, follow=True)
        return hr._shown(answer, self.closing_page, 200)


def waiting(period: Period, node: str) -> list[WorkItem]:
    """What waits at this node of the period's assessments now."""
    rows = WorkItem.objects.open().filter(
        process="assessment", node=node, case__assessmentprocess__assessment__period=period
    )
    return list(rows.select_related("owner__employee").order_by("pk"))


def assessment_of(item: WorkItem) -> Assessment:
    """What the item is about."""
    found = Assessment.objects.select_related("period", "employee__user", "position", "skp")
    return found.get(cases__pk=item.case_id)


def asked(item: WorkItem) -> Actor:
    """Whoever the item asks."""
    assert item.owner is not None
    return make.actor(item.owner.employee)


def decided_at(day: date, hour: int = 9) -> datetime:
    """A moment of the day."""
    return make.at(day, hour)
