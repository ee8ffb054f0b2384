"""A record of tens of thousands of decisions verified: so many a minute of one core's time.

The decisions are those of daily reports, as a year of the demonstration's office has them, with the histories that they
stand for; how long their texts are, too. A record that is verified is a decision, with its particulars, or a row of
history that one covers: each has a digest of its own.
"""

import random
import statistics
import sys
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as hour
from uuid import UUID

from django.db import connection, transaction

from benchmarks import ready  # noqa: F401  sets Django up before the models are imported
from benchmarks.items import settle
from benchmarks.judging import Judge
from benchmarks.people import people_with_plans
from tests import factories as make
from workflows.audit.history_rows import history_models
from workflows.audit.inserting import plan_checks_anew
from workflows.audit.models import Decision
from workflows.audit.record import Entry, Signatory, record
from workflows.audit.verbs import Verb
from workflows.audit.verifying import Verdict, verify
from workflows.daily.models import DailyActivity, DailyReport
from workflows.organization.models.history import create_with_history, save_changed_together
from workflows.skp.models import Skp

DECISIONS, TOGETHER, ROUNDS = 20_000, 200, 3
LEAST_A_MINUTE = 1_000_000
PEOPLE, ACTIVITIES = 40, 4
ESCALATED, RETURNED, WITH_PLAN = 0.06, 0.03, 0.002  # of the reports so many, and of so many a whole plan is kept
NAMES = ("Ghaliyati Wahyuni", "Jaya Ramadan", "Cornelia Oktaviani", "Ani Sirait", "Uda Waluyo")
ANOTHER_NAME, OTHERWISE_NAMED = "Nur ‘Aini Sa’adah", 0.03  # letters beyond ASCII are signed in another way
HEADS = ("Kepala Sub Bidang Pengembangan Karier dan Promosi", "Kepala Bidang Mutasi dan Promosi")
REASON = "Jumlah hasil belum sesuai dengan uraian. Mohon diperiksa lagi."
PASSED_ON = {"from": HEADS[0], "to": HEADS[1], "passed_by": [], "to_nip": "197301011995121034"}
PLAN = {
    "form": 1, "version": 2, "expectations": {f"VALUE_{number}": f"{REASON} " * 4 for number in range(7)},
    "results": [
        {"key": 111, "kind": "MAIN", "text": "Terprosesnya usulan mutasi", "indicators": [
            {"aspect": "QUANTITY", "high": None, "key": key, "target": "240.00", "text": REASON, "unit": "usulan"}
            for key in range(3)
        ]},
    ],
}  # fmt: skip


def main() -> int:
    """Fill it, then verify it three times."""
    judge = Judge()
    begun = time.perf_counter()
    year = Year(people_with_plans(PEOPLE), random.Random(6))
    while Decision.objects.count() < DECISIONS:
        plan_checks_anew()
        year.go_on()
    settle()
    judge.tell("seconds to fill it", round(time.perf_counter() - begun, 1))
    verdicts = [_verified() for _ in range(ROUNDS)]
    found = verdicts[0][0]
    judge.exactly("decisions found sound", found.checked if found.sound else 0, Decision.objects.count())
    histories = sum(model._base_manager.count() for model in history_models())
    judge.exactly("rows of history found sound", found.covered, histories)
    judge.tell("rows of history a decision", round(histories / found.checked, 1))
    judge.tell(
        "a minute by the clock, database included", [_a_minute(verdict, clock) for verdict, _, clock in verdicts]
    )
    judge.tell("decisions alone a minute of one core", [round(found.checked / core * 60) for _, core, _ in verdicts])
    rates = [_a_minute(verdict, core) for verdict, core, _ in verdicts]
    judge.tell("a minute of one core", rates)
    judge.at_least(f"records a minute of one core on {connection.vendor}", statistics.median(rates), LEAST_A_MINUTE)
    return judge.status


def _verified() -> tuple[Verdict, float, float]:
    """The verdict; seconds of this process's core, and by the clock."""
    core, clock = time.process_time(), time.perf_counter()
    verdict = verify()
    return verdict, time.process_time() - core, time.perf_counter() - clock


