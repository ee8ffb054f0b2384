"""How a result in numbers came about: each step of its trace opens to its formula, its inputs and its article."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from workflows.assessment.explaining import HowItCame
from workflows.assessment.models import Assessment
from workflows.printing.words import number

PREDICATE = "PREDICATE"
CUT = "…"  # marks a figure that is cut off, not rounded
NAMES = {
    "QUANTITY": _("quantity"), "QUALITY": _("quality"), "TIME": _("time"), "COST": _("cost"),
    "ACTIVITY": _("Activity"), "ACHIEVEMENT": _("Achievement"), "INDICATOR": _("Value of the indicator"),
    "ADDITIONAL_TASKS": _("Additional tasks"), "CREATIVITY": _("Creativity"),
    "ADDITIONAL": _("Additional work"), "ADDITIONAL_TOTAL": _("Additional work together"), "SKP": _("Value of the SKP"),
    "BEHAVIOUR": _("Value of behaviour"), "TOTAL": _("Total"), PREDICATE: _("Predicate"),
}  # fmt: skip
ABOUT = ("kegiatan", "indikator", "kerja tambahan")  # the input that names what a step is about


def steps_how(
    trace: Sequence[Mapping[str, Any]], assessment: Assessment, would_change: Sequence[str], evidence: str
) -> list[HowItCame]:
    """Every step; what was realised leads to `evidence`, the address of the reports behind it."""
    return [_step_how(step, assessment, would_change, evidence) for step in trace]


def _step_how(step: Mapping[str, Any], assessment: Assessment, would_change: Sequence[str], evidence: str) -> HowItCame:
    inputs: Mapping[str, str] = step["inputs"]
    about = next((inputs[name] for name in ABOUT if name in inputs and not _is_figure(inputs[name])), "")
    name = capfirst(str(NAMES.get(step["step"], step["step"])))
    return HowItCame(
        number=figure(step["value"]),
        what=f"{name}, {about}" if about else name,
        formula=step["formula"],
        inputs=[
            (label.capitalize(), figure(value), evidence if label == "realisasi" else "")
            for label, value in inputs.items()
            if value != about
        ],
        text=" ".join(would_change) if step["step"] == PREDICATE else "",
        source=f"{step['source']}.",
    )


def figure(text: str) -> str:
    """A figure in machine form as the reader writes it; words stay."""
    plain = text.removesuffix(CUT)
    return f"{number(Decimal(plain))}{text[len(plain) :]}" if _is_figure(plain) else text


def _is_figure(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False
