"""Reading objections for pages: of a result, of a person; and what waits with somebody who may not hear it."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workflows.assessment.settling import Finder, Objected
from workflows.engine.models import WorkItem
from workflows.objection.models import Objection, ObjectionProcess
from workflows.organization.models import Employee
from workflows.organization.reporting import officers
from workflows.printing.words import number

SIDES = ("before", "after")
LISTED = 12


def cases_against(contested: Collection[int]) -> QuerySet[ObjectionProcess]:
    """The cases of objections to the results of these cases."""
    return ObjectionProcess.objects.filter(objection__contested__in=contested).select_related("objection")


def told(case: ObjectionProcess) -> tuple[int, Objected]:
    """The case whose result is contested, and the objection as that result's pages show it."""
    objection = case.objection
    return objection.contested_id, Objected(
        case_id=case.pk,
        url=reverse("objection:detail", args=[objection.pk]),
        status=str(objection.get_status_display()),
        is_open=objection.is_waiting,
        is_changed=objection.status == Objection.Status.CHANGED,
        before=result_words(objection, "before"),
        after=result_words(objection, "after"),
        reason=objection.ruling_reason,
        decided_at=objection.decided_at,
    )


def result_words(objection: Objection, side: str) -> str:
    """The result `before` or `after` in words, with its total where there is one; "" where it was not decided."""
    predicate, total = _chosen(objection, side, "predicate"), _figure(objection, side, "total")
    return f"{predicate} ({total})" if total else predicate


def result_rows(objection: Objection) -> list[tuple[str, str, str]]:
    """Each rating and figure with its name, before and after; without what the rule set does not use."""
    ratings = (("work_rating", _("Work result")), ("behaviour_rating", _("Behaviour")))
    figures = (
        ("work_value", _("Value of the SKP")), ("behaviour_value", _("Value of behaviour")), ("total", _("Total")),
    )  # fmt: skip
    rows = [(str(label), *(_chosen(objection, side, name) for side in SIDES)) for name, label in ratings]
    rows += [(str(label), *(_figure(objection, side, name) for side in SIDES)) for name, label in figures]
    rows.append((str(_("Predicate")), *(_chosen(objection, side, "predicate") for side in SIDES)))
    return [(label, before, after) for label, before, after in rows if before or after]


def _chosen(objection: Objection, side: str, name: str) -> str:
    return str(getattr(objection, f"get_{side}_{name}_display")())


def _figure(objection: Objection, side: str, name: str) -> str:
    figure = getattr(objection, f"{side}_{name}")
    return number(figure, 2) if figure is not None else ""


def objections_of(employee: Employee) -> QuerySet[Objection]:
    """The person's own, each with the period that it is about; in no order."""
    return Objection.objects.filter(assessment__employee=employee).select_related("assessment__period")


def latest(objections: Iterable[Objection]) -> list[Objection]:
    """Those that a page lists, the latest first."""
    return sorted(objections, key=lambda each: -each.pk)[:LISTED]


def tasks_with_a_rater(on: date) -> list[int]:
    """Open tasks asked of a post in which somebody stands on the day who gave the contested rating."""
    waiting = WorkItem.objects.open().filter(process="objection", principal__isnull=False).select_related("principal")
    items = list(waiting.order_by("task_id"))
    standing = officers({item.principal for item in items if item.principal}, on) if items else {}
    cases = ObjectionProcess.objects.filter(pk__in=[item.case_id for item in items]).select_related("objection")
    barred = {case.pk: case.barred for case in cases} if items else {}
    found = []
    for item in items:
        officer = standing.get(item.principal_id or 0)
        if officer is not None and officer.employee.nip in barred[item.case_id]:
            found.append(item.task_id)
    return found


FINDER = Finder(cases=cases_against, told=told)
