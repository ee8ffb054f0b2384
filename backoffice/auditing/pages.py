"""The auditor's pages: the search of the record, and the timeline of a case or of a row. They only look."""

from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from backoffice.auditing import search, timeline
from backoffice.auditing.readers import may_audit
from backoffice.auditing.search_form import SearchForm
from backoffice.auditing.shown import shown
from backoffice.auditing.values import names_of
from backoffice.auditing.words import process_words
from backoffice.dry_run_forms import MOST_FOUND
from backoffice.findings.access import audits

READING = ("GET", "HEAD")
ROWS_OF_A_RESULT, BLOCKS_OF_A_RESULT = 40, 4
ROWS_OF_A_STEP, BLOCKS_OF_A_STEP = 200, 200
FIRST = 18  # digits that a key may have


def urls(site: AdminSite) -> list[URLPattern]:
    """The pages' addresses."""

    def of_search(request: HttpRequest) -> HttpResponse:
        return search_page(request, site)

    def of_case(request: HttpRequest, process: str, case_id: int) -> HttpResponse:
        return timeline_page(request, site, process=process, case_id=case_id)

    def of_subject(request: HttpRequest, subject: str) -> HttpResponse:
        return timeline_page(request, site, subject=subject)

    return [
        path("audit/search/", site.admin_view(of_search), name="audit_search"),
        path("audit/case/<str:process>/<int:case_id>/", site.admin_view(of_case), name="audit_case"),
        path("audit/subject/<path:subject>/", site.admin_view(of_subject), name="audit_subject"),
    ]


def search_page(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """The form, and what was found; without a question the latest decisions."""
    if refused := _refused(request):
        return refused
    form = SearchForm(request.GET)
    context: dict[str, Any] = {**site.each_context(request), "title": _("Search the record"), "form": form}
    if form.is_valid():
        context |= _people(form, request) if form.people else _found(form, request)
    return TemplateResponse(request, "backoffice/auditing/search.html", context, status=422 if form.errors else 200)


def timeline_page(request: HttpRequest, site: AdminSite, **which: Any) -> HttpResponse:
    """Everything that was done to a case or a row, from the first on.

    :raises Http404: the record knows nothing of it.
    """
    if refused := _refused(request):
        return refused
    try:
        about = timeline.about_subject(**which) if "subject" in which else timeline.about_case(**which)
    except timeline.UnknownSubject:
        raise Http404 from None
    after = _key(request.GET.get("after", "")) or 0
    told = timeline.timeline(about, after)
    if not told.decisions and not after:
        raise Http404
    context = {
        **site.each_context(request), "title": _title(about), "about": about,
        "process": process_words(about.process) if about.process else "",
        "steps": shown(told.decisions, rows=ROWS_OF_A_STEP, blocks=BLOCKS_OF_A_STEP, only=told.only),
        "elsewhere": set(told.only),
        "note": _address_of_note(request.user, about, told),
        "is_first": not after, "next": f"?after={told.after}" if told.after else "",
    }  # fmt: skip
    return TemplateResponse(request, "backoffice/auditing/timeline.html", context)


def _refused(request: HttpRequest) -> HttpResponse | None:
    """:raises PermissionDenied: the reader may not look."""
    if not may_audit(request.user):
        raise PermissionDenied
    return HttpResponseNotAllowed(READING) if request.method not in READING else None


def _people(form: SearchForm, request: HttpRequest) -> dict[str, Any]:
    """Whom the name may mean, each with the same search for that person alone."""
    people = [(person, _address(request, who=person.nip)) for person in form.people[:MOST_FOUND]]
    return {"people": people, "more_people": len(form.people) > MOST_FOUND}


def _found(form: SearchForm, request: HttpRequest) -> dict[str, Any]:
    place = _key(request.GET.get("before", ""))
    found = search.search(form.asked(), place)
    return {
        "results": shown(found.decisions, rows=ROWS_OF_A_RESULT, blocks=BLOCKS_OF_A_RESULT, is_short=True),
        "looked_until": found.looked_until,
        "next": _address(request, before=str(found.before)) if found.before is not None else "",
        "first": _address(request, before="") if place is not None else "",
        "is_searched": True, "asked": form.in_words(), "may_save": audits(request.user),
    }  # fmt: skip


def _key(text: str) -> int | None:
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= FIRST else None


def _address(request: HttpRequest, **changed: str) -> str:
    """This search with these values; an empty one leaves out its name."""
    query = request.GET.copy()
    for name, value in changed.items():
        if value:
            query[name] = value
        else:
            query.pop(name, None)
    if "who" in changed:
        query.pop("before", None)
    return f"?{query.urlencode()}"


def _address_of_note(user: Any, about: timeline.About, told: timeline.Told) -> str:
    """Where an auditor writes about it; empty for whoever only reads.

    A row that no decision is about is named by the first that changed it.
    """
    if not audits(user) or not told.decisions:
        return ""
    key = f"case:{about.process}:{about.case_id}" if about.case_id is not None else about.subject
    if about.case_id is None and all(each.subject != about.subject for each in told.decisions):
        key = f"decision:{told.decisions[0].pk}"
    return f"{reverse('admin:audit_write_finding')}?{urlencode({'about': key})}"


def _title(about: timeline.About) -> str:
    """*Riwayat: SKP 2026 Ghaliyati Wahyuni*"""
    if about.model is None:
        return translated("Timeline of %(what)s") % {"what": about.subject}
    key = (about.model._meta.label, about.key)
    name = names_of([key], {about.model._meta.label: about.model})[key]
    kind = str(capfirst(about.model._meta.verbose_name))
    what = name if name.startswith(kind) else f"{kind} {name}"
    return translated("Timeline of %(what)s") % {"what": what}
