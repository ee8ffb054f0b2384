"""The page on which an HR admin decides a task in place of whoever is asked: by an override, or from a signed paper."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminRadioSelectWidget

from backoffice.asking import reason_field, show_violation
from backoffice.site import site
from workflows.approvals.models import Tier
from workflows.audit import clock
from workflows.engine.forms import APPROVE, REJECT, RETURN
from workflows.engine.models import TieredCase, WorkItem
from workflows.engine.peers import case_of
from workflows.engine.progress import chain_steps, so_far, whose_turn
from workflows.engine.refusals import ContentChanged, MovedOn, Refusal
from workflows.engine.telling import what_happened
from workflows.engine.timeline import timeline
from workflows.organization.actor import Actor, Channel
from workflows.organization.login import has_role
from workflows.organization.models import Role
from workflows.rules.violation import RuleViolation

WORDS = {APPROVE: _("Approve"), RETURN: _("Return for correction"), REJECT: _("Reject")}


class VerdictForm(forms.Form):
    """What is decided, and why; bound to the content that was shown. Subclasses say their words."""

    verb_label: ClassVar[Any]
    reason_hint: ClassVar[Any]
    verb_words: Mapping[str, Any] = WORDS

    verb = forms.ChoiceField(widget=UnfoldAdminRadioSelectWidget, error_messages={"required": _("Choose a decision.")})
    reason = reason_field("")  # its hint is said by the subclass
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None, *, tier: Tier, verbs: list[str], seen: str) -> None:
        super().__init__(data, files, initial={"seen": seen})
        may = {APPROVE: tier.may_approve, RETURN: tier.may_return, REJECT: tier.may_reject}
        verb: Any = self.fields["verb"]
        verb.label, verb.choices = self.verb_label, [(key, self.verb_words[key]) for key in verbs if may[key]]
        self.fields["reason"].help_text = self.reason_hint


class InPlace:
    """One answer of such a page: the case as whoever decides it sees it, the form, and what the action refused.

    Subclasses say their words, which actions there are, how one is called, and why the page offers none.
    """

    title: ClassVar[Any]
    form_title: ClassVar[Any]
    lead: ClassVar[Any]
    button: ClassVar[Any]
    done: ClassVar[Any]
    own_words: ClassVar[Any]  # instead of the form, where the case is about the reader
    form_class: ClassVar[type[VerdictForm]]

    # ---- what subclasses say ----
    def find_actions(self) -> Mapping[str, Callable[..., Any]]:
        """What may be decided here, by verb."""
        raise NotImplementedError

    def perform(self, form: Any) -> None:
        """Call the action. :raises Refusal, RuleViolation: told on the page."""
        raise NotImplementedError

    def why_not(self) -> Any:
        """Why nothing is decided here, as a sentence; empty where it may be."""
        raise NotImplementedError

    def show_violation(self, form: Any, violation: RuleViolation) -> None:
        """Put a rule's refusal at its field, or above the form."""
        show_violation(form, violation)

    def extra_context(self) -> dict[str, Any]:
        """What the page shows besides."""
        return {}

    # ---- the frame ----
    @classmethod
    def page(cls, request: HttpRequest, task_id: int) -> HttpResponse:
        """The task with its case; posted, the decision.

        :raises Http404: no tier is asked by this task any more; whoever was deciding it is told what happened instead.
        """
        return cls(request, task_id).answer()

    def __init__(self, request: HttpRequest, task_id: int) -> None:
        self.request, self.task_id = request, task_id

    def answer(self) -> HttpResponse:
        """The page, or the way back to the list where it is done."""
        if not has_role(self.request.user, Role.HR_ADMIN):
            raise PermissionDenied
        rows = WorkItem.objects.open().filter(task_id=self.task_id, tier__isnull=False)
        self.items = list(rows.select_related("tier", "owner", "principal").order_by("pk"))
        if not self.items:
            return self.told_that_it_moved_on()
        self.item = self.items[0]
        self.case = case_of(self.item)
        self.actions = self.find_actions()
        if self.request.method != "POST":
            return self.show(self.get_form())
        form = self.get_form(self.request.POST, self.request.FILES)
        if not self.actions or not form.is_valid():
            return self.show(form, status=422)
        try:
            self.perform(form)
        except MovedOn as refusal:
            messages.warning(self.request, str(refusal))
            return redirect("admin:engine_stuck")
        except ContentChanged as refusal:
            # What was typed, bound to the content as it is now: it stands above the form.
            typed = self.request.POST.copy()
            typed["seen"] = self.case.content_hash
            form = self.get_form(typed, self.request.FILES)
            form.add_error(None, str(refusal))
            return self.show(form, status=refusal.status)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=refusal.status)
        except RuleViolation as violation:
            self.show_violation(form, violation)
            return self.show(form, status=422)
        messages.success(self.request, self.done)
        return redirect("admin:engine_stuck")

    def get_form(self, data: Any = None, files: Any = None) -> Any:
        """The form of the tier that is asked."""
        tier: Any = self.item.tier
        return self.form_class(data, files, tier=tier, verbs=list(self.actions), seen=self.case.content_hash)

    def actor(self, **how: Any) -> Actor:
        """Whoever decides, through the back-office."""
        return Actor.of_request(self.request, Channel.BACKOFFICE, **how)

    def show(self, form: Any, *, status: int = 200) -> HttpResponse:
        """The page."""
        context = {
            **site.each_context(self.request), **shown(self.case, self.item), "title": self.title, "form": form,
            "form_title": self.form_title, "lead": self.lead, "button": self.button, "own_words": self.own_words,
            "is_own": getattr(self.request.user, "employee", None) == self.case.person, "why_not": self.why_not(),
            "back": reverse("admin:engine_stuck"), **self.extra_context(),
        }  # fmt: skip
        return TemplateResponse(self.request, "backoffice/in_place.html", context, status=status)

    def told_that_it_moved_on(self) -> HttpResponse:
        """Somebody decided it between the page and the button: the same words as a moment later, under the lock."""
        last = WorkItem.objects.filter(task_id=self.task_id, tier__isnull=False).order_by("pk").last()
        if self.request.method != "POST" or last is None:
            raise Http404
        messages.warning(self.request, what_happened(case_of(last)))
        return redirect("admin:engine_stuck")


def shown(case: TieredCase, item: WorkItem) -> dict[str, Any]:
    """The case as whoever decides it sees it, in words alone."""
    today = clock.today()
    found = so_far(case)
    return {
        "item": item, "case": case, "turn": whose_turn(found.items, today), "now": clock.now(),
        "lines": [(label, text) for _key, label, text in case.content_lines()],
        "chain": chain_steps(case, found.decisions, found.items, today), "timeline": timeline(found.decisions),
    }  # fmt: skip
