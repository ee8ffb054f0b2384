"""The printed sheets, by whichever rule set: the evaluation of the employee, and what was realised."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from workflows.assessment.activity_table import activity_table, weighed
from workflows.assessment.distribution import predicate_over
from workflows.assessment.explaining_numbers import steps_how
from workflows.assessment.judging import judging_of
from workflows.assessment.judging.by_permenpanrb_8_2021 import valued
from workflows.assessment.models import Assessment, ResultRealisation
from workflows.assessment.period_words import period_name
from workflows.assessment.progress import rating_decisions
from workflows.assessment.queries import QUADRANTS, ratings_of
from workflows.assessment.realisation import rows_of
from workflows.assessment.settling import objected
from workflows.assessment.views.pages import ReadAssessment
from workflows.audit import clock
from workflows.audit.models import Decision
from workflows.audit.verbs import Verb
from workflows.engine.models import WorkItem
from workflows.engine.timeline import document_words
from workflows.organization.agency import agency_name
from workflows.organization.capacities import post_acted_in
from workflows.organization.models import Employee
from workflows.organization.reporting import posts_stood_in
from workflows.printing.pdf import PrintingUnavailable, pdf_response
from workflows.printing.words import long_date
from workflows.rules import permenpanrb_8_2021, pp46_2011
from workflows.rules.predicates import LABELS
from workflows.rules.rounding import two_decimals
from workflows.rules.rule_sets import rule_set
from workflows.skp.models import WorkResult

# The forms of rule sets that have their own; the others are printed after the present one.
FORMS = {
    ("evaluasi-kinerja", pp46_2011.CODE): "assessment/sheet_pp46_2011.html",
    ("realisasi-kinerja", pp46_2011.CODE): "assessment/realisation_sheet_pp46_2011.html",
}


class Sheet(ReadAssessment):
    """A sheet of an assessment whose result is out."""

    template_name: str
    name: str

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The PDF; where the server cannot make any, the page says so."""
        self.load(pk)
        if not self.assessment.has_result:
            raise Http404
        filename = f"{self.name}-{self.assessment.period.code}-{self.assessment.snapshot.nip}.pdf"
        template = FORMS.get((self.name, self.assessment.rule_set), self.template_name)
        try:
            return pdf_response(filename, template, self.context(), request)
        except PrintingUnavailable as unavailable:
            messages.error(request, str(unavailable))
            return redirect("assessment:detail", pk)

    def context(self) -> dict[str, Any]:
        """What both sheets show: the period, the person, the assessor, the ratings, the signatures."""
        assessment = self.assessment
        in_numbers = judging_of(assessment.rule_set).in_numbers
        decisions = list(Decision.objects.of_case(self.case.process_code, self.case.pk))
        given = rating_decisions(decisions)
        people = {person.nip: person for person in Employee.objects.filter(nip__in=[d.actor_nip for d in given])}
        asked = WorkItem.objects.filter(case_id=self.case.pk, principal__isnull=False).order_by("pk")
        units = dict(asked.values_list("tier__number", "principal__unit__name"))
        rated, ratified = given[0] if given else None, given[-1] if len(given) > 1 else None
        return {
            "assessment": assessment, "person": assessment.snapshot, "month": assessment.period.start,
            "first_day": assessment.span[0], "last_day": assessment.span[1] - timedelta(days=1),
            "person_post": post_held(assessment),
            "printed_at": clock.now(),
            "in_numbers": in_numbers, "rule_title": rule_set(assessment.rule_set).title,
            "hows": steps_how(assessment.trace, assessment, (), "") if in_numbers else [],
            "agency_name": agency_name(assessment.position.unit_id),
            "printed_by": getattr(getattr(self.request.user, "employee", None), "name", ""),
            "assessor": party(rated, people, units), "above": party(ratified, people, units), "table": QUADRANTS,
            "passed_over": next((d.reason for d in reversed(decisions) if d.verb == Verb.SKIP), ""),
            "objected": objected(self.case.pk),
            "dates": [(what, day) for what, day in _dates(decisions, rated, ratified) if day is not None],
            "signatures": [person_signature(assessment, decisions), assessor_signature(rated, people)],
            "sheet_subtitle": _("Period: %(month)s") % {"month": period_name(assessment)},
        }  # fmt: skip


class EvaluationSheet(Sheet):
    """*Dokumen evaluasi kinerja pegawai*."""

    template_name = "assessment/sheet.html"
    name = "evaluasi-kinerja"

    def context(self) -> dict[str, Any]:
        """With the predicate of the unit, or of the nearest above that has one; under PP 46 both parts weighed."""
        over = predicate_over(self.assessment.position.unit_id, self.assessment.period_id)
        given = weighed(self.assessment, ratings_of(self.assessment))
        return {**super().context(), "organisation": over, "weighed": given}


