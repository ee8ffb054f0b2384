"""What an assessment is of, in the reader's language: a month, a quarter, a year, or a part of one."""

from datetime import timedelta

from django.utils.translation import gettext as _

from workflows.assessment.models import Assessment
from workflows.organization.models import Period
from workflows.organization.models.period import QUARTERS
from workflows.printing.words import long_date, month_name, month_year

# Of assessments: a year, which ends with its last month, stands before that month.
LATEST_FIRST = ("-period__end", "period__start")


def name_of(period: Period) -> str:
    """*Oktober 2026*, *triwulan IV 2026*, *tahun 2026*."""
    words = {"year": period.start.year, "number": QUARTERS[(period.start.month - 1) // 3]}
    if period.kind == Period.Kind.MONTH:
        return month_year(period.start)
    if period.kind == Period.Kind.QUARTER:
        return _("quarter %(number)s of %(year)s") % words
    return _("the year %(year)s") % words


def short_name_of(period: Period) -> str:
    """*Oktober* of a month, where the year stands beside it; else as `name_of`."""
    return month_name(period.start) if period.kind == Period.Kind.MONTH else name_of(period)


def period_name(assessment: Assessment) -> str:
    """*Oktober 2026*, *triwulan IV 2026*, *tahun 2026*; of a part with its days, and of long leave in it."""
    name = name_of(assessment.period)
    if assessment.leave_days:
        name = _("%(name)s, without %(days)s days of long leave") % {"name": name, "days": assessment.leave_days}
    if not assessment.is_part:
        return name
    start, end = assessment.span
    days = {"name": name, "start": long_date(start), "end": long_date(end - timedelta(days=1))}
    return _("%(name)s, %(start)s to %(end)s") % days
