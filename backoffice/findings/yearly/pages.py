"""The page of the yearly report: the year and the unit are chosen; kinds of changes, their lines, and the files."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from backoffice.findings.access import require, takes_reports
from backoffice.findings.files import handed_out
from backoffice.findings.pages import READING, shown
from backoffice.findings.yearly.kinds import BY_CODE, Kind
from backoffice.findings.yearly.lines import Place, kinds_with_changes, lines_from, page_of
from backoffice.findings.yearly.report import FORMS, LABEL, in_archive, made
from backoffice.findings.yearly.scope import Scope
from backoffice.looking import unit_field
from workflows.audit import clock
from workflows.organization.models import Period
from workflows.printing.pdf import PrintingUnavailable
from workflows.rules.violation import RuleViolation

ROWS_A_PAGE = 50


class YearlyForm(forms.Form):
    """The year and the unit; no unit means the whole office."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int, widget=UnfoldAdminSelectWidget)
    unit = unit_field(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = Period.objects.filter(kind=Period.Kind.YEAR).order_by("-start").values_list("start", flat=True)
        self.fields["year"].choices = [(start.year, start.year) for start in years]  # type: ignore[attr-defined]
        self.fields["unit"].empty_label = _("The whole office")  # type: ignore[attr-defined]


def yearly_page(request: HttpRequest) -> HttpResponse:
    """The kinds that have changes; with `?kind=` a page of their lines, with `?file=` a file, which is recorded.

    :raises Http404: no such kind or place.
    """
    require(takes_reports(request.user))
    if request.method not in READING:
        return HttpResponseNotAllowed(READING)
    form = YearlyForm(request.GET or None, initial={"year": clock.today().year})
    found: dict[str, Any] = {}
    status = 200
    if form.is_bound and form.is_valid():
        scope = Scope(form.cleaned_data["year"], form.cleaned_data["unit"])
        kind = _kind(request.GET.get("kind", ""))
        wanted = request.GET.get("file", "")
        if wanted in FORMS and request.method == "GET":
            try:
                return _file(request, scope, kind, wanted)
            except RuleViolation as refused:
                form.add_error(None, refused.message)
                status = 422
            except PrintingUnavailable as unavailable:
                messages.error(request, str(unavailable))
        found = _found(request, scope, kind)
    elif form.errors:
        status = 422
    return shown(request, "yearly.html", _("Yearly report of changes"), status, form=form, **found)


def _found(request: HttpRequest, scope: Scope, kind: Kind | None) -> dict[str, Any]:
    unit = scope.unit.code if scope.unit is not None else ""
    base = f"?year={scope.year}&unit={unit}"
    found: dict[str, Any] = {
        "scope": scope, "archived": in_archive(scope.year), "kind": kind, "base": base,
        "kinds": kinds_with_changes(scope),
        "files": [(name, f"{base}&kind={kind.code if kind else ''}&file={name}") for name in FORMS],
    }  # fmt: skip
    if kind is not None:
        rows = page_of(kind.rows(scope), _place(request.GET.get("after", "")), ROWS_A_PAGE + 1)
        page = rows[:ROWS_A_PAGE]
        found |= {"lines": lines_from(kind, page), "is_first": not request.GET.get("after")}
        if len(rows) > ROWS_A_PAGE:
            found["following"] = f"{page[-1].history_date.isoformat()}_{page[-1].history_id}"
    return found


def _file(request: HttpRequest, scope: Scope, kind: Kind | None, form: str) -> HttpResponse:
    report = made(scope, kind, form)
    content = FORMS[form](report, request)
    unit = f"-{scope.unit.code}" if scope.unit is not None else ""
    return handed_out(
        request, label=LABEL, stem=f"laporan-perubahan-{scope.year}{unit}", kind=form, content=content,
        details=report.details(),
    )  # fmt: skip


def _kind(code: str) -> Kind | None:
    if not code:
        return None
    if code not in BY_CODE:
        raise Http404
    return BY_CODE[code]


def _place(text: str) -> Place | None:
    """The place behind which a page begins."""
    if not text:
        return None
    at, _, row = text.partition("_")
    try:
        moment: datetime | None = parse_datetime(at)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not row.isdecimal() or len(row) > 18:
        raise Http404
    return moment, int(row)
