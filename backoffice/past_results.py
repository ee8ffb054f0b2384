"""Past results: imported or entered by HR from paper and earlier systems, with their source."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeNumericFilter
from unfold.decorators import display

from backoffice.base import MasterDataAdmin
from backoffice.credit import CreditPage
from backoffice.exporting import ImportableAdmin
from backoffice.resources.past import PastResultResource
from backoffice.site import site
from workflows.assessment.models import PastResult
from workflows.assessment.past_results import keep_past_result
from workflows.organization.actor import Actor
from workflows.organization.login import has_role
from workflows.organization.models import Role


@admin.register(PastResult, site=site)
class PastResultAdmin(ImportableAdmin, MasterDataAdmin):
    """Past results, the latest year first. A row of the wrong person is put right here, with the reason."""

    resource_classes = [PastResultResource]
    list_display = ("person", "year", "system", "value", "predicate", "assessor", "source")
    list_select_related = ("employee",)
    list_filter = (("system", ChoicesDropdownFilter), ("year", RangeNumericFilter))
    search_fields = ("employee__nip__startswith", "employee__name__icontains")
    fields = ("employee", "year", "system", "value", "predicate", "assessor", "source", "file_reference")
    autocomplete_fields = ("employee",)
    ordering = ("-year", "-pk")

    def get_urls(self) -> list[Any]:
        """The list's own, and before them the page on credit figures, which are made from results too."""
        page = path("credit/", self.admin_site.admin_view(CreditPage.page), name="assessment_credit")
        return [page, *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """HR admins: of this app's tables this one alone is theirs to keep."""
        return bool(request.user.is_superuser or has_role(request.user, Role.HR_ADMIN))

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """HR admins."""
        return self.has_add_permission(request)

    @display(description=_("employee"), header=True)
    def person(self, past: PastResult) -> list[str]:
        """The name over the NIP."""
        return [past.employee.name, past.employee.nip]

    def store(self, by: Actor, obj: Any, form: ModelForm, reason: str, change: bool) -> None:
        """Through the action."""
        keep_past_result(by=by, past=obj, reason=reason)
