"""The small pages beside a decision: ask, pass on, put off, claim, give back; and the answer of whoever is asked."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View

from workflows.audit import clock
from workflows.audit.verbs import Verb
from workflows.engine.asking_why import require_in
from workflows.engine.authority import capacity_for, is_parked, may_do
from workflows.engine.claiming import claim, give_back, may_take
from workflows.engine.models import Question, WorkItem
from workflows.engine.moving import reassign
from workflows.engine.peers import case_of, peers_for
from workflows.engine.questions import answer, ask
from workflows.engine.refusals import MovedOn, Refusal
from workflows.engine.snoozing import snooze, wake
from workflows.engine.task_forms import AnswerForm, NothingAsked, PeerForm, QuestionForm, SnoozeForm
from workflows.engine.telling import what_happened
from workflows.organization.actor import Actor
from workflows.rules.violation import RuleViolation

RELATED = ("tier", "principal", "owner", "person", "acting")


class BesideDecision(LoginRequiredMixin, View):
    """A page with one small form on an open task, for whoever may decide it; everybody else gets 403."""

    title: Any
    lead: Any
    button: Any
    done: Any
    asks = ""  # the verb for which HR may demand a reason that the form has no field for
    stays = False  # whether the task is still the reader's afterwards

    # ---- what subclasses say ----
    def get_form(self, data: Any = None) -> Any:
        """The form, bound where data are given."""
        return NothingAsked(data)

    def perform(self, form: Any) -> None:
        """Call the action. :raises Refusal, RuleViolation: told on the page."""
        raise NotImplementedError

    def is_for(self, item: WorkItem) -> bool:
        """Whether the reader may do this with the item."""
        return item.tier_id is not None and may_do(item, self.by, self.today)

    # ---- the frame ----
    def get(self, request: HttpRequest, task_id: int) -> HttpResponse:
        """The form."""
        return self.load(task_id) or self.page(self.get_form())

    def post(self, request: HttpRequest, task_id: int) -> HttpResponse:
        """Do it, or say why not."""
        if (gone := self.load(task_id)) is not None:
            return gone
        form = self.get_form(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            self.perform(form)
        except MovedOn as refusal:
            return self.moved_on(str(refusal), form, status=409)
        except Refusal as refusal:
            return self.page(form, refusal=str(refusal), status=refusal.status)
        except RuleViolation as violation:
            form.add_error(violation.field if violation.field in form.fields else None, violation.message)
            return self.page(form, status=422)
        messages.success(request, self.done)
        return redirect(reverse("engine:task", args=[task_id]) if self.stays else reverse("portal:inbox"))

    def load(self, task_id: int) -> HttpResponse | None:
        """Find the reader's item; where nothing is asked any more the page that says what happened.

        :raises PermissionDenied: it is asked of others.
        """
        self.task_id, self.today = task_id, clock.today()
        self.by = Actor.of_request(self.request)
        items = list(WorkItem.objects.filter(task_id=task_id).select_related(*RELATED).order_by("-pk"))
        if not items:
            raise Http404
        waiting = [item for item in items if item.closed_at is None]
        item = next((item for item in waiting if self.is_for(item)), None)
        if item is None:
            if not waiting and any(may_do(item, self.by, self.today) for item in items):
                self.item = items[0]
                return self.moved_on(what_happened(case_of(self.item)))
            raise PermissionDenied
        self.item = item
        return None

    def page(self, form: Any, *, refusal: str = "", status: int = 200) -> HttpResponse:
        """The page."""
        context = {
            "item": self.item, "form": form, "refusal": refusal, "title": self.title, "lead": self.lead,
            "button": self.button, "acting": self.acting(), "now": clock.now(),
            "asks": self.asks, "fields": [form[name] for name in form.fields],
        }  # fmt: skip
        return render(self.request, "engine/beside.html", context, status=status)

    def acting(self) -> Any:
        """As whom the reader acts, where they act for another."""
        if self.item.principal_id is None:
            return None
        signatory = capacity_for([self.item], self.by, self.today).signatory
        return signatory if signatory.capacity else None

    def moved_on(self, message: str, form: Any = None, *, status: int = 200) -> HttpResponse:
        """What happened meanwhile, with what was typed."""
        typed = [form.data.get(name, "") for name in form.fields] if form is not None else []
        context = {"message": message, "typed": [text for text in typed if len(str(text)) > 20]}
        return render(self.request, "engine/moved_on.html", context, status=status)


class Ask(BesideDecision):
    """Ask the person concerned, or another whom the case names; the task stays."""

    title = _("Ask a question")
    lead = _("The task stays with you. The answer appears beside the case, and you are told.")
    button = _("Send the question")
    done = _("Your question is sent.")
    stays = True

    def get_form(self, data: Any = None) -> QuestionForm:
        """The question."""
        return QuestionForm(data, people=case_of(self.item).askable())

    def perform(self, form: Any) -> None:
        """Ask."""
        ask(task_id=self.task_id, by=self.by, text=form.cleaned_data["text"], of=form.person)


class Reassign(BesideDecision):
    """Give the task to a colleague who may decide."""

    title = _("Pass it to a colleague")
    lead = _("Your colleague decides in your place. The due date stays, and both names are kept.")
    button = _("Pass it on")
    done = _("The task was passed on.")

    def get_form(self, data: Any = None) -> PeerForm:
        """Whom to choose from."""
        return PeerForm(data, peers=peers_for(self.item, self.today))

    def perform(self, form: Any) -> None:
        """Give it away."""
        reassign(task_id=self.task_id, to=form.person, by=self.by, reason=form.cleaned_data["reason"])


class Snooze(BesideDecision):
    """Put the task off until a day."""

    title = _("Put it off")
    lead = _("The task leaves your inbox and comes back by itself on that day. Its due date stays.")
    button = _("Put it off")
    done = _("The task was put off.")

    def get_form(self, data: Any = None) -> SnoozeForm:
        """The day."""
        form = SnoozeForm(data, item=self.item, today=self.today)
        acted_in = [getattr(self.acting(), "capacity", "")]
        require_in(form, "reason", self.request, {Verb.SNOOZE}, self.item.process, capacities=acted_in)
        return form

    def perform(self, form: Any) -> None:
        """Put it off."""
        given = form.cleaned_data
        snooze(task_id=self.task_id, until=given["until"], by=self.by, reason=given["reason"])


class Wake(BesideDecision):
    """Bring a task back that was put off."""

    title = _("No longer put off")
    lead = _("The task comes back into your inbox at once.")
    button = _("Bring it back")
    done = _("The task is in your inbox again.")
    asks = "SNOOZE"
    stays = True

    def perform(self, form: Any) -> None:
        """Wake it."""
        wake(task_id=self.task_id, by=self.by)


class Claim(BesideDecision):
    """Take a case out of the team's queue."""

    title = _("Take it from the queue")
    lead = _("Nobody was found to decide this case. Whoever takes it decides it in their own name.")
    button = _("Take this case")
    done = _("The case is yours now.")
    asks = "CLAIM"
    stays = True

    def is_for(self, item: WorkItem) -> bool:
        """For the queue's team; never one's own case."""
        own = self.by.employee is not None and self.by.employee.pk == item.person_id
        return is_parked(item) and may_take(item, self.by, self.today) and not own

    def perform(self, form: Any) -> None:
        """Claim."""
        claim(task_id=self.task_id, by=self.by)


