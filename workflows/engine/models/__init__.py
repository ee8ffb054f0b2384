"""The inbox's rows, and what every tiered case has in common."""

from workflows.engine.models.case import TieredCase
from workflows.engine.models.work_item import WorkItem, WorkItemQuerySet

__all__ = ["TieredCase", "WorkItem", "WorkItemQuerySet"]
