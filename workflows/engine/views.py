"""Opening a task from the inbox, and what the pages of all tasks have in common."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db.models import F, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from viewflow.workflow.models import Task

from workflows.approvals.models import Tier
from workflows.audit import clock
from workflows.audit.models import Decision
from workflows.audit.verbs import Verb
from workflows.engine.asking_why import WhyToApprove, any_rule, know_of_rules
from workflows.engine.authority import capacity_for, may_do, own_where_asked
from workflows.engine.beside import links_beside
from workflows.engine.differences import Change, since_last_round, since_seen
from workflows.engine.forms import APPROVE, REJECT, RETURN, DecisionForm
from workflows.engine.models import TieredCase, WorkItem
from workflows.engine.progress import ChainStep, arrived_words, chain_steps, step_words
from workflows.engine.questions import questions_of
from workflows.engine.refusals import ContentChanged, MovedOn, Refusal
from workflows.engine.registry import FLOWS
from workflows.engine.sight import may_see_case
from workflows.engine.step import is_open
from workflows.engine.taking_back import WITHIN
from workflows.engine.telling import what_happened
from workflows.engine.timeline import TimelineEntry, timeline
from workflows.engine.turns import OWN_RELATIONS
from workflows.organization.actor import Actor
from workflows.organization.standing import posts_of
from workflows.rules.violation import RuleViolation

OPEN_FIRST = (F("closed_at").desc(nulls_first=True), "pk")  # what is asked now, then what was asked last
DONE = {
    APPROVE: gettext_lazy("%(what)s is approved."), RETURN: gettext_lazy("%(what)s is returned for correction."),
    REJECT: gettext_lazy("%(what)s is rejected."),
}  # fmt: skip


class OpenTask(LoginRequiredMixin, View):
    """`/inbox/<task>/`: hands the request to the page of the task's node; a name that nobody knows is not found."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the page by the stored process and node names."""
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        items = WorkItem.objects.filter(task_id=kwargs["task_id"]).select_related("tier")
        item = items.order_by(*OPEN_FIRST).first()
        if item is None or item.process not in FLOWS:
            raise Http404
        node = FLOWS[item.process].instance.node(item.node, no_obsolete=True)
        if node is None:
            raise Http404
        return node.view_class.as_view(opened=item)(request, task_id=kwargs["task_id"])


