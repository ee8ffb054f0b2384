"""How assessments are made, in plain words: read before anything is rated."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from workflows.assessment.models import SuggestionBounds
from workflows.assessment.queries import QUADRANTS
from workflows.audit import clock
from workflows.rules import permenpanrb_8_2021, pp46_2011
from workflows.rules.permenpanrb_6_2022 import BEHAVIOURS, PREDICATES, RATINGS, TABLE
from workflows.rules.predicates import LABELS, OF_RULE_SET
from workflows.rules.rule_sets import RULE_SETS, in_force, rule_set
from workflows.rules.violation import RuleViolation


class Criteria(LoginRequiredMixin, View):
    """The same for everybody: it names nobody."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The rule set that is asked for, else the one in force today."""
        today = clock.today()
        try:
            shown = rule_set(request.GET.get("rule_set") or in_force(today))
        except RuleViolation as unknown:
            raise Http404 from unknown
        context: dict[str, Any] = {
            "shown": shown, "others": [other for other in RULE_SETS if other.code != shown.code],
            "is_in_force": shown.holds_on(today), **self.figures(shown.code),
        }  # fmt: skip
        return render(request, "assessment/criteria.html", context)

    def figures(self, code: str) -> dict[str, Any]:
        """The set's own tables."""
        if code == pp46_2011.CODE:
            bands = [(LABELS[predicate], lowest) for lowest, predicate in pp46_2011.BANDS]
            return {
                "bands": bands, "lowest_label": LABELS[OF_RULE_SET[code][-1]],
                "values": list(pp46_2011.BEHAVIOURS.values()),
                "unconfirmed": list(pp46_2011.UNCONFIRMED.values()),
            }  # fmt: skip
        if code == permenpanrb_8_2021.CODE:
            rules = permenpanrb_8_2021
            return {
                "bands": [
                    ("Sangat Baik", rules.VERY_GOOD_FROM), ("Baik", rules.GOOD_FROM), ("Cukup", rules.SUFFICIENT_FROM),
                    ("Kurang", rules.DEFAULT_PARAMETERS.poor_from),
                ],
                "lowest_label": LABELS[OF_RULE_SET[code][-1]], "values": list(rules.BEHAVIOURS.values()),
                "unconfirmed": list(rules.UNCONFIRMED.values()),
            }  # fmt: skip
        rows = [
            ((RATINGS[work].label, RATINGS[behaviour].label), PREDICATES[found].label)
            for (work, behaviour), found in TABLE.items()
        ]
        return {
            "table": QUADRANTS, "rows": rows, "bounds": SuggestionBounds.objects.in_force(clock.today()),
            "values": BEHAVIOURS,
        }  # fmt: skip
