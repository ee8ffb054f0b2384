"""How each number of an assessment came about, in the shape that `components/how.html` shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflows.assessment.models import Assessment, BehaviourRating, ResultRealisation
from workflows.assessment.period_words import short_name_of
from workflows.assessment.realisation import is_due, reached
from workflows.organization.models import Period
from workflows.printing.words import number, percent
from workflows.rules.permenpanrb_6_2022 import RATINGS, SOURCE, Rating
from workflows.skp.models import Indicator

Input = tuple[str, str, str]  # what, its value, the address behind it or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HowItCame:
    """A number that opens; fields as `components/how.html` takes them."""

    number: str
    what: str
    formula: str = ""
    calculation: str = ""
    result: str = ""
    inputs: Sequence[Input] = ()
    text: str = ""
    source: str = ""


def achievement_how(row: ResultRealisation, assessment: Assessment, *, is_own: bool) -> HowItCame:
    """How an indicator's achievement came about; its inputs lead to the reports and targets behind them."""
    indicator = row.indicator
    what = _("%(indicator)s, achievement against the target") % {"indicator": indicator.text}
    inputs = inputs_of(row, assessment, is_own=is_own)
    found = reached(row)
    if found is None:
        text = why_not_measured(row, assessment.period)
        return HowItCame(number=_("Not measured"), what=what, inputs=inputs, text=text)
    step = found.step
    worked_out = calculation(step.formula, step.inputs)
    return HowItCame(
        number=percent(found.percent), what=what, formula=step.formula, calculation=worked_out,
        result=percent(found.percent) if worked_out else "", inputs=inputs, source=f"{step.source}.",
    )  # fmt: skip


def calculation(formula: str, inputs: Mapping[str, str]) -> str:
    """The formula with its figures in the place of their names; "" where it names none."""
    text = formula
    for name, value in inputs.items():
        text = text.replace(name, number(Decimal(value)))
    return text if text != formula else ""


def inputs_of(row: ResultRealisation, assessment: Assessment, *, is_own: bool) -> list[Input]:
    """What was reached and what was due, with where they can be seen."""
    return [realised_input(row, assessment, is_own=is_own), target_input(row, assessment.period, is_own=is_own)]


def why_not_measured(row: ResultRealisation, period: Period) -> str:
    """One sentence: nothing was due, or nothing is entered."""
    if not is_due(row):
        return _("There is no target for this indicator in %(month)s, so it does not enter the suggestion.") % {
            "month": short_name_of(period)
        }
    return _("Nothing is entered yet.")


def realised_input(row: ResultRealisation, assessment: Assessment, *, is_own: bool) -> Input:
    """What was reached, with where it can be seen: a month's reports in its calendar, a longer period's as evidence."""
    value = with_unit(row.realised, row.indicator)
    if row.indicator.measure == Indicator.Measure.QUANTITY:
        words = ngettext("%d verified activity", "%d verified activities", row.reports) % row.reports
        period = assessment.period
        if period.kind != Period.Kind.MONTH:
            return words, value, reverse("assessment:evidence", args=[assessment.pk])
        query = {"month": f"{period.start:%Y-%m}", **({} if is_own else {"nip": assessment.employee.nip})}
        return words, value, address("daily:calendar", **query)
    link = row.evidence if row.evidence.startswith(("https://", "http://")) else ""
    return row.evidence or _("Level entered at the self-assessment"), value, link


def target_input(row: ResultRealisation, period: Period, *, is_own: bool) -> Input:
    """The period's target; the person's own leads to their targets."""
    words = _("Target of %(month)s") % {"month": short_name_of(period)}
    return words, with_unit(row.target, row.indicator), address("targets:mine") if is_own else ""


def with_unit(value: Decimal | None, indicator: Indicator) -> str:
    """*16 usulan*; a dash where there is no figure."""
    return "–" if value is None else f"{number(value)} {indicator.unit}"


def suggestion_how(assessment: Assessment) -> HowItCame | None:
    """How the suggested rating of work came about, as it was frozen when the assessor rated; and what it lacked."""
    frozen: Mapping[str, Any] = assessment.suggestion
    if not frozen:
        return None
    steps = [step for step in frozen.get("trace", []) if step["step"] == "WORK_RESULT"]
    suggested = assessment.suggested_rating
    label = short_label(suggested) if suggested else _("No suggestion")
    inputs = [(name, percent(Decimal(value)), "") for step in steps for name, value in step["inputs"].items()]
    return HowItCame(
        number=label, what=_("Work result, suggested by the system"), formula=steps[0]["formula"] if steps else "",
        inputs=inputs, text=" ".join([*frozen.get("reasons", []), *frozen.get("would_change", [])]),
        source=f"{steps[0]['source']}." if steps else "",
    )  # fmt: skip


def behaviour_how(assessment: Assessment, ratings: Sequence[BehaviourRating]) -> HowItCame:
    """How the rating of behaviour came about: the seven values, and what was said."""
    return HowItCame(
        number=short_label(assessment.behaviour_rating),
        what=_("Behaviour, seven values of BerAKHLAK"),
        inputs=[(row.label, str(row.get_rating_display()), "") for row in ratings],
        text=" ".join(assessment.suggestion.get("behaviour", {}).get("reasons", [])),
        source=_("The assessor's judgement, not a calculation. %(source)s.") % {"source": SOURCE},
    )


def predicate_how(assessment: Assessment, would_change: Sequence[str] = ()) -> HowItCame | None:
    """How the predicate came about: the frozen step of the table, and what would have changed it."""
    if not assessment.trace:
        return None
    step = assessment.trace[0]
    return HowItCame(
        number=step["value"], what=_("Predicate"), formula=step["formula"],
        inputs=[(name.capitalize(), value, "") for name, value in step["inputs"].items()],
        text=" ".join(would_change), source=f"{step['source']}.",
    )  # fmt: skip


def short_label(rating: str) -> str:
    """*Sesuai* of *Sesuai ekspektasi*: large figures leave no room for both words."""
    return RATINGS[Rating(rating)].label.removesuffix(" ekspektasi")


def address(name: str, **query: str) -> str:
    """The address of a page of any app, with its query; "" where this installation has no such page."""
    try:
        url = reverse(name)
    except NoReverseMatch:
        return ""
    return f"{url}?{urlencode(query)}" if query else url
