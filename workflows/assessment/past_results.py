"""Results of earlier years, outside Jenjang: kept by HR with their source, shown as imported, computed from never."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflows.assessment.models import PastResult
from workflows.audit.record import Entry, record
from workflows.audit.verbs import Verb
from workflows.engine.moment import history_date, moment_of
from workflows.organization.actor import Actor, Channel
from workflows.organization.keeping import require_keeper, require_reason
from workflows.organization.models import Employee
from workflows.organization.models.history import stamp
from workflows.rules.violation import RuleViolation

PROCESS = "assessment"  # under which the record keeps it
FIELDS = ("employee_id", "year", "system", "value", "predicate", "assessor", "source", "file_reference")
# How a system's values are read, in its own words; nobody's predicate is taken from here.
SCALES: dict[str, Promise] = {
    PastResult.System.DP3: _(
        "DP3 (PP 10/1979), values of 0 to 100: 91 and above Amat Baik, 76 to 90 Baik, 61 to 75 Cukup, 51 to 60 "
        "Sedang, 50 and below Kurang."
    ),
    PastResult.System.PP46_2011: _(
        "PP 46/2011: 91 and above Sangat Baik, 76 to 90 Baik, 61 to 75 Cukup, 51 to 60 Kurang, 50 and below Buruk."
    ),
    PastResult.System.PP30_2019: _(
        "PP 30/2019, values of 0 to 120: 110 and above with a new idea Sangat Baik, from 90 Baik, from 70 Cukup, from "
        "50 Kurang, below that Sangat Kurang."
    ),
}


def keep_past_result(*, by: Actor, past: PastResult, reason: str, at: datetime | None = None) -> PastResult:
    """Store a new or corrected past result. Nobody keeps their own; one that stays as it is leaves no trace.

    An import is recorded as a whole by whoever imports, anything else with its own decision.

    :raises PermissionDenied: the actor is no HR admin. :raises RuleViolation: no reason, one's own, a year not over.
    :raises IntegrityError: the person has a result of that year and system (`past_result_once_a_year`).
    """
    moment = moment_of(by, at)
    today = timezone.localdate(moment)
    require_reason(reason)
    with transaction.atomic():
        before = PastResult.objects.select_for_update().filter(pk=past.pk).first() if past.pk else None
        require_keeper(by, today)
        _not_ones_own(by, past, before)
        _require_past(past.year, today)
        if before is not None and _values(before) == _values(past):
            return past
        stamp(past, user=by.history_user, reason=reason, at=history_date(by, moment))
        past.save()
        if by.channel != Channel.IMPORT:
            _record(past, before, by, reason, moment)
    return past


def record_imported(*, by: Actor, file: str, created: int, changed: int) -> None:
    """Write one decision for a whole import, inside its transaction."""
    moment = moment_of(by, None)
    record(
        Entry(
            verb=Verb.IMPORT, process="import", subject=f"past results {file}"[:64],
            signatory=by.signatory(timezone.localdate(moment)),
            details={"counts": {"past_results": {"created": created, "changed": changed}}},
            channel=by.channel.value, request_id=by.request_id, at=moment,
        )
    )  # fmt: skip


def past_results_context(employee: Employee) -> dict[str, object]:
    """`past_context` of the person. One query."""
    return past_context(past_results_of(employee))


def past_results_of(employee: Employee) -> QuerySet[PastResult]:
    """The person's past results."""
    return PastResult.objects.filter(employee=employee)


def past_context(found: Iterable[PastResult]) -> dict[str, object]:
    """`past` these rows of one person, the latest year first, and `past_scales` of the systems among them.

    For `{% include "assessment/_past.html" with past=past scales=past_scales only %}`.
    """
    rows = sorted(found, key=lambda row: (-row.year, row.system))
    systems = {row.system for row in rows if row.value is not None}
    return {"past": rows, "past_scales": [scale for system, scale in SCALES.items() if system in systems]}


def _not_ones_own(by: Actor, past: PastResult, before: PastResult | None) -> None:
    if by.employee is None:
        return
    whose = {past.employee_id} | ({before.employee_id} if before is not None else set())
    if by.employee.pk in whose:
        raise RuleViolation(
            "Tidak seorang pun mengisi riwayat penilaiannya sendiri. Minta admin kepegawaian lain melakukannya.",
            "employee",
            "past_result_of_oneself",
        )


def _require_past(year: int, today: date) -> None:
    if year >= today.year:
        raise RuleViolation(
            f"Tahun {year} belum berakhir. Riwayat berisi hasil tahun-tahun sebelum {today.year}.",
            "year",
            "past_result_year_not_over",
        )


def _values(row: PastResult) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in FIELDS)


def _record(past: PastResult, before: PastResult | None, by: Actor, reason: str, moment: datetime) -> None:
    details: dict[str, object] = {"after": _in_text(past)}
    if before is not None:
        details["before"] = _in_text(before)
    record(
        Entry(
            verb=Verb.RECORD_OUTSIDE if before is None else Verb.AMEND, process=PROCESS,
            subject=f"assessment.PastResult#{past.pk}", signatory=by.signatory(timezone.localdate(moment)),
            person_nip=past.employee.nip, person_name=past.employee.name, reason=reason, details=details,
            channel=by.channel.value, request_id=by.request_id, at=moment,
        )
    )  # fmt: skip


def _in_text(row: PastResult) -> dict[str, str]:
    said = {name: getattr(row, name) for name in FIELDS[1:]}
    return {"nip": row.employee.nip, **{name: str(value) for name, value in said.items() if value not in (None, "")}}
