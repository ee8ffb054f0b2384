"""Attendance as it was imported."""

from workflows.attendance.models.day import AttendanceDay

__all__ = ["AttendanceDay"]
