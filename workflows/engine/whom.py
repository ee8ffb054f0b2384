"""Whom a tier asks about a case: as the line stands now, or stood when the part of service ended that it is about."""

from datetime import date
from typing import Any

from workflows.approvals.models import Tier
from workflows.approvals.resolver import Asked, Gap, Skipped, who_decides
from workflows.engine.models import TieredCase
from workflows.organization.standing import Officer, officers

ABOVE = frozenset({Tier.Rule.DIRECT_SUPERIOR, Tier.Rule.SUPERIOR_OF_SUPERIOR})


def whom(tier: Tier, case: TieredCase, on: date, *, office: Any = None) -> Asked | Skipped | Gap:
    """Whom the tier asks about the case today.

    What the case says was under somebody else is decided by whoever was superior then: in the post, where they still
    stand in it, else as themselves. Where nobody of then can decide any more, whoever stands there now does.
    """
    then = case.line_on(on)
    if then < on and tier.rule in ABOVE:
        found = who_decides(tier, case.person, then, case.position)
        if isinstance(found, Asked):
            return _as_of_now(found, on)
    return who_decides(tier, case.person, on, case.position, office=office)


def _as_of_now(found: Asked, on: date) -> Asked:
    now = officers([officer.position for officer in found.officers], on)
    still: list[Officer] = []
    moved_on = []
    for officer in found.officers:
        today = now.get(officer.position.pk)
        if today is not None and today.employee == officer.employee:
            still.append(today)
        else:
            moved_on.append(officer.employee.user)
    return Asked(found.tier, tuple(still), tuple(moved_on))
