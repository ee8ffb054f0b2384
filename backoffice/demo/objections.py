"""November's objections: one heard and changed, one that waits for its ruling."""

from datetime import date, datetime, timedelta

from backoffice.demo.agenda import Agenda, moment
from backoffice.demo.cast import Cast
from backoffice.demo.waiting import Waiting
from workflows.assessment.judging.contract import GivenRating
from workflows.assessment.models import Assessment
from workflows.engine.models import WorkItem
from workflows.objection import actions
from workflows.objection.models import Objection
from workflows.objection.points import Point
from workflows.rules.permenpanrb_6_2022 import Rating

HEARD = "Sebagian pekerjaan saya selesai pada Oktober tetapi laporannya terlambat masuk. Mohon ikut dinilai."
WAITS = "Realisasi indikator ini belum memuat berkas yang saya serahkan pada akhir bulan."
EVIDENCE = "https://drive.example.go.id/rekap-oktober"
STATEMENT = "Saya menilai menurut laporan yang masuk sampai batasnya; sisanya memang saya terima sesudah itu."
RULING = "Rekap dan berkasnya cocok: pekerjaan Oktober selesai. Hasil kerja sesuai ekspektasi."


class Objections:
    """Of the results below expectation that wait for an answer; where there are none, nobody objects."""

    def __init__(self, agenda: Agenda, cast: Cast, waiting: Waiting, year: int) -> None:
        self.agenda, self.cast, self.waiting, self.year = agenda, cast, waiting, year

    def begin(self) -> None:
        """Put them on the agenda."""
        self.agenda.put(moment(date(self.year, 11, 18), 10, 10), self._first)
        self.agenda.put(moment(date(self.year, 11, 23), 13, 30), self._second)

    def _first(self, at: datetime) -> None:
        found = self._contested()
        if found is None:
            return
        item, assessment = found
        point = Point(about="WORK_RESULT", reason=HEARD, link=EVIDENCE)
        objection = actions.object_to(
            task_id=item.task_id, points=[point], by=self.cast.actor(assessment.employee), at=at
        )
        if objection.assessor is not None:
            self.agenda.put(at + timedelta(days=1), lambda at: self._state(objection, at))
        self.agenda.put(self.agenda.workday(at.date(), 3, 11, 20), lambda at: self._change(objection, at))

    def _second(self, at: datetime) -> None:
        found = self._contested()
        if found is None:
            return
        item, assessment = found
        row = assessment.realisations.order_by("pk").first()
        about = Point(about="REALISATION", realisation=row.pk, reason=WAITS, link=EVIDENCE) if row is not None else None
        point = about or Point(about="WORK_RESULT", reason=WAITS)
        actions.object_to(task_id=item.task_id, points=[point], by=self.cast.actor(assessment.employee), at=at)

    def _contested(self) -> tuple[WorkItem, Assessment] | None:
        """The first open answer to a result below expectation, in the order of its cases."""
        asked = WorkItem.objects.open().filter(
            process="assessment", node="acknowledge", case__assessmentprocess__assessment__work_rating=Rating.BELOW
        )
        item = asked.select_related("case__assessmentprocess__assessment__employee__user").order_by("case_id").first()
        return (item, item.case.assessmentprocess.assessment) if item is not None else None

    def _state(self, objection: Objection, at: datetime) -> None:
        if objection.assessor is not None:
            actions.state(objection_id=objection.pk, text=STATEMENT, by=self.cast.actor(objection.assessor), at=at)

    def _change(self, objection: Objection, at: datetime) -> None:
        item = self.waiting.item_of(objection.cases.get().pk)
        by = self.waiting.actor_for(item, at.date()) if item is not None else None
        if item is None or by is None:
            return
        rows = objection.assessment.behaviours.all()
        given = GivenRating(
            work_rating=Rating.MEETS, behaviours={row.value: (row.grade, row.note) for row in rows}, feedback="",
            behaviour_rating=objection.before_behaviour_rating,
        )  # fmt: skip
        actions.change(task_id=item.task_id, given=given, reason=RULING, by=by, at=at)
