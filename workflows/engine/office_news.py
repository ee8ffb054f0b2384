"""What is done to the office of which somebody has to be told: the act and the message in one transaction.

The message is written first. The record's head is locked last in every transaction, and writing a message touches the
recipient's log-in. Where the act is refused, the message is undone with it.
"""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import uuid4

from django.db import transaction
from django.urls import reverse

from workflows.audit import clock
from workflows.engine.outbox import tell
from workflows.organization.actor import Actor
from workflows.organization.delegating import delegate, end_delegation
from workflows.organization.models import Delegation, Employee, SuperiorReport
from workflows.organization.superior_reports import answer_superior_report
from workflows.rules.wording import day_in_words

A_DAY = timedelta(days=1)


def delegate_and_tell(
    *, by: Actor, delegator: Employee, to: Employee, processes: Collection[str], start: date, end: date, reason: str
) -> Delegation:
    """`delegate`, and tell the delegate; the delegator too, where HR did it for them.

    :raises PermissionDenied: as `delegate`. :raises RuleViolation: as `delegate`.
    """
    days = f"{day_in_words(start)} sampai dengan {day_in_words(end - A_DAY)}" if end > date.min else ""
    with transaction.atomic():
        key, now = uuid4().hex, clock.now()
        tell(
            to.user, f"delegation:{key}", f"Anda memutus mewakili {delegator.name}"[:200],
            f"{delegator.name} mendelegasikan wewenang memutus kepada Anda, {days}. Alasan: {reason.strip()}",
            reverse("portal:delegations"), at=now,
        )  # fmt: skip
        if by.employee is None or by.employee.pk != delegator.pk:
            tell(
                delegator.user, f"delegation-of:{key}", f"Wewenang Anda didelegasikan kepada {to.name}"[:200],
                f"Admin kepegawaian mencatatnya, {days}. Alasan: {reason.strip()}",
                reverse("portal:delegations"), at=now,
            )  # fmt: skip
        return delegate(by=by, delegator=delegator, to=to, processes=processes, start=start, end=end, reason=reason)


def end_delegation_and_tell(*, by: Actor, delegation: Delegation, reason: str, end: date | None = None) -> Delegation:
    """`end_delegation`, and tell the delegate.

    :raises PermissionDenied: as `end_delegation`. :raises RuleViolation: as `end_delegation`.
    """
    with transaction.atomic():
        tell(
            delegation.delegate.user, f"delegation-ends:{uuid4().hex}",
            f"Delegasi dari {delegation.delegator.name} diakhiri lebih awal"[:200],
            f"Alasan: {reason.strip()}", reverse("portal:delegations"), at=clock.now(),
        )  # fmt: skip
        return end_delegation(by=by, delegation=delegation, reason=reason, end=end)


def answer_and_tell(*, by: Actor, report: SuperiorReport, status: str, answer: str) -> SuperiorReport:
    """`answer_superior_report`, and tell the employee.

    :raises PermissionDenied: as `answer_superior_report`. :raises RuleViolation: as `answer_superior_report`.
    """
    with transaction.atomic():
        tell(
            report.employee.user, f"superior-report:{report.pk}",
            "Laporan Anda tentang atasan langsung sudah dijawab", answer.strip(), reverse("portal:superior"),
            at=clock.now(),
        )  # fmt: skip
        return answer_superior_report(by=by, report=report, status=status, answer=answer)
