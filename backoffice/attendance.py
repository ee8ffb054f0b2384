"""Attendance: imported from the machine, corrected by HR with a reason."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter
from unfold.decorators import display

from backoffice.base import MasterDataAdmin
from backoffice.exporting import ImportableAdmin
from backoffice.resources.work import AttendanceResource
from backoffice.site import site
from workflows.attendance.models import AttendanceDay


@admin.register(AttendanceDay, site=site)
class AttendanceAdmin(ImportableAdmin, MasterDataAdmin):
    """People's days, the latest stored first."""

    resource_classes = [AttendanceResource]
    list_display = ("person", "day", "status", "first_in", "last_out", "source")
    list_select_related = ("employee",)
    list_filter = (("status", ChoicesDropdownFilter), ("day", RangeDateFilter))
    search_fields = ("employee__nip__startswith", "employee__name__icontains")
    fields = ("employee", "day", "status", "first_in", "last_out", "source")
    fixed_fields = ("employee", "day")
    autocomplete_fields = ("employee",)
    ordering = ("-pk",)

    @display(description=_("employee"), header=True)
    def person(self, day: AttendanceDay) -> list[str]:
        """The name over the NIP."""
        return [day.employee.name, day.employee.nip]
