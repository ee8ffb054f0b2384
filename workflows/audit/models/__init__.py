"""The record of decisions."""

from workflows.audit.models.decision import Decision, DecisionQuerySet
from workflows.audit.models.stream import Stream

__all__ = ["Decision", "DecisionQuerySet", "Stream"]