class TaskView(LoginRequiredMixin, View):
    """The page of one task. Subclasses name their process, template and form, and call their action in `perform`.

    The page shows the case to whoever is asked; it offers the form only to them. What the action refuses is told on the
    same page, with everything that was typed. `reads_first = False` is for forms that need nothing of the case but the
    task's own item: what is posted goes straight to the action, which reads the case under its lock anyway.
    """

    opened: WorkItem | None = None  # the item by which the address was found
    difference: list[Change] | None = None  # what changed since the page was opened, where that is why it was refused
    reads_first = True

    process_model: type[TieredCase]
    template_name: str
    related: Sequence[str] = ()
    success_message: Any = ""  # text, or text that is translated when it is shown

    task: Task
    case: Any
    items: list[WorkItem]
    decisions: list[Decision]  # of the case, oldest first; read when the page is shown

    # ---- what subclasses say ----
    def get_form(self, data: Any = None, files: Any = None) -> Any:
        """The form of this task, bound where data are given."""
        raise NotImplementedError

    def perform(self, form: Any) -> None:
        """Call the action. :raises Refusal, RuleViolation: told on the page."""
        raise NotImplementedError

    def extra_context(self) -> dict[str, Any]:
        """What this process's page shows besides."""
        return {}

    def chain(self) -> list[ChainStep]:
        """The stairs of the page; a process whose person stands at both ends says its own."""
        return chain_steps(self.case, self.decisions, self.items, self.today)

    def timeline(self) -> list[TimelineEntry]:
        """The history of the page."""
        return timeline(self.decisions)

    # ---- the frame ----
    def get(self, request: HttpRequest, task_id: int) -> HttpResponse:
        """The case and its form."""
        self.load(task_id)
        if not is_open(self.task):
            return self.moved_on(what_happened(self.case))
        return self.page(self.get_form())

    def post(self, request: HttpRequest, task_id: int) -> HttpResponse:
        """Do it, or say why not."""
        self.task_id = task_id
        self.by = Actor.of_request(request)
        if self.reads_first:
            self.load(task_id)
            if not is_open(self.task):
                return self.moved_on(what_happened(self.case), self.get_form(request.POST, request.FILES))
        form = self.get_form(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            self.perform(form)
        except MovedOn as refusal:
            return self.moved_on(str(refusal), form)
        except ContentChanged as refusal:
            self.load_once()
            self.difference = since_seen(self.case, request.POST.get("seen", ""))
            fresh = self.get_form(self.with_current_hash(request.POST), request.FILES)
            return self.page(fresh, refusal=str(refusal), status=409)
        except Refusal as refusal:
            return self.page(form, refusal=str(refusal), status=refusal.status)
        except RuleViolation as violation:
            self.show_violation(form, violation)
            return self.page(form, status=422)
        self.announce(form)
        if self.opened is None or self.opened.tier_id is None:
            return redirect("portal:today")
        # The next decision opens by itself, in the part of the inbox from which this one was opened.
        parameters = request.GET.copy()
        parameters["sudah"] = str(task_id)
        return redirect(f"{reverse('portal:next_task')}?{parameters.urlencode()}")

    def announce(self, form: Any) -> None:
        """Say that it is done."""
        if self.success_message:
            messages.success(self.request, self.success_message)

    def load_once(self) -> None:
        """Read the case where that was put off."""
        if not hasattr(self, "case"):
            self.load(self.task_id)

    def load(self, task_id: int) -> None:
        """Read the case, its task and whom it asks; a stranger gets 403."""
        case = (
            self.process_model._default_manager.select_related(*OWN_RELATIONS, *self.related)
            .filter(task=task_id)
            .first()
        )
        if case is None:
            raise Http404
        self.case = case
        self.task_id = task_id
        self.task = Task.objects.get(pk=task_id)
        related = ("owner", "principal", "tier", "acting", "person")
        items = WorkItem.objects.filter(task_id=task_id).select_related(*related).annotate(has_rules=any_rule())
        self.items = list(items.order_by(*OPEN_FIRST))
        know_of_rules(self.request, self.items)
        self.by = Actor.of_request(self.request)
        self.today = clock.today()
        reader = self.by.employee if any(item.principal_id for item in self.items) else None
        posts = posts_of(self.request.user, self.today) if reader is not None else {}
        self.posts = own_where_asked(self.items, posts)
        # What was handed to another while the task is open is no longer asked of whoever it was asked of.
        asked = [item for item in self.items if item.closed_at is None] or self.items
        self.item = next((i for i in asked if may_do(i, self.by, self.today, standing=self.posts)), None)
        if self.item is None and not may_see_case(self.request.user, case):
            raise PermissionDenied

    def show_violation(self, form: Any, violation: RuleViolation) -> None:
        """Put a rule's refusal at its field, or above the form."""
        field = violation.field if violation.field in getattr(form, "fields", {}) else None
        form.add_error(field, violation.message)

    def with_current_hash(self, data: Any) -> Any:
        """What was posted, bound to the content as it is now."""
        mutable = data.copy()
        mutable["seen"] = self.case.content_hash
        return mutable

    def page(self, form: Any, *, refusal: str = "", status: int = 200) -> HttpResponse:
        """The page of the open task."""
        self.load_once()
        self.decisions = list(Decision.objects.of_case(self.case.process_code, self.case.pk))
        prefetch_related_objects([self.case.chain_version], "tiers")
        context = {
            "case": self.case, "item": self.item or self.items[0], "may_do": self.item is not None, "form": form,
            "refusal": refusal, "difference": self.difference, "now": clock.now(), "acting": self.acting(),
            "part": f"?{self.request.GET.urlencode()}" if self.request.GET else "",
            "chain": self.chain(), "timeline": self.timeline(), **self.around(), **self.extra_context(),
        }  # fmt: skip
        return render(self.request, self.template_name, context, status=status)

    def around(self) -> dict[str, Any]:
        """What every page of this kind shows around the case."""
        return {}

    def acting(self) -> Any:
        """As whom the reader acts, where they act for another: the signatory with both names."""
        if self.item is None or self.item.principal_id is None:
            return None
        signatory = capacity_for([self.item], self.by, self.today, standing=self.posts).signatory
        return signatory if signatory.capacity else None

    def moved_on(self, message: str, form: Any = None) -> HttpResponse:
        """The task went on meanwhile: say what happened, and show what was typed so that it is not lost."""
        self.load_once()
        typed = [text for text in (form.data.get(name, "") for name in form.fields) if text] if form is not None else []
        typed = [text for text in typed if len(str(text)) > 20 and text != form.data.get("seen")] if form else []
        context = {"case": self.case, "message": message, "typed": typed}
        return render(self.request, "engine/moved_on.html", context, status=409 if form is not None else 200)


class DecideView(WhyToApprove, TaskView):
    """A tier's decision page. Subclasses give the words of each verb and the three actions."""

    words: dict[str, tuple[Any, Any]]
    approve: Any
    send_back: Any
    reject: Any = None
    take_back: Any = None  # the action that takes the reader's own decision back, where the process has one

    def get_form(self, data: Any = None, files: Any = None) -> DecisionForm:
        """The decision form of this tier, bound to the content's hash."""
        initial = {"seen": self.case.content_hash} if data is None else {}
        tier = self.asking_tier
        steps = self.steps if tier.number > 1 else None
        return DecisionForm(data, tier=tier, words=self.words, initial=initial, steps=steps)

    def steps(self) -> list[tuple[str, Any]]:
        """To where a later tier may return: to the person, or to a tier before it."""
        before = Tier.objects.filter(version=self.asking_tier.version_id, number__lt=self.asking_tier.number)
        return [("", _("To the employee")), *((str(t.number), _tier_words(t)) for t in before.order_by("number"))]

    def around(self) -> dict[str, Any]:
        """How far the case is in words, how it came here, what changed since it was returned, what was asked."""
        item = self.item or self.items[0]
        moved = (Verb.RETURN, Verb.AMEND)
        was_asked = any(d.verb == Verb.ASK for d in self.decisions)
        return {
            "how_far": step_words(self.case), "arrived": arrived_words(item.came_by, item.came_from),
            "since": since_last_round(self.case),
            "since_whom": next((d for d in reversed(self.decisions) if d.details.get("as", d.verb) in moved), None),
            "beside": links_beside(item, self.by, self.today, may_do=self.item is not None),
            "questions": list(questions_of(self.case)) if was_asked else [], "may_answer": False,
        }  # fmt: skip

    def announce(self, form: DecisionForm) -> None:
        """Say what was done with what; with the way to undo it, where there is one."""
        said = str(DONE[form.cleaned_data["verb"]]) % {"what": self.opened.title if self.opened is not None else ""}
        undo = ""
        if self.take_back is not None:
            until = timezone.localtime(clock.now() + WITHIN)
            said = f"{said} {_('It can be undone until %(time)s.') % {'time': f'{until:%H.%M}'}}"
            undo = reverse("portal:undo", args=[self.task_id])
        # The message's template makes a button of the address.
        messages.success(self.request, said, extra_tags=undo)

    @property
    def asking_tier(self) -> Tier:
        """The tier that asks.

        :raises Http404: a task of the person, reached under the name of a decision.
        """
        tier = (self.opened or self.items[0]).tier
        if tier is None:
            raise Http404
        return tier

    def perform(self, form: DecisionForm) -> None:
        """Call the action of the verb that was chosen."""
        verb = form.cleaned_data["verb"]
        common = {"task_id": self.task_id, "by": self.by, "seen": form.cleaned_data["seen"], "reason": form.reason}
        if form.to_tier is not None:
            common["to_tier"] = form.to_tier
        action = {APPROVE: type(self).approve, RETURN: type(self).send_back, REJECT: type(self).reject}[verb]
        action(**common)


def _tier_words(tier: Tier) -> str:
    return _("To tier %(n)s, %(title)s") % {"n": tier.number, "title": tier.title}
