"""Pages of the monthly targets."""

from workflows.targets.views.own import MyTargets, TargetDetail
from workflows.targets.views.tasks import ChangeTargets, DecideTargets, ReviseTargets
from workflows.targets.views.writing import EditTargets

__all__ = ["ChangeTargets", "DecideTargets", "EditTargets", "MyTargets", "ReviseTargets", "TargetDetail"]
