"""Undoing the decision that was just made, from the message that told of it."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views import View

from workflows.engine.deciding import take_back_of
from workflows.engine.models import WorkItem
from workflows.engine.refusals import Refusal
from workflows.organization.actor import Actor
from workflows.rules.violation import RuleViolation


class UndoDecision(LoginRequiredMixin, View):
    """`/inbox/<task>/urungkan/`: takes back the reader's own decision, and opens the case that waits again."""

    def get(self, request: HttpRequest, task_id: int) -> HttpResponse:
        """Nothing is undone by following a link."""
        return redirect("portal:inbox")

    def post(self, request: HttpRequest, task_id: int) -> HttpResponse:
        """Take it back, or say why not. :raises Http404: no such task, or one that cannot be taken back."""
        item = WorkItem.objects.filter(task_id=task_id, tier__isnull=False).order_by("pk").first()
        take_back = take_back_of(item.process, item.node) if item is not None else None
        if item is None or take_back is None:
            raise Http404
        try:
            take_back(task_id=task_id, by=Actor.of_request(request))
        except (Refusal, RuleViolation) as refusal:
            messages.error(request, str(refusal))
            return redirect("portal:inbox")
        messages.success(request, gettext("Your decision is undone. The case waits for you again."))
        again = WorkItem.objects.open().filter(case_id=item.case_id, tier=item.tier_id).order_by("-pk").first()
        return redirect("engine:task", again.task_id) if again is not None else redirect("portal:inbox")
