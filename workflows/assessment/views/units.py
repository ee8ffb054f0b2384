"""A unit as a whole: its predicate, how its people's predicates are distributed, and the units below it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from workflows.assessment.distribution import period_to_look_at, unit_distribution
from workflows.assessment.distribution_rows import rows_of
from workflows.assessment.models import UnitPredicate
from workflows.assessment.unit_forms import DistributionReasonForm, UnitPredicateForm
from workflows.assessment.unit_levels import Level, UnitTree
from workflows.assessment.unit_people import outliers_for
from workflows.assessment.unit_predicates import give_distribution_reason, set_unit_predicate
from workflows.audit import clock
from workflows.engine.refusals import Refusal
from workflows.engine.sight import SEES_EVERYBODY
from workflows.organization.actor import Actor
from workflows.organization.login import has_role
from workflows.organization.models import Period, Unit
from workflows.organization.standing import Officer, posts_stood_in
from workflows.rules.distribution import SOURCE
from workflows.rules.violation import RuleViolation


@dataclass(frozen=True, slots=True)
class UnitBelow:
    """A unit below, its predicate if it has one, and whether the reader sets it."""

    unit: Unit
    given: UnitPredicate | None
    is_readers: bool


class UnitView(LoginRequiredMixin, View):
    """What the pages of a unit have in common: who may read them, and which period is looked at."""

    tree: UnitTree
    unit: Unit
    period: Period
    standing: Mapping[int, Officer]

    def load(self, pk: int) -> None:
        """Read the unit and the period.

        :raises Http404: there is none, or the reader neither leads it, nor a unit above it, nor checks everybody.
        """
        self.today = clock.today()
        self.tree = UnitTree()
        if pk not in self.tree.units or not self.tree.is_managed(pk):
            raise Http404
        self.unit = self.tree.units[pk]
        employee = getattr(self.request.user, "employee", None)
        self.standing = posts_stood_in(employee, self.today) if employee is not None else {}
        if not self.may_read(pk):
            raise Http404
        code = self.request.GET.get("period", "")
        named = Period.objects.select_related("year").filter(code=code).first() if code else None
        found = named if code else period_to_look_at(self.today)
        if found is None:
            raise Http404
        self.period = found

    def may_read(self, unit_id: int) -> bool:
        """Whether the reader stands at the head of the unit or of one above it, or checks everybody."""
        heads = [self.tree.head_of(unit_id), *self.tree.heads_above(unit_id)]
        leads = any(post is not None and post.pk in self.standing for post in heads)
        return leads or has_role(self.request.user, *SEES_EVERYBODY, on=self.today)

    @property
    def is_closed(self) -> bool:
        """Whether nothing of the period is changed any more."""
        return any(each is not None and each.status == Period.Status.CLOSED for each in (self.period, self.period.year))

    def stands_in(self, level: Level) -> bool:
        """Whether the reader sets the predicate of a unit with this level."""
        return level.post is not None and level.post.pk in self.standing

    def address(self, name: str = "assessment:unit", pk: int | None = None) -> str:
        """A page of the unit, or of another, in the same period."""
        return f"{reverse(name, args=[pk or self.unit.pk])}?period={self.period.code}"


class UnitPage(UnitView):
    """The page; posted, it stores the head's reason."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page."""
        self.load(pk)
        return self.page(DistributionReasonForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give the reason; the page again where it is refused."""
        self.load(pk)
        form = DistributionReasonForm(request.POST)
        if form.is_valid():
            try:
                give_distribution_reason(
                    unit=self.unit, period=self.period, reason=form.cleaned_data["reason"],
                    by=Actor.of_request(request),
                )  # fmt: skip
            except (RuleViolation, Refusal) as refused:
                return self.page(form, refusal=str(refused), status=getattr(refused, "status", 422))
            messages.success(request, _("The reason is recorded. HR and auditors read it."))
            return redirect(self.address())
        return self.page(form, status=422)

    def page(self, form: forms.Form, *, refusal: str = "", status: int = 200) -> HttpResponse:
        """Everything about the unit in the period."""
        found = unit_distribution(self.unit, self.period)
        children = self.tree.children_of(self.unit.pk)
        levels = self.tree.levels([self.unit.pk, *(child.pk for child in children)], self.today)
        own, level = self.tree.head_of(self.unit.pk), levels[self.unit.pk]
        leads = own is not None and own.pk in self.standing
        explains = leads or (level.leader is None and self.stands_in(level))
        given = found.given
        context = {
            "unit": self.unit, "period": self.period, "periods": self._periods(), "today": self.today,
            "is_closed": self.is_closed, "found": found, "given": given, "level": level,
            "rows": rows_of(found.counts, found.people, found.found),
            "history": list(given.history.order_by("-history_date", "-history_id")[1:]) if given is not None else [],
            "sets": not self.is_closed and not leads and self.stands_in(level),
            "set_address": self.address("assessment:unit_predicate"),
            "explains": explains and found.departs and not self.is_closed,
            "outliers": outliers_for(self.request.user, found.outliers, self.standing, self.today),
            "below": self._below(children, levels), "form": form, "refusal": refusal, "source": SOURCE,
            "parent": self._parent(),
        }  # fmt: skip
        return render(self.request, "assessment/unit.html", context, status=status)

    def _below(self, children: Sequence[Unit], levels: Mapping[int, Level]) -> list[UnitBelow]:
        rows = UnitPredicate.objects.filter(unit__in=[child.pk for child in children], period=self.period)
        given = {row.unit_id: row for row in rows} if children else {}
        return [
            UnitBelow(child, given.get(child.pk), not self.is_closed and self.stands_in(levels[child.pk]))
            for child in children
        ]

    def _parent(self) -> tuple[Unit, str] | None:
        """The unit above with its page, where the reader may open it."""
        above = self.tree.above(self.unit.pk)
        if not above or not self.may_read(above[0].pk):
            return None
        return above[0], self.address(pk=above[0].pk)

    def _periods(self) -> list[Period]:
        """The years, and those parts of this one in which a unit has a predicate; the one looked at among them."""
        year = self.period.year_id or self.period.pk
        rated = UnitPredicate.objects.filter(period__year=year).values("period")
        years = Q(kind=Period.Kind.YEAR, start__lte=self.today)
        rows = Period.objects.filter(years | Q(pk=self.period.pk) | Q(pk__in=rated))
        return sorted(rows, key=lambda row: (row.kind != Period.Kind.YEAR, row.start))


class SetUnitPredicate(UnitView):
    """The level above sets the unit's predicate, or changes it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The empty form."""
        self.load(pk)
        return self.page(UnitPredicateForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Set it; the page again where it is refused."""
        self.load(pk)
        form = UnitPredicateForm(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            row = set_unit_predicate(
                unit=self.unit, period=self.period, by=Actor.of_request(request), **form.cleaned_data
            )  # fmt: skip
        except RuleViolation as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
            return self.page(form, status=422)
        except Refusal as refused:
            return self.page(form, refusal=str(refused), status=refused.status)
        said = _("The predicate of %(unit)s is set: %(predicate)s.")
        messages.success(request, said % {"unit": row.unit.name, "predicate": row.get_predicate_display()})
        return redirect(self.address())

    def page(self, form: forms.Form, *, refusal: str = "", status: int = 200) -> HttpResponse:
        """The form, to whoever sets it.

        :raises Http404: somebody else.
        """
        level = self.tree.levels([self.unit.pk], self.today)[self.unit.pk]
        own = self.tree.head_of(self.unit.pk)
        if not self.stands_in(level) or (own is not None and own.pk in self.standing):
            raise Http404
        context = {
            "unit": self.unit, "period": self.period, "form": form, "refusal": refusal, "back": self.address(),
            "given": UnitPredicate.objects.filter(unit=self.unit, period=self.period).first(),
            "officer": self.standing[level.post.pk] if level.post is not None else None,
        }  # fmt: skip
        return render(self.request, "assessment/unit_predicate.html", context, status=status)
