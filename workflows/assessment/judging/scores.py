"""What both rule sets in numbers have in common: scores and answers read, values shown with two decimals."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from workflows.assessment.judging.contract import Further, Kind, Value
from workflows.assessment.models import Assessment, BehaviourRating
from workflows.rules.rounding import two_decimals
from workflows.rules.violation import RuleViolation
from workflows.rules.wording import exact, listing


def is_structural(assessment: Assessment) -> bool:
    """Whether the assessed post leads others by its kind or its eselon: leadership is rated of these alone."""
    return bool(assessment.position.eselon) or assessment.position.is_leading


def values_of(labels: Mapping[str, str], *, leads: bool) -> tuple[Value, ...]:
    """The values of a rule set, by the codes that are stored."""
    return tuple(
        Value(code=name.upper(), label=label.capitalize())
        for name, label in labels.items()
        if leads or name != "leadership"
    )


def scores_given(
    behaviours: Mapping[str, tuple[str, str]], asked: Sequence[Value], highest: Decimal
) -> dict[str, Decimal]:
    """The scores by the rule set's names.

    :raises RuleViolation: field `behaviour` or `rating_<value>`: a score is missing, unknown or no fit number.
    """
    labels = {value.code: value.label for value in asked}
    strangers = [code for code in behaviours if code not in labels]
    if strangers:
        raise RuleViolation(
            f"Perilaku “{strangers[0]}” tidak dinilai pada jabatan ini.", "behaviour", "behaviour_unknown"
        )
    missing = [label for code, label in labels.items() if not behaviours.get(code, ("", ""))[0]]
    if missing:
        raise RuleViolation(
            f"Nilai {listing(missing)} belum diisi. Isi semua perilaku.", "behaviour", "behaviour_missing"
        )
    return {
        code.lower(): amount(behaviours[code][0], label, f"rating_{code}", highest) for code, label in labels.items()
    }


def scores_stored(behaviours: Sequence[BehaviourRating], asked: Sequence[Value]) -> dict[str, Decimal]:
    """The stored scores by the rule set's names, in its order."""
    stored = {row.value: row.score for row in behaviours if row.score is not None}
    return {value.code.lower(): stored[value.code] for value in asked if value.code in stored}


def answers_given(given: Mapping[str, str], asked: Sequence[Further]) -> dict[str, str]:
    """The answers that were asked for, checked one by one.

    :raises RuleViolation: field `further_<name>`: missing, no number, out of range, or no choice.
    """
    found = {}
    for question in asked:
        answer, field = given.get(question.name, "").strip(), f"further_{question.name}"
        if not answer and question.kind != Kind.FLAG and question.required:
            raise RuleViolation(f"“{question.label}” belum diisi.", field, "further_missing")
        if answer and question.kind in {Kind.NUMBER, Kind.COUNT}:
            value = amount(answer, question.label, field, question.highest)
            if question.kind == Kind.COUNT and value != value.to_integral_value():
                raise RuleViolation(f"“{question.label}” bukan bilangan bulat.", field, "not_whole")
        if answer and question.kind == Kind.CHOICE and answer not in dict(question.choices):
            raise RuleViolation(f"Pilih salah satu untuk “{question.label}”.", field, "choice_unknown")
        if answer:
            found[question.name] = answer
    return found


def amount(text: str, name: str, field: str, highest: Decimal | None) -> Decimal:
    """The number that stands here, 0 or more and not above `highest`, with at most two decimals.

    :raises RuleViolation: it is none.
    """
    try:
        value = Decimal(str(text))
    except InvalidOperation:
        raise RuleViolation(f"“{name}” bukan bilangan. Isi dengan angka.", field, "not_a_number") from None
    if not value.is_finite() or value < 0:
        raise RuleViolation(f"“{name}” kurang dari 0. Isi dengan 0 atau lebih.", field, "negative")
    if highest is not None and value > highest:
        raise RuleViolation(f"“{name}” lebih dari {exact(highest)}.", field, "too_high")
    if value != two_decimals(value):
        raise RuleViolation(f"“{name}” mempunyai lebih dari dua desimal.", field, "too_many_decimals")
    return value


def shown(value: Fraction | None) -> Decimal | None:
    """With two decimals, for the row; the trace carries the whole."""
    return None if value is None else two_decimals(value)
