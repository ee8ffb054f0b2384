"""Pages of the SKP: one class for each human task, the person's own pages, and the sheet."""

from workflows.skp.views.own import Detail, Gaps, Mine
from workflows.skp.views.sheet import Sheet
from workflows.skp.views.tasks import ChangeSkp, DecideSkp, ReviseSkp
from workflows.skp.views.versions import Versions
from workflows.skp.views.writing import EditPlan, StartPlan

__all__ = [
    "ChangeSkp",
    "DecideSkp",
    "Detail",
    "EditPlan",
    "Gaps",
    "Mine",
    "ReviseSkp",
    "Sheet",
    "StartPlan",
    "Versions",
]
