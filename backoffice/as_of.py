"""The page on which a case is read as it stood at an instant, with everything around it. Only read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextInputWidget

from backoffice.as_of_words import shown
from backoffice.dry_run_forms import FIRST_YEAR, LAST_YEAR
from backoffice.filters import PROCESSES
from workflows.audit import clock
from workflows.audit.as_of import subject_of
from workflows.audit.models import Decision
from workflows.engine.as_of import UnknownCase, just_after, just_before, stood
from workflows.engine.stood import Stood
from workflows.engine.timeline import TimelineEntry, timeline
from workflows.printing.words import moment

READING = ("GET", "HEAD")
ON_THE_SCREEN = "%Y-%m-%dT%H:%M:%S"


class InstantForm(forms.Form):
    """Which instant; in the address, so that the page can be linked to and sent on."""

    at = forms.DateTimeField(
        label=_("Date and time"),
        widget=UnfoldAdminTextInputWidget(attrs={"type": "datetime-local", "step": "1"}),
        help_text=_("What was done at that very second is included."),
        error_messages={"invalid": _("Write the date and time as 2026-06-30 17:00.")},
    )

    def clean_at(self) -> datetime:
        """Within the years that an office knows."""
        at: datetime = self.cleaned_data["at"]
        if not FIRST_YEAR <= at.year <= LAST_YEAR:
            raise forms.ValidationError(
                _("Choose a day between %(first)s and %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
            )
        return at


@dataclass(frozen=True, slots=True)
class Act:
    """A line of the timeline, with the ways to just before and just after it."""

    entry: TimelineEntry
    before: str
    after: str


def urls(site: AdminSite) -> list[URLPattern]:
    """The page's addresses: by the number of a case, or by the key of what it is about."""

    def of_case(request: HttpRequest, process: str, case_id: int) -> HttpResponse:
        return page(request, site, process, case_id=case_id)

    def of_subject(request: HttpRequest, process: str, key: int) -> HttpResponse:
        return page(request, site, process, key=key)

    return [
        path("as-of/<slug:process>/<int:case_id>/", site.admin_view(of_case), name="as_of"),
        path("as-of/<slug:process>/subject/<int:key>/", site.admin_view(of_subject), name="as_of_subject"),
    ]


def page(request: HttpRequest, site: AdminSite, process: str, **which: int) -> HttpResponse:
    """The form, and how the case stood; for whoever may look at what it is about in the back-office."""
    if not may_look(request, site, process):
        raise PermissionDenied
    if request.method not in READING:
        return HttpResponseNotAllowed(READING)
    form = InstantForm(request.GET if "at" in request.GET else {"at": f"{clock.now():{ON_THE_SCREEN}}"})
    at = form.cleaned_data["at"] if form.is_valid() else clock.now()
    try:
        found = stood(process, at, **which)
    except UnknownCase:
        raise Http404 from None
    if not form.errors:  # the input takes no fractions of a second as the address does
        form = InstantForm({"at": f"{timezone.localtime(at):{ON_THE_SCREEN}}"})
    title = translated("%(what)s, as it stood on %(moment)s") % {"what": found.title, "moment": moment(at)}
    context = {**site.each_context(request), "title": title, "form": form, **_told(found, request.path)}
    return TemplateResponse(request, "backoffice/as_of.html", context, status=422 if form.errors else 200)


def may_look(request: HttpRequest, site: AdminSite, process: str) -> bool:
    """Whether the reader may look at what the process decides on.

    :raises Http404: there is no such process.
    """
    try:
        subject = subject_of(process)
    except LookupError:
        raise Http404 from None
    return site.get_model_admin(subject.model).has_view_permission(request)


def _told(found: Stood, address: str) -> dict[str, Any]:
    """What the page shows."""
    meta = found.subject.model._meta
    return {
        "stood": found,
        "process": dict(PROCESSES)[found.process],
        "row": shown(found.subject, found.then, found.today, found.names),
        "acts": _acts(found.decisions, address),
        "later": _acts(found.later, address),
        "today_link": reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[found.key]),
        "beside": [_neighbour(found, *each) for each in found.stands_beside],
        "other_cases": [case for case in found.cases if case != found.case],
        "around_differs": found.around != found.around_today,
    }


def _acts(decisions: list[Decision], address: str) -> list[Act]:
    """The newest first."""
    return [
        Act(entry, _link(address, just_before(decision)), _link(address, just_after(decision)))
        for entry, decision in zip(timeline(decisions), reversed(decisions), strict=True)
    ]


def _neighbour(found: Stood, process: str, key: int, name: str) -> tuple[Any, str, str]:
    """What stands beside it: the process, its name, and the way to it at the same instant."""
    address = reverse("admin:as_of_subject", args=[process, key])
    return dict(PROCESSES)[process], f"{name} ({subject_of(process).key_of(key)})", _link(address, found.at)


def _link(address: str, at: datetime) -> str:
    return f"{address}?{urlencode({'at': timezone.localtime(at).isoformat()})}"


class StandsAsOf:
    """For the admin of what a process decides on: the button that leads to the page. Subclasses name the process."""

    actions_detail: Any = ["as_of_page"]
    as_of_process: str

    @action(description=_("As it stood on…"), url_path="as-of", icon="history")
    def as_of_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """To how it stands now, with the form that asks for an instant."""
        return redirect("admin:as_of_subject", self.as_of_process, object_id)
