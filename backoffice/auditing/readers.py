"""Who reads the auditor's pages."""

from typing import Any

from workflows.engine.sight import SEES_EVERYBODY
from workflows.organization.login import has_role


def may_audit(user: Any) -> bool:
    """Auditors, HR admins and the performance management team: whoever may know who did what to whom."""
    return bool(user.is_active and (user.is_superuser or has_role(user, *SEES_EVERYBODY)))
