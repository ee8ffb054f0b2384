"""Reading a report before it is stored: what the rules refuse, and what they count and mark."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils import timezone

from workflows.daily.entries import ActivityEntry
from workflows.daily.models import DailyReport
from workflows.organization.calendar import days_off
from workflows.organization.models import Period
from workflows.organization.periods import closed_among, periods_of
from workflows.rules import daily as rules
from workflows.rules.spans import minutes_counted_once
from workflows.rules.violation import RuleViolation
from workflows.skp.models import Indicator, Skp, WorkResult

ADDITIONAL_UNIT = "kegiatan"
LATE_UNTIL_DAY = 5  # where nobody opened the month; the period's own otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is counted of a report: minutes (overlapping hours once), working days late, and its marks."""

    entries: list[ActivityEntry]
    minutes: int
    days_late: int
    marks: frozenset[str]
    fingerprint: str

    @property
    def activity_count(self) -> int:
        """How many activities."""
        return len(self.entries)

    @property
    def has_overlap(self) -> bool:
        """Whether hours overlap."""
        return rules.OVERLAP in self.marks

    @property
    def is_copied(self) -> bool:
        """Whether the day's text is that of an earlier day."""
        return rules.COPIED in self.marks


def read(
    report: DailyReport, entries: Sequence[ActivityEntry], *, entered_at: datetime, today: date | None = None
) -> Reading:
    """Accept the report or name all its problems.

    `today` is the day by which the window is judged where that is not the day of entry (a correction).

    :raises ReportRefused: with every problem at once. :raises RuleViolation: the day's period is closed.
    """
    periods = periods_of(report.day)
    if (closed := closed_among(periods)) is not None:
        raise RuleViolation(
            f"Periode {closed.title} sudah ditutup, sehingga laporan harinya tidak dapat dikirim lagi. "
            "Hubungi pengelola kepegawaian.",
            field="day", code="period_closed",
        )  # fmt: skip
    period = next((period for period in periods if period.kind == Period.Kind.MONTH), None)
    evidence_required = period.evidence_required if period else False
    complete = with_units(report, entries)
    if evidence_required:
        complete = _with_kept_evidence(report, complete)
    activities = [entry.as_rule(evidence_required=evidence_required) for entry in complete]
    entered_on = timezone.localdate(entered_at)
    rules.check_report(
        report.day, activities, today=today or entered_on,
        late_until_day=period.late_until_day if period else LATE_UNTIL_DAY,
    )  # fmt: skip
    late = 0
    if entered_on > report.day:
        off = days_off(report.day, entered_on + timedelta(days=14))
        late = rules.days_late(report.day, entered_on, off.everybody, off.lost)
    fingerprint = rules.fingerprint(activities)
    copied = (
        DailyReport.objects.filter(employee=report.employee, fingerprint=fingerprint, day__lt=report.day)
        .exclude(status=DailyReport.Status.DRAFT)
        .exists()
    )
    return Reading(
        entries=complete,
        minutes=minutes_counted_once(rules.spans_of(activities)),
        days_late=late,
        marks=rules.find_marks(activities, earlier_texts={fingerprint} if copied else (), late_days=late),
        fingerprint=fingerprint,
    )


def with_units(report: DailyReport, entries: Sequence[ActivityEntry]) -> list[ActivityEntry]:
    """The entries, each with the unit of what it counts: its result's, or activities.

    :raises RuleViolation: one names a planned result that is not of the employee's own plan of that year.
    """
    named = {entry.result_id for entry in entries if entry.result_id is not None}
    units: dict[int, str] = {}
    if named:
        rows = (
            WorkResult.objects.filter(
                pk__in=named,
                skp__employee=report.employee,
                skp__period__start__lte=report.day,
                skp__period__end__gt=report.day,
            )
            .exclude(skp__status__in=[Skp.Status.REJECTED, Skp.Status.WITHDRAWN])
            .order_by("-indicators__number")
            .values_list("pk", "indicators__measure", "indicators__unit")
        )
        for pk, measure, unit in rows:
            units[pk] = unit if measure == Indicator.Measure.QUANTITY else units.get(pk, "")
        if not named <= units.keys():
            raise RuleViolation("Pilih hasil kerja dari SKP Anda sendiri.", field="result", code="result_not_own")
    return [
        replace(entry, unit=entry.unit or (units.get(entry.result_id, "") if entry.result_id else ADDITIONAL_UNIT))
        for entry in entries
    ]


def _with_kept_evidence(report: DailyReport, entries: Sequence[ActivityEntry]) -> list[ActivityEntry]:
    """The entries, saying of each whether the stored activity that it changes has a file already."""
    with_file = set(report.activities.exclude(evidence_file="").values_list("pk", flat=True))
    return [replace(entry, has_evidence=entry.has_evidence or entry.pk in with_file) for entry in entries]
