"""Notes, critical incidents, and rounds of opinion."""

from workflows.feedback.models.incident import Incident
from workflows.feedback.models.note import Note
from workflows.feedback.models.opinion import Invitation, OpinionRound, Remark, Tally, Urn

__all__ = ["Incident", "Invitation", "Note", "OpinionRound", "Remark", "Tally", "Urn"]
