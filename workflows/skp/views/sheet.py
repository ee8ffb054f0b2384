"""The SKP on paper, after the form of PermenPANRB 6/2022."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views import View

from workflows.audit import clock
from workflows.audit.models import Decision
from workflows.audit.verbs import Verb
from workflows.engine.progress import standing_by_tier, verb_of
from workflows.organization.agency import agency_name
from workflows.organization.capacities import post_acted_in
from workflows.organization.reporting import GapInLine, LineEnds, assessor_of
from workflows.printing.pdf import PrintingUnavailable, pdf_response
from workflows.printing.words import long_date
from workflows.rules.berakhlak import BEHAVIOURS, Behaviour
from workflows.skp.models import Skp, WorkResult
from workflows.skp.ranks import rank_and_grade
from workflows.skp.views.plan import acting_title, results_of, skp_seen_by


@dataclass(frozen=True, slots=True)
class Party:
    """One of the two persons of the sheet as frozen when the plan was sent; of a draft as they stand today."""

    name: str
    nip: str
    rank: str
    post: str
    unit: str

    @property
    def lines(self) -> list[tuple[str, str]]:
        """The form's five lines."""
        return [
            ("Nama", self.name), ("NIP", self.nip), ("Pangkat/Gol. Ruang", self.rank), ("Jabatan", self.post),
            ("Unit Kerja", self.unit),
        ]  # fmt: skip


class Sheet(LoginRequiredMixin, View):
    """The plan as an A4 sheet, for its employee and whoever may see it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The PDF; where the server cannot print, the page says so."""
        skp = skp_seen_by(request, pk)
        name = f"SKP {skp.period.code} {skp.employee.name}.pdf"
        try:
            return pdf_response(name, "skp/sheet.html", sheet_context(skp, clock.today(), _reader(request)), request)
        except PrintingUnavailable as missing:
            messages.error(request, str(missing))
            return redirect("skp:detail", pk)


def sheet_context(skp: Skp, on: date, printed_by: str = "") -> dict[str, Any]:
    """All that the sheet shows."""
    sent, approvals = _decisions(skp)
    employee, assessor = parties_of(skp, on)
    plan = skp.read_plan()
    results = results_of(skp, plan)
    texts = {row.value: row.text for row in plan[1]}
    return {
        "skp": skp, "pairs": list(zip(employee.lines, assessor.lines, strict=True)),
        "main": [row for row in results if row[0].kind == WorkResult.Kind.MAIN],
        "additional": [row for row in results if row[0].kind == WorkResult.Kind.ADDITIONAL],
        "from_agreement": any(result.agreement_id for result, _measures in results),
        "behaviours": [(b.label, _points(b.guidance), _expected(b, texts)) for b in BEHAVIOURS],
        "last_day": skp.period.end - timedelta(days=1), "is_set": skp.status == Skp.Status.SET,
        "approvals": [d for tier in approvals.values() for d in tier],
        "signatures": _signatures(skp, employee, assessor, sent, next(iter(approvals.get(1, ())), None)),
        "printed_at": clock.now(), "printed_by": printed_by, "agency_name": agency_name(skp.position.unit_id),
    }  # fmt: skip


def parties_of(skp: Skp, on: date) -> tuple[Party, Party]:
    """The assessed employee and the assessor."""
    acted = acting_title(skp, on)
    frozen = skp.snapshot
    if frozen is not None:
        return (
            Party(frozen.name, frozen.nip, rank_and_grade(frozen.grade), acted or frozen.post, frozen.unit),
            Party(
                frozen.assessor_name, frozen.assessor_nip, rank_and_grade(frozen.assessor_grade), frozen.assessor_post,
                frozen.assessor_unit,
            ),
        )  # fmt: skip
    person, post = skp.employee, skp.position
    employee = Party(person.full_name, person.nip, rank_and_grade(person.grade), acted or post.title, post.unit.name)
    try:
        found = assessor_of(person, on, post)
    except (GapInLine, LineEnds):
        return employee, Party("-", "-", "-", "-", "-")
    above = found.employee
    unit = found.position.unit.name
    return employee, Party(above.full_name, above.nip, rank_and_grade(above.grade), found.title, unit)


