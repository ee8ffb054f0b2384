"""What every list and page of the back-office has in common; the one place where the admin's library is subclassed."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.admin import ShowFacets, helpers
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin, TabularInline
from unfold.forms import AdminForm, Fieldline
from unfold.views import ChangeList

from backoffice.forms import REASON, MasterDataForm
from backoffice.paging import BoundedPaginator
from backoffice.refusals import UNNAMED, sentence_of
from workflows.audit.origin import present_origin
from workflows.audit.verbs import Verb
from workflows.engine.asking_why import asked_of, is_here
from workflows.engine.sight import SEES_EVERYBODY
from workflows.organization.actor import Actor, Channel
from workflows.organization.login import has_role
from workflows.organization.models.history import stamp
from workflows.rules.reasons import NEW_ROW
from workflows.rules.violation import RuleViolation

READING = ("GET", "HEAD", "OPTIONS")


def reads_histories(request: HttpRequest) -> bool:
    """Who was what, and who changed it, is nothing for a technical admin, who keeps the machine and nobody's data."""
    return bool(request.user.is_superuser or has_role(request.user, *SEES_EVERYBODY))


class OfficeChangeList(ChangeList):
    """A list that does not offer *show all*: there may be millions."""

    def get_results(self, request: HttpRequest) -> None:
        """The page's rows; the whole is never counted, so nothing is said about it."""
        super().get_results(request)
        self.full_result_count = self.result_count


