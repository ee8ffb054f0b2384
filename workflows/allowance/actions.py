"""What can be done with a month's allowance: open a run, compute it. A correction is a new run."""

from datetime import date, datetime

from django.db import transaction

from workflows.allowance.models import AllowanceOmission, AllowanceResult, AllowanceRun
from workflows.allowance.reckoning import NotPaid, Reckoned, reckon_all, version_in_force
from workflows.allowance.standing import freeze, standings
from workflows.audit.canonical import content_hash
from workflows.audit.record import Entry, record
from workflows.audit.verbs import Verb
from workflows.engine.moment import history_date, moment_of
from workflows.engine.refusals import NotAllowedHere, NotYours
from workflows.organization.actor import Actor
from workflows.organization.login import has_role
from workflows.organization.models import Period, Role
from workflows.organization.models.history import save_changed, stamp

RUN_BY = (Role.HR_ADMIN, Role.PERFORMANCE_TEAM)
BATCH = 500


def open_run(*, period: Period, by: Actor, at: datetime | None = None) -> AllowanceRun:
    """Open a month's run; where one was computed already, the next number: a correction.

    :raises NotYours: the actor is neither HR nor a job. :raises NotAllowedHere: the month is not over, a run of it is
        still open, or no scheme is in force.
    """
    with transaction.atomic():
        moment = moment_of(by, at)
        _refuse_stranger(by, moment.date())
        period.refresh_from_db(from_queryset=Period.objects.select_for_update())
        if period.kind != Period.Kind.MONTH:
            raise NotAllowedHere("Tunjangan dihitung bulan demi bulan. Pilih satu bulan.")
        if moment.date() < period.end:
            raise NotAllowedHere(f"Bulan {period.code} belum berakhir. Perhitungan dibuka sesudahnya.")
        former = AllowanceRun.objects.filter(period=period).order_by("-number").first()
        if former is not None and former.status == AllowanceRun.Status.OPEN:
            raise NotAllowedHere(f"Perhitungan ke-{former.number} untuk {period.code} masih terbuka.")
        scheme = version_in_force(period)
        if scheme is None:
            raise NotAllowedHere(f"Belum ada skema tunjangan yang berlaku pada {period.code}. Tetapkan dahulu.")
        run = AllowanceRun(period=period, number=former.number + 1 if former else 1, scheme=scheme)
        stamp(run, user=by.history_user, reason="open_run", at=history_date(by, moment))
        run.save()
        record(_entry(run, Verb.OPEN, by, moment, {"scheme": str(scheme), "period": period.code}))
    return run


def compute(*, run: AllowanceRun, by: Actor, at: datetime | None = None) -> AllowanceRun:
    """Compute everybody's month by the run's scheme and close the run: its results never change afterwards.

    Whoever is paid nothing is kept with the reason. The decision holds the hash of all that was computed.

    :raises NotYours: the actor is neither HR nor a job. :raises NotAllowedHere: the run was computed already.
    :raises RuleViolation: the scheme's figures cannot be read.
    """
    with transaction.atomic():
        moment = moment_of(by, at)
        _refuse_stranger(by, moment.date())
        related = AllowanceRun.objects.select_related("period", "scheme__scheme")
        run.refresh_from_db(from_queryset=related.select_for_update(of=("self",)))
        if run.status != AllowanceRun.Status.OPEN:
            raise NotAllowedHere(
                f"Perhitungan ke-{run.number} untuk {run.period.code} sudah selesai. Koreksi adalah perhitungan baru."
            )
        found = freeze(standings(run.period), run.period)
        paid, unpaid = reckon_all(found, run.period, run.scheme, today=moment.date())
        AllowanceResult.objects.bulk_create([_result(run, each) for each in paid], batch_size=BATCH)
        AllowanceOmission.objects.bulk_create([_omission(run, each) for each in unpaid], batch_size=BATCH)
        save_changed(
            run, user=by.history_user, reason="compute", at=history_date(by, moment),
            status=AllowanceRun.Status.COMPUTED, computed_at=moment,
        )  # fmt: skip
        record(
            _entry(
                run, Verb.SET, by, moment,
                {
                    "paid": len(paid), "not_paid": len(unpaid), "net": str(sum(each.allowance.net for each in paid)),
                    "results": content_hash({each.standing.employee.nip: each.lines for each in paid}),
                },
            )
        )  # fmt: skip
    return run


def _refuse_stranger(by: Actor, on: date) -> None:
    if by.job:
        return
    if by.user is None or not has_role(by.user, *RUN_BY, on=on):
        raise NotYours("Tunjangan dihitung oleh pengelola kepegawaian.")


def _entry(run: AllowanceRun, verb: Verb, by: Actor, at: datetime, details: dict[str, object]) -> Entry:
    return Entry(
        verb=verb,
        process="allowance",
        subject=f"{run._meta.label}#{run.pk}",
        round=run.number,
        signatory=by.signatory(at.date()),
        details=details,
        channel=by.channel,
        request_id=by.request_id,
        at=at,
    )


def _result(run: AllowanceRun, each: Reckoned) -> AllowanceResult:
    return AllowanceResult(
        run=run,
        employee=each.standing.employee,
        snapshot=each.standing.snapshot,
        ceiling=each.inputs.ceiling,
        approved_minutes=each.inputs.approved_minutes,
        net=each.allowance.net,
        lines=each.lines,
        trace=each.trace,
    )


def _omission(run: AllowanceRun, each: NotPaid) -> AllowanceOmission:
    return AllowanceOmission(run=run, employee=each.employee, reason=each.reason, explanation=each.explanation[:400])
