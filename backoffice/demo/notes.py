"""What is said through the autumn: notes of either side, and a critical incident with its evidence."""

from datetime import date, datetime, timedelta
from functools import partial

from backoffice.demo.agenda import Agenda, Happening
from backoffice.demo.cast import Cast, holder
from backoffice.demo.chance import one_of
from backoffice.demo.words import DIALOGUE, DIALOGUE_AGREED, DIALOGUE_ANSWER, NOTE_UPWARDS, NOTES
from workflows.feedback.actions.incidents import give_view, record_incident
from workflows.feedback.actions.notes import answer_note, write_note
from workflows.feedback.models import Incident, Note
from workflows.organization.actor import Actor
from workflows.organization.models import Employee, Position

STAFF_POST = "BKPSDM-31-05"  # the employee for whom a log-in is printed
NOTED_POSTS = ("BKPSDM-11-01", "BKPSDM-21-02", "BKPSDM-32-01", "BKPSDM-41-02", "BKPSDM-51-02")
HAPPENED = (
    "Tinggal sampai malam untuk menuntaskan usulan mutasi 14 guru yang batas waktunya hari itu. Semua berkas lengkap "
    "dan diterima tanpa perbaikan."
)
ITS_EVIDENCE = "https://drive.example.go.id/tanda-terima-usulan-mutasi"
VIEW = "Terima kasih. Dua rekan dari sub bidang kepangkatan ikut membantu; mohon juga dicatat."


class Notes:
    """Each where the office has the posts; what needs somebody who is not there is left out."""

    def __init__(self, agenda: Agenda, cast: Cast, year: int) -> None:
        self.agenda, self.cast, self.year = agenda, cast, year

    def begin(self) -> None:
        """Put them on the agenda."""
        self._put(date(self.year, 10, 12), 9, self._talk)
        for number, post in enumerate(NOTED_POSTS):
            self._put(date(self.year, 10, 14 + number), 14, partial(self._note, post))
        self._put(date(self.year, 11, 3), 11, self._write_upwards)
        self._put(date(self.year, 11, 12), 8, self._incident)

    def _put(self, day: date, hour: int, happening: Happening) -> None:
        self.agenda.put(self.agenda.workday(day, 0, hour), happening)

    def _talk(self, at: datetime) -> None:
        """The superior agrees on something with the employee, who answers the next day."""
        if (both := self._both(STAFF_POST, at)) is None:
            return
        staff, superior = both
        note = write_note(
            by=superior, recipient=staff, kind=Note.Kind.DIALOGUE, on=at.date(), text=DIALOGUE, agreed=DIALOGUE_AGREED,
            until=at.date() + timedelta(days=45), at=at,
        )  # fmt: skip
        by = self.cast.actor(staff)
        self.agenda.put(at + timedelta(days=1), lambda at: answer_note(by=by, note=note, answer=DIALOGUE_ANSWER, at=at))

    def _note(self, post: str, at: datetime) -> None:
        if (both := self._both(post, at)) is not None:
            staff, superior = both
            text = one_of(NOTES, "note", post)
            write_note(by=superior, recipient=staff, kind=Note.Kind.FEEDBACK, on=at.date(), text=text, at=at)

    def _write_upwards(self, at: datetime) -> None:
        if (both := self._both(STAFF_POST, at)) is not None and both[1].employee is not None:
            staff, superior = self.cast.actor(both[0]), both[1].employee
            write_note(by=staff, recipient=superior, kind=Note.Kind.FEEDBACK, on=at.date(), text=NOTE_UPWARDS, at=at)

    def _incident(self, at: datetime) -> None:
        """Something out of the ordinary, kept with its evidence; the employee puts their view beside it."""
        if (both := self._both(STAFF_POST, at)) is None:
            return
        staff, superior = both
        incident = record_incident(
            by=superior, employee=staff, nature=Incident.Nature.POSITIVE, on=at.date() - timedelta(days=1),
            text=HAPPENED, evidence_link=ITS_EVIDENCE, at=at,
        )  # fmt: skip
        by = self.cast.actor(staff)
        self.agenda.put(at + timedelta(hours=5), lambda at: give_view(by=by, incident=incident, view=VIEW, at=at))

    def _both(self, post: str, at: datetime) -> tuple[Employee, Actor] | None:
        """Who holds the post that day, and whoever holds the one above, acting; None where either is vacant."""
        above = Position.objects.filter(reports__code=post).values_list("code", flat=True).first()
        staff, superior = holder(post, at.date()), holder(above or "", at.date())
        return (staff, self.cast.actor(superior)) if staff is not None and superior is not None else None
