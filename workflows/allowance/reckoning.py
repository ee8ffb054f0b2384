"""What the rule needs of a month, of one person or of everybody, and what it answers."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, cast

from django.db.models import QuerySet, Sum

from workflows.allowance.models import AllowanceClass, AllowanceOmission, SchemeVersion
from workflows.allowance.parameters import parameters_of
from workflows.allowance.standing import ONE_DAY, Standing, units_outside
from workflows.attendance.reading import MonthReading, read_months
from workflows.daily.models import DailyReport
from workflows.organization.models import Employee, Period
from workflows.rules.allowance_kota import CODE, Allowance, Inputs, Parameters, compute
from workflows.rules.discipline import Cut
from workflows.rules.trace import as_json
from workflows.rules.violation import RuleViolation

Reason = AllowanceOmission.Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """A person's month by the rule, with what it was computed from."""

    standing: Standing
    inputs: Inputs
    reading: MonthReading
    allowance: Allowance

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The lines as JSON; that of the discipline cut carries the cuts one by one."""
        return lines_as_json(self.allowance)

    @property
    def trace(self) -> list[dict[str, object]]:
        """The trace as JSON."""
        return as_json(self.allowance.trace)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotPaid:
    """A person to whom the month pays nothing, and why in a sentence."""

    employee: Employee
    reason: AllowanceOmission.Reason
    explanation: str


def version_in_force(period: Period) -> SchemeVersion | None:
    """The scheme's figures for the month: the version that holds on its first day, the latest where several do."""
    return latest_of(versions_on(period.start))


def versions_on(day: date) -> QuerySet[SchemeVersion]:
    """The versions of the scheme that hold on the day."""
    return SchemeVersion.objects.on(day).filter(scheme__code=CODE).select_related("scheme")


def latest_of(versions: Iterable[SchemeVersion]) -> SchemeVersion | None:
    """The latest of these versions."""
    return max(versions, key=lambda version: (version.start, version.number), default=None)


def ceilings_in(period: Period) -> dict[int, Decimal]:
    """The ceiling of each job class on the month's last day; of two rows that hold, the later."""
    return ceilings_of(AllowanceClass.objects.on(period.end - ONE_DAY))


def ceilings_of(rows: Iterable[AllowanceClass]) -> dict[int, Decimal]:
    """The ceiling of each job class; of two rows that hold, the later."""
    return {row.job_class: row.amount for row in sorted(rows, key=lambda row: row.start)}


def approved_minutes(period: Period) -> dict[int, int]:
    """Everybody's minutes of verified reports of the month's days, by the employee's key. One statement."""
    rows = DailyReport.objects.filter(status=DailyReport.Status.VERIFIED, day__gte=period.start, day__lt=period.end)
    return dict(rows.order_by().values_list("employee_id").annotate(Sum("minutes")))


def reckon_all(
    found: Collection[Standing], period: Period, version: SchemeVersion, *, today: date
) -> tuple[list[Reckoned], list[NotPaid]]:
    """Everybody's month and who is not paid. The number of statements does not grow with the people.

    :raises RuleViolation: the scheme's figures cannot be read.
    """
    parameters = parameters_of(version.parameters)
    ceilings, minutes, outside = ceilings_in(period), approved_minutes(period), units_outside()
    readings = read_months([each.employee.pk for each in found], period.start, period.end, today=today)
    paid: list[Reckoned] = []
    unpaid: list[NotPaid] = []
    for standing in sorted(found, key=lambda each: each.employee.pk):
        key = standing.employee.pk
        answer = reckon(standing, ceilings, outside, minutes.get(key, 0), readings[key], parameters)
        if isinstance(answer, Reckoned):
            paid.append(answer)
        else:
            unpaid.append(answer)
    return paid, unpaid


def reckon(
    standing: Standing,
    ceilings: Mapping[int, Decimal],
    outside: Collection[int],
    minutes: int,
    reading: MonthReading,
    parameters: Parameters,
) -> Reckoned | NotPaid:
    """One person's month, or why it pays nothing."""
    position = standing.position
    if position.unit_id in outside:
        return NotPaid(
            employee=standing.employee,
            reason=Reason.OUTSIDE,
            explanation=f"{position.title} berada di luar kantor ini. Tunjangannya dibayar oleh instansinya sendiri.",
        )
    ceiling = ceilings.get(standing.job_class)
    if ceiling is None:
        return NotPaid(
            employee=standing.employee,
            reason=Reason.NO_CEILING,
            explanation=f"Kelas jabatan {standing.job_class} belum memiliki pagu. Lengkapi daftar pagu kelas jabatan.",
        )
    inputs = Inputs(
        ceiling=ceiling,
        approved_minutes=minutes,
        days=reading.days,
        grade=standing.grade,
        kind=cast(Literal["PNS", "PPPK"], standing.kind),
        on_probation=standing.on_probation,
        job_class=standing.job_class,
    )
    try:
        allowance = compute(inputs, parameters)
    except RuleViolation as violation:
        return NotPaid(employee=standing.employee, reason=Reason.REFUSED, explanation=violation.message[:400])
    return Reckoned(standing=standing, inputs=inputs, reading=reading, allowance=allowance)


def lines_as_json(allowance: Allowance) -> list[dict[str, Any]]:
    """The lines as plain lists and dicts: amounts as text, the cuts at the line that they make."""
    return [
        {
            "code": line.code, "label": line.label, "amount": str(line.amount), "explanation": line.explanation,
            **({"cuts": [_cut(cut) for cut in allowance.cuts]} if line.code == "DISCIPLINE_CUT" else {}),
        }
        for line in allowance.lines
    ]  # fmt: skip


def _cut(cut: Cut) -> dict[str, Any]:
    return {"day": cut.day.isoformat(), "kind": cut.kind, "minutes": cut.minutes, "percent": str(cut.percent)}
