"""How pages ask for the reasons that HR demands (`organization/asked_reasons.py`): before something is sent, and after.

A form with a reason of its own shows it as required; one without gets a field (`templatetags/why.py`). Where an act
was refused for want of a reason by a page that has neither, the same is asked on a page of its own, which sends
everything once more.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django import forms
from django.db.models import Exists
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from workflows.audit import clock
from workflows.audit.origin import giving_reason
from workflows.audit.verbs import Verb
from workflows.organization.asked_reasons import always, is_asked, noting_refusals
from workflows.organization.models import ReasonRule
from workflows.rules.reasons import says_something
from workflows.rules.violation import RuleViolation

WHY = "why"  # under which a page sends a reason that its own form has no field for
LONGEST_WHY = 500
WRITE_IT = _("Write the reason: at least a few words.")
NOT_REPEATED = {WHY, "csrfmiddlewaretoken"}


class WhyForm(forms.Form):
    """Why."""

    why = forms.CharField(
        label=_("Reason"), max_length=LONGEST_WHY, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Your office asks for a reason here. It stands in the record beside your name."),
        error_messages={"required": WRITE_IT},
    )  # fmt: skip

    def clean_why(self) -> str:
        """More than a sign."""
        why: str = self.cleaned_data[WHY]
        if not says_something(why):
            raise forms.ValidationError(WRITE_IT)
        return why


def asked_of(
    request: HttpRequest, verbs: Collection[Verb], process: str, *, capacities: Iterable[str] = (), is_own: bool = False
) -> bool:
    """Whether the reader has to say why; asked once for each act and page."""
    if not getattr(request, "_has_rules", True) and not always(verbs, process):
        return False
    known: dict[Any, bool] = request.__dict__.setdefault("_asked_reasons", {})
    key = (frozenset(verbs), process, frozenset(capacities), is_own)
    if key not in known:
        known[key] = is_asked(request.user, key[0], process, capacities=key[2], is_own=is_own)
    return known[key]


def any_rule() -> Exists:
    """Whether HR demands anything today, to be read with something else: most offices demand nothing."""
    return Exists(ReasonRule.objects.on(clock.today()))


def know_of_rules(request: HttpRequest, read: Iterable[Any]) -> None:
    """Rows that were read with `has_rules=any_rule()`: the page asks no more where there are no rules."""
    request._has_rules = any(row.has_rules for row in read)  # type: ignore[attr-defined]


def is_here(request: HttpRequest) -> None:
    """The page that is being made has a field for the reason."""
    request._has_why = True  # type: ignore[attr-defined]


def require_in(
    form: Any, name: str, request: HttpRequest, verbs: Collection[Verb], process: str, *,
    capacities: Iterable[str] = (), is_own: bool = False,
) -> None:  # fmt: skip
    """Show the form's own field for a reason as required, where it is; a page that was sent is asked by the action."""
    field = form.fields.get(name)
    if field is None or not asked_of(request, verbs, process, capacities=capacities, is_own=is_own):
        return
    is_here(request)
    field.label, field.required = _("Reason"), True
    field.help_text = WhyForm.base_fields[WHY].help_text
    field.error_messages["required"] = WRITE_IT


def ask_anew(request: HttpRequest) -> HttpResponse:
    """The page that asks why, with everything that was sent but files; nothing of it is done yet."""
    form = WhyForm(request.POST) if WHY in request.POST else WhyForm()
    sent = [(name, value) for name, values in request.POST.lists() if name not in NOT_REPEATED for value in values]
    is_here(request)
    context = {"form": form, "sent": sent, "address": request.get_full_path()}
    return render(request, "engine/why.html", context, status=422)


class WhyToApprove:
    """Mixed in before a decision page: its note is a reason where HR demands one, and what is missing is told there."""

    request: HttpRequest

    def page(self, form: Any, *, refusal: str = "", status: int = 200) -> HttpResponse:
        """The page."""
        page: Any = self
        page.load_once()
        if getattr(form, "shows_note", False):
            acted_in = [getattr(page.acting(), "capacity", "")]
            require_in(form, "note", self.request, {Verb.APPROVE}, page.case.process_code, capacities=acted_in)
        response: HttpResponse = super().page(form, refusal=refusal, status=status)  # type: ignore[misc]
        return response

    def show_violation(self, form: Any, violation: RuleViolation) -> None:
        """At the field of the verb that was chosen."""
        if violation.field == "reason" and getattr(form, "shows_note", False):
            violation.field = form.reason_field
        super().show_violation(form, violation)  # type: ignore[misc]


class WhyMiddleware:
    """The reason that a page sends beside its form goes with whatever the request records.

    What was refused for want of one by a page without a field for it is asked once more, with one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        if request.method != "POST":
            return self.get_response(request)
        why = request.POST.get(WHY, "").strip()[:LONGEST_WHY]
        with giving_reason(why), noting_refusals() as refused:
            response = self.get_response(request)
        if not refused or getattr(request, "_has_why", False) or request.FILES:
            return response
        return ask_anew(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page that handles no refusal at all: the same question."""
        if getattr(exception, "code", None) != "reason_demanded" or request.FILES:
            return None
        return ask_anew(request)
