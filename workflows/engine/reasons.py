"""A reason that says something, asked for by an act itself; what is asked for besides: `organization.asked_reasons`."""

from workflows.rules.reasons import says_something
from workflows.rules.violation import RuleViolation

WHAT_TO_CORRECT = "Tulis alasannya, supaya yang bersangkutan tahu apa yang harus diperbaiki."


def required(reason: str, sentence: str = "Tulis alasannya, sekurangnya beberapa kata.") -> str:
    """The reason without blanks around it.

    :raises RuleViolation: it says nothing.
    """
    if not says_something(reason):
        raise RuleViolation(sentence, field="reason")
    return reason.strip()
