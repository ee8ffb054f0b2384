"""Opening a month's assessments: one for every SKP in force."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from workflows.assessment.models import Assessment
from workflows.assessment.realisation import create_rows, indicators_of, targets_of
from workflows.audit.verbs import Verb
from workflows.engine.moment import history_date, moment_of
from workflows.engine.refusals import NotYours
from workflows.engine.starting import start
from workflows.organization.actor import Actor
from workflows.organization.login import has_role
from workflows.organization.models import Period, Role
from workflows.organization.models.history import stamp
from workflows.organization.snapshots import take_snapshot
from workflows.rules.rule_sets import in_force
from workflows.rules.violation import RuleViolation
from workflows.rules.wording import MONTHS, day_in_words
from workflows.skp.models import Indicator, Skp

OPENERS = (Role.HR_ADMIN, Role.PERFORMANCE_TEAM)


def open_assessments(*, period: Period, by: Actor, at: datetime | None = None) -> list[Assessment]:
    """Open the month's assessment of every SKP that is set; those that are open already are left as they are.

    Each is opened in a transaction of its own, so that a second run goes on where the first was interrupted. Gives
    the assessments that were opened now.

    :raises NotYours: somebody else than HR, the performance management team or a periodic duty.
    :raises RuleViolation: the period is no month, or has not ended.
    """
    moment = moment_of(by, at)
    if by.user is not None and not has_role(by.user, *OPENERS, on=moment.date()):
        raise NotYours("Penilaian dibuka oleh pengelola kepegawaian atau tim pengelola kinerja.")
    if period.kind != Period.Kind.MONTH:
        raise RuleViolation(
            "Penilaian dibuka untuk satu bulan. Pilih sebuah bulan.", field="period", code="not_a_month"
        )
    if moment.date() < period.end:
        raise RuleViolation(
            f"Penilaian {MONTHS[period.start.month - 1]} {period.start.year} dapat dibuka mulai "
            f"{day_in_words(period.end)}, sesudah bulan itu berakhir.",
            field="period", code="period_not_over",
        )  # fmt: skip
    skps = list(
        Skp.objects.in_force()
        .filter(period__parts=period, employee__is_active=True)
        .select_related("employee__user", "position__unit", "position__reports_to__reports_to__reports_to")
        .order_by("pk")
    )
    already = set(Assessment.objects.filter(period=period).values_list("employee_id", "position_id"))
    skps = [skp for skp in skps if (skp.employee_id, skp.position_id) not in already]
    indicators, targets = indicators_of(skps), targets_of(skps, period.start.month)
    opened = [_open(skp, period, indicators.get(skp.pk, []), targets, by, moment) for skp in skps]
    return [assessment for assessment in opened if assessment is not None]


def _open(
    skp: Skp, period: Period, indicators: Sequence[Indicator], targets: dict[int, Decimal], by: Actor, at: datetime
) -> Assessment | None:
    with transaction.atomic():
        # Two runs at once meet at the plan's row; the second finds what the first has opened.
        Skp.objects.select_for_update().get(pk=skp.pk)
        if Assessment.objects.filter(employee_id=skp.employee_id, position_id=skp.position_id, period=period).exists():
            return None
        assessment = Assessment(
            employee=skp.employee, position=skp.position, skp=skp, period=period,
            snapshot=take_snapshot(skp.employee, skp.position, period, at.date()),
            rule_set=in_force(period.start), opened_at=at,
        )  # fmt: skip
        dated = history_date(by, at)
        stamp(assessment, user=by.history_user, reason="open_assessments", at=dated)
        assessment.save(force_insert=True)
        create_rows(assessment, indicators, targets, month=period.start.month, user=by.history_user, history_date=dated)
        start(
            "assessment", by=by, at=at, person=skp.employee, position=skp.position, verb=Verb.OPEN, ask=False,
            assessment=assessment,
        )  # fmt: skip
    return assessment
