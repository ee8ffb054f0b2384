"""A page that asks before it acts: a reason or a form; what the action refuses is told where it belongs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from workflows.engine.refusals import Refusal
from workflows.rules.violation import RuleViolation

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What came of the page: the status to answer with, and what the action gave where it was done."""

    status: int = 200
    is_done: bool = False
    given: T | None = None


def reason_field(hint: Any, *, rows: int = 4) -> forms.CharField:
    """Why something is done; `hint` says who reads it."""
    return forms.CharField(
        label=_("Reason"), max_length=500, widget=UnfoldAdminTextareaWidget(attrs={"rows": rows}), help_text=hint,
        error_messages={"required": _("Write the reason.")},
    )  # fmt: skip


def act_on(request: HttpRequest, form: forms.Form, act: Callable[[], T]) -> Outcome[T]:
    """Do it where the form was posted and is whole; what it refuses then stands on the form."""
    if request.method != "POST":
        return Outcome()
    if not form.is_valid():
        return Outcome(422)
    try:
        return Outcome(302, is_done=True, given=act())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return Outcome(refusal.status)
    except RuleViolation as violation:
        show_violation(form, violation)
        return Outcome(422)


def show_violation(form: forms.Form, violation: RuleViolation) -> None:
    """Put a rule's refusal at its field, or above the form."""
    form.add_error(violation.field if violation.field in form.fields else None, violation.message)
