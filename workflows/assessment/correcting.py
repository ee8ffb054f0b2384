"""Correcting what was realised, before it is rated: by the assessor, with a reason that the person reads."""

from datetime import datetime
from decimal import Decimal

from workflows.assessment.evidence import remember_opening, require_opened
from workflows.assessment.models import Assessment, ResultRealisation
from workflows.assessment.realisation import reached, rows_of
from workflows.audit.record import record
from workflows.audit.verbs import Verb
from workflows.engine.held import held
from workflows.engine.moment import history_date
from workflows.engine.reasons import required
from workflows.engine.refusals import NotAllowedHere
from workflows.organization.actor import Actor
from workflows.organization.models.history import save_changed
from workflows.rules.rounding import two_decimals
from workflows.rules.violation import RuleViolation

Status = Assessment.Status


def correct_realisation(
    *, task_id: int, indicator: int, realised: Decimal, reason: str, by: Actor, at: datetime | None = None
) -> ResultRealisation:
    """Replace what an indicator reached; what it was and why stay beside it until the person accounts again.

    :raises Refusal: the actor does not rate this now, or has not opened the evidence.
    :raises RuleViolation: field `realised` (negative, the same) or `reason` (it says nothing).
    """
    why = required(reason, "Tulis alasan koreksi ini; yang dinilai membacanya.")
    with held(task_id, by=by, at=at) as h:
        capacity = h.capacity_in_tier()
        assessment = Assessment.objects.select_for_update(of=("self",)).get(pk=h.case.subject.pk)
        if assessment.status != Status.SELF_ASSESSED:
            raise NotAllowedHere("Realisasi dikoreksi penilai sebelum penilaian diberikan.")
        rows = rows_of(assessment)
        require_opened(assessment, rows, h.case.round, by)
        row = next((row for row in rows if row.indicator_id == indicator), None)
        if row is None:
            raise NotAllowedHere("Indikator ini bukan bagian dari penilaian ini.")
        before = row.realised
        save_corrected(row, _amount(row, realised), why, h_by=by, at=history_date(by, h.at))
        # Whoever corrects has it before them: they need not open the evidence once more.
        remember_opening(assessment, rows, h.case.round, by, h.at)
        details = {"indicator": indicator, "before": _text(before), "after": _text(row.realised)}
        record(h.entry(Verb.AMEND, capacity.item, signatory=capacity.signatory, reason=why, details=details))
    return row


def save_corrected(row: ResultRealisation, realised: Decimal, why: str, *, h_by: Actor, at: datetime | None) -> None:
    """Store the correction; a second one keeps what stood before the first."""
    corrected_from = row.corrected_from if row.corrected else row.realised
    row_before, row.realised = row.realised, realised
    found = reached(row)
    row.realised = row_before
    employee = h_by.employee
    save_changed(
        row, user=h_by.history_user, reason="correct_realisation", at=at, realised=realised,
        achievement=two_decimals(found.percent) if found else None, corrected=True, corrected_from=corrected_from,
        correction_reason=why[:500], corrected_by=f"{employee.name}, {employee.nip}" if employee else "",
    )  # fmt: skip


def forget_corrections(assessment: Assessment, *, user: object, at: datetime | None) -> None:
    """The person accounts again: what the assessor corrected before no longer stands."""
    for row in assessment.realisations.filter(corrected=True):
        save_changed(
            row, user=user, reason="self_assess", at=at, corrected=False, corrected_from=None, correction_reason="",
            corrected_by="",
        )  # fmt: skip


def _amount(row: ResultRealisation, realised: Decimal) -> Decimal:
    if not realised.is_finite() or realised < 0:
        raise RuleViolation("Realisasi kurang dari 0. Isi dengan 0 atau lebih.", "realised", "negative")
    amount = two_decimals(realised)
    if amount == row.realised:
        raise RuleViolation("Realisasi ini sama dengan yang tertulis.", "realised", "unchanged")
    return amount


def _text(value: Decimal | None) -> str:
    return "" if value is None else str(value)