class RealisationSheet(Sheet):
    """*Evaluasi kinerja pegawai*: results, indicators, targets and realisation, behaviour, feedback."""

    template_name = "assessment/realisation_sheet.html"
    name = "realisasi-kinerja"

    def context(self) -> dict[str, Any]:
        """The results by kind with their indicators, and the seven values; under PP 46 the activities."""
        rows = rows_of(self.assessment)
        has_values = self.assessment.rule_set == permenpanrb_8_2021.CODE
        for row, found in valued(rows, self.assessment.further) if has_values else ():
            row.category, row.worth = LABELS[found.category], two_decimals(found.value)  # type: ignore[attr-defined]
        expectations = dict(self.assessment.skp.expectations.values_list("value", "text"))
        ratings = {row.value: row for row in ratings_of(self.assessment)}
        values = judging_of(self.assessment.rule_set).values(self.assessment)
        return {
            **super().context(),
            "kinds": by_kind(rows),
            "has_values": has_values,
            "columns": 11 if has_values else 9,
            "table": activity_table(self.assessment, rows),
            "values": [(value, expectations.get(value.code, ""), ratings.get(value.code)) for value in values],
        }


def _dates(
    decisions: Sequence[Decision], rated: Decision | None, ratified: Decision | None
) -> list[tuple[str, datetime | None]]:
    """When it was made, received by the person, and received by the assessor's superior, as PP 46's form asks."""
    answered = next((d for d in decisions if d.verb in {Verb.ACKNOWLEDGE, Verb.OBJECT}), None)
    known = (("Dibuat", rated), ("Diterima pegawai yang dinilai", answered), ("Diterima atasan", ratified))
    return [(what, decision.effective_at if decision is not None else None) for what, decision in known]


def post_held(assessment: Assessment) -> str:
    """The frozen title of the post, with Plt in front where the person acted for it on the day of the snapshot."""
    officer = posts_stood_in(assessment.employee, assessment.snapshot.taken_on).get(assessment.position_id)
    return officer.title if officer is not None and officer.acting is not None else assessment.snapshot.post


def by_kind(rows: Sequence[ResultRealisation]) -> list[tuple[str, list[tuple[WorkResult, list[ResultRealisation]]]]]:
    """Main results, then additional ones, each with its rows."""
    found: dict[str, dict[int, tuple[WorkResult, list[ResultRealisation]]]] = {"MAIN": {}, "ADDITIONAL": {}}
    for row in rows:
        result = row.indicator.result
        found[result.kind].setdefault(result.pk, (result, []))[1].append(row)
    titles = {"MAIN": "Utama", "ADDITIONAL": "Tambahan"}
    return [(titles[kind], list(results.values())) for kind, results in found.items() if results]


def party(decision: Decision | None, people: Mapping[str, Employee], units: Mapping[int, str]) -> dict[str, str] | None:
    """Whoever decided, as the sheet names them: in the post in which they did, with the name acted for."""
    if decision is None:
        return None
    signed = decision.details.get("signatory")
    if isinstance(signed, dict):
        # Whoever keyed a paper in did not decide: the sheet names whose signature it bears.
        return {
            "name": signed["name"], "post": signed["post"], "unit": units.get(decision.tier_number or 0, ""),
            **dict.fromkeys(("nip", "grade", "own_post", "principal", "decree"), ""),
        }  # fmt: skip
    person = people.get(decision.actor_nip)
    acts = bool(decision.capacity)
    return {
        "name": person.full_name if person else decision.actor_name,
        "nip": decision.actor_nip,
        "grade": person.grade if person else "",
        "unit": units.get(decision.tier_number or 0, ""),
        "post": post_acted_in(decision.capacity, decision.principal_post) if acts else decision.actor_post,
        "own_post": decision.actor_post if acts else "",
        "principal": decision.principal_name,
        "decree": decision.decree,
    }


def _ran_out(assessment: Assessment) -> bool:
    """Whether it is final because the days to answer went by, and not before."""
    final, until = assessment.final_at, assessment.objection_until
    return final is not None and until is not None and localdate(final) > until


def person_signature(assessment: Assessment, decisions: Sequence[Decision]) -> dict[str, str]:
    """The person's place: accepted, objected to, or final without an answer."""
    answered = next((d for d in decisions if d.verb == Verb.ACKNOWLEDGE), None)
    contested = next((d for d in decisions if d.verb == Verb.OBJECT), None)
    if contested is not None:
        decided = _("Objected electronically on %(day)s") % {"day": long_date(contested.effective_at)}
    elif answered is not None:
        decided = _("Accepted electronically on %(day)s") % {"day": long_date(answered.effective_at)}
    elif _ran_out(assessment):
        decided = _("Not answered by %(day)s") % {"day": long_date(assessment.objection_until)}
    else:
        decided = ""
    return {
        "role": "Pegawai yang Dinilai", "post": "", "name": assessment.snapshot.name, "nip": assessment.snapshot.nip,
        "decided": decided,
    }  # fmt: skip


def assessor_signature(rated: Decision | None, people: Mapping[str, Employee]) -> dict[str, str]:
    """The assessor's place, with both names where they acted for another."""
    named = party(rated, people, {})
    if rated is None or named is None:
        return {"role": "Pejabat Penilai Kinerja", "name": "", "nip": ""}
    return {
        "role": "Pejabat Penilai Kinerja",
        "post": named["post"],
        "principal": _("On behalf of %(name)s, %(decree)s") % {"name": named["principal"], "decree": named["decree"]}
        if named["principal"]
        else "",
        "name": named["name"],
        "nip": named["nip"],
        "place_date": long_date(rated.effective_at),
        "decided": _("Recorded by %(who)s: %(paper)s") % {"who": rated.actor_name, "paper": paper}
        if (paper := document_words(rated))
        else _("Rated electronically on %(day)s") % {"day": long_date(rated.effective_at)},
    }
