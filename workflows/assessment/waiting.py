"""What a period still waits for before it is closed: how many where, and whose, in sentences that lead to their list.

What else has to be in order registers itself (`register_check`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from workflows.assessment.models import Assessment
from workflows.assessment.models.assessment import OVER
from workflows.assessment.opening import plans_of, whose_is_missing
from workflows.daily.models import DailyReport
from workflows.organization.models import Period
from workflows.rules.wording import day_in_words, number
from workflows.skp.late import without_skp
from workflows.skp.models import Skp

Check = Callable[[Period], Sequence[str]]  # why the period cannot be closed yet, in sentences
FIRST = 3  # so many are named of those who are waited for
UNDECIDED = (DailyReport.Status.SUBMITTED, DailyReport.Status.RETURNED)
ON_ITS_WAY = (Skp.Status.SUBMITTED, Skp.Status.RETURNED)


class About(StrEnum):
    """Of which list the rows are that a period waits for."""

    DAY = "DAY"  # of none: the period is not over
    ASSESSMENTS = "ASSESSMENTS"
    UNOPENED = "UNOPENED"  # of SKP without an assessment
    PLANS = "PLANS"
    REPORTS = "REPORTS"
    DISTRIBUTION = "DISTRIBUTION"
    OTHER = "OTHER"


CHECKS: list[tuple[Check, About]] = []


@dataclass(frozen=True, slots=True)
class Waiting:
    """One sentence, and of which list its rows are; `where` narrows the list, by the field's path."""

    text: str
    about: About
    where: Mapping[str, Any] = field(default_factory=dict)


def register_check(check: Check, about: About = About.OTHER) -> None:
    """Make known what else has to be in order before a period is closed; asked of every period, whatever its kind."""
    if check not in [known for known, _about in CHECKS]:
        CHECKS.append((check, about))


def unfinished(period: Period, on: date) -> list[str]:
    """Why the period cannot be closed yet, in sentences alone."""
    return [each.text for each in waiting(period, on)]


def waiting(period: Period, on: date) -> list[Waiting]:
    """Why the period cannot be closed yet: what still waits, how many and whose, its parts' included."""
    if on < period.end:
        return [Waiting(f"Periode ini baru berakhir {day_in_words(period.end)}.", About.DAY)]
    registered = [Waiting(text, about) for check, about in CHECKS for text in check(period)]
    return [*_unopened(period), *_assessments(period), *_plans(period), *_reports(period), *registered]


def never_assessed(period: Period) -> str:
    """Of a year with set SKP and no annual assessment, that it needs a reason to be closed; "" of any other period."""
    if period.kind != Period.Kind.YEAR or Assessment.objects.filter(period=period).exists():
        return ""
    plans = plans_of(period).count()
    if not plans:
        return ""
    return (
        f"Penilaian {period.title} belum dibuka untuk {number(plans)} SKP yang sudah ditetapkan. Buka penilaiannya, "
        f"atau tulis mengapa {period.title} ditutup tanpa penilaian tahunan."
    )


def notes(period: Period) -> list[str]:
    """What HR should know of a year before it is closed, and what keeps nothing open."""
    if period.kind != Period.Kind.YEAR:
        return []
    rows = without_skp(period, period.end - timedelta(days=1)).order_by("employee__name", "pk")
    count = rows.count()
    if not count:
        return []
    return [
        f"{number(count)} orang tidak mempunyai SKP {period.title} yang ditetapkan, jadi tidak dinilai: "
        f"{_named(rows, count)}."
    ]


def _unopened(period: Period) -> list[Waiting]:
    """Of a period whose assessment was begun, the SKP that were left out; a cycle that nobody began waits for none."""
    if not Assessment.objects.filter(period=period).exists():
        return []
    left = sorted(whose_is_missing(period).values())
    if not left:
        return []
    text = f"{number(len(left))} SKP belum dibuka penilaiannya: {_listed(left[:FIRST], len(left))}."
    return [Waiting(text, About.UNOPENED)]


def _assessments(period: Period) -> list[Waiting]:
    rows = Assessment.objects.filter(Q(period=period) | Q(period__year=period)).exclude(status__in=OVER)
    groups = rows.values("period__start", "period", "status").annotate(number=Count("pk"))
    parts = {part.pk: part for part in Period.objects.filter(Q(pk=period.pk) | Q(year=period))}
    found = []
    for group in groups.order_by("period__start", "period", "status"):
        where = {"period": group["period"], "status": group["status"]}
        whose = rows.filter(**where).order_by("employee__name", "pk")
        label = Assessment.Status(group["status"]).label
        text = (
            f"{number(group['number'])} penilaian {parts[group['period']].title} {label}: "
            f"{_named(whose, group['number'])}."
        )
        found.append(Waiting(text, About.ASSESSMENTS, where))
    return found


def _plans(period: Period) -> list[Waiting]:
    """Of a year, the SKP on their way that would be the first of their post: who has one in force is assessed by it."""
    if period.kind != Period.Kind.YEAR:
        return []
    in_force = Skp.objects.in_force().filter(
        employee=OuterRef("employee"), position=OuterRef("position"), period=OuterRef("period")
    )
    rows = Skp.objects.filter(~Exists(in_force), period=period, status__in=ON_ITS_WAY)
    found = []
    for group in rows.order_by("status").values("status").annotate(number=Count("pk")):
        where = {"period": period.pk, "status": group["status"]}
        whose = rows.filter(status=group["status"]).order_by("employee__name", "pk")
        label = Skp.Status(group["status"]).label
        text = f"{number(group['number'])} SKP {period.title} {label}: {_named(whose, group['number'])}."
        found.append(Waiting(text, About.PLANS, where))
    return found


def _reports(period: Period) -> list[Waiting]:
    rows = DailyReport.objects.filter(day__gte=period.start, day__lt=period.end, status__in=UNDECIDED)
    found = []
    for group in rows.order_by("status").values("status").annotate(number=Count("pk")):
        whose = rows.filter(status=group["status"]).order_by("day", "pk")
        label = DailyReport.Status(group["status"]).label
        text = f"{number(group['number'])} laporan harian {label}: {_named(whose, group['number'])}."
        where = {"status": group["status"], "day_from": period.start, "day_to": period.end - timedelta(days=1)}
        found.append(Waiting(text, About.REPORTS, where))
    return found


def _named(whose: QuerySet[Any], count: int) -> str:
    """The first of them by name, each once; and that there are more."""
    return _listed(whose.values_list("employee__name", flat=True)[:FIRST], count)


def _listed(names: Sequence[str] | QuerySet[Any, str], count: int) -> str:
    text = ", ".join(dict.fromkeys(names))
    return f"{text}, dan lainnya" if count > FIRST else text
