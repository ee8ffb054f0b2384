"""What an auditor asks of the record; it stands in the address, so that a search can be linked to and repeated."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDateWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from backoffice.auditing.remarks import Remark
from backoffice.auditing.words import CHANNELS, RECORDED
from backoffice.dry_run_forms import FIRST_YEAR, LAST_YEAR, MOST_FOUND
from workflows.audit.record import SYSTEM
from workflows.audit.verbs import Verb
from workflows.organization.calendar import midnight
from workflows.organization.models import Employee, Period
from workflows.printing.words import long_date

ONE_DAY = timedelta(days=1)
EITHER, ACTED, CONCERNED = "", "acted", "concerned"
ANY = ("", _("All"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A search: what is empty is not asked. `since` and `until` are moments, the second exclusive."""

    nip: str = ""
    role: str = EITHER
    process: str = ""
    subject: str = ""
    verbs: tuple[str, ...] = ()
    channel: str = ""
    since: datetime | None = None
    until: datetime | None = None
    remarks: tuple[str, ...] = ()


class TickBoxes(forms.CheckboxSelectMultiple):
    """Boxes that are not the library's: they stand in as many columns as there is room for."""

    template_name = "backoffice/auditing/tick_boxes.html"


class PeriodChoice(forms.ModelChoiceField):
    """Periods by their name: *Juni 2026*."""

    def label_from_instance(self, obj: Any) -> str:
        """As people name it."""
        return str(obj.title)


class SearchForm(forms.Form):
    """The fields. `people` are those whom the text may mean where it names several; then nothing is searched yet."""

    who = forms.CharField(
        label=_("Name or NIP"), max_length=200, required=False, widget=UnfoldAdminTextInputWidget,
        help_text=_("Of one person; system:tick for what the system does by itself."),
    )  # fmt: skip
    role = forms.ChoiceField(
        label=_("That person"), required=False, widget=UnfoldAdminSelectWidget,
        choices=[
            (EITHER, _("acted or is concerned")), (ACTED, _("acted")), (CONCERNED, _("is concerned")),
        ],
    )  # fmt: skip
    period = PeriodChoice(
        label=_("Month, quarter or year"), queryset=Period.objects.none(), to_field_name="code", required=False,
        empty_label=_("All"), widget=UnfoldAdminSelectWidget,
    )  # fmt: skip
    process = forms.ChoiceField(
        label=_("Process"), choices=[ANY, *RECORDED], required=False, widget=UnfoldAdminSelectWidget
    )
    since = forms.DateField(
        label=_("From day"), required=False, widget=UnfoldAdminDateWidget(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("Up to and including"), required=False,
        widget=UnfoldAdminDateWidget(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    channel = forms.ChoiceField(
        label=_("Way in"), choices=[ANY, *CHANNELS.items()], required=False, widget=UnfoldAdminSelectWidget
    )
    subject = forms.CharField(
        label=_("Subject"), max_length=64, required=False, widget=UnfoldAdminTextInputWidget,
        help_text=_("As the record names it, such as daily.DailyReport#12."),
    )  # fmt: skip
    remarks = forms.MultipleChoiceField(
        label=_("Only where one of these is remarkable"), choices=Remark.choices, required=False, widget=TickBoxes
    )
    verbs = forms.MultipleChoiceField(
        label=_("Only where one of these was done"), choices=Verb.choices, required=False, widget=TickBoxes
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people: list[Employee] = []
        self.fields["period"].queryset = Period.objects.order_by("-start", "kind")  # type: ignore[attr-defined]

    def clean_who(self) -> str:
        """The NIP where the text names one person; a job's or another log-in's own name stays."""
        text = str(self.cleaned_data["who"]).strip()
        if not text or text.isdigit() or text.startswith(SYSTEM):
            return text
        found = list(Employee.objects.filter(name__icontains=text).order_by("name", "pk")[: MOST_FOUND + 1])
        if len(found) == 1:
            return found[0].nip
        self.people = found
        return "" if found else text  # a log-in without an employee acts under its own name

    def clean(self) -> dict[str, Any]:
        """Days within the years that an office knows, and in their order."""
        cleaned = super().clean() or self.cleaned_data
        days = [day for name in ("since", "until") if (day := cleaned.get(name)) is not None]
        if any(not FIRST_YEAR <= day.year < LAST_YEAR for day in days):
            self.add_error(
                "since" if len(days) == 2 or cleaned.get("since") else "until",
                _("Choose a day between %(first)s and %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR},
            )
        elif len(days) == 2 and days[0] > days[1]:
            self.add_error("until", _("The last day lies before the first. Choose a later one."))
        return cleaned

    def in_words(self) -> list[tuple[str, str]]:
        """What is asked, of a valid form: the label of each field that is filled in, and what stands in it."""
        told = []
        for field in self:
            value = self.cleaned_data[field.name]
            if value and (field.name != "role" or self.cleaned_data["who"]):
                told.append((str(field.label), self._words(field, value)))
        return told

    def _words(self, field: forms.BoundField, value: Any) -> str:
        if field.name == "who":
            return str(field.value()).strip()  # as it was written, not the NIP that was found
        if isinstance(value, date):
            return long_date(value)
        if isinstance(field.field, PeriodChoice):
            return field.field.label_from_instance(value)
        if isinstance(field.field, forms.ChoiceField):  # several are alternatives
            labels: dict[Any, Any] = dict(field.field.choices)  # type: ignore[arg-type]  # no groups, no callable
            return ", ".join(str(labels[each]) for each in (value if isinstance(value, list) else [value]))
        return str(value)

    def asked(self) -> Asked:
        """The search, of a valid form. A period and days together narrow each other."""
        given = self.cleaned_data
        period: Period | None = given["period"]
        starts = [day for day in (given["since"], period.start if period else None) if day is not None]
        last: date | None = given["until"]
        ends = [day for day in (last + ONE_DAY if last else None, period.end if period else None) if day is not None]
        return Asked(
            nip=given["who"],
            role=given["role"],
            process=given["process"],
            subject=given["subject"].strip(),
            verbs=tuple(given["verbs"]),
            channel=given["channel"],
            since=midnight(max(starts)) if starts else None,
            until=midnight(min(ends)) if ends else None,
            remarks=tuple(given["remarks"]),
        )
