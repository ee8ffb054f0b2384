"""The inbox's rows, what every tiered case has in common, and what is kept beside a case."""

from workflows.engine.models.case import TieredCase
from workflows.engine.models.content import EarlierContent
from workflows.engine.models.document import SignedDocument
from workflows.engine.models.outbox import OutboxMessage
from workflows.engine.models.question import Question
from workflows.engine.models.work_item import WorkItem, WorkItemQuerySet

__all__ = [
    "EarlierContent",
    "OutboxMessage",
    "Question",
    "SignedDocument",
    "TieredCase",
    "WorkItem",
    "WorkItemQuerySet",
]
