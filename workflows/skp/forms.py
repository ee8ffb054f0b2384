"""The form of a plan: planned results in groups, each with its measures, and the expectations on behaviour.

Groups are added and removed by posting the form and showing it again with what was typed: no script is needed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from workflows.printing.form_rows import FormError, errors_of_form
from workflows.rules.berakhlak import BEHAVIOURS
from workflows.rules.wording import number
from workflows.skp.checking import Above
from workflows.skp.entries import IndicatorEntry, ResultEntry
from workflows.skp.models import Indicator, WorkResult
from workflows.skp.number_field import NumberField
from workflows.skp.plan_groups import RawPlan, counts_in

EXPECTED = "expected-"


class Group(forms.Form):
    """A group of fields that is left out, not complained about, where nothing was typed in it."""

    must_be_written = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed."""
        raise NotImplementedError

    def full_clean(self) -> None:
        """Check what was typed, if anything was."""
        if self.is_bound and self.is_blank and not self.must_be_written:
            self._errors, self.cleaned_data = ErrorDict(), {}
            return
        super().full_clean()


class IndicatorForm(Group):
    """One measure of a result."""

    key = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Indicator"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=_("What is counted or measured, for example the number of proposals processed."),
    )
    target = NumberField(label=_("Annual target"), required=False, max_length=20)
    unit = forms.CharField(label=_("Unit of measure"), max_length=60, required=False)
    aspect = forms.ChoiceField(label=_("Aspect"), choices=Indicator.Aspect.choices)
    measure = forms.ChoiceField(
        label=_("How the months count"),
        choices=[
            (Indicator.Measure.QUANTITY, _("The months add up to the target")),
            (Indicator.Measure.LEVEL, _("The months end at the target")),
        ],
    )
    direction = forms.ChoiceField(label=_("Which is better"), choices=Indicator.Direction.choices)
    target_low = NumberField(label=_("From"), required=False, max_length=20)
    target_high = NumberField(label=_("To"), required=False, max_length=20)

    def __init__(self, *args: Any, complete: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.complete = complete
        for name in ("aspect", "direction"):
            field: Any = self.fields[name]
            field.choices = [(code, capfirst(label)) for code, label in field.choices]

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed."""
        return not any(self.data.get(self.add_prefix(name), "").strip() for name in ("key", "text", "target", "unit"))

    def clean(self) -> dict[str, Any]:
        """A target is a number above 0 or 0; what is sent says what is measured, how much, in what."""
        cleaned = super().clean() or {}
        is_range = cleaned.get("direction") == Indicator.Direction.RANGE
        low, high, target = cleaned.get("target_low"), cleaned.get("target_high"), cleaned.get("target")
        if is_range and "target_low" not in self.errors and "target_high" not in self.errors:
            if low is None or high is None or low > high:
                self.add_error("target_low", _("Write the range from the smaller number to the larger."))
        elif not is_range and target is None and "target" not in self.errors:
            self.add_error("target", _("Write the annual target as a number, for example 360."))
        if target is not None and target < 0:
            self.add_error("target", _("The target cannot be below 0."))
        if self.complete and not cleaned.get("text", "").strip():
            self.add_error("text", _("Write what is measured."))
        if self.complete and not cleaned.get("unit", "").strip():
            self.add_error("unit", _("Write the unit, for example documents or per cent."))
        return cleaned

    def entry(self) -> IndicatorEntry:
        """What was typed."""
        return IndicatorEntry(**self.cleaned_data)


class ResultForm(Group):
    """One planned result with its measures."""

    key = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Planned result"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=_("What is reached at the year's end, not the activity."),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[
            (WorkResult.Kind.MAIN, _("Main: of your post")),
            (WorkResult.Kind.ADDITIONAL, _("Additional: beyond it")),
        ],
    )
    above = forms.TypedChoiceField(label=_("Carries on"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, complete: bool, above: Above | None, indicators: list[IndicatorForm], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.complete, self.source, self.indicators = complete, above, indicators
        if above is None or not (above.results or above.goals):
            del self.fields["above"]
            return
        field: Any = self.fields["above"]
        choices = [(g.pk, g.goal) for g in above.goals] or [(r.pk, r.text) for r in above.results]
        field.choices = [("", _("Choose")), *choices]
        field.label = _("Which result of your superior does it carry on?")
        if above.goals:
            field.label = _("Which goal of the performance agreement?")

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed, neither here nor in its measures."""
        typed = any(self.data.get(self.add_prefix(name), "").strip() for name in ("key", "text"))
        return not typed and all(indicator.is_blank for indicator in self.indicators)

    def clean(self) -> dict[str, Any]:
        """A result has words; what is sent has a measure and its place in the cascade."""
        cleaned = super().clean() or {}
        if not cleaned.get("text", "").strip() and "text" not in self.errors:
            self.add_error("text", _("Write the planned result."))
        if not self.complete:
            return cleaned
        is_loose = cleaned.get("kind") == WorkResult.Kind.MAIN and cleaned.get("above") is None
        if "above" in self.fields and is_loose and "above" not in self.errors:
            self.add_error("above", _("Choose what this result carries on, or make it an additional result."))
        if all(indicator.is_blank for indicator in self.indicators):
            self.add_error("text", _("Write at least one indicator for this result."))
        return cleaned

    def entry(self, stored: Mapping[int, ResultEntry]) -> ResultEntry:
        """What was typed, with what the page does not show of the stored row."""
        values = self.cleaned_data
        known = stored.get(values["key"], ResultEntry()) if values["key"] else ResultEntry()
        above = {}
        if "above" in self.fields and self.source is not None:
            above = {"agreement_id" if self.source.goals else "carries_on_id": values["above"]}
        return replace(
            known, key=values["key"], text=values["text"], is_main=values["kind"] == WorkResult.Kind.MAIN,
            indicators=tuple(form.entry() for form in self.indicators if not form.is_blank), **above,
        )  # fmt: skip


class PlanForm(forms.Form):
    """The whole plan. Its own fields are the expectations; `results` are the groups, each with its `indicators`.

    `complete` asks for everything that sending needs; without it a draft may have gaps.
    """

    def __init__(
        self,
        data: Any = None,
        *,
        above: Above | None,
        raw: RawPlan | None = None,
        stored: Sequence[ResultEntry] = (),
        complete: bool = True,
    ) -> None:
        super().__init__(data)
        self.above, self.complete = above, complete
        self.stored = {entry.key: entry for entry in stored if entry.key is not None}
        self.raw = raw or RawPlan()
        for value in BEHAVIOURS:
            self.fields[EXPECTED + value.code] = forms.CharField(
                label=value.label, required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
                help_text=value.guidance, initial=self.raw.expectations.get(value.code, ""),
            )  # fmt: skip
        shape = [len(result.indicators) for result in self.raw.results] if data is None else counts_in(data)
        self.results = [self._result(data, place, size) for place, size in enumerate(shape)]
        if complete and self.results and data is not None and all(form.is_blank for form in self.results):
            self.results[0].must_be_written = True

    def _result(self, data: Any, place: int, size: int) -> ResultForm:
        raw = self.raw.results[place] if data is None else None
        indicators = [
            IndicatorForm(
                data, prefix=f"r{place}-i{i}", initial=raw.indicators[i] if raw else None, complete=self.complete
            )
            for i in range(size)
        ]
        return ResultForm(
            data, prefix=f"r{place}", initial=raw.values if raw else None, complete=self.complete, above=self.above,
            indicators=indicators,
        )  # fmt: skip

    @property
    def written(self) -> list[ResultForm]:
        """The groups in which something was typed; where nothing was and it is to be sent, the first."""
        return [form for form in self.results if form.must_be_written or not form.is_blank]

    def is_valid(self) -> bool:
        """Whether everything typed can be read, and where it is to be sent, is complete."""
        parts: list[forms.Form] = []
        for result in self.written:
            parts += [result, *(form for form in result.indicators if not form.is_blank)]
        valid = [form.is_valid() for form in parts]
        return super().is_valid() and all(valid)

    def entries(self) -> list[ResultEntry]:
        """The planned results as typed."""
        return [form.entry(self.stored) for form in self.written]

    def expectations(self) -> dict[str, str]:
        """The expectations as typed, by the value's code."""
        return {value.code: self.cleaned_data[EXPECTED + value.code] for value in BEHAVIOURS}

    def expected(self) -> Iterator[Any]:
        """The fields of the expectations."""
        return (self[EXPECTED + value.code] for value in BEHAVIOURS)

    def problems(self) -> list[FormError]:
        """A line of the summary for each thing to correct, in the page's order."""
        if not self.is_bound:
            return []
        found = [FormError(str(text), "") for text in self.non_field_errors()]
        for place, result in enumerate(self.results, start=1):
            if result in self.written:
                name = str(_("Planned result %(number)d") % {"number": place})
                found += errors_of_form(result, name)
                for i, form in enumerate(result.indicators, start=1):
                    if not form.is_blank:
                        found += errors_of_form(form, f"{name}, {_('indicator')} {i}")
        return found + [error for error in errors_of_form(self) if error.target]

    def typed(self) -> list[str]:
        """The words that were typed, to be shown where the form cannot be sent any more."""
        texts = [form.data.get(form.add_prefix("text"), "") for r in self.results for form in (r, *r.indicators)]
        return [text for text in [*texts, *(self.data.get(name, "") for name in self.fields)] if text.strip()]


def raw_of(results: Sequence[ResultEntry], expectations: Mapping[str, str]) -> RawPlan:
    """A stored plan as the form shows it first; an empty plan shows one empty group."""
    plan = RawPlan(expectations=dict(expectations))
    for entry in results:
        plan.add_result(
            {
                "key": entry.key, "text": entry.text, "above": entry.carries_on_id or entry.agreement_id,
                "kind": WorkResult.Kind.MAIN if entry.is_main else WorkResult.Kind.ADDITIONAL,
            },
            [
                {
                    "key": i.key, "text": i.text, "aspect": i.aspect, "measure": i.measure, "direction": i.direction,
                    "target": _written(i.target), "target_low": _written(i.target_low),
                    "target_high": _written(i.target_high), "unit": i.unit,
                }
                for i in entry.indicators
            ],
        )  # fmt: skip
    if not plan.results:
        plan.add_result()
    return plan


def _written(amount: Decimal | None) -> str:
    return "" if amount is None else number(amount)
