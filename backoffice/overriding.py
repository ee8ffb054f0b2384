"""Deciding in place of whoever is asked: an HR admin's override of one task, with a reason, shown as such."""

from collections.abc import Callable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from backoffice.in_place import InPlace, VerdictForm
from workflows.audit import clock
from workflows.engine.authority import why_not_outside
from workflows.engine.deciding import actions_of, recorded_of


class OverrideForm(VerdictForm):
    """What is decided, and why."""

    verb_label = _("Decision")
    reason_hint = _("Everybody who sees the case reads it beside your name, marked as an override.")


class Override(InPlace):
    """The page of an override."""

    title = _("Override")
    form_title = _("Your override")
    lead = _(
        "You decide in place of whoever is asked. It is recorded as an override and never looks like their decision."
    )
    button = _("Override")
    done = _("The decision is recorded as an override.")
    own_words = _("This case is about you: another HR admin decides on an override.")
    form_class = OverrideForm

    def find_actions(self) -> Mapping[str, Callable[..., Any]]:
        """The process's own, where they ask for no more than a reason."""
        return actions_of(self.item.process, self.item.node)

    def perform(self, form: OverrideForm) -> None:
        """Decide under the verb *override*."""
        given = form.cleaned_data
        self.actions[given["verb"]](
            task_id=self.task_id, by=self.actor(overrides=True), reason=given["reason"], seen=given["seen"]
        )

    def why_not(self) -> Any:
        """A step that asks for more is handed over instead."""
        if self.actions:
            return ""
        return _(
            "This step needs more than a decision, a rating for instance, so it cannot be overridden. "
            "Hand it over to an officer who may do it."
        )

    def _may_record(self) -> bool:
        is_recorded = bool(recorded_of(self.item.process, self.item.node))
        return is_recorded and not why_not_outside(self.items[:1], clock.today())

    def extra_context(self) -> dict[str, Any]:
        """What else HR may do: record what was signed, hand it over."""
        outside = reverse("admin:engine_record_outside", args=[self.task_id])
        return {
            "record_outside": outside if self._may_record() else "",
            "hand_over": f"{reverse('admin:engine_hand_over')}?item={self.item.pk}",
        }
