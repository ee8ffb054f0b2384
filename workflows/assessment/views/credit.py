"""The credit figure of somebody in a functional post: each year with how it came about, and what is missing."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from workflows.assessment.credit import CreditRow, credit_figure
from workflows.assessment.explaining import HowItCame
from workflows.assessment.explaining_numbers import figure as in_words
from workflows.audit import clock
from workflows.engine.sight import person_seen_by
from workflows.printing.words import number
from workflows.rules.perbkn_3_2023 import SOURCE


class Credit(LoginRequiredMixin, View):
    """One's own, or that of somebody whose results one may see."""

    def get(self, request: HttpRequest, nip: str = "") -> HttpResponse:
        """The page; to a stranger it does not exist."""
        person = person_seen_by(request.user, nip)
        found = credit_figure(person, clock.today())
        context = {
            "person": person, "is_own": person.user_id == request.user.pk, "figure": found, "source": SOURCE,
            "rows": [(row, _how(row)) for row in found.rows],
        }  # fmt: skip
        return render(request, "assessment/credit.html", context)


def _how(row: CreditRow) -> HowItCame:
    return HowItCame(
        number=number(row.credit, 2),
        what=f"{row.year}, {row.level_label}",
        formula=row.step.formula,
        calculation=f"{row.months} ÷ 12 × {row.percent} % × {number(row.coefficient)}",
        result=number(row.credit, 2),
        inputs=[
            *((label.capitalize(), in_words(value), "") for label, value in row.step.inputs.items()),
            ("Jenjang dibaca dari nama jabatan", row.level_from, ""),
        ],
        source=f"{row.step.source}.",
    )
