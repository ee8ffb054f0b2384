"""A person's notes and incidents, writing a note, and a note with its answer."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from workflows.audit import clock
from workflows.audit.verbs import Verb
from workflows.engine.asking_why import require_in
from workflows.engine.sight import may_see_person
from workflows.feedback.actions import answer_note, write_note
from workflows.feedback.forms import AnswerForm, NoteForm, day_field, show_violation
from workflows.feedback.models import Incident, Note, OpinionRound
from workflows.feedback.queries import may_read_note, opinion_views, read_by
from workflows.feedback.sides import bonds_of, direct_bond, direct_bonds
from workflows.organization.actor import Actor
from workflows.organization.models import Employee
from workflows.rules.violation import RuleViolation
from workflows.skp.models import WorkResult

LATEST = 30  # notes and incidents on a person's page


def reader_of(request: HttpRequest) -> Employee:
    """The reader as an employee.

    :raises PermissionDenied: a technical log-in writes to nobody.
    """
    employee: Employee | None = getattr(request.user, "employee", None)
    if employee is None:
        raise PermissionDenied
    return employee


def person_at(nip: str) -> Employee:
    """The person of an address."""
    return get_object_or_404(Employee.objects.select_related("user"), nip=nip)


def days_typed(request: HttpRequest) -> list[date]:
    """The day that was typed into a form's `on`, if it is one: who was whose superior is asked of that day too."""
    try:
        return [day_field("", "").clean(request.POST.get("on", ""))]
    except ValidationError:
        return []


class Mine(LoginRequiredMixin, View):
    """What was said of the reader, and to whom they can write."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        return _person_page(request, reader_of(request))


class OfPerson(LoginRequiredMixin, View):
    """The same of somebody whom the reader may see, as far as they may read it."""

    def get(self, request: HttpRequest, nip: str) -> HttpResponse:
        """The page; not found for a stranger, so that nobody learns who exists."""
        person = person_at(nip)
        if not may_see_person(request.user, person):
            raise Http404
        return _person_page(request, person)


def _person_page(request: HttpRequest, person: Employee) -> HttpResponse:
    today = clock.today()
    reader: Employee | None = getattr(request.user, "employee", None)
    is_own = reader is not None and reader.pk == person.pk
    above, direct = bonds_of(reader, person, today) if reader is not None and not is_own else (None, None)
    notes = Note.objects.concerning(person).with_people().order_by("-on", "-pk")[:LATEST]
    incidents = Incident.objects.filter(employee=person).with_people().order_by("-on", "-pk")[:LATEST]
    context: dict[str, Any] = {
        "person": person, "is_own": is_own, "notes": read_by(request.user, person, notes), "incidents": incidents,
        "opinions": opinion_views(OpinionRound.objects.filter(employee=person)),
        "superiors": [bond.superior for bond in direct_bonds(person, today)] if is_own else [],
        "may_write": direct is not None,
        "may_record": above is not None,
    }  # fmt: skip
    return render(request, "feedback/person.html", context)


class WriteNote(LoginRequiredMixin, View):
    """A note to one's direct superior or subordinate."""

    def get(self, request: HttpRequest, nip: str) -> HttpResponse:
        """The form with today's day."""
        reader, person, today = reader_of(request), person_at(nip), clock.today()
        form = NoteForm(initial={"on": today}, results=_results(reader, person, {today}))
        return self.page(request, person, form)

    def post(self, request: HttpRequest, nip: str) -> HttpResponse:
        """Write it, or say why not."""
        reader, person, today = reader_of(request), person_at(nip), clock.today()
        days = {today, *days_typed(request)}
        form = NoteForm(request.POST, results=_results(reader, person, days))
        if form.is_valid():
            try:
                note = write_note(by=Actor.of_request(request), recipient=person, **form.cleaned_data)
            except RuleViolation as refused:
                show_violation(form, refused.field, refused.message)
            else:
                messages.success(request, _("Your note is sent."))
                return redirect("feedback:note", note.pk)
        return self.page(request, person, form, status=422)

    def page(self, request: HttpRequest, person: Employee, form: NoteForm, *, status: int = 200) -> HttpResponse:
        """The page."""
        return render(request, "feedback/write_note.html", {"person": person, "form": form}, status=status)


def _results(reader: Employee, person: Employee, days: set[date]) -> Any:
    """The results that the note can be about: of whoever was the subordinate on one of the days.

    :raises Http404: neither was the other's direct superior on any of them.
    """
    for day in sorted(days, reverse=True):
        if direct_bond(reader, person, day):
            return WorkResult.objects.filter(skp__employee=person, skp__status="SET").order_by("skp_id", "number")
        if direct_bond(person, reader, day):
            return WorkResult.objects.filter(skp__employee=reader, skp__status="SET").order_by("skp_id", "number")
    raise Http404


class NotePage(LoginRequiredMixin, View):
    """A note, and for whoever it was written to the way to answer."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page."""
        return self.page(request, self.note_at(request, pk), AnswerForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer it, or say why not."""
        note = self.note_at(request, pk)
        form = AnswerForm(request.POST)
        if form.is_valid():
            try:
                answer_note(by=Actor.of_request(request), note=note, answer=form.cleaned_data["answer"])
            except RuleViolation as refused:
                show_violation(form, "answer" if refused.field == "reason" else refused.field, refused.message)
            else:
                messages.success(request, _("Your answer is sent."))
                return redirect("feedback:note", note.pk)
        return self.page(request, note, form, status=422)

    def note_at(self, request: HttpRequest, pk: int) -> Note:
        """The note.

        :raises Http404: there is none, or the reader may not read it.
        """
        note = get_object_or_404(Note.objects.with_people(), pk=pk)
        if not may_read_note(request.user, note):
            raise Http404
        return note

    def page(self, request: HttpRequest, note: Note, form: AnswerForm, *, status: int = 200) -> HttpResponse:
        """The page."""
        require_in(form, "answer", request, {Verb.ACKNOWLEDGE}, "feedback", is_own=True)
        is_theirs = note.recipient.user_id == request.user.pk
        context = {"note": note, "form": form, "may_answer": is_theirs and not note.is_answered}
        return render(request, "feedback/note.html", context, status=status)
