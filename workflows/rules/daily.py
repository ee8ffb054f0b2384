"""The daily report: what is refused, with every problem at once, and what is accepted with a mark for the assessor."""

from calendar import monthrange
from collections.abc import Collection, Hashable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from hashlib import sha256
from unicodedata import normalize

from .calendar import add_working_days, working_days_between
from .spans import Span, overlaps
from .violation import RuleViolation
from .wording import clock, day_in_words, exact

MOST_ACTIVITIES = 24
LATE, OVERLAP, COPIED = "LATE", "OVERLAP", "COPIED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One activity as entered. None stands for a field left empty; `unit` is only for the words of a refusal.

    `is_main` a task of the post, which needs the result it serves (`result_key`); an additional task needs none.
    """

    description: str
    starts: time | None
    ends: time | None
    quantity: Decimal | None
    is_main: bool
    result_key: Hashable | None
    has_evidence: bool
    evidence_needed: bool
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: the activity's number from 1 (None: the report), its field, the words above and at the field.

    Fields: `day`, `activities`, `description`, `starts`, `ends`, `result`, `quantity`, `evidence`.
    """

    activity_number: int | None
    field: str
    summary: str
    at_field: str


class ReportRefused(RuleViolation):
    """A report with at least one problem. `heading` opens the summary on a page, `message` is all of it in one line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        self.heading = f"Laporan belum terkirim. Ada {len(self.problems)} hal yang perlu diperbaiki"
        details = "; ".join(problem.summary for problem in self.problems)
        super().__init__(f"{self.heading}: {details}.", self.problems[0].field, "report_refused")


def late_window_ends_on(report_day: date, late_until_day_of_next_month: int = 5) -> date:
    """The last day, inclusive, on which the report of `report_day` is accepted (DOMAIN.md §4: the 5th of next month).

    A number beyond the next month's end means its last day.
    """
    year, month = (report_day.year + 1, 1) if report_day.month == 12 else (report_day.year, report_day.month + 1)
    return date(year, month, min(late_until_day_of_next_month, monthrange(year, month)[1]))


def check_report(day: date, activities: Sequence[Activity], *, today: date, late_until_day: int) -> None:
    """Accepts a report, or names everything that is wrong with it.

    Overlapping hours, late entry and copied text are no problems but marks: see `find_marks`.

    :raises ReportRefused: code `report_refused`, with `problems` in the order of the page.
    """
    problems = [*_of_day(day, today, late_until_day), *_of_number(activities)]
    for place, activity in enumerate(activities, start=1):
        problems += _of_activity(place, activity)
    if problems:
        raise ReportRefused(problems)


def days_late(
    report_day: date, entered_on: date, holidays: AbstractSet[date], lost: AbstractSet[date] = frozenset()
) -> int:
    """How many working days after its day a report was entered; 0 on its day.

    What is entered on a day off counts as the working day that follows: a Friday's report of Saturday or of Monday is
    one day late, as nobody could see it earlier, and never 0, since it was not entered on its day. Days `lost` to an
    outage do not count; where its own day was lost, the next working day is taken for it.
    """
    if entered_on <= report_day:
        return 0
    next_day = timedelta(days=1)
    off = holidays | lost
    late = working_days_between(report_day + next_day, add_working_days(entered_on, 0, off) + next_day, off)
    return late - 1 if report_day in lost else late


def fingerprint(activities: Sequence[Activity]) -> str:
    """SHA-256 (64 hex digits) of the day's texts in the order of their hours, for storing and comparing.

    Case, blanks and Unicode form make no difference. Hours, quantities and results are left out on purpose: whoever
    copies yesterday's report changes just these. The whole sequence of texts counts and not the set of them: short
    routines recur. In the demo office the set would mark 703 of 4,509 reports and 83 of 86 people, the sequence 66,
    of which 55 belong to the two people who copy.
    """
    in_order = sorted(activities, key=lambda activity: (activity.starts or time.min, activity.ends or time.min))
    texts = (" ".join(normalize("NFKC", activity.description).casefold().split()) for activity in in_order)
    return sha256("\n".join(texts).encode()).hexdigest()


def find_marks(activities: Sequence[Activity], *, earlier_texts: Collection[str], late_days: int) -> frozenset[str]:
    """The marks that the assessor sees: LATE, OVERLAP, COPIED.

    `earlier_texts` fingerprints of the same person's reports of earlier days · `late_days` from `days_late`.
    """
    found = set()
    if late_days > 0:
        found.add(LATE)
    if overlaps(spans_of(activities)):
        found.add(OVERLAP)
    if activities and fingerprint(activities) in earlier_texts:
        found.add(COPIED)
    return frozenset(found)


def spans_of(activities: Sequence[Activity]) -> list[Span]:
    """The hours of those activities that have both, for `spans.minutes_counted_once`."""
    return [(a.starts, a.ends) for a in activities if a.starts is not None and a.ends is not None]


def _of_day(day: date, today: date, late_until_day: int) -> Iterator[Problem]:
    if day > today:
        yield Problem(
            None,
            "day",
            f"Tanggal laporan {day_in_words(day)} belum tiba",
            f"Hari ini {day_in_words(today)}. Pilih hari ini atau hari sebelumnya.",
        )
        return  # the last day that a date can be has no next month
    last = late_window_ends_on(day, late_until_day)
    if today > last:
        yield Problem(
            None,
            "day",
            f"Laporan {day_in_words(day)} hanya dapat diisi sampai {day_in_words(last)}",
            f"Batas pengisian {day_in_words(last)} sudah lewat. "
            "Pilih tanggal lain, atau hubungi tim pengelola kinerja.",
        )


def _of_number(activities: Sequence[Activity]) -> Iterator[Problem]:
    if not activities:
        yield Problem(None, "activities", "Laporan belum berisi kegiatan", "Tambahkan paling sedikit satu kegiatan.")
    surplus = len(activities) - MOST_ACTIVITIES
    if surplus > 0:
        yield Problem(
            None,
            "activities",
            f"Laporan berisi {len(activities)} kegiatan, paling banyak {MOST_ACTIVITIES}",
            f"Gabungkan kegiatan yang serupa, atau hapus {surplus} kegiatan.",
        )


def _of_activity(place: int, activity: Activity) -> Iterator[Problem]:
    def problem(field: str, summary: str, at_field: str) -> Problem:
        return Problem(place, field, f"Kegiatan {place}: {summary}", at_field)

    if not activity.description.strip():
        yield problem(
            "description",
            "tulis apa yang Anda kerjakan",
            "Tulis apa yang Anda kerjakan, misalnya “Memeriksa 3 usulan mutasi dari Dinas Pendidikan”.",
        )
    if activity.starts is None:
        yield problem("starts", "isi jam mulai", "Isi jam mulai, misalnya 07.30.")
    if activity.ends is None:
        yield problem("ends", "isi jam selesai", "Isi jam selesai, misalnya 16.00.")
    if activity.starts is not None and activity.ends is not None and activity.ends <= activity.starts:
        start, end = clock(activity.starts), clock(activity.ends)
        how = f"sama dengan jam mulai {start}" if start == end else f"lebih awal daripada jam mulai {start}"
        yield problem("ends", f"jam selesai {end} {how}", f"Jam selesai harus sesudah {start}.")
    if activity.is_main and activity.result_key is None:
        yield problem(
            "result",
            "pilih hasil kerja yang dituju",
            "Pilih hasil kerja. Bila tidak ada yang sesuai, pilih “Tidak terkait hasil kerja dalam SKP”.",
        )
    yield from (problem(*words) for words in _of_quantity(activity))


def _of_quantity(activity: Activity) -> Iterator[tuple[str, str, str]]:
    quantity = activity.quantity
    if quantity is None:
        yield "quantity", "isi jumlah hasil", "Isi jumlah hasil. Tulis 0 bila pekerjaan belum selesai."
    elif not quantity.is_finite():
        yield (
            "quantity",
            f"jumlah hasil “{quantity}” bukan bilangan",
            "Isi jumlah hasil dengan angka. Tulis 0 bila pekerjaan belum selesai.",
        )
    elif quantity < 0:
        shown = exact(quantity)
        yield (
            "quantity",
            f"jumlah hasil {shown} kurang dari 0",
            f"Jumlah hasil {shown} kurang dari 0. Tulis 0 bila pekerjaan belum selesai.",
        )
    elif quantity > 0 and activity.evidence_needed and not activity.has_evidence:
        amount = f"{exact(quantity)} {activity.unit}".strip()
        yield (
            "evidence",
            f"lampirkan bukti untuk {amount}",
            f"Lampirkan bukti. Bila {activity.unit or 'pekerjaan'} belum selesai, ubah jumlah hasil menjadi 0.",
        )
