"""What an annulled report means for allowances that were computed already: a correction is a new run."""

from workflows.allowance.models import AllowanceResult, AllowanceRun
from workflows.daily.annulling import Annulment


def follow_annulment(annulment: Annulment) -> list[str]:
    """Name the month whose run counted the report's minutes; nothing that was computed is overwritten."""
    report = annulment.report
    counted = AllowanceResult.objects.filter(
        employee=report.employee, run__period__start__lte=report.day, run__period__end__gt=report.day,
        run__status=AllowanceRun.Status.COMPUTED,
    ).select_related("run__period")  # fmt: skip
    latest = counted.order_by("-run__number").first()
    if latest is None:
        return []
    run = latest.run
    return [f"Tunjangan {run.period} sudah dihitung (perhitungan ke-{run.number}). Buka perhitungan koreksinya."]
