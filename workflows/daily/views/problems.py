"""What is wrong with a report, for the summary above the form and for each field."""

from dataclasses import dataclass
from typing import Any

from workflows.rules.daily import Problem
from workflows.rules.violation import RuleViolation

FIELD_OF = {"activities": "description", "evidence": "evidence_file"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the summary: the words, and the id of the field that it leads to."""

    text: str
    target: str


def form_lines(day_form: Any, formset: Any) -> list[Line]:
    """What the forms themselves could not read."""
    lines = (
        [
            Line(str(error), day_form[name].id_for_label if name != "__all__" else "id_which_0")
            for name, errors in day_form.errors.items()
            for error in errors
        ]
        if day_form is not None
        else []
    )
    for number, form in enumerate(formset.forms, start=1):
        for name, errors in form.errors.items():
            lines.extend(Line(f"{formset.item_name} {number}: {error}", form[name].id_for_label) for error in errors)
    return lines


def rule_lines(problems: tuple[Problem, ...], day_form: Any, formset: Any) -> list[Line]:
    """What the rules refused: the summary's words here, the field's words put at the field."""
    blank = [form for form in formset.forms if form.is_blank]
    filled = [form for form in formset.forms if not form.is_blank] or blank
    lines = []
    for problem in problems:
        if problem.activity_number is None:
            if problem.field == "day" and day_form is not None:
                day_form.add_error("day", problem.at_field)
                lines.append(Line(problem.summary, "id_which_0"))
            else:
                target = filled[0]["description"].id_for_label if filled else "isi"
                if filled:
                    filled[0].add_error("description", problem.at_field)
                lines.append(Line(problem.summary, target))
            continue
        form = filled[problem.activity_number - 1]
        name = FIELD_OF.get(problem.field, problem.field)
        form.add_error(name, problem.at_field)
        lines.append(Line(problem.summary, form[name].id_for_label))
    return lines


def violation_lines(violation: RuleViolation, formset: Any) -> list[Line]:
    """A single refusal, at the first activity."""
    return [Line(violation.message, formset.forms[0]["description"].id_for_label if formset.forms else "isi")]
