"""What time it is: the server's, or the demonstration's pretended day.

A demonstration keeps one *today* (the setting DEMO_TODAY, refused in production); the hour goes on as on the wall.
"""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """The office's date."""
    return settings.DEMO_TODAY or timezone.localdate()


def now() -> datetime:
    """The office's moment, aware; on a demonstration's day, at the wall's hour."""
    moment = timezone.localtime()
    if settings.DEMO_TODAY:
        pretended = settings.DEMO_TODAY
        moment = moment.replace(year=pretended.year, month=pretended.month, day=pretended.day)
    return moment
