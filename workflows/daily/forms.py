"""The report form: the day, and an activity as often as wanted; hours as 09.00, the result chosen from one's SKP."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows.daily.choices import ResultChoice
from workflows.daily.entries import ActivityEntry
from workflows.engine.evidence_fields import EvidenceFile, EvidenceLink
from workflows.rules.daily import MOST_ACTIVITIES
from workflows.rules.wording import MONTHS, number

ADDITIONAL = "additional"
LARGEST_KEY = 2**63 - 1
TIME_FORMATS = ["%H.%M", "%H:%M", "%H%M"]
PREFIX = "activity"
ADD, REMOVE = "tambah", "hapus"  # the buttons that only change how many groups there are
TYPED = ("pk", "description", "starts", "ends", "result", "quantity", "evidence_link", "kept_file")


class ActivityForm(forms.Form):
    """One activity. Only the form of what was typed is checked here; what it means, the rules say."""

    description = forms.CharField(
        label=_("What did you do?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Example: Checked 3 transfer proposals of the education office."),
    )
    starts = forms.TimeField(
        label=_("Starts at"),
        required=False,
        input_formats=TIME_FORMATS,
        error_messages={"invalid": _("Write the time as 09.00.")},
    )
    ends = forms.TimeField(
        label=_("Ends at"),
        required=False,
        input_formats=TIME_FORMATS,
        error_messages={"invalid": _("Write the time as 09.00.")},
    )
    result = forms.CharField(label=_("For which planned result?"), required=False, widget=forms.Select)
    quantity = forms.DecimalField(
        label=_("Quantity"),
        required=False,
        max_digits=12,
        decimal_places=2,
        localize=True,
        help_text=_("Write 0 if the work is not finished."),
        error_messages={"invalid": _("Write the quantity as a number, for example 3.")},
    )
    evidence_file = EvidenceFile()
    evidence_link = EvidenceLink()
    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kept_file = forms.CharField(required=False, widget=forms.HiddenInput)  # its name, only to be shown

    def __init__(self, *args: Any, choices: Callable[[], Iterable[ResultChoice]], day: date, **kwargs: Any) -> None:
        """`choices` is asked only when the form is shown, so that a report that is accepted costs no query for it."""
        super().__init__(*args, **kwargs)
        self.fields["result"].widget.choices = lambda: result_options(choices(), day)

    def entry(self) -> ActivityEntry:
        """The activity as a value."""
        given = self.cleaned_data
        chosen = given.get("result") or ""
        return ActivityEntry(
            pk=given.get("pk"),
            description=given.get("description") or "",
            starts=given.get("starts"),
            ends=given.get("ends"),
            quantity=given.get("quantity"),
            is_main=chosen != ADDITIONAL,
            result_id=_whole(chosen, at_most=LARGEST_KEY),
            evidence_file=given.get("evidence_file"),
            evidence_link=given.get("evidence_link") or "",
        )

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed: a group that was added and left empty."""
        return not any(self.cleaned_data.get(name) for name in ("description", "starts", "ends", "result", "quantity"))


def result_options(choices: Iterable[ResultChoice], day: date) -> list[Any]:
    """The options of the result field: the results of the post, then what serves none of them."""
    return [
        ("", _("Choose a planned result")),
        (_("Tasks of the post"), [(str(choice.pk), _choice_words(choice, day)) for choice in choices]),
        (_("Additional tasks"), [(ADDITIONAL, _("Not linked to a planned result of the SKP"))]),
    ]


def _choice_words(choice: ResultChoice, day: date) -> str:
    if choice.target is None:
        return choice.text
    return f"{choice.text} (target {MONTHS[day.month - 1]} {number(choice.target)} {choice.unit})"


class BaseActivityFormSet(forms.BaseFormSet):
    """The activities of a report, numbered from 1 on screen."""

    item_name = _("Activity")

    def entries(self) -> list[ActivityEntry]:
        """The activities that say anything, as values."""
        return [form.entry() for form in self.forms if not form.is_blank]


