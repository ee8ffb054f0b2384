"""Annual goals (SKP) and what they come from."""

from workflows.skp.models.agreement import PerformanceAgreement
from workflows.skp.models.behaviour import BehaviourExpectation
from workflows.skp.models.indicator import Indicator
from workflows.skp.models.process import SkpProcess
from workflows.skp.models.skp import Skp
from workflows.skp.models.work_result import WorkResult

__all__ = ["BehaviourExpectation", "Indicator", "PerformanceAgreement", "Skp", "SkpProcess", "WorkResult"]
