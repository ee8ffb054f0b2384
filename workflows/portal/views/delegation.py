"""Delegation: who decides in an assessor's place while they are away; given, taken, ended early."""

from datetime import timedelta
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views import View

from workflows.approvals.models import ProcessCode
from workflows.engine.office_news import delegate_and_tell, end_delegation_and_tell
from workflows.organization.actor import Actor
from workflows.organization.models import Delegation, Employee, Leave
from workflows.portal.addressing import you
from workflows.portal.choosing import ColleagueField, DayBoxes, boxes_of
from workflows.portal.colleagues import Found, colleague_of, find_colleagues
from workflows.portal.office_forms import DelegationForm, EndDelegationForm, show_refusal
from workflows.portal.reader import Reader, reader_of
from workflows.printing.words import long_date
from workflows.rules.violation import RuleViolation

LATEST = 10  # delegations that are over, on the page
A_DAY = timedelta(days=1)


def person_of(reader: Reader) -> Employee:
    """The reader as an employee.

    :raises PermissionDenied: a technical log-in has no page of its own here.
    """
    if reader.employee is None:
        raise PermissionDenied
    return reader.employee


def may_delegate(reader: Reader) -> bool:
    """Whether somebody reports to the post that the reader holds themselves."""
    return reader.own is not None and reader.own.has_reports


