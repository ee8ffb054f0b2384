"""How an indicator's value came about under PP 46: by the formula of its aspect, and of no other rule set."""

from decimal import Decimal

from django.utils.translation import gettext as _

from workflows.assessment.explaining import HowItCame, calculation, inputs_of, why_not_measured, with_unit
from workflows.assessment.explaining_numbers import figure
from workflows.assessment.judging.by_pp46_2011 import fits
from workflows.assessment.models import Assessment, ResultRealisation
from workflows.assessment.realisation import is_due
from workflows.rules.pp46_2011_activities import Measure, aspect_step
from workflows.skp.models import WorkResult


def aspect_how(row: ResultRealisation, assessment: Assessment, *, is_own: bool) -> HowItCame:
    """The value of the aspect; where the formula does not read the indicator, what was reached and why that is so."""
    indicator = row.indicator
    inputs = inputs_of(row, assessment, is_own=is_own)
    what = _("%(indicator)s, value of the aspect") % {"indicator": indicator.text}
    if row.realised is None or not is_due(row):
        text = why_not_measured(row, assessment.period)
        return HowItCame(number=_("Not measured"), what=what, inputs=inputs, text=text)
    reached = with_unit(row.realised, indicator)
    if indicator.result.kind == WorkResult.Kind.ADDITIONAL:
        text = _("An additional task: how many were carried out counts, not how much of each.")
        return HowItCame(number=reached, what=indicator.text, inputs=inputs, text=text)
    if not fits(row):
        text = _("The formula of this aspect does not read this indicator, so the assessor enters the aspect.")
        return HowItCame(number=reached, what=indicator.text, inputs=inputs, text=text)
    step = aspect_step(indicator.aspect.lower(), Measure(row.target, row.realised or Decimal(0)))
    figures = {name: value for name, value in step.inputs.items() if name in {"target", "realisasi"}}
    return HowItCame(
        number=figure(step.value), what=what, formula=step.formula, calculation=calculation(step.formula, figures),
        result=figure(step.value), inputs=inputs, source=f"{step.source}.",
    )  # fmt: skip
