"""Rounds of opinion (360°) as HR conducts them: opened, reminded of, filled from paper, closed. Counts, no names."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import action, display

from backoffice.base import ReadOnlyAdmin
from backoffice.opinion_forms import OutsideForm, RoundForm
from backoffice.site import site
from workflows.engine.refusals import Refusal
from workflows.feedback.actions import close_round, open_round, record_outside_opinion, remind_raters
from workflows.feedback.actions.opinions import CONDUCT
from workflows.feedback.forms import show_violation
from workflows.feedback.models import OpinionRound
from workflows.feedback.models.opinion import Group
from workflows.organization.actor import Actor, Channel
from workflows.organization.login import has_role
from workflows.rules.violation import RuleViolation

OPEN = OpinionRound.Status.OPEN


@admin.register(OpinionRound, site=site)
class OpinionRoundAdmin(ReadOnlyAdmin):
    """Rounds, the latest first. Who was asked is shown to nobody once it is opened; who answered what is not stored."""

    list_display = ("person", "period", "state", "asked", "answered", "answer_until")
    list_select_related = ("employee", "period")
    list_filter = (("period", AutocompleteSelectFilter), ("status", ChoicesDropdownFilter))
    search_fields = ("employee__nip__startswith", "employee__name__icontains")
    fields = (
        "employee", "period", "status", "asked", "answered", "minimum", "answer_until", "opened_at", "closed_at",
    )  # fmt: skip
    ordering = ("-pk",)
    actions_list = ["open_page"]
    actions_detail = ["remind_page", "outside_page", "close_page", "result_page"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[OpinionRound]:
        """With the invitations, one query a page."""
        return super().get_queryset(request).prefetch_related("invitations")

    def has_conduct_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """HR admins and the performance management team; asked again by the actions, under the lock."""
        return bool(request.user.is_superuser or has_role(request.user, *CONDUCT))

    @display(description=_("employee"), header=True)
    def person(self, row: OpinionRound) -> list[str]:
        """The name over the NIP."""
        return [row.employee.name, row.employee.nip]

    @display(description=_("status"), label={OPEN: "info", OpinionRound.Status.CLOSED: "success"})
    def state(self, row: OpinionRound) -> tuple[str, str]:
        """The state in words."""
        return row.status, row.get_status_display()

    @display(description=_("asked"))
    def asked(self, row: OpinionRound) -> str:
        """How many of each group."""
        counts = Counter(invitation.group for invitation in row.invitations.all())
        return ", ".join(f"{counts[group]} {Group(group).label}" for group in Group.values if counts[group])

    @display(description=_("answered"))
    def answered(self, row: OpinionRound) -> int:
        """How many, of all groups together; who, nobody sees."""
        if row.answers is not None:
            return row.answers
        return sum(bool(invitation.is_answered) for invitation in row.invitations.all())

    @action(description=_("Open a round"), url_path="open", permissions=["conduct"], icon="add")
    def open_page(self, request: HttpRequest) -> HttpResponse:
        """Ask whom about; propose raters; open."""
        if not self.has_conduct_permission(request):
            raise PermissionDenied
        form = RoundForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            if "open" in request.POST:
                try:
                    opened = open_round(
                        by=Actor.of_request(request, Channel.BACKOFFICE), employee=form.employee,  # type: ignore[arg-type]
                        period=form.cleaned_data["period"], raters=form.raters(),
                        answer_until=form.cleaned_data["answer_until"], minimum=form.cleaned_data["minimum"],
                    )  # fmt: skip
                except RuleViolation as refused:
                    show_violation(form, refused.field, refused.message)
                else:
                    messages.success(request, _("The round is open. Those who are asked were told."))
                    return redirect("admin:feedback_opinionround_change", opened.pk)
            else:
                form = RoundForm({**request.POST.dict(), **form.offered})
                form.is_valid()
        return self._page(request, "backoffice/opinion_open.html", translated("Open a round of opinion"), form=form)

    @action(description=_("Remind"), url_path="remind", permissions=["conduct"], icon="notifications")
    def remind_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Everybody who was asked, without naming who has not answered."""
        words = _("Everybody who was asked is reminded, also who has answered: so nobody's mail tells which.")
        done = _("Everybody who was asked is reminded.")
        return self._confirmed(request, object_id, remind_raters, translated("Remind the raters"), words, done)

    @action(description=_("Close"), url_path="close", permissions=["conduct"], icon="lock")
    def close_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Once and for good."""
        words = _(
            "The answers are counted and the round is closed for good. With too few answers nothing is shown, and the "
            "answers are not kept."
        )
        done = _("The round is closed.")
        return self._confirmed(request, object_id, close_round, translated("Close the round"), words, done)

    @action(description=_("Enter a paper form"), url_path="outside", permissions=["conduct"], icon="description")
    def outside_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What an outside party without access wrote on paper, without name."""
        row = self._row(request, object_id)
        form = OutsideForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                record_outside_opinion(by=Actor.of_request(request, Channel.BACKOFFICE), of=row, **form.given())
            except RuleViolation as refused:
                show_violation(form, refused.field, refused.message)
            except Refusal as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(
                    request, _("The form is entered. Destroy the paper, or keep it where nobody reads it.")
                )
                return redirect("admin:feedback_opinionround_change", row.pk)
        title = translated("Paper form of an outside party")
        return self._page(request, "backoffice/opinion_outside.html", title, row=row, form=form)

    @action(description=_("Result"), url_path="result", permissions=["conduct"], icon="bar_chart")
    def result_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """To the page on which everybody concerned reads it."""
        return redirect("feedback:opinion_result", self._row(request, object_id).pk)

    def _confirmed(
        self, request: HttpRequest, object_id: str, act: Callable[..., Any], title: str, words: Any, done: Any
    ) -> HttpResponse:
        """Asked once more, then done."""
        row = self._row(request, object_id)
        refusal = ""
        if request.method == "POST":
            try:
                act(by=Actor.of_request(request, Channel.BACKOFFICE), of=row)
            except RuleViolation as refused:
                refusal = refused.message
            except Refusal as refused:
                refusal = str(refused)
            else:
                messages.success(request, done)
                return redirect("admin:feedback_opinionround_change", row.pk)
        return self._page(request, "backoffice/opinion_confirm.html", title, row=row, words=words, refusal=refusal)

    def _row(self, request: HttpRequest, object_id: str) -> OpinionRound:
        """The round.

        :raises PermissionDenied: the reader conducts none.
        """
        if not self.has_conduct_permission(request):
            raise PermissionDenied
        return get_object_or_404(OpinionRound.objects.select_related("employee__user", "period"), pk=object_id)

    def _page(
        self, request: HttpRequest, template: str, title: str, *, row: OpinionRound | None = None, **context: Any
    ) -> HttpResponse:
        form = context.get("form")
        back = "admin:feedback_opinionround_change" if row is not None else "admin:feedback_opinionround_changelist"
        shown = {
            **self.admin_site.each_context(request), "title": title, "opts": self.opts, "row": row, **context,
            "back": reverse(back, args=[row.pk] if row is not None else []),
        }  # fmt: skip
        refused = bool(context.get("refusal")) or (form is not None and bool(form.errors))
        return TemplateResponse(request, template, shown, status=422 if refused else 200)