class Delegations(LoginRequiredMixin, View):
    """What the reader passed on and what was passed on to them: what holds or will, and the latest that are over."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        reader = reader_of(request)
        person = person_of(reader)
        rows = Delegation.objects.select_related("delegator", "delegate").prefetch_related("processes")
        given, taken = rows.filter(delegator=person), rows.filter(delegate=person)
        context = {
            "today": reader.today, "you": you(person), "may_delegate": may_delegate(reader),
            "given": _lines(given.filter(end__gt=reader.today).order_by("start", "pk")),
            "taken": _lines(taken.filter(end__gt=reader.today).order_by("start", "pk")),
            "over": _lines(given.filter(end__lte=reader.today).order_by("-end", "-pk")[:LATEST]),
        }  # fmt: skip
        return render(request, "portal/delegations.html", context)


class NewDelegation(LoginRequiredMixin, View):
    """To whom, which processes, from when until when, and why. *Find* shows people and stores nothing."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The empty form; its days are those of the next leave on record, where there is one."""
        reader = self._reader(request)
        leave = Leave.objects.filter(employee=reader.employee, end__gt=reader.today).order_by("start").first()
        start = DayBoxes(prefix="start", initial=boxes_of(max(leave.start, reader.today) if leave else reader.today))
        last = DayBoxes(prefix="last", initial=boxes_of(leave.end - A_DAY if leave else None))
        return _show(request, reader, DelegationForm(), start, last, leave=leave)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Find colleagues, or delegate."""
        reader = self._reader(request)
        person = person_of(reader)
        found = find_colleagues(request.POST.get("search", ""), reader.today, but=person)
        chosen = colleague_of(request.POST.get("delegate", ""), reader.today, but=person)
        finds = "find" in request.POST
        start, last = (
            DayBoxes(None if finds else request.POST, prefix=name, initial=_posted_day(request, name))
            for name in ("start", "last")
        )
        form = DelegationForm(None if finds else request.POST, initial=_posted(request) if finds else None)
        offered = {each.employee.pk: each for each in ([chosen] if chosen else [])} | {
            each.employee.pk: each for each in found.colleagues
        }
        field = cast(ColleagueField, form.fields["delegate"])
        field.offer(offered.values())
        for each in offered.values():
            if not each.employee.user.has_usable_password():
                field.add_hint(each, gettext("has never logged in to Jenjang"))
        if finds:
            return _show(request, reader, form, start, last, found=found)
        complete = [each.is_valid() for each in (form, start, last)]  # each is asked, so that each says what is wrong
        if all(complete) and self._delegated(request, person, form, start, last):
            return redirect("portal:delegations")
        return _show(request, reader, form, start, last, found=found, status=422)

    def _delegated(
        self, request: HttpRequest, person: Employee, form: DelegationForm, start: DayBoxes, last: DayBoxes
    ) -> bool:
        given = form.cleaned_data
        try:
            made = delegate_and_tell(
                by=Actor.of_request(request), delegator=person, to=given["delegate"].employee,
                processes=given["processes"], start=start.cleaned_data["chosen"],
                end=last.cleaned_data["chosen"] + A_DAY, reason=given["reason"],
            )  # fmt: skip
        except RuleViolation as refused:
            show_refusal(form, refused.field, refused.message, {"start": (start, "day"), "end": (last, "day")})
            return False
        except OverflowError:  # the last day that there is has none after it
            last.add_error("year", gettext("Write the year as 2026."))
            return False
        words = gettext("%(name)s decides in your place from %(start)s until %(last)s. Both names stay on record.")
        messages.success(
            request,
            words % {"name": made.delegate.name, "start": long_date(made.start), "last": long_date(made.end - A_DAY)},
        )
        return True

    def _reader(self, request: HttpRequest) -> Reader:
        reader = reader_of(request)
        if not may_delegate(reader):
            raise PermissionDenied
        return reader


class EndDelegation(LoginRequiredMixin, View):
    """End one's own delegation at once, with a reason."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What ends, and the reason asked."""
        return self._show(request, self._own(request, pk), EndDelegationForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End it."""
        delegation = self._own(request, pk)
        form = EndDelegationForm(request.POST)
        if form.is_valid():
            try:
                end_delegation_and_tell(
                    by=Actor.of_request(request), delegation=delegation, reason=form.cleaned_data["reason"]
                )
            except RuleViolation as refused:
                show_refusal(form, refused.field, refused.message)
            else:
                words = gettext("The delegation to %(name)s has ended. From now on you decide again.")
                messages.success(request, words % {"name": delegation.delegate.name})
                return redirect("portal:delegations")
        return self._show(request, delegation, form, status=422)

    def _own(self, request: HttpRequest, pk: int) -> Delegation:
        """The reader's own; of others nobody learns that there is one.

        :raises Http404: there is none, or it is another's.
        """
        rows = Delegation.objects.select_related("delegator", "delegate").prefetch_related("processes")
        return get_object_or_404(rows, pk=pk, delegator=person_of(reader_of(request)))

    def _show(
        self, request: HttpRequest, delegation: Delegation, form: EndDelegationForm, status: int = 200
    ) -> HttpResponse:
        (line,) = _lines([delegation])
        today = reader_of(request).today
        is_over = delegation.end <= max(today, delegation.start)
        context = {"line": line, "form": form, "today": today, "is_over": is_over}
        return render(request, "portal/delegation_end.html", context, status=status)


def _lines(rows: Any) -> list[dict[str, Any]]:
    """Delegations as the pages show them, with their last day and the names of their processes."""
    names = dict(ProcessCode.choices)
    return [
        {
            "row": row,
            "last": row.end - A_DAY,
            "never_began": row.end <= row.start,
            "processes": [str(names.get(each.process, each.process)) for each in row.processes.all()],
        }
        for row in rows
    ]


def _posted(request: HttpRequest) -> dict[str, Any]:
    """What was typed, to be shown again where it is not checked yet."""
    single = {name: request.POST.get(name, "") for name in ("search", "delegate", "reason")}
    return {**single, "processes": request.POST.getlist("processes")}


def _posted_day(request: HttpRequest, prefix: str) -> dict[str, str]:
    return {name: request.POST.get(f"{prefix}-{name}", "")[:10] for name in ("day", "month", "year")}


def _show(
    request: HttpRequest, reader: Reader, form: DelegationForm, start: DayBoxes, last: DayBoxes, *,
    found: Found | None = None, leave: Leave | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {
        "form": form, "start": start, "last": last, "found": found, "leave": leave,
        "leave_last": leave.end - A_DAY if leave else None, "post": reader.own.position if reader.own else None,
        "you": you(reader.employee),
    }  # fmt: skip
    return render(request, "portal/delegation_new.html", context, status=status)
