"""What is on a signed paper besides a decision and its reason: a rating, or a ruling with the rating it gives."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from workflows.approvals.models import Tier
from workflows.assessment.forms import RatingForm, rating_form
from workflows.assessment.judging import judging_of
from workflows.assessment.judging.contract import GivenRating
from workflows.assessment.models import Assessment
from workflows.assessment.realisation import rows_of
from workflows.audit import clock
from workflows.engine.forms import APPROVE, RETURN
from workflows.engine.models import TieredCase
from workflows.objection.forms import CHANGE, RulingForm, ruling_form

WIDGETS: Mapping[type[forms.Widget], type[forms.Widget]] = {
    forms.RadioSelect: UnfoldAdminRadioSelectWidget, forms.Textarea: UnfoldAdminTextareaWidget,
    forms.TextInput: UnfoldAdminTextInputWidget, forms.CheckboxInput: UnfoldBooleanSwitchWidget,
}  # fmt: skip


class Content:
    """The process's own form of what is asked at the step, shown and read as a part of the document's page."""

    title: Any
    hint: Any
    verb_words: Mapping[str, Any]
    names: Mapping[str, str] = {}  # what a rule calls a field, and the form otherwise
    left_out: frozenset[str]  # what the document's own form asks already

    form: Any

    @property
    def fields(self) -> list[Any]:
        """The bound fields, in the back-office's look."""
        found = [self.form[name] for name in self.form.fields if name not in self.left_out]
        for field in found:
            widget = WIDGETS.get(type(field.field.widget))
            if widget is not None:
                field.field.widget = _in_look(field.field.widget, widget)
        return found

    def is_valid(self) -> bool:
        """Whether it is filled in whole."""
        return bool(self.form.is_valid())

    def given(self) -> object:
        """What is on the paper, as the action takes it."""
        raise NotImplementedError

    def refuse(self, field: str | None, message: str) -> bool:
        """Show what a rule refused at its field; whether there is one."""
        name = self.names.get(field or "", field)
        if name not in self.form.fields or name in self.left_out:
            return False
        self.form.add_error(name, message)
        return True


class Rating(Content):
    """The rating of an assessment."""

    title = _("The rating on the paper")
    hint = _("Key in each rating and its reason as they are written there. For a return nothing of it is needed.")
    verb_words: Mapping[str, Any] = {APPROVE: _("A rating"), RETURN: _("Return for correction")}
    names: Mapping[str, str] = {"work_result": "work_rating"}
    left_out = frozenset({"verb", "note", "return_reason", "return_to", "reject_reason", "seen"})

    def __init__(self, data: Any, *, assessment: Assessment, tier: Tier) -> None:
        way = judging_of(assessment.rule_set)
        self.form: RatingForm = rating_form(
            data, assessment=assessment, rows=lambda: rows_of(assessment), tier=tier,
            suggested=lambda: way.suggest(assessment, rows_of(assessment), clock.today()).rating,
            words={APPROVE: ("", ""), RETURN: ("", "")},
        )  # fmt: skip
        if "departure_reason" in self.form.fields:
            self.form.fields["departure_reason"].label = translated("Why it departs from the system's suggestion")
        for value in self.form.values:
            # In one column a note has to say of which value it is.
            self.form.fields[f"note_{value.code}"].label = translated("Note on %(value)s") % {"value": value.label}

    def given(self) -> GivenRating:
        """The rating."""
        return GivenRating(**self.form.given())


class Ruling(Content):
    """The ruling on an objection, with the rating that it gives where it changes the result."""

    title = _("The ruling on the paper")
    hint = _("The contested rating is filled in. Where the result is changed, key in what the paper says.")
    verb_words: Mapping[str, Any] = {APPROVE: _("A ruling on the objection")}
    names: Mapping[str, str] = {"work_result": "work_rating", "behaviour": "behaviour_rating"}
    left_out = frozenset({"reason", "seen"})

    def __init__(self, data: Any, *, assessment: Assessment, tier: Tier) -> None:
        self.form: RulingForm = ruling_form(data, tier=tier, assessment=assessment, rows=lambda: rows_of(assessment))

    def given(self) -> GivenRating | None:
        """The rating by which the result is changed; None where it stays."""
        return self.form.given() if self.form.cleaned_data["outcome"] == CHANGE else None


def content_of(case: TieredCase, tier: Tier, data: Any) -> Content | None:
    """What a paper says besides at the step that is asked; None where a decision with its reason is all."""
    find: Callable[..., Content | None] | None = CONTENTS.get(case.process_code)
    return find(case, tier, data) if find is not None else None


def _rating(case: Any, tier: Tier, data: Any) -> Content | None:
    assessment: Assessment = case.assessment
    is_rating = assessment.status == Assessment.Status.SELF_ASSESSED
    return Rating(data, assessment=assessment, tier=tier) if is_rating else None


def _ruling(case: Any, tier: Tier, data: Any) -> Content | None:
    return Ruling(data, assessment=case.objection.assessment, tier=tier)


CONTENTS: Mapping[str, Callable[..., Content | None]] = {"assessment": _rating, "objection": _ruling}


def _in_look(before: forms.Widget, look: type[forms.Widget]) -> forms.Widget:
    """The same widget in the back-office's look."""
    widget = look(attrs=dict(before.attrs))
    widget.is_required, widget.is_localized = before.is_required, before.is_localized
    if isinstance(before, forms.RadioSelect):
        widget.choices = before.choices  # type: ignore[attr-defined]
    return widget
