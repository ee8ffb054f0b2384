"""Monthly targets and what is realised of them."""

from workflows.targets.models.plan import MonthlyTarget, TargetPlan
from workflows.targets.models.process import TargetProcess
from workflows.targets.models.realisation import MonthlyRealisation

__all__ = ["MonthlyRealisation", "MonthlyTarget", "TargetPlan", "TargetProcess"]
