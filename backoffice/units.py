"""Units: the office's tree."""

from django.contrib import admin

from backoffice.base import MasterDataAdmin
from backoffice.exporting import ImportableAdmin
from backoffice.resources.office import UnitResource
from backoffice.site import site
from workflows.organization.models import Unit


@admin.register(Unit, site=site)
class UnitAdmin(ImportableAdmin, MasterDataAdmin):
    """Units with what they belong to."""

    holds_personal_data = False
    resource_classes = [UnitResource]
    list_display = ("code", "name", "parent", "kind")
    list_display_links = ("code", "name")
    list_select_related = ("parent",)
    search_fields = ("code__istartswith", "name__icontains")
    fields = ("code", "name", "parent", "kind")
    autocomplete_fields = ("parent",)
    ordering = ("code",)
