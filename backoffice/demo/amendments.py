"""November: one SKP on its way to a second version, and one split that waits too long; the open work of their kinds."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from backoffice.demo.agenda import Agenda, moment
from backoffice.demo.cast import Cast
from backoffice.demo.waiting import Waiting
from workflows.organization.actor import Actor
from workflows.skp import actions as skp_actions
from workflows.skp.entries import ResultEntry, entries_of
from workflows.skp.models import Skp, SkpProcess
from workflows.targets import actions as target_actions
from workflows.targets.models import TargetPlan
from workflows.targets.queries import months_of

AMENDED_POST = "BKPSDM-31-05"
RESPLIT_POST = "BKPSDM-31-04"
QUANTITIES = (Decimal(240), Decimal(300))  # asked first, and after the return
AMEND_REASON = "Usulan mutasi yang masuk lebih sedikit daripada yang diperkirakan."
RETURN_REASON = "Alasan belum dapat diukur. Mohon angka usulan yang masuk tiap bulan."


class Amendments:
    """Submitted, agreed, returned higher up, submitted again, waiting: the history that the look's pictures tell."""

    def __init__(self, agenda: Agenda, cast: Cast, waiting: Waiting, year: int) -> None:
        self.agenda, self.cast, self.waiting, self.year = agenda, cast, waiting, year

    def begin(self) -> None:
        """Put them on the agenda, where the office has the posts."""
        if Skp.objects.filter(position__code=AMENDED_POST, period__code=str(self.year)).exists():
            steps: tuple[tuple[date, int, int, Callable[[datetime], None]], ...] = (
                (date(self.year, 11, 10), 14, 2, self._ask),
                (date(self.year, 11, 11), 8, 30, self._approve),
                (date(self.year, 11, 13), 11, 20, self._send_back),
                (date(self.year, 11, 18), 15, 40, self._ask_again),
                (date(self.year, 11, 20), 9, 5, self._approve),
            )
            for day, hour, minute, step in steps:
                self.agenda.put(moment(day, hour, minute), step)
        if Skp.objects.filter(position__code=RESPLIT_POST, period__code=str(self.year)).exists():
            self.agenda.put(moment(date(self.year, 10, 30), 15, 10), self._split_again)

    # ---- the amendment ----
    def _ask(self, at: datetime) -> None:
        in_force = self._in_force(AMENDED_POST)
        by = self.cast.actor(in_force.employee)
        draft = skp_actions.start_draft(
            employee=in_force.employee, position=in_force.position, period=in_force.period, by=by, at=at
        )
        skp_actions.submit(
            skp=draft, by=by, results=_with_quantity(entries_of(draft), QUANTITIES[0]), reason=AMEND_REASON, at=at
        )

    def _approve(self, at: datetime) -> None:
        task_id, by = self._turn(at)
        skp_actions.approve(task_id=task_id, by=by, at=at)

    def _send_back(self, at: datetime) -> None:
        task_id, by = self._turn(at)
        skp_actions.send_back(task_id=task_id, by=by, reason=RETURN_REASON, at=at)

    def _ask_again(self, at: datetime) -> None:
        task_id, by = self._turn(at)
        results = _with_quantity(entries_of(self._case().skp), QUANTITIES[1])
        skp_actions.revise(task_id=task_id, by=by, results=results, at=at)

    def _case(self) -> SkpProcess:
        return SkpProcess.objects.select_related("skp").filter(position__code=AMENDED_POST).latest("pk")

    def _turn(self, at: datetime) -> tuple[int, Actor]:
        item = self.waiting.item_of(self._case().pk)
        by = self.waiting.actor_for(item, at.date()) if item is not None else None
        if item is None or by is None:
            raise LookupError(f"The amendment of {AMENDED_POST} waits for nobody on {at:%Y-%m-%d}.")
        return item.task_id, by

    # ---- the split ----
    def _split_again(self, at: datetime) -> None:
        skp = self._in_force(RESPLIT_POST)
        months = dict(months_of(skp.target_plans.get(status=TargetPlan.Status.SET)))
        adding = skp.results.get(number=1).indicators.get(number=1)
        moved = min(Decimal(10), months[adding.pk, 11])
        months[adding.pk, 11] -= moved
        months[adding.pk, 12] += moved
        target_actions.submit(skp=skp, months=months, by=self.cast.actor(skp.employee), at=at)

    def _in_force(self, post: str) -> Skp:
        related = Skp.objects.in_force().select_related("employee__user", "position__unit", "period")
        return related.get(position__code=post, period__code=str(self.year))


def _with_quantity(results: list[ResultEntry], quantity: Decimal) -> list[ResultEntry]:
    first = results[0]
    changed = replace(first.indicators[0], target=quantity)
    return [replace(first, indicators=(changed, *first.indicators[1:])), *results[1:]]
