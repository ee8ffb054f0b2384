"""Years and months of performance management: made with their default deadlines, found by a day."""

from datetime import date

from workflows.organization.models import Period, User
from workflows.organization.models.history import stamp


def open_year(year: int, user: User | None = None, reason: str = "open_year") -> Period:
    """The year's period and its twelve months, made where missing with the default deadlines.

    SKP set by 31 January [?], targets before their month, periodic assessment by the 10th of the next month.
    """
    period = Period.objects.filter(code=str(year)).first()
    if period is None:
        period = Period(
            code=str(year),
            kind=Period.Kind.YEAR,
            start=date(year, 1, 1),
            end=date(year + 1, 1, 1),
            skp_due_on=date(year, 1, 31),
            assessment_due_on=date(year + 1, 2, 28),
        )
        stamp(period, user=user, reason=reason)
        period.save()
    present = set(period.months.values_list("code", flat=True))
    for month in range(1, 13):
        code = f"{year}-{month:02d}"
        if code in present:
            continue
        start = date(year, month, 1)
        end = date(year + month // 12, month % 12 + 1, 1)
        row = Period(
            code=code,
            kind=Period.Kind.MONTH,
            year=period,
            start=start,
            end=end,
            target_due_on=start,
            assessment_due_on=end.replace(day=10),
        )
        stamp(row, user=user, reason=reason)
        row.save()
    return period


def month_of(day: date) -> Period:
    """The month's period.

    :raises Period.DoesNotExist: nobody opened that year.
    """
    return Period.objects.get(code=f"{day:%Y-%m}")


def year_of(day: date) -> Period:
    """The year's period.

    :raises Period.DoesNotExist: nobody opened that year.
    """
    return Period.objects.get(code=f"{day:%Y}")
