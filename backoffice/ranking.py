"""Ranking within a group: a page and a marked file for HR and the performance management team, for nobody else."""

from typing import Any

import tablib
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from backoffice.cells import harmless
from backoffice.looking import EVERY, Looking, holds, period_field, unit_field
from workflows.assessment.distribution import period_to_look_at
from workflows.assessment.ranking import MOST, Group, Place, ranked
from workflows.audit import clock
from workflows.organization.models import Period, Position, Role
from workflows.printing.words import moment, number, percent

RANKS = (Role.HR_ADMIN, Role.PERFORMANCE_TEAM)
CLASSES = range(1, 18)


def may_rank(user: Any) -> bool:
    """HR admins and the performance management team; auditors read the record, not a ranking."""
    return holds(user, *RANKS)


class RankingForm(forms.Form):
    """The period and the group; at least one of unit, kind and class."""

    period = period_field()
    unit = unit_field(required=False)
    kind = forms.ChoiceField(
        label=_("Kind of post"), choices=[("", EVERY), *Position.Kind.choices], required=False,
        widget=UnfoldAdminSelectWidget,
    )  # fmt: skip
    job_class = forms.TypedChoiceField(
        label=_("Job class"), choices=[("", EVERY), *((str(n), str(n)) for n in CLASSES)], required=False,
        coerce=int, empty_value=None, widget=UnfoldAdminSelectWidget,
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A group is named."""
        given = super().clean() or self.cleaned_data
        if not self.errors and not self.group.is_named:
            raise forms.ValidationError(_("Choose a unit, a kind of post or a job class: the group to be compared."))
        return given

    @property
    def group(self) -> Group:
        """The group that is meant."""
        given = self.cleaned_data
        return Group(unit=given["unit"], kind=given["kind"], job_class=given["job_class"])


class Ranking(Looking):
    """The form, and the group in its order; `?file=` gives it as a marked file."""

    title = _("Ranking within a group")
    template_name = "backoffice/ranking.html"
    form_class = RankingForm
    rows_before = 1  # the columns' names, below the mark of confidentiality

    def may_look(self) -> bool:
        """Fewer than may look at people's results."""
        return may_rank(self.request.user)

    def initial(self) -> dict[str, Any]:
        """The period that is usually looked at."""
        return {"period": period_to_look_at(clock.today())}

    def find(self, form: RankingForm) -> dict[str, Any]:
        """The places."""
        places = ranked(form.cleaned_data["period"], form.group)
        return {"places": places, "most": MOST if len(places) == MOST else None}

    def file(self, form: RankingForm, found: dict[str, Any]) -> tuple[str, tablib.Dataset]:
        """Marked as confidential."""
        period = form.cleaned_data["period"]
        return f"rahasia-peringkat-{period.code}", _table(self.request, period, found["places"])


def _table(request: HttpRequest, period: Period, places: list[Place]) -> tablib.Dataset:
    """The table with its mark in the first row: for whom it is, who took it and when."""
    heads = [
        translated("Place"), translated("Name"), "NIP", translated("Post"), translated("Unit"),
        translated("Predicate"), translated("Total value"), translated("Mean achievement of main results"),
    ]  # fmt: skip
    mark = translated(
        "CONFIDENTIAL. Ranking %(period)s, for HR and the performance management team alone; not to be published. "
        "Taken by %(who)s, %(when)s."
    ) % {"period": period.code, "who": request.user.get_username(), "when": moment(clock.now())}
    rows = [
        [
            place.number, place.assessment.snapshot.name, place.assessment.snapshot.nip, place.assessment.snapshot.post,
            place.assessment.snapshot.unit, place.assessment.get_predicate_display(),
            number(place.assessment.total) if place.assessment.total is not None else "",
            percent(place.mean) if place.mean is not None else "",
        ]
        for place in places
    ]  # fmt: skip
    first = [mark, *[""] * (len(heads) - 1)]
    return tablib.Dataset(heads, *([harmless(cell) for cell in row] for row in rows), headers=first)
