"""Recording what somebody outside the office, who has no log-in, decided by a signed document; with its file."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDateWidget, UnfoldAdminTextInputWidget

from backoffice.in_place import InPlace, VerdictForm
from backoffice.paper_contents import Content, content_of
from workflows.audit import clock
from workflows.engine.authority import why_not_outside
from workflows.engine.deciding import recorded_of
from workflows.engine.evidence_fields import FILE_TYPES, EvidenceFile
from workflows.engine.forms import APPROVE
from workflows.engine.recording_outside import Paper, record_outside
from workflows.rules.violation import RuleViolation

PAPER = ("file", "number", "dated", "signatory", "signatory_post")


class DocumentForm(VerdictForm):
    """What was signed, by whom, and the file."""

    verb_label = _("What the document decides")
    reason_hint = _("What the document says, or why it is recorded. Everybody who sees the case reads it.")
    field_order = ("verb", "signatory", "signatory_post", "number", "dated", "file", "reason", "seen")

    signatory = forms.CharField(
        label=_("Signed by"), max_length=200, widget=UnfoldAdminTextInputWidget,
        error_messages={"required": _("Write who signed.")},
    )  # fmt: skip
    signatory_post = forms.CharField(
        label=_("Post of the signatory"), max_length=250, widget=UnfoldAdminTextInputWidget,
        error_messages={"required": _("Write the post of whoever signed.")},
    )  # fmt: skip
    number = forms.CharField(
        label=_("Document number"), max_length=100, widget=UnfoldAdminTextInputWidget,
        error_messages={"required": _("Write the document's number.")},
    )  # fmt: skip
    dated = forms.DateField(
        label=_("Date of the document"), widget=UnfoldAdminDateWidget(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose the document's date."), "invalid": _("Choose the document's date.")},
    )  # fmt: skip
    file = EvidenceFile(
        label=_("The signed document"), required=True,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{kind}" for kind in FILE_TYPES)}),
        error_messages={"required": _("Attach the signed document.")},
    )  # fmt: skip

    def __init__(self, *args: Any, content: Content | None = None, **kwargs: Any) -> None:
        """`content` is what the paper says besides, where the step asks for it."""
        if content is not None:
            self.verb_words = content.verb_words
        super().__init__(*args, **kwargs)
        self.content = content
        verb: Any = self.fields["verb"]
        if content is not None and len(verb.choices) == 1:
            verb.widget, verb.initial = forms.HiddenInput(), verb.choices[0][0]

    def is_valid(self) -> bool:
        """With what the paper says besides, where it is an approval."""
        is_whole = super().is_valid()
        if self.content is None or self.cleaned_data.get("verb", APPROVE) != APPROVE:
            return is_whole
        return self.content.is_valid() and is_whole

    def given(self) -> object:
        """What the paper says besides, as the action takes it; None where that is nothing."""
        is_given = self.content is not None and self.cleaned_data["verb"] == APPROVE
        return self.content.given() if self.content is not None and is_given else None

    def paper(self) -> Paper:
        """The document as a value."""
        return Paper(**{name: self.cleaned_data[name] for name in PAPER})


class RecordDocument(InPlace):
    """The page of a signed document."""

    title = _("Record a signed document")
    form_title = _("The signed document")
    lead = _(
        "You record what somebody without log-in signed. "
        "It is shown as recorded from a document, with your name and the file."
    )
    button = _("Record the decision")
    done = _("The decision is recorded from the document.")
    own_words = _("This case is about you: another HR admin records the document.")
    form_class = DocumentForm

    def find_actions(self) -> Mapping[str, Callable[..., Any]]:
        """What the process lets be recorded at this step."""
        return recorded_of(self.item.process, self.item.node)

    def get_form(self, data: Any = None, files: Any = None) -> DocumentForm:
        """The document, and what else is asked at the step."""
        tier: Any = self.item.tier
        return DocumentForm(
            data, files, tier=tier, verbs=list(self.actions), seen=self.case.content_hash,
            content=content_of(self.case, tier, data),
        )  # fmt: skip

    def perform(self, form: DocumentForm) -> None:
        """Record it with its file."""
        given = form.cleaned_data
        record_outside(
            task_id=self.task_id, verb=given["verb"], reason=given["reason"], paper=form.paper(), seen=given["seen"],
            given=form.given(), by=self.actor(),
        )  # fmt: skip

    def show_violation(self, form: DocumentForm, violation: RuleViolation) -> None:
        """At the field of the document, or of what is on it."""
        if form.content is None or not form.content.refuse(violation.field, violation.message):
            super().show_violation(form, violation)

    def why_not(self) -> Any:
        """A step that asks for more, a committee, or somebody who can log in."""
        if not self.actions:
            return _("This step is the employee's own, so it cannot be recorded from a document here.")
        return why_not_outside(self.items, clock.today())
