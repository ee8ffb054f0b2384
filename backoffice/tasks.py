"""Processes and tasks as viewflow keeps them, and the work items of our inbox: all to be read, none to be edited."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateTimeFilter
from unfold.decorators import action, display
from viewflow.workflow.models import Process, Task

from backoffice.base import ReadOnlyAdmin
from backoffice.filters import PROCESSES, ProcessFilter, WorkFilter
from backoffice.handing_over import hand_over_items
from backoffice.moving_versions import move_to_version
from backoffice.overriding import Override
from backoffice.recording_outside import RecordDocument
from backoffice.roles import name_and_nip
from backoffice.site import site
from backoffice.stuck import ask_once_more, stuck_list
from workflows.assessment.models import AssessmentProcess
from workflows.daily.models import DailyProcess
from workflows.engine.models import WorkItem
from workflows.objection.models import ObjectionProcess
from workflows.skp.models import SkpProcess
from workflows.targets.models import TargetProcess

PLUMBING = (
    "data", "parent_task", "seed_content_type", "seed_object_id", "artifact_content_type", "artifact_object_id",
    "token", "external_task_id", "owner_permission", "owner_permission_content_type", "owner_permission_obj_pk",
    "process_ptr",
)  # fmt: skip


@admin.register(WorkItem, site=site)
class WorkItemAdmin(ReadOnlyAdmin):
    """What waits in whose inbox."""

    list_display = ("title", "process_name", "asked", "person", "due_at", "gap", "closed_at")
    list_select_related = ("owner__employee", "principal", "person", "tier")
    list_filter = (WorkFilter, ProcessFilter, ("due_at", RangeDateTimeFilter))
    search_fields = ("person__nip__startswith", "person__name__icontains", "owner__username__startswith")
    ordering = ("-pk",)

    def get_urls(self) -> list[Any]:
        """The list's own, and before them the pages on which HR moves tasks."""
        pages = [
            path("stuck/", stuck_list, name="engine_stuck"),
            path("stuck/ask-again/", ask_once_more, name="engine_ask_again"),
            path("hand-over/", hand_over_items, name="engine_hand_over"),
            path("override/<int:task_id>/", Override.page, name="engine_override"),
            path("record-outside/<int:task_id>/", RecordDocument.page, name="engine_record_outside"),
            path("move-to-version/<int:version_id>/", move_to_version, name="engine_move_to_version"),
        ]
        for page in pages:
            page.callback = self.admin_site.admin_view(page.callback)
        return [*pages, *super().get_urls()]

    @display(description=_("process"))
    def process_name(self, item: WorkItem) -> str:
        """The process in words."""
        return str(dict(PROCESSES).get(item.process, item.process))

    @display(description=_("asked"), header=True)
    def asked(self, item: WorkItem) -> list[str]:
        """The person over the post; the team where nobody was found."""
        if item.owner is None:
            return [item.get_team_display(), ""]
        return [name_and_nip(item.owner)[0], item.principal.title if item.principal else ""]


class ProcessAdmin(ReadOnlyAdmin):
    """Cases. The flow's name is shown as it is stored, so that one which no longer exists breaks nothing."""

    list_display: Sequence[str] = ("number", "flow_name", "status", "created", "finished")
    list_select_related: Sequence[str] = ("parent_task",)
    list_filter: Sequence[Any] = (("status", ChoicesDropdownFilter),)
    search_fields: Sequence[str] = ("=id",)
    hidden_fields = PLUMBING
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the flow's stored name."""
        return super().get_queryset(request).annotate(flow_text=Cast("flow_class", CharField()))

    @display(description=_("case"), ordering="pk")
    def number(self, process: Process) -> str:
        """The case's number."""
        return str(process.pk)

    @display(description=_("process"))
    def flow_name(self, process: Any) -> str:
        """`daily/flows.DailyFlow`."""
        return process.flow_text


site.register(Process, ProcessAdmin)


class CaseAdmin(ProcessAdmin):
    """Cases of one process, with whom they are about and where they stand."""

    list_display = ("number", "person", "position", "tier", "round", "outcome", "status", "created", "finished")
    list_select_related = ("person", "position", "tier", "chain_version__chain")
    list_filter = (("status", ChoicesDropdownFilter), ("outcome", ChoicesDropdownFilter))
    search_fields = ("person__nip__startswith", "person__name__icontains")
    actions_detail = ["as_of_page"]

    @action(description=_("As it stood on…"), url_path="as-of", icon="history")
    def as_of_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """To the case as it stood at an instant."""
        return redirect("admin:as_of", self.model.process_code, object_id)


site.register([SkpProcess, TargetProcess, DailyProcess, AssessmentProcess, ObjectionProcess], CaseAdmin)


@admin.register(Task, site=site)
class TaskAdmin(ReadOnlyAdmin):
    """Steps of cases."""

    list_display = ("number", "node", "case", "status", "owner", "created", "finished")
    list_select_related = ("owner", "process")
    list_filter = (("status", ChoicesDropdownFilter),)
    search_fields = ("=process__id", "owner__username__startswith")
    hidden_fields = PLUMBING
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the node's stored name."""
        return super().get_queryset(request).annotate(node_text=Cast("flow_task", CharField()))

    @display(description=_("task"), ordering="pk")
    def number(self, task: Task) -> str:
        """The task's number."""
        return str(task.pk)

    @display(description=_("step"))
    def node(self, task: Any) -> str:
        """`daily/flows.DailyFlow.decide`."""
        return task.node_text

    @display(description=_("case"))
    def case(self, task: Task) -> str:
        """The case's number."""
        return str(task.process_id)
