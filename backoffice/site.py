"""The back-office's site: who comes in, by which door, and its first page."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from backoffice import as_of, dashboard, dry_run
from workflows.organization.login import VIEWERS, has_role


class Backoffice(UnfoldAdminSite):
    """For whoever holds a role that looks into the back-office; everybody else has no business here.

    Roles say it, not Django's `is_staff`, which our users do not have. Logging in and out is done at the one door of
    the whole system, so that its lock against guessing holds here too.
    """

    index_title = _("Overview")
    index_template = "backoffice/index.html"
    enable_nav_sidebar = True

    def __init__(self, name: str) -> None:
        super().__init__(name)
        # What gives the addresses of pages that are of no list; each area adds its own when it is loaded.
        self.further_pages: list[Callable[[Any], list[URLPattern]]] = []

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether this person may enter."""
        user = request.user
        return bool(user.is_active and (user.is_superuser or has_role(user, *VIEWERS)))

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """To the common log-in page; somebody who is logged in and still stands here may not enter."""
        if self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index", current_app=self.name))
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"), resolve_url(settings.LOGIN_URL))

    def get_urls(self) -> list[Any]:
        """The lists, and the pages that are of no list."""
        further = [url for urls in self.further_pages for url in urls(self)]
        return [*as_of.urls(self), *dry_run.urls(self), *further, *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The office's numbers that ask for something to be done."""
        numbers = dashboard.numbers(request)
        return super().index(request, {**numbers, **(extra_context or {})})


site = Backoffice(name="admin")
site.disable_action("delete_selected")
