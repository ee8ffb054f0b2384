"""The record of decisions."""

from workflows.audit.models.anchor import Anchor, AnchorSending
from workflows.audit.models.change import Change, Layout
from workflows.audit.models.decision import Decision, DecisionQuerySet
from workflows.audit.models.finding import Finding, FindingQuerySet
from workflows.audit.models.particulars import Particulars
from workflows.audit.models.saved_query import SavedQuery
from workflows.audit.models.stream import Stream

__all__ = [
    "Anchor", "AnchorSending", "Change", "Decision", "DecisionQuerySet", "Finding", "FindingQuerySet", "Layout",
    "Particulars", "SavedQuery", "Stream",
]  # fmt: skip