class OfficeAdmin(SimpleHistoryAdmin, ModelAdmin):
    """Lists that stay fast, no deleting, and a history that is read and never written.

    Django's own log of admin actions is not kept: field history and decisions say more and cannot be edited.
    """

    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = ShowFacets.NEVER  # each facet would count the table
    list_per_page = 50
    list_max_show_all = 0
    list_filter_submit = True
    list_filter_sheet = True
    actions: Sequence[Any] | None = None
    object_history_list_template = "backoffice/history_list.html"
    object_history_form_template = "backoffice/history_form.html"
    history_list_per_page = 50

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The list's class."""
        return OfficeChangeList

    # ---- nothing is deleted here ----
    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nobody: people are deactivated, periods ended, documents withdrawn."""
        return False

    # ---- history ----
    @property
    def has_history(self) -> bool:
        """Whether the model keeps its field history."""
        return hasattr(self.model._meta, "simple_history_manager_attribute")

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Who changed what, when and why; reading only."""
        if request.method not in READING:
            return HttpResponseNotAllowed(READING)
        self._refuse_history(request)
        return super().history_view(request, object_id, extra_context)

    def get_history_queryset(self, request: HttpRequest, history_manager: Any, pk_name: str, object_id: Any) -> Any:
        """The rows with the names of those who changed."""
        rows = super().get_history_queryset(request, history_manager, pk_name, object_id)
        return rows.select_related("history_user__employee")

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """The row as it stood, to be read.

        The library saves what is posted here over the live row, even for somebody who may only look, and even where
        reverting is switched off: nothing but reading is let through.
        """
        if request.method not in READING:
            return HttpResponseNotAllowed(READING)
        self._refuse_history(request)
        request.reads_history = True  # type: ignore[attr-defined]
        # unfold puts its rows into the admin's module when its first form is shown; this page must not depend on that.
        helpers.AdminForm, helpers.Fieldline = AdminForm, Fieldline  # type: ignore[misc]
        return super().history_form_view(request, object_id, version_id, extra_context)

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Sequence[str]:
        """Everything, where an old version is read."""
        if getattr(request, "reads_history", False):
            return [field.name for field in self.opts.concrete_fields]
        return super().get_readonly_fields(request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """An old version shows the stored fields, not what the page computes today."""
        if getattr(request, "reads_history", False):
            tracked = {field.name for field in self.model.history.model.tracked_fields}
            return [
                (
                    None,
                    {"fields": [f.name for f in self.opts.concrete_fields if not f.primary_key and f.name in tracked]},
                )
            ]
        return super().get_fieldsets(request, obj)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The page, with a way to the history where there is one."""
        context["show_history"] = self.has_history and reads_histories(request)
        return super().render_change_form(request, context, *args, **kwargs)

    def _refuse_history(self, request: HttpRequest) -> None:
        """:raises Http404: the model keeps none. :raises PermissionDenied: the reader reads none."""
        if not self.has_history:
            raise Http404
        if not reads_histories(request):
            raise PermissionDenied

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> None:
        """Not kept: see the class."""

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> None:
        """Not kept: see the class."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:
        """Not kept: see the class."""


class ReadOnlyAdmin(OfficeAdmin):
    """Rows that a process owns: everybody who may looks, nobody changes. A correction is an action elsewhere."""

    hidden_fields: Sequence[str] = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nobody, not even the technical administrator."""
        return False

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Sequence[Any]:
        """What the admin names, else every stored field."""
        if self.fields:
            return self.fields
        hidden = {"id", *self.hidden_fields}
        return [f.name for f in self.opts.concrete_fields if f.name not in hidden and not f.primary_key]

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Sequence[str]:
        """All of them."""
        return [*{*super().get_readonly_fields(request, obj), *self.get_fields(request, obj)}]


class MasterDataAdmin(OfficeAdmin):
    """Rows that HR keeps: each change says why, and what the database refuses is said in words, nothing lost."""

    form = MasterDataForm
    warn_unsaved_form = True
    fixed_fields: Sequence[str] = ()  # given once, never changed
    verb_of_new = Verb.SET  # by which a new row is recorded

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """The fields, and the reason: on a change, and on a new row where HR demands one."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            asks = self.asks_why(request)
        else:
            asks = not getattr(request, "reads_history", False) and self.has_change_permission(request, obj)
        if not asks:
            return fieldsets
        return [*fieldsets, (_("Why"), {"fields": [REASON]})]

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Sequence[str]:
        """What is given once stays."""
        fields = super().get_readonly_fields(request, obj)
        return [*fields, *self.fixed_fields] if obj is not None else fields

    def get_form(
        self, request: HttpRequest, obj: models.Model | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The form, which knows what was refused a moment ago, and whether a new row needs a reason."""
        form = super().get_form(request, obj, change, **kwargs)
        known = {"refusal": getattr(request, "refusal", None), "asks_why": obj is None and self.asks_why(request)}
        return type(form.__name__, (form,), known)

    def asks_why(self, request: HttpRequest) -> bool:
        """Whether HR demands a reason for a new row, which then has a field for it."""
        asks = asked_of(request, {self.verb_of_new}, self.opts.app_label)
        if asks:
            is_here(request)
        return asks

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The page. Where storing is refused it comes back with the sentence and all that was typed."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except RuleViolation as refused:
            request.refusal = (refused.field or "", refused.message)  # type: ignore[attr-defined]
        except IntegrityError as error:
            request.refusal = ("", sentence_of(str(error)) or str(UNNAMED))  # type: ignore[attr-defined]
        return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: models.Model, form: ModelForm, change: bool) -> None:
        """Store what really changed, with who and why."""
        if not self._may_store(request, obj, change):
            raise PermissionDenied
        if change and not set(form.changed_data) - {REASON}:
            request.nothing_changed = True  # type: ignore[attr-defined]
            return
        by = Actor.of_request(request, Channel.BACKOFFICE)
        self.store(by, obj, form, form.cleaned_data.get(REASON) or present_origin().why or NEW_ROW, change)

    def store(self, by: Actor, obj: Any, form: ModelForm, reason: str, change: bool) -> None:
        """Store the row; admins whose rows have actions call these instead."""
        stamp(obj, user=by.history_user, reason=reason)
        obj.save()

    def response_change(self, request: HttpRequest, obj: models.Model) -> HttpResponse:
        """Where nothing changed, say so."""
        if getattr(request, "nothing_changed", False):
            messages.info(request, _("Nothing was changed, so nothing was stored."))
            return self.response_post_save_change(request, obj)
        return super().response_change(request, obj)

    def _may_store(self, request: HttpRequest, obj: models.Model, change: bool) -> bool:
        return self.has_change_permission(request, obj) if change else self.has_add_permission(request)


class ReadOnlyInline(TabularInline):
    """The parts of a row, to be read."""

    extra = 0
    can_delete = False
    show_change_link = False

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nobody."""
        return False
