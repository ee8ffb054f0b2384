"""What pages read of allowances: a month computed, else estimated, with how every line came about."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from workflows.allowance.estimating import Estimate, estimate_of
from workflows.allowance.explaining import Setting, explain
from workflows.allowance.models import AllowanceOmission, AllowanceResult, AllowanceRun, SchemeVersion
from workflows.allowance.month_read import MonthRead, read_of
from workflows.allowance.parameters import parameters_of
from workflows.allowance.reckoning import NotPaid
from workflows.organization.models import Employee, Period
from workflows.printing.words import number
from workflows.rules.violation import RuleViolation

SHOWN_IN_BAR = (("a", "approved"), ("b", "waiting"), ("c", "returned"))


def result_of(employee: Employee, period: Period) -> AllowanceResult | AllowanceOmission | None:
    """The person's place in the month's latest computed run: a result, or why it pays nothing. None: none computed."""
    run = (
        AllowanceRun.objects.filter(period=period, status=AllowanceRun.Status.COMPUTED)
        .select_related("scheme__scheme", "period")
        .order_by("-number")
        .first()
    )
    if run is None:
        return None
    found: AllowanceResult | AllowanceOmission | None = (
        AllowanceResult.objects.filter(run=run, employee=employee).select_related("snapshot").first()
        or AllowanceOmission.objects.filter(run=run, employee=employee).first()
    )
    if found is not None:
        found.run = run
    return found


def estimate_context(employee: Employee, on: date, *, is_own: bool = True) -> dict[str, Any]:
    """What `allowance/estimate.html` shows of the month that `on` lies in; see `estimate_of_month`."""
    read = read_of(employee, on, on)
    if read.period is None:
        return {"employee": employee, "month": on.replace(day=1), "on": on, "is_own": is_own, "missing": True}
    return _context(employee, read.period, on, read, is_own)


def estimate_of_month(employee: Employee, period: Period, on: date, *, is_own: bool = True) -> dict[str, Any]:
    """The context of `allowance/estimate.html`.

    Always: `employee`, `month` (its first day), `on`, `is_own`. Then one of: `estimate` (an `Estimate`) with `lines`
    (JSON-like dicts, the last is NET), `net`, `how` (a list for the `how` component), `bar_key`, `scheme`; `not_paid`
    (a sentence); `missing` (no scheme in force, or no post held).
    """
    return _context(employee, period, on, read_of(employee, period.start, on), is_own)


def _context(employee: Employee, period: Period, on: date, read: MonthRead, is_own: bool) -> dict[str, Any]:
    context: dict[str, Any] = {"employee": employee, "month": period.start, "on": on, "is_own": is_own}
    try:
        found = estimate_of(employee, period, on, read)
    except RuleViolation as violation:
        return {**context, "not_paid": violation.message}
    if found is None:
        return {**context, "missing": True}
    if isinstance(found, NotPaid):
        return {**context, "not_paid": found.explanation}
    return {**context, **_shown_estimate(found, is_own)}


def computed_of_month(result: AllowanceResult, employee: Employee, *, is_own: bool = True) -> dict[str, Any]:
    """The context of a computed month: `result`, `run`, `lines`, `how`, `scheme`."""
    run = result.run
    snapshot = result.snapshot
    about = Setting(
        nip=employee.nip,
        kind=snapshot.kind if snapshot else employee.kind,
        month=run.period.start,
        is_own=is_own,
        scheme=_scheme(run.scheme),
        job_class=snapshot.job_class if snapshot else None,
        parameters=parameters_of(run.scheme.parameters),
    )
    return {
        "result": result, "run": run, "scheme": about.scheme, "lines": result.lines,
        "how": explain(result.lines, result.trace, about),
    }  # fmt: skip


def _shown_estimate(found: Estimate, is_own: bool) -> dict[str, Any]:
    reckoned, standing = found.reckoned, found.reckoned.standing
    about = Setting(
        nip=found.employee.nip,
        kind=standing.kind,
        month=found.period.start,
        scheme=_scheme(found.version),
        job_class=standing.job_class,
        parameters=parameters_of(found.version.parameters),
        is_own=is_own,
        estimated=True,
    )
    lines = reckoned.lines
    minutes = found.minutes
    words = {
        "approved": _("%(n)s approved"), "waiting": _("%(n)s waiting"), "returned": _("%(n)s returned"),
    }  # fmt: skip
    shown = [(css, name, getattr(minutes, name)) for css, name in SHOWN_IN_BAR]
    key = [(css, words[name] % {"n": number(n)}) for css, name, n in shown if n or name == "approved"]
    return {
        "bar_key": key,
        "estimate": found, "lines": lines, "net": reckoned.allowance.net, "scheme": about.scheme,
        "how": explain(lines, reckoned.trace, about),
    }  # fmt: skip


def _scheme(version: SchemeVersion) -> str:
    return _("%(name)s version %(number)s") % {"name": version.scheme.name, "number": version.number}
