"""What the person concerned may still do with what they sent: withdraw it, or change it while it waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views import View

from workflows.approvals.resolver import tiers_of
from workflows.audit import clock
from workflows.audit.models import Decision
from workflows.audit.verbs import Verb
from workflows.engine.asking_why import require_in
from workflows.engine.deciding import view_of
from workflows.engine.models import TieredCase, WorkItem
from workflows.engine.peers import case_of
from workflows.engine.progress import whose_turn
from workflows.engine.refusals import MovedOn, Refusal
from workflows.engine.telling import what_happened
from workflows.engine.votes import votes_in
from workflows.organization.actor import Actor
from workflows.rules.violation import RuleViolation


@dataclass(frozen=True, slots=True)
class StillTheirs:
    """The item that waits with a tier; whether nobody has decided yet, so that the person may withdraw."""

    item: WorkItem
    may_withdraw: bool


def still_theirs(items: Sequence[WorkItem], decisions: Sequence[Decision], reader: Any) -> StillTheirs | None:
    """What the reader's own page may offer; None where nothing of theirs waits with a tier. Without a query."""
    item = next((item for item in items if item.tier_id is not None and item.person.user_id == reader.pk), None)
    return StillTheirs(item, not votes_in(decisions)) if item is not None else None


class WithdrawForm(forms.Form):
    """Why; whoever was asked reads it."""

    reason = forms.CharField(
        label=_("Note"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("If you like: whoever was asked to decide reads it."),
    )  # fmt: skip


class Withdraw(LoginRequiredMixin, View):
    """`/inbox/<task>/tarik/`: asked once more, then done. To everybody but the person it does not exist."""

    def get(self, request: HttpRequest, task_id: int) -> HttpResponse:
        """What follows, and the button."""
        self.load(task_id)
        if self.item.closed_at is not None:
            return self.moved_on(what_happened(self.case), 200)
        return self.page(WithdrawForm())

    def post(self, request: HttpRequest, task_id: int) -> HttpResponse:
        """Withdraw it, or say why not."""
        self.load(task_id)
        form = WithdrawForm(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            self.view.withdraw(task_id=task_id, by=Actor.of_request(request), reason=form.cleaned_data["reason"])
        except MovedOn as refusal:
            return self.moved_on(str(refusal), refusal.status)
        except Refusal as refusal:
            return self.page(form, refusal=str(refusal), status=refusal.status)
        except RuleViolation as violation:
            form.add_error(violation.field if violation.field in form.fields else None, violation.message)
            return self.page(form, status=422)
        said = getattr(
            self.view, "withdrawn_words", _("It is withdrawn. Nobody decides on it until you send it again.")
        )
        messages.success(request, said)
        return redirect(self.view.own_page, self.case.subject.pk)

    def load(self, task_id: int) -> None:
        """Find the person's own item.

        :raises Http404: there is none, or its process knows no withdrawing.
        """
        asked = WorkItem.objects.filter(task_id=task_id, tier__isnull=False, person__user=self.request.user.pk)
        item = asked.select_related("owner", "principal", "tier", "acting", "person").order_by("-pk").first()
        view: Any = view_of(item.process, item.node) if item is not None else None
        if item is None or getattr(view, "withdraw", None) is None:
            raise Http404
        self.item, self.view, self.case = item, view, case_of(item)

    def page(self, form: WithdrawForm, *, refusal: str = "", status: int = 200) -> HttpResponse:
        """The page."""
        require_in(form, "reason", self.request, {Verb.WITHDRAW}, self.item.process, is_own=True)
        context = {
            "item": self.item, "case": self.case, "form": form, "refusal": refusal, "now": clock.now(),
            "words": self.view.withdraw_words, "turn": whose_turn([self.item], clock.today()),
            "own_page": self.view.own_page,
        }  # fmt: skip
        return render(self.request, "engine/withdraw.html", context, status=status)

    def moved_on(self, message: str, status: int) -> HttpResponse:
        """What happened meanwhile."""
        return render(self.request, "engine/moved_on.html", {"case": self.case, "message": message}, status=status)


class WhileItWaits:
    """Mixed in before the page on which the person corrects: the same form while a tier is still asked.

    Reached by the subject's key. Subclasses name the lookup from a work item to it, and the page to go back to.
    """

    of_subject: str  # "case__dailyprocess__report"
    own_page: str  # "daily:detail"
    request: HttpRequest
    case: TieredCase
    items: list[WorkItem]
    item: WorkItem | None

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The form with what was sent."""
        response: HttpResponse = super().get(request, self.task_of(pk))  # type: ignore[misc]
        return response

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Change it, or say why not."""
        response: HttpResponse = super().post(request, self.task_of(pk))  # type: ignore[misc]
        return redirect(self.own_page, pk) if response.status_code == 302 else response

    def task_of(self, pk: int) -> int:
        """The latest task that asked a tier about the reader's own subject.

        :raises Http404: there is none, or the subject is somebody else's.
        """
        asked = WorkItem.objects.filter(**{self.of_subject: pk}, tier__isnull=False, person__user=self.request.user.pk)
        task = asked.order_by("-pk").values_list("task_id", flat=True).first()
        if task is None:
            raise Http404
        return task

    def load(self, task_id: int) -> None:
        """The case; the reader is not asked, but it is theirs."""
        super().load(task_id)  # type: ignore[misc]
        self.item = next((item for item in self.items if item.closed_at is None), self.items[0])

    def acting(self) -> None:
        """Nobody changes what another sent."""

    def around(self) -> dict[str, Any]:
        """Who is asked now, and from which tier on it is decided again."""
        item = self.item or self.items[0]
        waits_at = item.tier.number if item.tier is not None else 1
        number = min(self.case.chain_version.again_from_tier, waits_at)
        again = next((tier for tier in tiers_of(self.case.chain_version) if tier.number >= number), item.tier)
        return {"turn": whose_turn([item], clock.today()), "again_from": again}
