"""The versions of one plan: which was in force when, why it was changed, and what differs from the one before."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from workflows.audit.models import Decision
from workflows.audit.verbs import Verb
from workflows.skp.changes import compare
from workflows.skp.models import Skp, SkpProcess
from workflows.skp.views.plan import skp_seen_by

ONCE_IN_FORCE = frozenset({Skp.Status.SET, Skp.Status.REPLACED})


class Versions(LoginRequiredMixin, View):
    """For its employee and whoever may see the plan; drafts are their author's alone."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The plan's versions, and how this one differs from the one before it."""
        skp = skp_seen_by(request, pk)
        is_own = skp.employee.user_id == request.user.pk
        versions = list(versions_of(skp, with_drafts=is_own))
        former = before(skp, versions)
        changes = None
        if former is not None:
            changes = compare(SkpProcess(skp=former).content(), SkpProcess(skp=skp).content(), by_place=True)
        context = {
            "skp": skp, "is_own": is_own, "versions": versions, "former": former, "changes": changes,
            "reasons": reasons_of(versions),
        }  # fmt: skip
        return render(request, "skp/versions.html", context)


def versions_of(skp: Skp, *, with_drafts: bool) -> Any:
    """All versions of the person's plan in the post and year, the latest first."""
    rows = Skp.objects.filter(employee=skp.employee, position=skp.position, period=skp.period)
    return (rows if with_drafts else rows.exclude(status=Skp.Status.DRAFT)).order_by("-version")


def before(skp: Skp, versions: list[Skp]) -> Skp | None:
    """The version that this one changes: the latest before it that was ever in force; None for the first."""
    return next((v for v in versions if v.version < skp.version and v.status in ONCE_IN_FORCE), None)


def reasons_of(versions: list[Skp]) -> dict[int, str]:
    """Why each version was asked for, by its key, as the person wrote on sending it."""
    subjects = {f"{skp._meta.label}#{skp.pk}": skp.pk for skp in versions}
    cases = SkpProcess.objects.filter(skp__in=versions).values_list("pk", flat=True)
    sent = Decision.objects.filter(process="skp", case_id__in=list(cases), verb=Verb.SUBMIT).order_by("pk")
    return {subjects[d.subject]: d.reason for d in sent if d.reason and d.subject in subjects}
