"""Being asked for one's opinion of somebody (360°), giving it once, and the result of a closed round."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from workflows.audit import clock
from workflows.engine.sight import may_see_person
from workflows.feedback.actions import give_opinion
from workflows.feedback.forms import OpinionForm, show_violation
from workflows.feedback.models import Invitation, OpinionRound
from workflows.feedback.queries import opinion_views
from workflows.feedback.views.notes import reader_of
from workflows.organization.actor import Actor
from workflows.rules.violation import RuleViolation


class Invitations(LoginRequiredMixin, View):
    """The open rounds in which the reader is asked; what they answered is shown to nobody, themselves included."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        asked = Invitation.objects.filter(rater=reader_of(request), round__status=OpinionRound.Status.OPEN)
        rows = asked.select_related("round__employee", "round__period").order_by("round__answer_until", "round_id")
        return render(request, "feedback/opinions.html", {"invitations": rows, "today": clock.today()})


class GiveOpinion(LoginRequiredMixin, View):
    """The form; to everybody but the rater it does not exist."""

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """The form, or the list where there is nothing to answer any more."""
        invitation = _own(request, pk)
        if invitation.is_answered:
            return redirect("feedback:opinions")
        return self.page(request, invitation, OpinionForm())

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Answer, or say what is missing."""
        invitation = _own(request, pk)
        form = OpinionForm(request.POST)
        if form.is_valid():
            try:
                give_opinion(by=Actor.of_request(request), invitation=invitation, **form.given())
            except RuleViolation as refused:
                show_violation(form, refused.field, refused.message)
            else:
                messages.success(request, _("Thank you. Your answer is in, and nobody can tell that it is yours."))
                return redirect("feedback:opinions")
        return self.page(request, invitation, form, status=422)

    def page(
        self, request: HttpRequest, invitation: Invitation, form: OpinionForm, *, status: int = 200
    ) -> HttpResponse:
        """The page."""
        context = {"invitation": invitation, "round": invitation.round, "form": form}
        return render(request, "feedback/give_opinion.html", context, status=status)


class Result(LoginRequiredMixin, View):
    """What came of a round: to the person, those above them, HR and auditors."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page."""
        view = next(iter(opinion_views(OpinionRound.objects.filter(pk=pk))), None)
        if view is None or not may_see_person(request.user, view.round.employee):
            raise Http404
        is_own = view.round.employee.user_id == request.user.pk
        return render(request, "feedback/opinion_result.html", {"view": view, "is_own": is_own})


def _own(request: HttpRequest, pk: UUID) -> Invitation:
    """The reader's invitation to an open round.

    :raises Http404: there is none.
    """
    asked = Invitation.objects.filter(rater=reader_of(request), round__status=OpinionRound.Status.OPEN)
    return get_object_or_404(asked.select_related("round__employee", "round__period"), pk=pk)