ActivityFormSet = forms.formset_factory(ActivityForm, formset=BaseActivityFormSet, extra=0, max_num=24, absolute_max=30)


def is_regrouping(data: Mapping[str, Any]) -> bool:
    """Whether the button only adds or takes away a group."""
    return ADD in data or REMOVE in data


def regrouped(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The groups as typed, with one more or one less; nothing is checked yet, and one group is always left."""
    total = _whole(data.get(f"{PREFIX}-TOTAL_FORMS", ""), at_most=MOST_ACTIVITIES) or 1
    kept = [number for number in range(total) if str(number + 1) != data.get(REMOVE, "")]
    groups = [{name: data.get(f"{PREFIX}-{number}-{name}", "") for name in TYPED} for number in kept]
    return [*groups, {}] if ADD in data else groups or [{}]


def _whole(text: str, *, at_most: int) -> int | None:
    """The number that the text says in digits, cut to `at_most`; None where it says none."""
    return min(int(text), at_most) if text.isdecimal() and len(text) < 19 else None


class DayForm(forms.Form):
    """Today, yesterday, or another day in three number boxes."""

    TODAY, YESTERDAY, OTHER = "today", "yesterday", "other"

    which = forms.ChoiceField(
        label=_("Report for which day?"),
        widget=forms.RadioSelect,
        choices=[(TODAY, _("Today")), (YESTERDAY, _("Yesterday")), (OTHER, _("Another day"))],
        error_messages={"required": _("Choose the day of the report.")},
    )
    day = forms.IntegerField(
        label=_("Day"), required=False, error_messages={"invalid": _("Write the day as a number.")}
    )
    month = forms.IntegerField(
        label=_("Month"), required=False, error_messages={"invalid": _("Write the month as a number, 1 to 12.")}
    )
    year = forms.IntegerField(label=_("Year"), required=False, error_messages={"invalid": _("Write the year as 2026.")})

    def __init__(self, *args: Any, today: date, yesterday: Callable[[], date], **kwargs: Any) -> None:
        """`yesterday` is asked only where it is chosen: it needs the calendar."""
        super().__init__(*args, **kwargs)
        self.today, self.yesterday = today, yesterday

    def clean(self) -> dict[str, Any]:
        """Put the chosen day together."""
        given = super().clean() or {}
        which = given.get("which")
        if which == self.OTHER and not self.errors:
            try:
                given["chosen"] = date(given["year"] or 0, given["month"] or 0, given["day"] or 0)
            except (TypeError, ValueError):
                self.add_error("day", _("This date does not exist. Write day, month and year, for example 20 11 2026."))
        elif which == self.TODAY:
            given["chosen"] = self.today
        elif which == self.YESTERDAY:
            given["chosen"] = self.yesterday()
        return given


def initial_of(entries: Iterable[ActivityEntry], *, copied: bool = False) -> list[dict[str, Any]]:
    """Entries as the form shows them; a copy leaves quantity and evidence empty on purpose."""
    return [
        {
            "pk": None if copied else entry.pk,
            "description": entry.description,
            "starts": entry.starts,
            "ends": entry.ends,
            "result": ADDITIONAL if not entry.is_main else (str(entry.result_id) if entry.result_id else ""),
            "quantity": None if copied else _plain(entry.quantity),
            "evidence_link": "" if copied else entry.evidence_link,
        }
        for entry in entries
    ]


def _plain(quantity: Decimal | None) -> Decimal | None:
    if quantity is None:
        return None
    return quantity.quantize(Decimal(1)) if quantity == quantity.to_integral_value() else quantity


def initial_day(day: date, today: date, yesterday: date) -> dict[str, Any]:
    """The day form showing this day."""
    if day == today:
        return {"which": DayForm.TODAY, "year": today.year}
    if day == yesterday:
        return {"which": DayForm.YESTERDAY, "year": today.year}
    return {"which": DayForm.OTHER, "day": day.day, "month": day.month, "year": day.year}


def parse_day(text: str) -> date | None:
    """A day from an address, None where it is none."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  a day has no zone
    except ValueError:
        return None
