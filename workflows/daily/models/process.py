"""The case in which a day's report is verified."""

from datetime import datetime
from decimal import Decimal
from pathlib import PurePosixPath
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.daily.models.activity import DailyActivity
from workflows.daily.models.report import DailyReport
from workflows.engine.models import TieredCase
from workflows.organization.calendar import end_of
from workflows.organization.models import Period
from workflows.rules.daily import late_window_ends_on
from workflows.rules.rounding import two_decimals
from workflows.rules.wording import clock, day_and_month, day_in_words, duration, exact
from workflows.skp.models import WorkResult


class DailyProcess(TieredCase):
    """One report on its way to verification."""

    process_code: ClassVar[str] = "daily"

    report = models.ForeignKey(DailyReport, on_delete=models.PROTECT, related_name="cases", verbose_name=_("report"))

    class Meta:
        verbose_name = _("daily report process")
        verbose_name_plural = _("daily report processes")

    @property
    def subject(self) -> DailyReport:
        """The report."""
        return self.report

    def content(self) -> dict[str, object]:
        """The day's activities as values; a quantity as it is stored, so that what was sent is what is read."""
        return {
            "day": self.report.day,
            "activities": [
                [a.starts.isoformat(), a.ends.isoformat(), a.kind, a.result_id, a.description,
                 two_decimals(Decimal(a.quantity)), a.unit, a.evidence_file.name or "", a.evidence_link]
                for a in self.report.in_order()
            ],
        }  # fmt: skip

    def content_lines(self) -> list[tuple[str, str, str]]:
        """The day, then a line for each activity, known by its place: a row may be another and say the same."""
        activities = self.report.in_order()
        keys = {a.result_id for a in activities} - {None}
        rows = WorkResult.objects.filter(pk__in=keys).select_related("skp__position") if keys else ()
        results = {row.pk: self._result_in_words(row) for row in rows}
        return [
            ("day", "Tanggal", day_in_words(self.report.day)),
            *(
                (f"activity-{n}", f"Kegiatan {n}", _in_words(a, results.get(a.result_id or 0, "")))
                for n, a in enumerate(activities, start=1)
            ),
        ]

    def _result_in_words(self, result: WorkResult) -> str:
        """*hasil kerja 2, Terprosesnya usulan mutasi*; the version and post are named where there are others."""
        plan = result.skp
        version = f" SKP versi {plan.version}" if plan.version > 1 else ""
        post = f" {plan.position.title}" if plan.position_id != self.report.position_id else ""
        return f"hasil kerja {result.number}{version}{post}, {result.text}"

    def task_title(self, node: str) -> str:
        """The line in an inbox."""
        day = day_and_month(self.report.day)
        return f"Laporan {day} dikembalikan" if node == "correct" else f"Laporan {self.person.name}, {day}"

    def task_summary(self, node: str) -> str:
        """The small line below it: how much, and what to look at."""
        report = self.report
        parts = [f"{report.activity_count} kegiatan, {duration(report.minutes)}."]
        if self.round > 1:
            parts.append("Diperbaiki sesuai catatan.")
        if report.has_overlap:
            parts.append("Ada jam yang bertumpang tindih.")
        if report.is_copied:
            parts.append("Uraian sama persis dengan laporan sebelumnya.")
        parts.append(f"Terlambat {report.days_late} hari kerja." if report.is_late else "Masuk pada harinya.")
        return " ".join(parts)

    def task_has_mark(self, node: str) -> bool:
        """Overlapping hours and copied text must be read; lateness alone need not."""
        return self.report.has_overlap or self.report.is_copied

    def task_due(self, node: str, at: datetime) -> datetime:
        """A returned report can be corrected until its late window closes, and three working days at least.

        Else whoever verifies late would take the correction away from the person.
        """
        day = self.report.day
        month = Period.objects.filter(code=f"{day:%Y-%m}").first()
        closes_on = late_window_ends_on(day, month.late_until_day) if month else late_window_ends_on(day)
        return max(end_of(closes_on), super().task_due(node, at))


def _in_words(activity: DailyActivity, result: str) -> str:
    """An activity on one line: *07.30–09.30, tugas jabatan (…): Memeriksa usulan; 3 usulan; bukti: foto.jpg*"""
    is_main = activity.kind == DailyActivity.Kind.MAIN
    kind = "tugas jabatan" if is_main else "tugas tambahan"
    evidence = [PurePosixPath(activity.evidence_file.name or "").name, activity.evidence_link]
    parts = [
        f"{clock(activity.starts)}–{clock(activity.ends)}, {kind}{f' ({result})' if result else ''}: "
        f"{activity.description}",
        f"{exact(two_decimals(Decimal(activity.quantity)))} {activity.unit}".strip(),
        f"bukti: {', '.join(filter(None, evidence))}" if any(evidence) else "tanpa bukti",
    ]
    return "; ".join(parts)
