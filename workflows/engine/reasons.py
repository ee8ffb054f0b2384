"""A reason that says something: what every act asks for that has to give one."""

from workflows.rules.violation import RuleViolation

LEAST_REASON = 5  # letters; fewer say nothing
WHAT_TO_CORRECT = "Tulis alasannya, supaya yang bersangkutan tahu apa yang harus diperbaiki."


def says_something(reason: str) -> bool:
    """Whether it is more than blanks or a sign."""
    return len(reason.strip()) >= LEAST_REASON


def required(reason: str, sentence: str = "Tulis alasannya, sekurangnya beberapa kata.") -> str:
    """The reason without blanks around it.

    :raises RuleViolation: it says nothing.
    """
    if not says_something(reason):
        raise RuleViolation(sentence, field="reason")
    return reason.strip()