def _expected(value: Behaviour, texts: Mapping[str, str]) -> str:
    """The expectation; a plan that only repeats the guide (as imports do) says so instead of repeating it on paper."""
    text = texts.get(value.code, "")
    return "Sesuai panduan perilaku." if text == value.guidance else text


def _decisions(skp: Skp) -> tuple[Decision | None, dict[int, list[Decision]]]:
    """When it was sent as it is, and by tier the approvals that stand; nothing of a draft.

    An approval that was taken back is none; one of an earlier round stands where its tier was not asked again.
    """
    case = skp.cases.order_by("-pk").select_related("chain_version").first()
    if case is None:
        return None, {}
    decisions = list(Decision.objects.of_case("skp", case.pk))
    sent = next((d for d in reversed(decisions) if d.verb in {Verb.SUBMIT, Verb.AMEND}), None)
    standing = standing_by_tier(case, decisions)
    return sent, {n: [d for d in standing[n] if verb_of(d) == Verb.APPROVE] for n in sorted(standing)}


def _signatures(
    skp: Skp, employee: Party, assessor: Party, sent: Decision | None, agreed: Decision | None
) -> list[dict[str, str]]:
    """The employee's and the assessor's; who acted for an absent or missing superior signs with both names.

    Where an HR admin decided in the assessor's place, the assessor did not sign, and the sheet says so.
    """
    own = {
        "role": "Pegawai yang Dinilai", "name": employee.name, "nip": employee.nip,
        "decided": _sent_words(sent),
    }  # fmt: skip
    theirs = {"role": "Pejabat Penilai Kinerja", "name": assessor.name, "nip": assessor.nip, "post": ""}
    if skp.set_at is not None:
        theirs["place_date"] = f"Ditetapkan {long_date(timezone.localtime(skp.set_at))}"
    if agreed is not None and agreed.verb == Verb.OVERRIDE:
        theirs["decided"] = f"Diputus admin kepegawaian {agreed.actor_name} (override) {_day(agreed)}"
    elif agreed is not None and agreed.verb == Verb.RECORD_OUTSIDE:
        theirs |= _signed_on_paper(agreed)
    elif agreed is not None:
        theirs["decided"] = f"Disetujui secara elektronik {_day(agreed)}"
        if agreed.actor_nip != assessor.nip:
            theirs["name"], theirs["nip"] = agreed.actor_name, agreed.actor_nip
        if agreed.capacity:
            theirs["post"] = post_acted_in(agreed.capacity, agreed.principal_post)
            whom = f"Mewakili {agreed.principal_name}, " if agreed.principal_name else ""
            theirs["principal"] = f"{whom}{agreed.decree}"
    return [own, theirs]


def _signed_on_paper(agreed: Decision) -> dict[str, str]:
    """Who signed the document from which an HR admin recorded the agreement."""
    document, signatory = agreed.details["document"], agreed.details["signatory"]
    day = long_date(date.fromisoformat(document["date"]))
    return {
        "name": signatory["name"],
        "post": signatory["post"],
        "decided": f"Ditandatangani pada dokumen {document['number']} tanggal {day}, dicatat {agreed.actor_name}",
    }


def _sent_words(sent: Decision | None) -> str:
    """How the plan came: what the team sent in the employee's place was not signed by the employee."""
    if sent is None:
        return ""
    if sent.details.get("drafted_by"):
        return f"Disusun dan diajukan tim pengelola kinerja ({sent.actor_name}) {_day(sent)}"
    return f"Diajukan secara elektronik {_day(sent)}"


def _day(decision: Decision) -> str:
    return long_date(timezone.localtime(decision.effective_at))


def _reader(request: HttpRequest) -> str:
    employee = getattr(request.user, "employee", None)
    return employee.name if employee is not None else str(request.user)


def _points(guidance: str) -> list[str]:
    """The guide to conduct as the form's bullets."""
    points = [point.strip().rstrip(".") for point in guidance.split(";") if point.strip()]
    return [point[0].upper() + point[1:] for point in points]
