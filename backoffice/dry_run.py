"""A dry run in the back-office: who would decide for a person or a unit, and what a draft would change. Only read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from backoffice.dry_run_forms import MOST_FOUND, DryRunForm
from workflows.approvals.dry_run import Trial, is_for, try_chain
from workflows.approvals.dry_run_office import Group, difference, try_many
from workflows.engine.sight import SEES_EVERYBODY
from workflows.organization.login import has_role
from workflows.organization.reporting import WholeOffice

READING = ("GET", "HEAD")
ROWS_A_PAGE, GROUPS_A_PAGE, NAMES_SHOWN, CAUSES_SHOWN = 50, 20, 100, 50


def urls(site: AdminSite) -> list[URLPattern]:
    """The page's address."""

    def page(request: HttpRequest) -> HttpResponse:
        return dry_run(request, site)

    return [path("approvals/dry-run/", site.admin_view(page), name="approvals_dry_run")]


def may_try(user: Any) -> bool:
    """HR admins, the performance team and auditors: whoever may know who decides for everybody."""
    return bool(user.is_active and (user.is_superuser or has_role(user, *SEES_EVERYBODY)))


def dry_run(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """The form, and what came of it."""
    if not may_try(request.user):
        raise PermissionDenied
    if request.method not in READING:
        return HttpResponseNotAllowed(READING)
    form = DryRunForm(request.GET or None)
    context = {
        **site.each_context(request),
        "title": _("Dry run of an approval chain"),
        "form": form,
        "most_found": MOST_FOUND,
    }
    if form.is_bound and form.is_valid() and not form.is_ambiguous:
        context |= _tried(form.cleaned_data, request.GET)
    elif form.is_bound and form.is_ambiguous:
        context |= {
            "people": [(person, _with(request.GET, nip=person.nip)) for person in form.people[:MOST_FOUND]],
            "units": [(unit, _with(request.GET, unit=unit.code)) for unit in form.units[:MOST_FOUND]],
            "more_found": max(len(form.people), len(form.units)) > MOST_FOUND,
        }
    return TemplateResponse(request, "backoffice/dry_run.html", context, status=422 if form.errors else 200)


def _tried(asked: dict[str, Any], query: QueryDict) -> dict[str, Any]:
    """What the page shows: of a person, else of a unit, else what a version changes."""
    version, on = asked["version"], asked["on"]
    common = {"on": on, "version": version, "process": asked["process"]}
    if asked["nip"] is not None:
        trial = try_chain(asked["process"], asked["nip"], on, version=version)
        is_meant = version is None or trial.position is None or is_for(version, trial.position)
        return {**common, "trial": trial, "is_meant": is_meant}
    if asked["unit"] is not None:
        many = try_many(asked["process"], WholeOffice(on), unit_id=asked["unit"].pk, version=version)
        page = Page.of(many.trials, query, ROWS_A_PAGE)
        return {
            **common, "many": many, "unit": asked["unit"], "rows": _with_links(page.rows, query), "page": page,
            "causes": many.causes[:CAUSES_SHOWN], "more_causes": max(len(many.causes) - CAUSES_SHOWN, 0),
            "difference_link": _with(query, unit="", page="") if version is not None else "",
        }  # fmt: skip
    if version is not None:
        changes = difference(version, WholeOffice(on))
        groups: Page = Page.of(changes.groups, query, GROUPS_A_PAGE)
        return {**common, "changes": changes, "page": groups, "groups": [_shown(group, query) for group in groups.rows]}
    return common


@dataclass(frozen=True, slots=True)
class Page:
    """A page of many rows, with the addresses of those beside it."""

    rows: Sequence[Any]
    number: int
    last: int
    previous: str
    following: str

    @classmethod
    def of(cls, rows: Sequence[Any], query: QueryDict, size: int) -> "Page":
        """The page that the address names; the first or the last where there is none such."""
        last = max(-(-len(rows) // size), 1)
        named = query.get("page", "")
        number = min(max(int(named), 1), last) if named.isdigit() and len(named) < 10 else 1
        return cls(
            rows[(number - 1) * size : number * size],
            number,
            last,
            _with(query, page=str(number - 1)) if number > 1 else "",
            _with(query, page=str(number + 1)) if number < last else "",
        )


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A group with the people whom the page names."""

    group: Group
    people: list[tuple[Any, str]]
    unnamed: int


def _shown(group: Group, query: QueryDict) -> ShownGroup:
    named = [(person, _with(query, nip=person.nip, page="")) for person in group.people[:NAMES_SHOWN]]
    return ShownGroup(group, named, len(group.people) - len(named))


def _with_links(trials: Sequence[Trial], query: QueryDict) -> list[tuple[Trial, str]]:
    return [(trial, _with(query, nip=trial.employee.nip, unit="", page="")) for trial in trials]


def _with(query: QueryDict, **changed: str) -> str:
    """The address of this page with these values; an empty one leaves out its name."""
    values = query.copy()
    for name, value in changed.items():
        if value:
            values[name] = value
        else:
            values.pop(name, None)
    return f"?{values.urlencode()}"
