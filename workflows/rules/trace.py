"""How a result came about, step by step, so that whoever disputes a number can follow it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: its name, the formula in words, the inputs and the value as text, and the article it comes from.

    Figures are text in machine form ("1360000.00", point for the decimals): a page formats them for its reader.
    `source` says "pengaturan kantor" where the office decides and no article does.
    """

    step: str
    formula: str
    inputs: Mapping[str, str]
    value: str
    source: str


Trace = tuple[Step, ...]


def as_json(trace: Trace) -> list[dict[str, object]]:
    """The trace as plain lists and dicts, in the order of its steps, ready for a JSON field."""
    return [
        {"step": s.step, "formula": s.formula, "inputs": dict(s.inputs), "value": s.value, "source": s.source}
        for s in trace
    ]