class GiveBack(BesideDecision):
    """Put a claimed case back into the queue."""

    title = _("Back to the queue")
    lead = _("Somebody else of the team can take the case then.")
    button = _("Put it back")
    done = _("The case lies in the queue again.")

    def is_for(self, item: WorkItem) -> bool:
        """For whoever claimed it."""
        return bool(item.team) and super().is_for(item)

    def perform(self, form: Any) -> None:
        """Give back."""
        give_back(task_id=self.task_id, by=self.by)


class Answer(LoginRequiredMixin, View):
    """Whoever is asked reads a question and answers it, once; to everybody else it does not exist."""

    def get(self, request: HttpRequest, question_id: int) -> HttpResponse:
        """The question, with its answer where there is one."""
        self.load(question_id)
        return self.page(AnswerForm())

    def post(self, request: HttpRequest, question_id: int) -> HttpResponse:
        """Send the answer."""
        self.load(question_id)
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            answer(question_id=question_id, by=Actor.of_request(request), text=form.cleaned_data["text"])
        except Refusal as refusal:
            return self.page(form, refusal=str(refusal), status=refusal.status)
        except RuleViolation as violation:
            form.add_error("text", violation.message)
            return self.page(form, status=422)
        messages.success(request, _("Your answer is sent."))
        return redirect("portal:today")

    def load(self, question_id: int) -> None:
        """The question, if the reader is asked.

        :raises Http404: it is none of theirs.
        """
        found = Question.objects.filter(pk=question_id, person__user=self.request.user.pk).first()
        if found is None:
            raise Http404
        self.question = found
        self.item = WorkItem.objects.filter(task_id=found.task_id).order_by("-pk").first()

    def page(self, form: Any, *, refusal: str = "", status: int = 200) -> HttpResponse:
        """The page."""
        context = {"question": self.question, "item": self.item, "form": form, "refusal": refusal}
        return render(self.request, "engine/answer.html", context, status=status)
