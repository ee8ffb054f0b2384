"""What can be done about a unit as a whole: its predicate is set by the level above, its head explains its people's."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from workflows.assessment.distribution import unit_distribution
from workflows.assessment.models import DistributionReason, UnitPredicate
from workflows.assessment.unit_levels import UnitTree, require_filled
from workflows.audit.record import Entry, Signatory, record
from workflows.audit.verbs import Verb
from workflows.engine.moment import history_date, moment_of
from workflows.engine.refusals import NotAllowedHere, NotYours, OwnCase
from workflows.organization.actor import Actor
from workflows.organization.capacities import post_acted_in
from workflows.organization.keeping import require_reason
from workflows.organization.login import has_role
from workflows.organization.models import Period, Role, Unit
from workflows.organization.models.history import stamp
from workflows.organization.periods import lock_period
from workflows.organization.reporting import GapInLine
from workflows.organization.standing import Officer, posts_stood_in
from workflows.rules.violation import RuleViolation

PROCESS = "assessment"  # under which the record keeps it
Row = TypeVar("Row", UnitPredicate, DistributionReason)
RECORDERS = (Role.HR_ADMIN, Role.PERFORMANCE_TEAM)


def set_unit_predicate(
    *, unit: Unit, period: Period, predicate: str, reason: str, by: Actor, at: datetime | None = None
) -> UnitPredicate:
    """Set how the unit as a whole did in the period, or change it; always with the reason.

    By whoever heads the unit above it, or acts there. Of a unit above which nobody of the office stands HR or the
    performance management team records what was set outside.

    :raises NotYours: somebody else. :raises OwnCase: whoever leads the unit.
    :raises NotAllowedHere: the period is closed, or nobody stands in the post above.
    :raises RuleViolation: field `predicate` or `reason`; an unchanged predicate.
    """
    moment = moment_of(by, at)
    on = timezone.localdate(moment)
    with transaction.atomic():
        lock_period(period)
        _require_open(period)
        signatory, is_recorded = _setter(unit, by, on)
        if predicate not in UnitPredicate.Predicate.values:
            raise RuleViolation("Pilih predikat unit.", "predicate", "unit_predicate_unknown")
        require_reason(reason)
        row = UnitPredicate.objects.select_for_update().filter(unit=unit, period=period).first()
        before = row.predicate if row is not None else ""
        if before == predicate:
            raise RuleViolation(
                f"Predikat {unit.name} sudah {UnitPredicate.Predicate(predicate).label}. Tidak ada yang diubah.",
                "predicate", "unit_predicate_unchanged",
            )  # fmt: skip
        values = {
            "predicate": predicate, "reason": reason.strip(), "set_by": signed(signatory), "set_at": moment,
        }  # fmt: skip
        row = _store(row, UnitPredicate(unit=unit, period=period, **values), values, by, "set_unit_predicate", moment)
        verb = Verb.RECORD_OUTSIDE if is_recorded else Verb.AMEND if before else Verb.SET
        details = {"unit": unit.code, "period": period.code, "predicate": predicate, "before": before}
        _record(verb, row, signatory, reason, details, by, moment)
    return row


def give_distribution_reason(
    *, unit: Unit, period: Period, reason: str, by: Actor, at: datetime | None = None
) -> DistributionReason:
    """Say why the predicates of the unit's people depart from what its own lets expect; by whoever heads it.

    Where nobody heads it, by the level above.

    :raises NotYours: somebody else. :raises NotAllowedHere: the period is closed, or nothing departs.
    :raises RuleViolation: without a reason.
    """
    moment = moment_of(by, at)
    on = timezone.localdate(moment)
    with transaction.atomic():
        lock_period(period)
        _require_open(period)
        signatory = _explainer(unit, by, on)
        require_reason(reason)
        found = unit_distribution(unit, period)
        if found.given is None:
            raise NotAllowedHere(f"Predikat {unit.name} belum ditetapkan, jadi distribusinya belum dapat diperiksa.")
        if not found.departs:
            raise NotAllowedHere(f"Distribusi predikat di {unit.name} sesuai. Tidak ada yang perlu dijelaskan.")
        row = DistributionReason.objects.select_for_update().filter(unit=unit, period=period).first()
        before = row.reason if row is not None else ""
        values = {"reason": reason.strip(), "given_by": signed(signatory), "given_at": moment}
        new = DistributionReason(unit=unit, period=period, **values)
        row = _store(row, new, values, by, "give_distribution_reason", moment)
        details = {
            "unit": unit.code, "period": period.code, "predicate": found.given.predicate, "counts": dict(found.counts),
        }  # fmt: skip
        _record(Verb.AMEND if before else Verb.SUBMIT, row, signatory, reason, details, by, moment)
    return row


def signed(signatory: Signatory) -> str:
    """Name, NIP and post as a line; with the post acted for and its holder where somebody acts for another."""
    parts = [signatory.name, f"NIP {signatory.nip}"]
    if signatory.capacity:
        parts.append(post_acted_in(signatory.capacity, signatory.principal_post))
        if signatory.principal_name:
            parts.append(f"mewakili {signatory.principal_name}")
    elif signatory.post:
        parts.append(signatory.post)
    return ", ".join(parts)[:300]


def _setter(unit: Unit, by: Actor, on: date) -> tuple[Signatory, bool]:
    """Who acts, as frozen text, and whether they record what was set outside."""
    tree = UnitTree()
    if not tree.is_managed(unit.pk):
        raise NotAllowedHere(f"{unit.name} berada di luar kantor ini dan tidak dinilai di sini.")
    level = tree.levels([unit.pk], on)[unit.pk]
    own = tree.head_of(unit.pk)
    standing = _standing(by, on)
    if own is not None and own.pk in standing:
        raise OwnCase(f"Predikat {unit.name} tidak ditetapkan oleh pimpinannya sendiri.")
    if level.is_outside:
        if by.user is not None and has_role(by.user, *RECORDERS, on=on):
            return by.signatory(on), True
        raise NotYours(f"Predikat {unit.name} ditetapkan di luar kantor ini dan dicatat oleh pengelola kepegawaian.")
    try:
        require_filled(level, on)
    except GapInLine as gap:
        raise NotAllowedHere(str(gap)) from gap
    officer = standing.get(level.post.pk) if level.post is not None else None
    if officer is None:
        title = level.post.title if level.post is not None else ""
        raise NotYours(f"Predikat {unit.name} ditetapkan oleh {title}.")
    return by.signatory_as(officer, on), False


def _explainer(unit: Unit, by: Actor, on: date) -> Signatory:
    tree = UnitTree()
    own = tree.head_of(unit.pk)
    level = tree.levels([unit.pk], on)[unit.pk]
    standing = _standing(by, on)
    if own is not None and own.pk in standing:
        return by.signatory_as(standing[own.pk], on)
    if level.leader is None and level.post is not None and level.post.pk in standing:
        return by.signatory_as(standing[level.post.pk], on)
    raise NotYours(f"Alasan distribusi predikat di {unit.name} ditulis oleh pimpinan unit itu.")


def _standing(by: Actor, on: date) -> dict[int, Officer]:
    return posts_stood_in(by.employee, on) if by.employee is not None and by.employee.is_active else {}


def _require_open(period: Period) -> None:
    for each in (period, period.year):
        if each is not None and each.status == Period.Status.CLOSED:
            raise NotAllowedHere(f"Periode {each.title} sudah ditutup. Buka kembali periode itu dulu.")


def _store(row: Row | None, new: Row, values: Mapping[str, object], by: Actor, why: str, moment: datetime) -> Row:
    """The row with these values, or the new one. `save_changed` has a reason of its own, which is a field here."""
    kept = new if row is None else row
    for name, value in values.items():
        setattr(kept, name, value)
    stamp(kept, user=by.history_user, reason=why, at=history_date(by, moment))
    kept.save(update_fields=None if row is None else list(values))
    return kept


def _record(
    verb: Verb,
    row: UnitPredicate | DistributionReason,
    signatory: Signatory,
    reason: str,
    details: Mapping[str, object],
    by: Actor,
    moment: datetime,
) -> None:
    record(
        Entry(
            verb=verb, process=PROCESS, subject=f"{row._meta.label}#{row.pk}", signatory=signatory,
            reason=reason.strip(), details=dict(details), channel=by.channel, request_id=by.request_id, at=moment,
        )
    )  # fmt: skip
