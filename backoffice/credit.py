"""Credit figures of a unit's functional posts: a page and a file for whoever looks at people's work."""

from decimal import Decimal
from typing import Any

import tablib
from django import forms
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from backoffice.looking import Looking, unit_field
from workflows.assessment.credit import CreditFigure, unit_credit_figures
from workflows.audit import clock
from workflows.organization.models import Tenure


class UnitForm(forms.Form):
    """Which unit is looked at; those below it are in it."""

    unit = unit_field()


class CreditPage(Looking):
    """Everybody in a functional post of the unit, with each counted year and what is missing; `?file=` as a file."""

    title = _("Credit figures")
    template_name = "backoffice/credit.html"
    form_class = UnitForm

    def find(self, form: UnitForm) -> dict[str, Any]:
        """The people with their figures."""
        return {"people": unit_credit_figures(form.cleaned_data["unit"], clock.today())}

    def file(self, form: UnitForm, found: dict[str, Any]) -> tuple[str, tablib.Dataset]:
        """The same as a table."""
        return f"angka-kredit-{form.cleaned_data['unit'].code}", _table(found["people"])


def _table(people: list[tuple[Tenure, CreditFigure]]) -> tablib.Dataset:
    """One line for each counted year, and one for each that is not, with why."""
    heads = [
        "NIP", translated("Name"), translated("Post"), translated("Unit"), translated("Year"), translated("Level"),
        translated("Predicate"), translated("Percent"), translated("Months"), translated("Coefficient"),
        translated("Credit"), translated("Not counted"),
    ]  # fmt: skip
    table = tablib.Dataset(headers=heads)
    for tenure, figure in people:
        who = [tenure.employee.nip, tenure.employee.full_name, tenure.position.title, tenure.position.unit.name]
        for row in figure.rows:
            table.append(
                [
                    *who, row.year, row.level_label, row.predicate_label, row.percent, row.months,
                    _plain(row.coefficient), _plain(row.credit), "",
                ]
            )  # fmt: skip
        for each in figure.missing:
            table.append([*who, each.year, "", "", "", "", "", "", each.why])
    return table


def _plain(value: Decimal) -> str:
    return f"{value:.2f}"
