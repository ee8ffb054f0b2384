"""Credit figures of a unit's functional posts: a page and a file for whoever looks at people's work."""

from decimal import Decimal
from typing import Any

import tablib
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from backoffice.exporting import OfficeCsv, OfficeXlsx
from backoffice.site import site
from workflows.assessment.credit import CreditFigure, unit_credit_figures
from workflows.audit import clock
from workflows.engine.sight import SEES_EVERYBODY
from workflows.organization.login import has_role
from workflows.organization.models import Tenure, Unit

FILES: dict[str, type[OfficeXlsx] | type[OfficeCsv]] = {"xlsx": OfficeXlsx, "csv": OfficeCsv}
READING = ("GET", "HEAD")


def may_look(user: Any) -> bool:
    """HR admins, the performance management team and auditors."""
    return bool(user.is_active and (user.is_superuser or has_role(user, *SEES_EVERYBODY)))


class UnitForm(forms.Form):
    """Which unit is looked at; those below it are in it."""

    unit = forms.ModelChoiceField(
        label=_("Unit"), queryset=Unit.objects.order_by("code"), to_field_name="code", widget=UnfoldAdminSelectWidget
    )


def credit_page(request: HttpRequest) -> HttpResponse:
    """Everybody in a functional post of the unit, with each counted year and what is missing; `?file=` as a file."""
    if not may_look(request.user):
        raise PermissionDenied
    if request.method not in READING:
        return HttpResponseNotAllowed(READING)
    form = UnitForm(request.GET or None)
    people: list[tuple[Tenure, CreditFigure]] | None = None
    if form.is_bound and form.is_valid():
        people = unit_credit_figures(form.cleaned_data["unit"], clock.today())
        if request.GET.get("file") in FILES:
            return _file(request.GET["file"], form.cleaned_data["unit"], people)
    query = request.GET.copy()
    query.pop("file", None)
    context = {
        **site.each_context(request),
        "title": _("Credit figures"),
        "form": form,
        "people": people,
        "files": [(name, f"?{query.urlencode()}&file={name}") for name in FILES],
    }
    return TemplateResponse(request, "backoffice/credit.html", context, status=422 if form.errors else 200)


def _file(name: str, unit: Unit, people: list[tuple[Tenure, CreditFigure]]) -> HttpResponse:
    """One line for each counted year, and one for each that is not, with why."""
    heads = [
        "NIP", translated("Name"), translated("Post"), translated("Unit"), translated("Year"), translated("Level"),
        translated("Predicate"), translated("Percent"), translated("Months"), translated("Coefficient"),
        translated("Credit"), translated("Not counted"),
    ]  # fmt: skip
    table = tablib.Dataset(headers=heads)
    for tenure, figure in people:
        who = [tenure.employee.nip, tenure.employee.full_name, tenure.position.title, tenure.position.unit.name]
        for row in figure.rows:
            table.append(
                [
                    *who, row.year, row.level_label, row.predicate_label, row.percent, row.months,
                    _plain(row.coefficient), _plain(row.credit), "",
                ]
            )  # fmt: skip
        for each in figure.missing:
            table.append([*who, each.year, "", "", "", "", "", "", each.why])
    kind = FILES[name]()
    answer = HttpResponse(kind.export_data(table), content_type=kind.get_content_type())
    answer["Content-Disposition"] = f'attachment; filename="angka-kredit-{unit.code}.{name}"'
    return answer


def _plain(value: Decimal) -> str:
    return f"{value:.2f}"
