"""Django's handle on the attendance app."""

from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    """The app `workflows.attendance`."""

    name = "workflows.attendance"
    label = "attendance"
