"""The rules of assessment: which set holds when, which figures nobody confirmed, and the office's own bounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from backoffice.base import MasterDataAdmin
from backoffice.site import site
from workflows.assessment.models import SuggestionBounds
from workflows.audit import clock
from workflows.engine.sight import SEES_EVERYBODY
from workflows.organization.login import has_role
from workflows.organization.models import Role
from workflows.printing.words import number
from workflows.rules import permenpanrb_6_2022, permenpanrb_8_2021, pp46_2011
from workflows.rules.rule_sets import RULE_SETS, RuleSet

READING = ("GET", "HEAD")
UNCONFIRMED = _("not confirmed [?]")


@dataclass(frozen=True, slots=True)
class ShownSet:
    """A rule set with its figures that no source confirms."""

    rule_set: RuleSet
    is_in_force: bool
    figures: list[tuple[str, str]]  # what it is, its value
    not_offered: tuple[str, ...] = ()


@admin.register(SuggestionBounds, site=site)
class SuggestionBoundsAdmin(MasterDataAdmin):
    """From which achievement which rating is suggested: the office's own figures, each from a date."""

    list_display = ("start", "above", "below", "source")
    fields = ("start", "above_from", "below_under", "source")
    list_select_related = ()
    fixed_fields = ("start",)
    search_fields = ("source__icontains",)
    ordering = ("-start",)

    @admin.display(description=_("above expectation from"), ordering="above_from")
    def above(self, bounds: SuggestionBounds) -> str:
        """The upper bound, marked."""
        return f"{number(bounds.above_from)} %, {UNCONFIRMED}"

    @admin.display(description=_("below expectation under"), ordering="below_under")
    def below(self, bounds: SuggestionBounds) -> str:
        """The lower bound, marked."""
        return f"{number(bounds.below_under)} %, {UNCONFIRMED}"

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        """Beside both figures: that nobody confirmed them."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name in {"above_from", "below_under"}:
            field.help_text = _("Not confirmed [?]: the office sets it, no article names it.")
        return field

    def has_add_permission(self, request: HttpRequest) -> bool:
        """HR: the figures are the office's."""
        return _is_hr(request)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """HR: the figures are the office's."""
        return _is_hr(request)

    def get_urls(self) -> list[Any]:
        """Beside the list: the rule sets."""
        page = path("rules/", self.admin_site.admin_view(assessment_rules), name="assessment_rules")
        return [page, *super().get_urls()]


def assessment_rules(request: HttpRequest) -> HttpResponse:
    """The rule sets with their days, titles and unconfirmed figures; read only."""
    if not (request.user.is_active and (request.user.is_superuser or has_role(request.user, *SEES_EVERYBODY))):
        raise PermissionDenied
    if request.method not in READING:
        return HttpResponseNotAllowed(READING)
    today = clock.today()
    context = {**site.each_context(request), "title": _("Rules of assessment"), "sets": shown_sets(today)}
    return TemplateResponse(request, "backoffice/assessment_rules.html", context)


def shown_sets(today: date) -> list[ShownSet]:
    """All sets, the newest first."""
    bounds = SuggestionBounds.objects.in_force(today)
    figures: Mapping[str, tuple[Mapping[str, str], object]] = {
        pp46_2011.CODE: (pp46_2011.UNCONFIRMED, pp46_2011.DEFAULT_PARAMETERS),
        permenpanrb_8_2021.CODE: (permenpanrb_8_2021.UNCONFIRMED, permenpanrb_8_2021.DEFAULT_PARAMETERS),
        permenpanrb_6_2022.CODE: (permenpanrb_6_2022.UNCONFIRMED, bounds),
    }
    shown = []
    for rule_set in sorted(RULE_SETS, key=lambda one: one.since, reverse=True):
        sentences, parameters = figures[rule_set.code]
        rows = [(sentence, number(Decimal(getattr(parameters, name)))) for name, sentence in sentences.items()]
        not_offered = permenpanrb_8_2021.NOT_OFFERED if rule_set.code == permenpanrb_8_2021.CODE else ()
        shown.append(ShownSet(rule_set, rule_set.holds_on(today), rows, not_offered))
    return shown


def _is_hr(request: HttpRequest) -> bool:
    return request.user.is_active and (request.user.is_superuser or has_role(request.user, Role.HR_ADMIN))
