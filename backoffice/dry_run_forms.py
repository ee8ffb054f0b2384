"""What a dry run asks for: a process or a version of a chain, a person or a unit, and a day."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDateWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from workflows.approvals.models import ChainVersion
from workflows.approvals.models.chain import ProcessCode
from workflows.audit import clock
from workflows.organization.models import Employee, Unit

MOST_FOUND = 20
FIRST_YEAR, LAST_YEAR = 2000, 2100


class VersionChoice(forms.ModelChoiceField):
    """Versions by their chain, number and state."""

    def label_from_instance(self, obj: Any) -> str:
        """As people name it."""
        return f"{obj.chain.name}, {_('version')} {obj.number} ({obj.get_status_display()})"


class DryRunForm(forms.Form):
    """The fields of the address, so that a dry run can be linked to and sent on.

    `people` and `units` are what the text may mean where it names several; then nothing is tried yet.
    """

    process = forms.ChoiceField(
        label=_("Process"), choices=ProcessCode.choices, required=False, widget=UnfoldAdminSelectWidget
    )
    version = VersionChoice(
        label=_("Version of the chain"),
        queryset=ChainVersion.objects.none(),
        required=False,
        empty_label=_("the one in force"),
        widget=UnfoldAdminSelectWidget,
        help_text=_("A draft is tried as if it were published. Its process is the chain's."),
    )
    nip = forms.CharField(
        label=_("Name or NIP"), max_length=200, required=False, widget=UnfoldAdminTextInputWidget,
        help_text=_("For one person."),
    )  # fmt: skip
    unit = forms.CharField(
        label=_("Name or code of a unit"), max_length=200, required=False, widget=UnfoldAdminTextInputWidget,
        help_text=_("For everybody in the unit and below it."),
    )  # fmt: skip
    on = forms.DateField(
        label=_("Date to try"), required=False, widget=UnfoldAdminDateWidget(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people: list[Employee] = []
        self.units: list[Unit] = []
        offered = Q(status__in=[ChainVersion.Status.DRAFT, ChainVersion.Status.PUBLISHED])
        named = self.data.get("version", "")
        if named.isdigit() and len(named) < 10:
            offered |= Q(pk=named)
        self.fields["version"].queryset = _versions().filter(offered)  # type: ignore[attr-defined]

    def clean_on(self) -> Any:
        """The day; today where none is given."""
        on = self.cleaned_data["on"] or clock.today()
        if not FIRST_YEAR <= on.year <= LAST_YEAR:
            raise forms.ValidationError(
                _("Choose a day between %(first)s and %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
            )
        return on

    def clean_nip(self) -> Employee | None:
        """The employee, where the text names one."""
        text = self.cleaned_data["nip"].strip()
        if not text:
            return None
        everybody = Employee.objects.select_related("user")
        found = list(everybody.filter(nip=text)) if text.isdigit() else []
        found = found or list(everybody.filter(name__icontains=text).order_by("name", "pk")[: MOST_FOUND + 1])
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(
                _("Nobody has the name or NIP %(text)s. Check how it is written.") % {"text": text}
            )
        self.people = found
        return None

    def clean_unit(self) -> Unit | None:
        """The unit, where the text names one: by its code, its key, or its name."""
        text = self.cleaned_data["unit"].strip()
        if not text:
            return None
        found = list(Unit.objects.filter(code=text))
        if not found and text.isdigit() and len(text) < 10:
            found = list(Unit.objects.filter(pk=text))
        found = found or list(Unit.objects.filter(name__iexact=text)[:2])
        if len(found) != 1:
            found = list(Unit.objects.filter(name__icontains=text).order_by("name", "pk")[: MOST_FOUND + 1])
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(
                _("No unit has the name or code %(text)s. Check how it is written.") % {"text": text}
            )
        self.units = found
        return None

    def clean(self) -> dict[str, Any]:
        """A version brings its own process."""
        cleaned = super().clean() or self.cleaned_data
        version = cleaned.get("version")
        cleaned["process"] = version.chain.process if version else cleaned.get("process") or ProcessCode.SKP
        return cleaned

    @property
    def is_ambiguous(self) -> bool:
        """Whether the person or the unit has to be chosen first."""
        return bool(self.people or self.units)


def _versions() -> QuerySet[ChainVersion]:
    return (
        ChainVersion.objects.select_related("chain")
        .prefetch_related("tiers")
        .order_by("chain__process", "chain__name", "-number")
    )
