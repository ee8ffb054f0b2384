"""Delegations: who decides in whose place, for which processes; recorded for somebody who is away, ended early."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from backoffice.base import MasterDataAdmin
from backoffice.filters import HoldsTodayFilter
from backoffice.forms import MasterDataForm
from backoffice.site import site
from workflows.approvals.models import ProcessCode
from workflows.engine.office_news import delegate_and_tell, end_delegation_and_tell
from workflows.organization.actor import Actor
from workflows.organization.models import Delegation
from workflows.printing.words import listed

PROCESSES = "delegated_processes"


class DelegationForm(MasterDataForm):
    """A new delegation names its processes; later they are only read."""

    delegated_processes = forms.MultipleChoiceField(
        label=_("Processes"), choices=ProcessCode.choices, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            del self.fields[PROCESSES]

    def add_error(self, field: str | None, error: Any) -> None:
        """The action's name of the field is the model's."""
        super().add_error(PROCESSES if field == "processes" else field, error)


@admin.register(Delegation, site=site)
class DelegationAdmin(MasterDataAdmin):
    """Delegations, the latest first. Given once and ended early, never rewritten; HR does it in others' names."""

    form = DelegationForm
    list_display = ("person", "taker", "named", "start", "end", "reason")
    list_select_related = ("delegator", "delegate")
    list_filter = (HoldsTodayFilter, ("start", RangeDateFilter))
    search_fields = (
        "delegator__nip__startswith", "delegator__name__icontains", "delegate__nip__startswith",
        "delegate__name__icontains",
    )  # fmt: skip
    fixed_fields = ("delegator", "delegate", "named", "start", "reason")
    autocomplete_fields = ("delegator", "delegate")
    ordering = ("-start", "-pk")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The processes are chosen once, and then read."""
        return ("delegator", "delegate", PROCESSES if obj is None else "named", "start", "end", "reason")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delegation]:
        """With the processes, one query a page."""
        return super().get_queryset(request).prefetch_related("processes")

    @display(description=_("delegated by"), header=True)
    def person(self, delegation: Delegation) -> list[str]:
        """The name over the NIP."""
        return [delegation.delegator.name, delegation.delegator.nip]

    @display(description=_("delegated to"), header=True)
    def taker(self, delegation: Delegation) -> list[str]:
        """The name over the NIP."""
        return [delegation.delegate.name, delegation.delegate.nip]

    @display(description=_("delegated processes"))
    def named(self, delegation: Delegation) -> str:
        """The processes by name."""
        names = dict(ProcessCode.choices)
        return listed(names.get(each.process, each.process) for each in delegation.processes.all())

    def store(self, by: Actor, obj: Any, form: ModelForm, reason: str, change: bool) -> None:
        """Delegate, or end early what was delegated."""
        if change:
            stored = Delegation.objects.select_related("delegator__user", "delegate__user").get(pk=obj.pk)
            end_delegation_and_tell(by=by, delegation=stored, end=obj.end, reason=reason)
        else:
            obj.pk = delegate_and_tell(
                by=by, delegator=obj.delegator, to=obj.delegate, processes=form.cleaned_data[PROCESSES],
                start=obj.start, end=obj.end, reason=obj.reason,
            ).pk  # fmt: skip
