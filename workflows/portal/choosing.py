"""Form parts for pages on the office: choosing a colleague among those found, and a day in three number boxes."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows.portal.colleagues import Colleague


class ColleagueField(forms.ChoiceField):
    """One of the colleagues found; nobody is chosen in advance. The value is the `Colleague`, None where none is."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.offered: dict[str, Colleague] = {}
        self.choice_hints: dict[str, str] = {}

    def offer(self, colleagues: Iterable[Colleague], *, nobody: str = "") -> None:
        """Offer these; with `nobody` also the choice of none, in these words."""
        self.offered = {str(each.employee.pk): each for each in colleagues}
        self.choice_hints = {key: each.where for key, each in self.offered.items()}
        self.choices = [
            *([("", nobody)] if nobody and self.offered else []),
            *((key, each.employee.name) for key, each in self.offered.items()),
        ]

    def add_hint(self, colleague: Colleague, words: str) -> None:
        """Say something more in the small print of a choice."""
        key = str(colleague.employee.pk)
        self.choice_hints[key] = "; ".join(filter(None, (self.choice_hints[key], words)))

    def clean(self, value: Any) -> Colleague | None:
        """The colleague."""
        return self.offered.get(str(super().clean(value)))


class DayBoxes(forms.Form):
    """A day in three number boxes, without a calendar: quicker on a phone, and the same for everybody."""

    day = forms.IntegerField(
        label=_("Day"),
        error_messages={"invalid": _("Write the day as a number."), "required": _("Write the day as a number.")},
    )
    month = forms.IntegerField(
        label=_("Month"),
        error_messages={
            "invalid": _("Write the month as a number, 1 to 12."),
            "required": _("Write the month as a number, 1 to 12."),
        },
    )
    year = forms.IntegerField(
        label=_("Year"),
        error_messages={"invalid": _("Write the year as 2026."), "required": _("Write the year as 2026.")},
    )

    def clean(self) -> dict[str, Any]:
        """Put the day together as `chosen`."""
        given = super().clean() or {}
        if not self.errors:
            try:
                given["chosen"] = date(given["year"], given["month"], given["day"])
            except (ValueError, OverflowError):
                self.add_error("day", _("This date does not exist. Write day, month and year, for example 20 11 2026."))
        return given


def boxes_of(day: date | None) -> dict[str, int]:
    """The initial values that show this day."""
    return {"day": day.day, "month": day.month, "year": day.year} if day is not None else {}
