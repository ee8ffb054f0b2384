"""Plays an office's year: imports it, then lets everything happen in order of time up to its today."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path

from django.db import connection, transaction

from backoffice.demo.agenda import Agenda, moment
from backoffice.demo.amendments import Amendments
from backoffice.demo.assessments import Assessments
from backoffice.demo.cast import Cast, grant_roles
from backoffice.demo.closing import Closing
from backoffice.demo.history import History
from backoffice.demo.matters import Matters
from backoffice.demo.notes import Notes
from backoffice.demo.objections import Objections
from backoffice.demo.opinions import Opinions
from backoffice.demo.plans import Plans
from backoffice.demo.reports import Reports
from backoffice.demo.waiting import Waiting
from backoffice.duties import do_duties
from workflows.allowance import actions as allowance
from workflows.audit.sealing import seal
from workflows.organization.actor import Actor, Channel
from workflows.organization.calendar import holidays_between
from workflows.organization.models import Period
from workflows.organization.periods import year_of

ASSESSED_MONTHS = (9, 10)
NOW_HOUR = 16  # the play ends in the afternoon of its today


@dataclass
class Played:
    """What the play came to: reports played, and those that a rule refused on the way."""

    reports: int = 0
    happenings: int = 0
    refused: list[str] = field(default_factory=list)


def play(today: date, *, progress: Callable[[str, int | None], None]) -> Played:
    """Play the imported office up to the afternoon of `today`.

    `progress` is told the stage and, once, how many reports there are; then a step for each with None.
    """
    year = year_of(today)
    agenda = Agenda(moment(today, NOW_HOUR), holidays_between(year.start, year.end))
    grant_roles(year.start)
    cast = Cast()
    waiting = Waiting(cast)
    played = Played()
    plans = Plans(agenda, cast, waiting, year)
    plans.begin()
    reports = Reports(agenda, cast, waiting, lambda: progress("report", None))
    played.reports = reports.begin()
    progress("reports", played.reports)
    assessments = Assessments(agenda, cast, waiting)
    for month in ASSESSED_MONTHS:
        period = Period.objects.get(code=f"{year.code}-{month:02d}")
        assessments.begin(period)
        agenda.put(agenda.workday(period.end.replace(day=11), 0, 10), partial(_pay, period))
    Amendments(agenda, cast, waiting, today.year).begin()
    for told in (History, Matters, Notes, Opinions, Closing):
        told(agenda, cast, today.year).begin()
    Objections(agenda, cast, waiting, today.year).begin()
    days = agenda.days()
    for day in days:
        # A day is one transaction: every act's own savepoints stay, the disk is asked once a day and not 40 times.
        with transaction.atomic():
            played.happenings += days.play(day)
            end_of_day = min(moment(day, 23, 59), agenda.until)
            # Last month's digests are of no use to whoever looks at today's inbox.
            by = Actor.system("tick", Channel.DEMO)
            do_duties(end_of_day, by, at=end_of_day, with_digests=day == today)
            seal(end_of_day)
    played.refused = plans.refused + reports.refused
    return played


def _pay(period: Period, at: datetime) -> None:
    by = Actor.system("demo", Channel.DEMO)
    run = allowance.open_run(period=period, by=by, at=at)
    allowance.compute(run=run, by=by, at=at)


def relax_disk() -> None:
    """On SQLite, do not wait for the disk while playing: a demonstration that is cut off is played again."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")


def office_folder(given: str | None, base: Path) -> Path:
    """The folder of the office's files; the repository's own where none is given."""
    return Path(given) if given else base / "demo" / "office"
