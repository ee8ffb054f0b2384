"""The evidence behind an assessment: the reports behind each realisation, and who opened them before rating."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from workflows.assessment.models import Assessment, AssessmentProcess, EvidenceOpened, ResultRealisation
from workflows.assessment.realisation import rows_of
from workflows.assessment.refusals import EvidenceNotOpened
from workflows.audit.canonical import content_hash
from workflows.daily.models import DailyActivity, DailyReport
from workflows.engine.moment import moment_of
from workflows.engine.refusals import NotYours
from workflows.organization.actor import Actor
from workflows.skp.models import WorkResult

MOST = 200  # activities shown of one result; the calendar has them all


@dataclass
class Behind:
    """A result with its realisations and the verified activities behind them."""

    result: WorkResult | None  # None: what counts for no result of this plan
    rows: list[ResultRealisation] = field(default_factory=list)
    activities: list[DailyActivity] = field(default_factory=list)

    @property
    def shown(self) -> list[DailyActivity]:
        """The first of them."""
        return self.activities[:MOST]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return max(0, len(self.activities) - MOST)


def open_evidence(*, assessment: Assessment, by: Actor, at: datetime | None = None) -> EvidenceOpened:
    """Record that this person opened the evidence as it stands now; again in the same round adds nothing.

    :raises NotYours: no employee: a log-in or a job opens nothing.
    """
    moment = moment_of(by, at)
    if by.employee is None:
        raise NotYours("Bukti dibuka oleh pegawai, bukan oleh sistem.")
    assessment.refresh_from_db(fields=["self_note"])  # what was handed over may be older than the person's account
    return remember_opening(assessment, rows_of(assessment), _round_of(assessment), by, moment)


def remember_opening(
    assessment: Assessment, rows: Sequence[ResultRealisation], in_round: int, by: Actor, at: datetime
) -> EvidenceOpened:
    """The row of this opening, made where it is the first."""
    opened, _is_new = EvidenceOpened.objects.get_or_create(
        assessment=assessment, employee=by.employee, round=in_round, content=evidence_hash(assessment, rows),
        defaults={"at": at},
    )  # fmt: skip
    return opened


def has_opened(assessment: Assessment, rows: Sequence[ResultRealisation], in_round: int, by: Actor) -> bool:
    """Whether this person opened the evidence of this round as it stands now; one query."""
    return EvidenceOpened.objects.filter(
        assessment=assessment, employee=by.employee, round=in_round, content=evidence_hash(assessment, rows)
    ).exists()


def require_opened(assessment: Assessment, rows: Sequence[ResultRealisation], in_round: int, by: Actor) -> None:
    """:raises EvidenceNotOpened: this person has not opened the evidence as it stands now."""
    if not has_opened(assessment, rows, in_round, by):
        raise EvidenceNotOpened(
            "Buka bukti di balik realisasi lebih dahulu, lalu kirim penilaian ini lagi. Isian Anda tetap tersimpan di "
            "halaman ini."
        )


def evidence_hash(assessment: Assessment, rows: Sequence[ResultRealisation]) -> str:
    """SHA-256 of what the evidence says: the person's account and each realisation with what it rests on."""
    facts = sorted(
        [row.indicator_id, row.target, row.realised, row.achievement, row.evidence, row.reports] for row in rows
    )
    return content_hash({"self_note": assessment.self_note, "realisations": facts})


def evidence_of(assessment: Assessment, rows: Sequence[ResultRealisation]) -> list[Behind]:
    """Each result of the plan with the verified activities of the period behind it; what fits none, last. One query."""
    found: dict[int, Behind] = {}
    for row in rows:
        found.setdefault(row.indicator.result_id, Behind(row.indicator.result)).rows.append(row)
    others = Behind(None)
    start, end = assessment.span
    activities = DailyActivity.objects.filter(
        report__employee=assessment.employee_id, report__status=DailyReport.Status.VERIFIED, report__day__gte=start,
        report__day__lt=end,
    )  # fmt: skip
    for activity in activities.select_related("report").order_by("report__day", "number"):
        found.get(activity.result_id or 0, others).activities.append(activity)
    return [*found.values(), *([others] if others.activities else [])]


def _round_of(assessment: Assessment) -> int:
    """The round of its case."""
    return int(
        AssessmentProcess.objects.filter(assessment=assessment).order_by("-pk").values_list("round", flat=True)[0]
    )
