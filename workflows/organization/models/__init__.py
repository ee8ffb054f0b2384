"""Who works where, since when, and who reports to whom."""

from workflows.organization.models.absence import Leave, Outage
from workflows.organization.models.acting import ActingAppointment
from workflows.organization.models.calendar import Holiday, WorkSchedule
from workflows.organization.models.delegation import DelegatedProcess, Delegation
from workflows.organization.models.employee import Employee
from workflows.organization.models.period import Period
from workflows.organization.models.position import Position
from workflows.organization.models.reason_rule import ReasonRule
from workflows.organization.models.role import Role, RoleGrant
from workflows.organization.models.role_proposal import RoleProposal
from workflows.organization.models.service_end import ServiceEnd
from workflows.organization.models.snapshot import Snapshot
from workflows.organization.models.superior_report import SuperiorReport
from workflows.organization.models.tenure import Tenure
from workflows.organization.models.unit import Unit
from workflows.organization.models.user import OneTimeCode, User

__all__ = [
    "ActingAppointment",
    "DelegatedProcess",
    "Delegation",
    "Employee",
    "Holiday",
    "Leave",
    "OneTimeCode",
    "Outage",
    "Period",
    "Position",
    "ReasonRule",
    "Role",
    "RoleGrant",
    "RoleProposal",
    "ServiceEnd",
    "Snapshot",
    "SuperiorReport",
    "Tenure",
    "Unit",
    "User",
    "WorkSchedule",
]
