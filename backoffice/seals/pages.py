"""Seals in the back-office: the list, each as a sheet to print and as a file, and the page that checks one."""

from collections.abc import Callable
from typing import Any

import segno
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from backoffice.base import ReadOnlyAdmin
from backoffice.seals.checking import CheckPage
from backoffice.site import site
from workflows.audit import clock
from workflows.audit.models import Anchor
from workflows.audit.sealing import file_of, told
from workflows.printing.pdf import PrintingUnavailable, pdf_response
from workflows.printing.words import long_date


@admin.register(Anchor, site=site)
class AnchorAdmin(ReadOnlyAdmin):
    """Seals, the latest first."""

    list_display = ("the_day", "sealed_at", "records", "sent")
    list_select_related = ()
    fields = ("day", "sealed_at", "records", "code", "seal", "taken")
    readonly_fields = fields
    ordering = ("-day",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """With what was mailed."""
        return super().get_queryset(request).prefetch_related("sendings")

    @display(description=_("day"), ordering="day")
    def the_day(self, anchor: Anchor) -> str:
        """In words."""
        return long_date(anchor.day)

    @display(description=_("mailed to"))
    def sent(self, anchor: Anchor) -> str:
        """To whom it left by mail."""
        return ", ".join(each.to for each in anchor.sendings.all())

    @display(description=_("code"))
    def code(self, anchor: Anchor) -> str:
        """What is printed."""
        return told(anchor).code

    @display(description=_("Take it out of the office"))
    def taken(self, anchor: Anchor) -> SafeString:
        """The sheet, and the file."""
        return format_html(
            '<a class="text-primary-600 underline" href="{}">{}</a> · '
            '<a class="text-primary-600 underline" href="{}">{}</a>',
            reverse("admin:audit_anchor_sheet", args=[anchor.pk]), _("Sheet to print (PDF)"),
            reverse("admin:audit_anchor_file", args=[anchor.pk]), _("File (JSON)"),
        )  # fmt: skip

    def get_urls(self) -> list[URLPattern]:
        """Beside the list: the sheet, the file, the check."""
        view = self.admin_site.admin_view
        return [
            path("check/", view(CheckPage.page), name="audit_check_seal"),
            path("<int:key>/sheet/", view(self._of(sheet)), name="audit_anchor_sheet"),
            path("<int:key>/file/", view(self._of(as_file)), name="audit_anchor_file"),
            *super().get_urls(),
        ]

    def _of(self, answer: Callable[[HttpRequest, Anchor], HttpResponse]) -> Callable[..., HttpResponse]:
        def view(request: HttpRequest, key: int) -> HttpResponse:
            if not self.has_view_permission(request):
                raise PermissionDenied
            return answer(request, get_object_or_404(Anchor, pk=key))

        return view


def sheet(request: HttpRequest, anchor: Anchor) -> HttpResponse:
    """The seal on paper: a square for a telephone, the code, and where each stream ended."""
    seal = told(anchor)
    square = segno.make_qr(seal.code, error="m").svg_inline(scale=3, omitsize=False, border=4)
    context = {
        "anchor": anchor, "code": seal.code, "square": square, "printed_at": clock.now(),
        "printed_by": getattr(getattr(request.user, "employee", None), "name", request.user.get_username()),
    }  # fmt: skip
    try:
        return pdf_response(f"segel-{anchor.day}.pdf", "backoffice/seals/sheet.html", context, request)
    except PrintingUnavailable as unavailable:
        messages.error(request, f"{unavailable}")
        return redirect("admin:audit_anchor_change", anchor.pk)


def as_file(request: HttpRequest, anchor: Anchor) -> HttpResponse:
    """The file that is kept elsewhere."""
    answer = HttpResponse(file_of(anchor), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="segel-{anchor.day}.json"'
    return answer
