"""Ranking within a group: a page and a marked file for HR and the performance management team, for nobody else."""

from typing import Any

import tablib
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from backoffice.exporting import OfficeCsv, OfficeXlsx, harmless
from backoffice.site import site
from workflows.assessment.distribution import period_to_look_at
from workflows.assessment.ranking import MOST, Group, Place, ranked
from workflows.audit import clock
from workflows.organization.login import has_role
from workflows.organization.models import Period, Position, Role, Unit
from workflows.printing.words import moment, number, percent

RANKS = (Role.HR_ADMIN, Role.PERFORMANCE_TEAM)
FILES: dict[str, type[OfficeXlsx] | type[OfficeCsv]] = {"xlsx": OfficeXlsx, "csv": OfficeCsv}
READING = ("GET", "HEAD")
CLASSES = range(1, 18)


def may_rank(user: Any) -> bool:
    """HR admins and the performance management team; auditors read the record, not a ranking."""
    return bool(user.is_active and (user.is_superuser or has_role(user, *RANKS)))


class RankingForm(forms.Form):
    """The period and the group; at least one of unit, kind and class."""

    period = forms.ModelChoiceField(
        label=_("Period"), queryset=Period.objects.order_by("-start", "kind"), to_field_name="code",
        widget=UnfoldAdminSelectWidget,
    )  # fmt: skip
    unit = forms.ModelChoiceField(
        label=_("Unit"), queryset=Unit.objects.order_by("code"), to_field_name="code", required=False,
        widget=UnfoldAdminSelectWidget,
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("Kind of post"), choices=[("", "---------"), *Position.Kind.choices], required=False,
        widget=UnfoldAdminSelectWidget,
    )  # fmt: skip
    job_class = forms.TypedChoiceField(
        label=_("Job class"), choices=[("", "---------"), *((str(n), str(n)) for n in CLASSES)], required=False,
        coerce=int, empty_value=None, widget=UnfoldAdminSelectWidget,
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A group is named."""
        given = super().clean() or self.cleaned_data
        if not self.errors and not self.group.is_named:
            raise forms.ValidationError(_("Choose a unit, a kind of post or a job class: the group to be compared."))
        return given

    @property
    def group(self) -> Group:
        """The group that is meant."""
        given = self.cleaned_data
        return Group(unit=given["unit"], kind=given["kind"], job_class=given["job_class"])


def ranking(request: HttpRequest) -> HttpResponse:
    """The form, and the group in its order; `?file=` gives it as a marked file."""
    if not may_rank(request.user):
        raise PermissionDenied
    if request.method not in READING:
        return HttpResponseNotAllowed(READING)
    form = RankingForm(request.GET or None, initial={"period": period_to_look_at(clock.today())})
    places: list[Place] | None = None
    if form.is_bound and form.is_valid():
        places = ranked(form.cleaned_data["period"], form.group)
        if request.GET.get("file") in FILES:
            return _file(request, request.GET["file"], form.cleaned_data["period"], places)
    query = request.GET.copy()
    query.pop("file", None)
    context = {
        **site.each_context(request),
        "title": _("Ranking within a group"),
        "form": form,
        "places": places,
        "most": MOST if places is not None and len(places) == MOST else None,
        "files": [(name, f"?{query.urlencode()}&file={name}") for name in FILES],
    }
    return TemplateResponse(request, "backoffice/ranking.html", context, status=422 if form.errors else 200)


def _file(request: HttpRequest, name: str, period: Period, places: list[Place]) -> HttpResponse:
    """The file with its mark in the first row: for whom it is, who took it and when."""
    heads = [
        translated("Place"), translated("Name"), "NIP", translated("Post"), translated("Unit"),
        translated("Predicate"), translated("Total value"), translated("Mean achievement of main results"),
    ]  # fmt: skip
    mark = translated(
        "CONFIDENTIAL. Ranking %(period)s, for HR and the performance management team alone; not to be published. "
        "Taken by %(who)s, %(when)s."
    ) % {"period": period.code, "who": request.user.get_username(), "when": moment(clock.now())}
    rows = [
        [
            place.number, place.assessment.snapshot.name, place.assessment.snapshot.nip, place.assessment.snapshot.post,
            place.assessment.snapshot.unit, place.assessment.get_predicate_display(),
            number(place.assessment.total) if place.assessment.total is not None else "",
            percent(place.mean) if place.mean is not None else "",
        ]
        for place in places
    ]  # fmt: skip
    first = [mark, *[""] * (len(heads) - 1)]
    table = tablib.Dataset(first, heads, *([harmless(cell) for cell in row] for row in rows))
    kind = FILES[name]()
    answer = HttpResponse(kind.export_data(table), content_type=kind.get_content_type())
    answer["Content-Disposition"] = f'attachment; filename="rahasia-peringkat-{period.code}.{name}"'
    return answer
