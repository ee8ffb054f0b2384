"""Django's handle on the attendance app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AttendanceConfig(AppConfig):
    """The app `workflows.attendance`."""

    name = "workflows.attendance"
    label = "attendance"
    verbose_name = _("Attendance")
