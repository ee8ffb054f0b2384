"""Annulling a verified report that turned out false: what it says, what follows, and the reason."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from backoffice.asking import act_on, reason_field
from workflows.daily.annulling import MAY_ANNUL, annul
from workflows.daily.models import DailyReport
from workflows.organization.actor import Actor, Channel
from workflows.organization.login import has_role


class AnnulForm(forms.Form):
    """Why the report is false."""

    reason = reason_field(
        _("What is not true of it, and how that was found out. The employee and the superior read it.")
    )


class Annuls:
    """For the admin of reports: the button of a verified report, and the page behind it."""

    actions_detail = ["annul_report"]
    opts: Any
    admin_site: Any

    def has_annul_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """HR admins and the performance management team; asked again under the lock."""
        return has_role(request.user, *MAY_ANNUL)

    @action(description=_("Annul"), url_path="annul", permissions=["annul"], icon="block")
    def annul_report(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The report in short, what annulling does, and the reason; posted, it is annulled."""
        if not has_role(request.user, *MAY_ANNUL):
            raise PermissionDenied
        report = get_object_or_404(DailyReport.objects.select_related("employee", "position"), pk=object_id)
        back = reverse("admin:daily_dailyreport_change", args=[report.pk])
        form = AnnulForm(request.POST if request.method == "POST" else None)
        by = Actor.of_request(request, Channel.BACKOFFICE)
        outcome = act_on(request, form, lambda: annul(report=report, reason=form.cleaned_data["reason"], by=by))
        if outcome.is_done:
            messages.success(request, _("The report is annulled and counts no longer."))
            for sentence in outcome.given or ():
                messages.info(request, sentence)
            return redirect(back)
        context = {
            **self.admin_site.each_context(request), "title": _("Annul a verified report"), "opts": self.opts,
            "report": report, "activities": report.in_order(), "form": form, "back": back,
            "button": _("Annul the report"), "button_variant": "danger",
            "why_not": "" if report.status == DailyReport.Status.VERIFIED else _(
                "Only a verified report can be annulled."
            ),
        }  # fmt: skip
        return TemplateResponse(request, "backoffice/annul_report.html", context, status=outcome.status)
