"""Who reads and writes what on the auditor's pages.

An auditor writes here, and nowhere else: notes of their own, samples, saved searches. Whoever administers the machine
reads none of it: a superuser is no auditor.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from workflows.audit.models import Finding
from workflows.organization.login import has_role
from workflows.organization.models import Role


def audits(user: Any) -> bool:
    """Whether the user is an auditor today: they alone write."""
    return has_role(user, Role.AUDITOR)


def reads_findings(user: Any) -> bool:
    """Auditors; HR admins what was communicated to them."""
    return has_role(user, Role.AUDITOR, Role.HR_ADMIN)


def takes_reports(user: Any) -> bool:
    """Who may take personal data of the record along, and check a file: auditors and HR admins."""
    return has_role(user, Role.AUDITOR, Role.HR_ADMIN)


def require(allowed: bool) -> None:
    """:raises PermissionDenied: not allowed."""
    if not allowed:
        raise PermissionDenied


def threads_for(user: Any) -> QuerySet[Any]:
    """The first rows that the user reads, with their standing."""
    found = Finding.objects.with_standing()
    return found if audits(user) else found.filter(is_told=True)


def rows_for(user: Any, first: Finding) -> QuerySet[Finding]:
    """The thread's rows that the user reads: auditors' own notes are nothing for others."""
    found = Finding.objects.thread(first)
    return found if audits(user) else found.exclude(kind=Finding.Kind.NOTE)
