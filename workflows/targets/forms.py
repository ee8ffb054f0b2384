"""The form of a split: twelve numbers for each indicator, with their sum against the annual target."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from workflows.printing.words import month_name, number
from workflows.skp.models import Indicator
from workflows.targets.reading import SplitRefused

PREFIX = "split"
YEAR = range(1, 13)
Months = dict[tuple[int, int], Decimal]


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One line of the error summary: the sentence and the id of the box that it leads to."""

    text: str
    target: str


class IndicatorForm(forms.Form):
    """The months of one indicator; an empty box means that the month has no target."""

    def __init__(self, *args: Any, indicator: Indicator, locked: Iterable[int] = (), **kwargs: Any) -> None:
        """`locked` are the months that have begun under a split in force: shown, not to be changed."""
        super().__init__(*args, **kwargs)
        self.indicator = indicator
        self.refusal = ""
        for month in YEAR:
            name = month_name(month)
            field = forms.DecimalField(
                label=name, required=False, min_value=0, max_digits=14, decimal_places=2, localize=True,
                disabled=month in locked,
                error_messages={
                    "invalid": _("Write the target of %(month)s as a number, for example 30.") % {"month": name},
                    "min_value": _("Write the target of %(month)s as 0 or more.") % {"month": name},
                    "max_decimal_places": _("Write the target of %(month)s with at most two decimals.")
                    % {"month": name},
                    "max_digits": _("The target of %(month)s is too long.") % {"month": name},
                    "max_whole_digits": _("The target of %(month)s is too long.") % {"month": name},
                },
            )  # fmt: skip
            self.fields[f"m{month}"] = field

    @property
    def months(self) -> list[Any]:
        """The twelve bound fields."""
        return [self[f"m{month}"] for month in YEAR]

    @property
    def open_months(self) -> list[Any]:
        """The bound fields that may be changed."""
        return [field for field in self.months if not field.field.disabled]

    @property
    def locked_months(self) -> list[int]:
        """The months that have begun under a split in force."""
        return [month for month in YEAR if self.fields[f"m{month}"].disabled]

    @property
    def locked_sentence(self) -> str:
        """The locked months with their targets: *Januari 30, Februari 30*."""
        return ", ".join(
            f"{month_name(month)} {number(self.amounts[month]) if month in self.amounts else '–'}"
            for month in self.locked_months
        )

    @property
    def first_box(self) -> str:
        """The id of the first box that may be changed, empty where none is left."""
        return self.open_months[0].id_for_label if self.open_months else ""

    @property
    def is_quantity(self) -> bool:
        """Whether the months add up; of a level the last month counts."""
        return self.indicator.measure == Indicator.Measure.QUANTITY

    @cached_property
    def amounts(self) -> dict[int, Decimal]:
        """What stands in the boxes and can be read, by month."""
        if self.is_bound:
            given = getattr(self, "cleaned_data", {})
            found = {month: given.get(f"m{month}") for month in YEAR}
        else:
            found = {month: self.initial.get(f"m{month}") for month in YEAR}
        return {month: amount for month, amount in found.items() if amount is not None}

    @property
    def total(self) -> Decimal:
        """The sum of the months that are filled in."""
        return sum(self.amounts.values(), Decimal(0))

    @property
    def total_sentence(self) -> str:
        """How the months stand against the annual target, in words."""
        named = {"target": number(self.indicator.target), "unit": self.indicator.unit, "total": number(self.total)}
        if not self.is_quantity:
            return _("The last month ends at %(target)s %(unit)s.") % named
        missing = self.indicator.target - self.total
        named["difference"] = number(abs(missing))
        if missing > 0:
            return _("Together %(total)s of %(target)s %(unit)s: %(difference)s %(unit)s to go.") % named
        if missing < 0:
            return _("Together %(total)s of %(target)s %(unit)s: %(difference)s %(unit)s too many.") % named
        return _("Together %(total)s %(unit)s, as the annual target says.") % named


class BaseSplitFormSet(forms.BaseFormSet):
    """One form for each indicator of the SKP, as many as it has, whatever was posted."""

    def __init__(self, *args: Any, indicators: Sequence[Indicator], locked: Iterable[int] = (), **kwargs: Any) -> None:
        self.indicators = indicators
        self.locked = frozenset(locked)
        super().__init__(*args, **{**kwargs, "prefix": PREFIX})

    def total_form_count(self) -> int:
        """As many as there are indicators."""
        return len(self.indicators)

    def initial_form_count(self) -> int:
        """All of them."""
        return len(self.indicators)

    def add_prefix(self, index: int | str) -> str:
        """Boxes are named by indicator, so that an answer never lands at another one."""
        return f"{self.prefix}-{self.indicators[int(index)].pk}"

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """Each form knows its indicator."""
        indicator = self.indicators[index or 0]
        return {**super().get_form_kwargs(index), "indicator": indicator, "locked": self.locked}

    def split(self) -> Months:
        """What was typed, by indicator and month."""
        return {(form.indicator.pk, month): amount for form in self.forms for month, amount in form.amounts.items()}

    def in_words(self) -> list[str]:
        """What was typed, a line for each indicator: *Jumlah usulan: Januari 30, Februari 30*."""
        return [
            f"{form.indicator.text}: "
            + ", ".join(f"{month_name(month)} {number(amount)}" for month, amount in form.amounts.items())
            for form in self.forms
            if self.is_valid() and form.amounts
        ]

    def show(self, refused: SplitRefused) -> None:
        """Put each problem at its indicator, or at its month."""
        by_key = {form.indicator.pk: form for form in self.forms}
        for problem in refused.problems:
            form = by_key.get(problem.indicator_id)
            if form is None:
                continue
            if problem.month in YEAR and problem.month not in form.locked_months:
                form.add_error(f"m{problem.month}", problem.message)
            else:
                form.refusal = problem.message

    def summary(self) -> list[SummaryLine]:
        """Every problem with the box that it leads to."""
        if not self.is_bound:
            return []
        lines = [SummaryLine(str(text), "") for text in self.non_form_errors()]
        for form in self.forms:
            name = form.indicator.text
            if form.refusal:
                lines.append(SummaryLine(f"{name}: {form.refusal}", form.first_box))
            lines.extend(
                SummaryLine(f"{name}: {error}", field.id_for_label) for field in form.months for error in field.errors
            )
        return lines


SplitFormSet = cast(type[BaseSplitFormSet], forms.formset_factory(IndicatorForm, formset=BaseSplitFormSet, extra=0))


def initial_of(indicators: Iterable[Indicator], months: Mapping[tuple[int, int], Decimal]) -> list[dict[str, Any]]:
    """A split as the form shows it, idle zeros left out."""
    return [{f"m{month}": _plain(months.get((indicator.pk, month))) for month in YEAR} for indicator in indicators]


def _plain(amount: Decimal | None) -> Decimal | None:
    if amount is None:
        return None
    return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount.normalize()
