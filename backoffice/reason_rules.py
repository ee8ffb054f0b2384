"""Rules on reasons: for which act of whom HR demands one, beside what the code always asks."""

from typing import Any

from django import forms
from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget

from backoffice.base import MasterDataAdmin
from backoffice.filters import PROCESSES, HoldsTodayFilter
from backoffice.forms import MasterDataForm
from backoffice.site import site
from workflows.organization.actor import Actor
from workflows.organization.asked_reasons import MAY_BE_ASKED, NOT_FOR_HR, always_asked
from workflows.organization.models import ReasonRule
from workflows.organization.reason_rules import amend_reason_rule, make_reason_rule

EVERY_PROCESS = _("every process")
RULED = [(code, name) for code, name in PROCESSES if code not in NOT_FOR_HR]


class ReasonRuleForm(MasterDataForm):
    """Of the verbs those for which a reason may be demanded; of the processes those that are HR's to rule."""

    verb = forms.ChoiceField(
        label=_("what is done"), choices=[(verb.value, verb.label) for verb in MAY_BE_ASKED],
        widget=UnfoldAdminSelectWidget(),
    )  # fmt: skip
    process = forms.ChoiceField(
        label=_("process"), required=False, choices=[("", EVERY_PROCESS), *RULED, ("approvals", _("Approval chains"))],
        widget=UnfoldAdminSelectWidget(),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"verb", "process"} & self.fields.keys():
            self.fields[name].label = capfirst(self.fields[name].label)
        if "role" in self.fields:
            self.fields["role"].help_text = _("A role counts in everything that its holder does, also for themselves.")


@admin.register(ReasonRule, site=site)
class ReasonRuleAdmin(MasterDataAdmin):
    """The rules, the latest first. One is ended, never rewritten; what is always asked stands above."""

    form = ReasonRuleForm
    list_display = ("what", "process_name", "role", "start", "end", "note")
    list_select_related = ()
    list_filter = (HoldsTodayFilter, ("role", ChoicesDropdownFilter))
    search_fields = ("note__icontains",)
    fields = ("verb", "process", "role", "start", "end", "note")
    fixed_fields = ("verb", "process", "role", "start")
    ordering = ("-start", "-pk")
    list_before_template = "backoffice/reasons_always.html"
    change_form_before_template = "backoffice/reasons_always.html"

    @display(description=_("what is done"), ordering="verb")
    def what(self, rule: ReasonRule) -> str:
        """The verb in words."""
        return str(rule.get_verb_display())

    @display(description=_("process"), ordering="process")
    def process_name(self, rule: ReasonRule) -> str:
        """The process in words."""
        return process_words(rule.process)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list, with what is always asked."""
        return super().changelist_view(request, {**(extra_context or {}), "always": always_in_words()})

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The page, with what is always asked."""
        context["always"] = always_in_words()
        return super().render_change_form(request, context, *args, **kwargs)

    def store(self, by: Actor, obj: Any, form: ModelForm, reason: str, change: bool) -> None:
        """Make the rule; or end it, or correct its note."""
        if change:
            stored = ReasonRule.objects.get(pk=obj.pk)
            amend_reason_rule(by=by, rule=stored, end=obj.end, note=obj.note, reason=reason)
        else:
            given = {name: getattr(obj, name) for name in self.fields}
            obj.pk = make_reason_rule(by=by, **given).pk


def process_words(code: str) -> str:
    """The process as the screens name it; all of them where none is named."""
    names = {**dict(PROCESSES), "approvals": translated("Approval chains"), "": EVERY_PROCESS}
    return str(names.get(code, code))


def always_in_words() -> list[tuple[str, str]]:
    """Verb and processes of what no rule switches off; none named where it is in all."""
    return [(str(verb.label), ", ".join(map(process_words, processes))) for verb, processes in always_asked()]