def _a_minute(verdict: Verdict, seconds: float) -> int:
    return round((verdict.checked + verdict.covered) / seconds * 60)


@dataclass(slots=True)
class Year:
    """An office's reports, sent and decided in bulk, so many together."""

    plans: list[Skp]
    chance: random.Random
    reports: int = 0

    def go_on(self) -> None:
        """The next reports, from being sent to being verified."""
        at = make.at(make.A_MONDAY, 8) + timedelta(minutes=self.reports, microseconds=self.chance.randrange(10**6))
        with transaction.atomic():
            sent = self._send(at)
            record(*(self._entry(Verb.SUBMIT, each, at, details={"marks": [], "minutes": 465}) for each in sent))
        with transaction.atomic():
            later = at + timedelta(hours=9)
            save_changed_together(sent, reason="approve", at=later, status="VERIFIED", decided_at=later)
            record(*(entry for each in sent for entry in self._decided(each, later)))

    def _send(self, at: datetime) -> list[DailyReport]:
        sent = []
        for _ in range(TOGETHER):
            plan = self.plans[self.reports % PEOPLE]
            day = make.A_MONDAY - timedelta(days=self.reports // PEOPLE)
            sent.append(
                DailyReport(
                    employee=plan.employee, day=day, position=plan.position, minutes=465, activity_count=ACTIVITIES,
                    entered_at=at,
                )
            )  # fmt: skip
            self.reports += 1
        create_with_history(sent, reason="save_draft", at=at)
        activities = [
            DailyActivity(
                report=report, number=number, starts=hour(7 + number, 30), ends=hour(8 + number, 15), entered_at=at,
                kind="ADDITIONAL", description=f"Memeriksa usulan mutasi tanggal {report.day}", quantity=3,
                unit="usulan",
            )
            for report in sent
            for number in range(1, ACTIVITIES + 1)
        ]  # fmt: skip
        create_with_history(activities, reason="save_draft", at=at)
        save_changed_together(sent, reason="submit", at=at, status="SUBMITTED", submitted_at=at)
        return sent

    def _decided(self, report: DailyReport, at: datetime) -> list[Entry]:
        """Verified; some were passed on before, or sent back."""
        before = []
        if self.chance.random() < ESCALATED:
            before.append(self._entry(Verb.ESCALATE, report, at, reason=f"{REASON} " * 2, details=PASSED_ON))
        if self.chance.random() < RETURNED:
            before.append(self._entry(Verb.RETURN, report, at, reason=REASON))
        if self.chance.random() < WITH_PLAN:
            before.append(self._entry(Verb.RETURN, report, at, reason=REASON, details={"content": PLAN}))
        return [*before, self._entry(Verb.APPROVE, report, at)]

    def _entry(
        self, verb: Verb, report: DailyReport, at: datetime, reason: str = "", details: dict[str, object] | None = None
    ) -> Entry:
        is_own = verb == Verb.SUBMIT
        person, title = report.employee, report.position.title
        return Entry(
            verb=verb, process="daily", subject=f"daily.DailyReport#{report.pk}", case_id=report.pk,
            signatory=Signatory(nip=person.nip, name=self._name(), post=title) if is_own else self._head(),
            tier="" if is_own else "Verifikasi", tier_number=None if is_own else 1, person_nip=person.nip,
            person_name=self._name(), reason=reason, seen=f"{self.chance.getrandbits(256):064x}",
            details=details or {}, request_id=str(UUID(int=self.chance.getrandbits(128))), at=at,
        )  # fmt: skip

    def _head(self) -> Signatory:
        nip = f"19{self.chance.randrange(10**15, 10**16)}"
        if self.chance.random() > 0.02:
            return Signatory(nip=nip, name=self._name(), post=HEADS[0])
        return Signatory(
            nip=nip, name=self._name(), post=HEADS[0], principal_name=self._name(), principal_post=HEADS[1],
            capacity="PLH", decree="SP-1/2026",
        )  # fmt: skip

    def _name(self) -> str:
        return ANOTHER_NAME if self.chance.random() < OTHERWISE_NAMED else self.chance.choice(NAMES)


if __name__ == "__main__":
    sys.exit(main())
