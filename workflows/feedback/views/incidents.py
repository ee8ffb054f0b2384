"""Recording a critical incident, and its page with the evidence and the person's own view."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from workflows.audit import clock
from workflows.audit.verbs import Verb
from workflows.engine.asking_why import require_in
from workflows.feedback.actions import give_view, record_incident
from workflows.feedback.forms import AnswerForm, IncidentForm, show_violation
from workflows.feedback.models import Incident
from workflows.feedback.queries import may_read_incident
from workflows.feedback.sides import bond_above
from workflows.feedback.views.notes import days_typed, person_at, reader_of
from workflows.organization.actor import Actor
from workflows.organization.models import Employee
from workflows.rules.violation import RuleViolation


class RecordIncident(LoginRequiredMixin, View):
    """By anybody above the person, at whatever height."""

    def get(self, request: HttpRequest, nip: str) -> HttpResponse:
        """The form with today's day."""
        person = self.person_below(request, nip)
        return self.page(request, person, IncidentForm(initial={"on": clock.today()}))

    def post(self, request: HttpRequest, nip: str) -> HttpResponse:
        """Record it, or say why not."""
        person = self.person_below(request, nip)
        form = IncidentForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                incident = record_incident(by=Actor.of_request(request), employee=person, **form.cleaned_data)
            except RuleViolation as refused:
                show_violation(form, refused.field, refused.message)
            else:
                messages.success(request, _("The incident is recorded. The person reads it and can answer."))
                return redirect("feedback:incident", incident.pk)
        return self.page(request, person, form, status=422)

    def person_below(self, request: HttpRequest, nip: str) -> Employee:
        """The person.

        :raises Http404: the reader stands above them neither today nor on the day that was typed.
        """
        reader, person = reader_of(request), person_at(nip)
        if not any(bond_above(reader, person, day) for day in {clock.today(), *days_typed(request)}):
            raise Http404
        return person

    def page(self, request: HttpRequest, person: Employee, form: IncidentForm, *, status: int = 200) -> HttpResponse:
        """The page."""
        return render(request, "feedback/record_incident.html", {"person": person, "form": form}, status=status)


class IncidentPage(LoginRequiredMixin, View):
    """An incident, and for the person whom it concerns the way to put their view beside it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page."""
        return self.page(request, incident_at(request, pk), AnswerForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put one's view beside it, or say why not."""
        incident = incident_at(request, pk)
        form = AnswerForm(request.POST)
        if form.is_valid():
            try:
                give_view(by=Actor.of_request(request), incident=incident, view=form.cleaned_data["answer"])
            except RuleViolation as refused:
                show_violation(form, "answer" if refused.field == "reason" else refused.field, refused.message)
            else:
                messages.success(request, _("Your view stands beside the incident."))
                return redirect("feedback:incident", incident.pk)
        return self.page(request, incident, form, status=422)

    def page(self, request: HttpRequest, incident: Incident, form: AnswerForm, *, status: int = 200) -> HttpResponse:
        """The page."""
        require_in(form, "answer", request, {Verb.ACKNOWLEDGE}, "feedback", is_own=True)
        is_theirs = incident.employee.user_id == request.user.pk
        context: dict[str, Any] = {
            "incident": incident, "form": form, "may_answer": is_theirs and not incident.is_answered
        }  # fmt: skip
        return render(request, "feedback/incident.html", context, status=status)


class Evidence(LoginRequiredMixin, View):
    """An incident's evidence file, handed out to those who may read the incident alone."""

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        """The file as a download, so that nothing in it runs in the page."""
        incident = incident_at(request, pk)
        if not incident.evidence_file:
            raise Http404
        return FileResponse(incident.evidence_file.open("rb"), as_attachment=True)


def incident_at(request: HttpRequest, pk: int) -> Incident:
    """The incident.

    :raises Http404: there is none, or the reader may not read it.
    """
    incident = get_object_or_404(Incident.objects.with_people(), pk=pk)
    if not may_read_incident(request.user, incident):
        raise Http404
    return incident
