"""The work items of a new task: for whom, by when, under which words."""

from datetime import datetime
from typing import Any

from viewflow.workflow.models import Task

from workflows.approvals.resolver import Asked, Gap
from workflows.engine.models import TieredCase, WorkItem
from workflows.organization.calendar import DueForEach, due_after, due_for_each
from workflows.organization.models import Role

GAP_TEAM = Role.PERFORMANCE_TEAM
GAP_WORKING_DAYS = 3


def work_items_for(
    node: Any, task: Task, case: TieredCase, at: datetime, due_for_each: DueForEach = due_for_each
) -> list[WorkItem]:
    """One item for each whom the task asks; one of the performance team's where nobody was found.

    `due_for_each` answers as the calendar does, from memory where many cases move together.
    """
    item = {
        "task": task, "case": case, "process": case.process_code, "node": node.name, "person": case.person,
        "title": case.task_title(node.name)[:250], "summary": case.task_summary(node.name)[:400],
        "has_mark": case.task_has_mark(node.name), "created_at": at,
    }  # fmt: skip
    if not node.asks_tier:
        return [WorkItem(**item, owner=case.person.user, due_at=case.task_due(node.name, at))]
    asked = case.asked
    if isinstance(asked, Gap):
        due_at = due_after(at.date(), GAP_WORKING_DAYS)
        return [WorkItem(**item, team=GAP_TEAM, tier=asked.tier, gap=asked.why[:400], due_at=due_at)]
    if not isinstance(asked, Asked):
        raise TypeError(f"{node.name} asks a tier, but the case {case.pk} has none to ask.")
    people = [officer.employee.user_id for officer in asked.officers] + [user.pk for user in asked.users]
    due = due_for_each(at.date(), asked.tier.working_days, people)
    of_posts = [
        WorkItem(
            **item,
            owner=officer.employee.user,
            principal=officer.position,
            acting=officer.acting,
            tier=asked.tier,
            due_at=due[officer.employee.user_id],
        )
        for officer in asked.officers
    ]
    of_members = [WorkItem(**item, owner=user, tier=asked.tier, due_at=due[user.pk]) for user in asked.users]
    return of_posts + of_members
