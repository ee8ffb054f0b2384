"""Who may see a person's cases: the person, those above in the line, whoever is or was asked, and HR and auditors."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from workflows.audit import clock
from workflows.audit.models import Decision
from workflows.engine.models import WorkItem
from workflows.engine.models.case import TieredCase
from workflows.organization.login import has_role
from workflows.organization.models import Employee, Position, Role
from workflows.organization.reporting import position_of, posts_above, posts_seen_from

SEES_EVERYBODY = (Role.HR_ADMIN, Role.PERFORMANCE_TEAM, Role.AUDITOR)


def may_see_person(user: Any, person: Employee, position: Position | None = None) -> bool:
    """Whether the user may see this person's plans, reports and results today."""
    if not user.is_authenticated or not user.is_active:
        return False
    if person.user_id == user.pk or has_role(user, *SEES_EVERYBODY):
        return True
    if getattr(user, "employee", None) is None:
        return False
    today = clock.today()
    own = position or position_of(person, today)
    if own is None:
        return False
    stood_in = posts_seen_from(user, today)
    return any(post.pk in stood_in for post in posts_above(own))


def person_seen_by(user: Any, nip: str = "") -> Employee:
    """The employee with this NIP, if the user may see them; without an NIP the user's own.

    :raises Http404: unknown, or not to be seen: a stranger does not learn who exists.
    :raises PermissionDenied: a log-in without an employee has nothing of its own.
    """
    own: Employee | None = getattr(user, "employee", None)
    if own is not None and nip in ("", own.nip):
        return own
    if not nip:
        raise PermissionDenied
    person = Employee.objects.filter(nip=nip).select_related("user").first()
    if person is None or not may_see_person(user, person):
        raise Http404
    return person


def may_see_case(user: Any, case: TieredCase) -> bool:
    """Whether the user may see this case: who may see the person, whoever was asked about it, whoever decided it."""
    if may_see_person(user, case.person, case.position):
        return True
    if WorkItem.objects.filter(case_id=case.pk, owner_id=user.pk).exists():
        return True
    # An acting officer decided what the holder was asked: the decision stays theirs to look at when their time is over.
    return Decision.objects.of_case(case.process_code, case.pk).by(user.get_username()).exists()
