"""January: HR copies what the papers of earlier years say of a few people, so that their results have a history."""

from datetime import date, datetime
from decimal import Decimal

from backoffice.demo.agenda import Agenda, moment
from backoffice.demo.cast import Cast, holder
from workflows.assessment.models import PastResult
from workflows.assessment.past_results import keep_past_result

KEEPER_POST = "BKPSDM-11"
REASON = "Disalin dari arsip penilaian."
PP46, PP30 = PastResult.System.PP46_2011, PastResult.System.PP30_2019
# Of each post's holder: year, system, value, the word on the paper.
PAPERS = {
    "BKPSDM-31-05": (
        (2018, PP46, "84.12", "Baik"), (2019, PP46, "86.40", "Baik"), (2020, PP46, "87.05", "Baik"),
        (2021, PP30, "98.60", "Baik"),
    ),
    "BKPSDM-31": ((2019, PP46, "88.20", "Baik"), (2020, PP46, "91.35", "Sangat Baik"), (2021, PP30, "104.75", "Baik")),
    "BKPSDM-40": ((2020, PP46, "90.10", "Baik"), (2021, PP30, "111.20", "Sangat Baik")),
    "BKPSDM-53": ((2020, PP46, "79.90", "Baik"),),
}  # fmt: skip


class History:
    """Kept where the office has the posts and somebody of HR; computed from never."""

    def __init__(self, agenda: Agenda, cast: Cast, year: int) -> None:
        self.agenda, self.cast, self.year = agenda, cast, year

    def begin(self) -> None:
        """Put it on the agenda."""
        self.agenda.put(moment(date(self.year, 1, 7), 13, 30), self._keep)

    def _keep(self, at: datetime) -> None:
        keeper = holder(KEEPER_POST, at.date())
        if keeper is None:
            return
        by = self.cast.actor(keeper)
        for post, papers in PAPERS.items():
            person = holder(post, at.date())
            if person is None or person == keeper:
                continue
            for year, system, value, predicate in (each for each in papers if each[0] < self.year):
                past = PastResult(
                    employee=person, year=year, system=system, value=Decimal(value), predicate=predicate,
                    source=f"Penilaian prestasi kerja {year}", file_reference="Arsip kepegawaian, rak 3",
                )  # fmt: skip
                keep_past_result(by=by, past=past, reason=REASON, at=at)
