"""Parts of a year put together by their days, where a move of post, unit or superior split the period.

The numeric sets take the mean of the parts' values, weighted by days. Of the qualitative set no article says how two
ratings become one: the office's rule here [?] gives 3, 2 and 1 points to above, meets and below, weighs them by days
and rounds half up. It is a parameter of the office, and every trace says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from .exact_numbers import exactly, shown, unrounded
from .permenpanrb_6_2022 import OFFICE, RATINGS, Rating
from .rounding import whole
from .trace import Step, Trace
from .violation import RuleViolation

POINTS = MappingProxyType({Rating.ABOVE: 3, Rating.MEETS: 2, Rating.BELOW: 1})


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Days of a part, both its ends counted, and the value that it was assessed with; `text` names it in the trace."""

    days: int
    value: Decimal | Fraction
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedPart:
    """Days of a part and the rating that it was given, a `Rating` or its code; `text` names it in the trace."""

    days: int
    rating: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Together:
    """The parts' value for the whole, unrounded, and how it came about."""

    value: Fraction
    trace: Trace


@dataclass(frozen=True, slots=True)
class RatedTogether:
    """The parts' rating for the whole, the points it was rounded from, and how it came about."""

    rating: Rating
    points: Fraction
    trace: Trace


def together(parts: Sequence[Part]) -> Together:
    """The mean of the parts' values weighted by their days, for the numeric sets; a band is asked of it unrounded.

    :raises RuleViolation: field with its place, as "parts[0].days"; code `parts_empty`, `days`, `not_a_number`,
        `number_out_of_range`.
    """
    values = [_exact(part, place) for place, part in enumerate(parts)]
    weighted = _weighted([part.days for part in parts], values)
    step = Step(
        step="YEAR_PARTS",
        formula="jumlah (nilai bagian × harinya) ÷ jumlah hari, tidak dibulatkan",
        inputs={
            _label(place, part.text): f"{shown(value)} × {part.days} hari"
            for place, (part, value) in enumerate(zip(parts, values, strict=True))
        },
        value=shown(weighted),
        source=OFFICE,
    )
    return Together(weighted, (step,))


def rating_together(parts: Sequence[RatedPart]) -> RatedTogether:
    """The rating of the whole by the office's rule [?]: points 3, 2, 1 weighted by days, rounded half up.

    One part alone keeps its rating, and a better part never lowers the whole. Half way counts for the better rating.

    :raises RuleViolation: field with its place, as "parts[0].rating"; code `parts_empty`, `days`, `rating_unknown`.
    """
    ratings = [_rating(part, place) for place, part in enumerate(parts)]
    points = _weighted([part.days for part in parts], [Fraction(POINTS[rating]) for rating in ratings])
    rating = next(rating for rating, worth in POINTS.items() if worth == whole(points))
    step = Step(
        step="YEAR_PARTS",
        formula="di atas 3, sesuai 2, di bawah 1; jumlah (angka × hari) ÷ jumlah hari, dibulatkan setengah ke atas "
        "(belum dikonfirmasi)",
        inputs={
            **{
                _label(place, part.text): f"{RATINGS[given].label} × {part.days} hari"
                for place, (part, given) in enumerate(zip(parts, ratings, strict=True))
            },
            "rata-rata": unrounded(points),
        },
        value=RATINGS[rating].label,
        source=OFFICE,
    )
    return RatedTogether(rating, points, (step,))


def _weighted(days: Sequence[int], values: Sequence[Fraction]) -> Fraction:
    if not days:
        raise RuleViolation("Bagian periode belum ada. Isi paling sedikit satu.", "parts", "parts_empty")
    for place, count in enumerate(days):
        if count < 1:
            raise RuleViolation(
                f"Bagian periode {count} hari. Isi dengan paling sedikit 1 hari.", f"parts[{place}].days", "days"
            )
    return sum((count * value for count, value in zip(days, values, strict=True)), Fraction(0)) / sum(days)


def _exact(part: Part, place: int) -> Fraction:
    if isinstance(part.value, Fraction):
        return part.value
    return exactly(part.value, "Nilai bagian", f"parts[{place}].value")


def _rating(part: RatedPart, place: int) -> Rating:
    try:
        return Rating(part.rating)
    except ValueError:
        raise RuleViolation(
            f"Penilaian “{part.rating}” tidak dikenal. Pilih di atas, sesuai, atau di bawah ekspektasi.",
            f"parts[{place}].rating",
            "rating_unknown",
        ) from None


def _label(place: int, text: str) -> str:
    return f"bagian {place + 1}. {text}" if text else f"bagian {place + 1}"
