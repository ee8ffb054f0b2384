"""How a page speaks to its reader: Ibu, Bapak or Anda in sentences, and the greeting of the hour."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from workflows.printing import words


def you(employee: Any) -> str:
    """*Ibu*, *Bapak*, *Anda* where the sex is not known; *you* in English, which has no such word inside a sentence."""
    return words.reader(employee)


def greeting_of(hour: datetime, employee: Any) -> str:
    """*Selamat siang, Ibu Ghaliyati*: pagi until 11, siang until 15, sore until 18.30, then malam."""
    minutes = hour.hour * 60 + hour.minute
    if minutes < 11 * 60:
        said = gettext("Good morning")
    elif minutes < 15 * 60:
        said = gettext("Good day")
    elif minutes < 18 * 60 + 30:
        said = gettext("Good afternoon")
    else:
        said = gettext("Good evening")
    name = words.greeting(employee) if employee is not None else ""
    return f"{said}, {name}" if name else said
