"""A page that only looks: a period or a group is chosen, what is found is shown, and given as a file if asked."""

from typing import Any, ClassVar

import tablib
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget

from backoffice.exporting import OfficeCsv, OfficeXlsx
from backoffice.site import site
from backoffice.taking_along import Taken, filters_of, handed_out
from workflows.engine.sight import SEES_EVERYBODY
from workflows.organization.login import has_role
from workflows.organization.models import Period, Unit

FILES: dict[str, type[OfficeXlsx] | type[OfficeCsv]] = {"xlsx": OfficeXlsx, "csv": OfficeCsv}
READING = ("GET", "HEAD")
EVERY = pgettext_lazy("groups of people", "All")


def may_look(user: Any) -> bool:
    """HR admins, the performance management team and auditors: people's results are nothing for others."""
    return holds(user, *SEES_EVERYBODY)


def holds(user: Any, *roles: str) -> bool:
    """Whether the user is active and holds one of these roles today; a superuser holds all."""
    return bool(user.is_active and (user.is_superuser or has_role(user, *roles)))


def period_field() -> forms.ModelChoiceField:
    """Which period is looked at, named in the address by its code."""
    return forms.ModelChoiceField(
        label=_("Period"), queryset=Period.objects.order_by("-start", "kind"), to_field_name="code",
        widget=UnfoldAdminSelectWidget,
    )  # fmt: skip


def unit_field(*, required: bool = True) -> forms.ModelChoiceField:
    """Which unit is looked at, named in the address by its code."""
    return forms.ModelChoiceField(
        label=_("Unit"), queryset=Unit.objects.order_by("code"), to_field_name="code", required=required,
        widget=UnfoldAdminSelectWidget, empty_label=_("Choose a unit") if required else EVERY,
    )  # fmt: skip


class Looking:
    """One answer of such a page. Subclasses say by which form, what is found, and who may look."""

    title: ClassVar[Any]
    template_name: ClassVar[str]
    form_class: ClassVar[type[forms.Form]]
    rows_before: ClassVar[int] = 0  # of the file's table, which are no rows that were found

    # ---- what subclasses say ----
    def may_look(self) -> bool:
        """Whether the reader may."""
        return may_look(self.request.user)

    def get_form(self) -> Any:
        """The form, bound where the address chooses something."""
        return self.form_class(self.request.GET or None, initial=self.initial())

    def initial(self) -> dict[str, Any]:
        """What the empty form proposes."""
        return {}

    def find(self, form: Any) -> dict[str, Any]:
        """What the page shows of what was chosen."""
        raise NotImplementedError

    def file(self, form: Any, found: dict[str, Any]) -> tuple[str, tablib.Dataset] | None:
        """The same as a table with the name of its file; None where it is not given as one."""
        return None

    # ---- the frame ----
    @classmethod
    def page(cls, request: HttpRequest) -> HttpResponse:
        """The form, and what was found; `?file=` gives it as a file."""
        return cls(request).answer()

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def answer(self) -> HttpResponse:
        """The page or the file.

        :raises PermissionDenied: the reader may not look.
        """
        if not self.may_look():
            raise PermissionDenied
        if self.request.method not in READING:
            return HttpResponseNotAllowed(READING)
        form = self.get_form()
        found: dict[str, Any] = {}
        if form.is_bound and form.is_valid():
            found = self.find(form)
            kind = self.request.GET.get("file", "")
            if self.request.method == "GET" and kind in FILES and (named := self.file(form, found)) is not None:
                return self._as_file(kind, *named)
        query = self.request.GET.copy()
        query.pop("file", None)
        context = {
            **site.each_context(self.request), "title": self.title, "form": form,
            "files": [(name, f"?{query.urlencode()}&file={name}") for name in FILES], **found,
        }  # fmt: skip
        return TemplateResponse(self.request, self.template_name, context, status=422 if form.errors else 200)

    def _as_file(self, kind: str, name: str, table: tablib.Dataset) -> HttpResponse:
        taken = Taken(
            label=f"backoffice.{type(self).__name__}", what=str(self.title), name=name,
            filters=filters_of(self.request), rows=len(table) - self.rows_before,
        )  # fmt: skip
        return handed_out(self.request, FILES[kind](), table, taken)
