"""Tenures: who holds which position since when."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.decorators import display

from backoffice.base import MasterDataAdmin
from backoffice.exporting import ImportableAdmin
from backoffice.filters import HoldsTodayFilter
from backoffice.resources.office import TenureResource
from backoffice.site import site
from workflows.organization.models import Tenure


@admin.register(Tenure, site=site)
class TenureAdmin(ImportableAdmin, MasterDataAdmin):
    """Tenures, the latest first. The person and the post of a tenure stay: another post is another tenure."""

    resource_classes = [TenureResource]
    list_display = ("person", "position", "start", "end", "decree")
    list_select_related = ("employee", "position")
    list_filter = (HoldsTodayFilter, ("start", RangeDateFilter))
    search_fields = ("employee__nip__startswith", "employee__name__icontains", "position__code__istartswith")
    fields = ("employee", "position", "start", "end", "decree")
    fixed_fields = ("employee", "position")
    autocomplete_fields = ("employee", "position")
    ordering = ("-start", "-pk")

    @display(description=_("employee"), header=True)
    def person(self, tenure: Tenure) -> list[str]:
        """The name over the NIP."""
        return [tenure.employee.name, tenure.employee.nip]
