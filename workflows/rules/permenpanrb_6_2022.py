"""Assessment by PermenPANRB 6/2022: two ratings, their predicate, and the ratings that the system may suggest.

The rating is the assessor's judgement with reasons. What is suggested here rests on parameters of the office, which
no article names, and every sentence and trace says so.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from .berakhlak import BEHAVIOURS as BEHAVIOURS  # offered here too: a rule set names the values that it rates
from .berakhlak import Behaviour as Behaviour
from .predicates import LABELS
from .predicates import Predicate as Shared
from .rounding import finite, two_decimals
from .trace import Step, Trace
from .violation import RuleViolation
from .wording import listing, percent

CODE = "permenpanrb_6_2022"
SOURCE = "PermenPANRB Nomor 6 Tahun 2022"
OFFICE = "Pengaturan kantor, bukan bunyi pasal"
UNCONFIRMED: Mapping[str, str] = MappingProxyType(
    {
        "above_from": "Capaian dalam persen yang sejak itu disarankan di atas ekspektasi.",
        "below_under": "Capaian dalam persen yang di bawah itu disarankan di bawah ekspektasi.",
    }
)


class Rating(StrEnum):
    """Rating of work result and of behaviour, against what was expected."""

    ABOVE = "ABOVE"
    MEETS = "MEETS"
    BELOW = "BELOW"


class Predicate(StrEnum):
    """The outcome, one of this set's five. POOR is misconduct: good work with behaviour below expectation."""

    VERY_GOOD = "VERY_GOOD"
    GOOD = "GOOD"
    NEEDS_IMPROVEMENT = "NEEDS_IMPROVEMENT"
    POOR = "POOR"
    VERY_POOR = "VERY_POOR"


class Words(NamedTuple):
    """The code that BKN's SIASN takes, and the label on screen."""

    siasn: int
    label: str


RATINGS: Mapping[Rating, Words] = MappingProxyType(
    {
        Rating.ABOVE: Words(1, "Di atas ekspektasi"),
        Rating.MEETS: Words(2, "Sesuai ekspektasi"),
        Rating.BELOW: Words(3, "Di bawah ekspektasi"),
    }
)
PREDICATES: Mapping[Predicate, Words] = MappingProxyType(
    {
        Predicate.VERY_GOOD: Words(1, LABELS[Shared.VERY_GOOD]),
        Predicate.GOOD: Words(2, LABELS[Shared.GOOD]),
        Predicate.NEEDS_IMPROVEMENT: Words(3, LABELS[Shared.NEEDS_IMPROVEMENT]),
        Predicate.POOR: Words(4, LABELS[Shared.POOR]),
        Predicate.VERY_POOR: Words(5, LABELS[Shared.VERY_POOR]),
    }
)

# (work result, behaviour): the quadrants of PermenPANRB 6/2022.
TABLE: Mapping[tuple[Rating, Rating], Predicate] = MappingProxyType(
    {
        (Rating.ABOVE, Rating.BELOW): Predicate.POOR,
        (Rating.ABOVE, Rating.MEETS): Predicate.GOOD,
        (Rating.ABOVE, Rating.ABOVE): Predicate.VERY_GOOD,
        (Rating.MEETS, Rating.BELOW): Predicate.POOR,
        (Rating.MEETS, Rating.MEETS): Predicate.GOOD,
        (Rating.MEETS, Rating.ABOVE): Predicate.GOOD,
        (Rating.BELOW, Rating.BELOW): Predicate.VERY_POOR,
        (Rating.BELOW, Rating.MEETS): Predicate.NEEDS_IMPROVEMENT,
        (Rating.BELOW, Rating.ABOVE): Predicate.NEEDS_IMPROVEMENT,
    }
)


@dataclass(frozen=True, slots=True)
class Result:
    """The predicate and how it came about."""

    predicate: Predicate
    trace: Trace


@dataclass(frozen=True, slots=True)
class Parameters:
    """Bounds in per cent of what is suggested [?]: no source confirms them, so an office sets its own.

    A result is `above_from` and more: above; under `below_under`: below. Compared with the unrounded figure.
    """

    above_from: Decimal = Decimal(110)
    below_under: Decimal = Decimal(80)


@dataclass(frozen=True, slots=True)
class ResultAchievement:
    """A work result with the achievements of its indicators in per cent; none where nothing was due or measured."""

    key: Hashable
    text: str
    is_main: bool
    percents: Sequence[Decimal]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the system would rate and why, in sentences; `rating` is None where there is nothing to go by."""

    rating: Rating | None
    reasons: tuple[str, ...]
    trace: Trace


def predicate(work_result: str, behaviour: str) -> Result:
    """The predicate of two ratings, each a `Rating` or its code.

    :raises RuleViolation: code `rating_unknown`.
    """
    ratings = (_rating(work_result, "work_result"), _rating(behaviour, "behaviour"))
    found = TABLE[ratings]
    step = Step(
        step="PREDICATE",
        formula="kuadran hasil kerja × perilaku kerja",
        inputs={"hasil kerja": RATINGS[ratings[0]].label, "perilaku kerja": RATINGS[ratings[1]].label},
        value=PREDICATES[found].label,
        source=SOURCE,
    )
    return Result(found, (step,))


DEFAULT_PARAMETERS = Parameters()


def suggest_work_result(
    results: Sequence[ResultAchievement], parameters: Parameters = DEFAULT_PARAMETERS
) -> Suggestion:
    """Above where every main result reaches the upper bound, below where any stays under the lower, else meets.

    A result stands at the mean of its indicators, unrounded. Additional results, and main ones with nothing measured,
    do not enter; the latter are named, so that nobody takes them for reached.

    :raises RuleViolation: code `not_a_number`.
    """
    main = [result for result in results if result.is_main]
    standing = [(result, _mean(result)) for result in main if result.percents]
    unmeasured = [f"“{result.text}”" for result in main if not result.percents]
    left_out = (f"Belum terukur, jadi tidak ikut menentukan saran: {listing(unmeasured)}.",) if unmeasured else ()
    if not standing:
        return Suggestion(None, ("Belum ada hasil kerja utama yang terukur, jadi sistem tidak memberi saran.",), ())
    above, below = percent(parameters.above_from), percent(parameters.below_under)
    low = [(r, mean) for r, mean in standing if mean < parameters.below_under]
    short = [(r, mean) for r, mean in standing if mean < parameters.above_from]
    if low:
        rating = Rating.BELOW
        reasons = tuple(f"“{r.text}” mencapai {percent(mean)}, di bawah {below}." for r, mean in low)
    elif short:
        rating = Rating.MEETS
        named = listing([f"“{r.text}” {percent(mean)}" for r, mean in short])
        reasons = (f"Semua hasil kerja utama mencapai {below} atau lebih.", f"Belum mencapai {above}: {named}.")
    else:
        rating = Rating.ABOVE
        reasons = (f"Semua hasil kerja utama mencapai {above} atau lebih.",)
    bounds = f"Batas {above} dan {below} adalah pengaturan kantor, bukan bunyi pasal."
    trace = (*(_mean_step(r, mean) for r, mean in standing), _rating_step(standing, parameters, rating))
    return Suggestion(rating, (*reasons, *left_out, bounds), trace)


def suggest_behaviour(ratings: Mapping[str, str]) -> Suggestion:
    """A rating of behaviour from those of the seven values, by their codes: the rating of four or more, else meets.

    Four is a true majority of seven. A mere plurality would let a better rating of one value lower the whole (3 above,
    2 meets and 2 below would be above, yet 3 above, 3 meets and 1 below a tie). A parameter of the office: the
    assessor decides.

    :raises RuleViolation: field `behaviour`, code `behaviour_missing`, `behaviour_unknown`, `rating_unknown`.
    """
    labels = {value.code: value.label for value in BEHAVIOURS}
    strangers = [code for code in ratings if code not in labels]
    if strangers:
        raise RuleViolation(
            f"Nilai perilaku “{strangers[0]}” tidak dikenal. Pilih salah satu dari tujuh nilai BerAKHLAK.",
            "behaviour",
            "behaviour_unknown",
        )
    missing = [label for code, label in labels.items() if code not in ratings]
    if missing:
        raise RuleViolation(
            f"Penilaian {listing(missing)} belum diisi. Nilai ketujuh perilaku.", "behaviour", "behaviour_missing"
        )
    given = {code: _rating(ratings[code], "behaviour") for code in labels}
    counts = {rating: list(given.values()).count(rating) for rating in Rating}
    rating = next((r for r, count in counts.items() if count > len(labels) // 2), Rating.MEETS)
    counted = listing([f"{n} nilai {RATINGS[r].label.lower()}" for r, n in counts.items() if n])
    step = Step(
        step="BEHAVIOUR",
        formula="penilaian yang diberikan pada lebih dari separuh nilai; selain itu sesuai ekspektasi",
        inputs={labels[code]: RATINGS[r].label for code, r in given.items()},
        value=RATINGS[rating].label,
        source=OFFICE,
    )
    return Suggestion(rating, (f"Dari tujuh nilai: {counted}.",), (step,))


def behaviour_rating(ratings: Mapping[str, str]) -> Rating:
    """The rating alone of `suggest_behaviour`."""
    return suggest_behaviour(ratings).rating or Rating.MEETS


def _rating(code: str, field: str) -> Rating:
    try:
        return Rating(code)
    except ValueError:
        raise RuleViolation(
            f"Penilaian “{code}” tidak dikenal. Pilih di atas, sesuai, atau di bawah ekspektasi.",
            field,
            "rating_unknown",
        ) from None


def _mean(result: ResultAchievement) -> Decimal:
    total = sum((finite(value, "Capaian", "percents") for value in result.percents), Decimal(0))
    return total / len(result.percents)


def _mean_step(result: ResultAchievement, mean: Decimal) -> Step:
    return Step(
        step="RESULT",
        formula="rata-rata capaian indikator",
        inputs={f"indikator {i}": str(two_decimals(value)) for i, value in enumerate(result.percents, start=1)},
        value=str(two_decimals(mean)),
        source=OFFICE,
    )


def _rating_step(standing: Sequence[tuple[ResultAchievement, Decimal]], parameters: Parameters, rating: Rating) -> Step:
    bounds = {"batas atas": str(parameters.above_from), "batas bawah": str(parameters.below_under)}
    return Step(
        step="WORK_RESULT",
        formula="semua di batas atas atau lebih: di atas; ada yang di bawah batas bawah: di bawah; selain itu sesuai",
        inputs={**{r.text: str(two_decimals(mean)) for r, mean in standing}, **bounds},
        value=RATINGS[rating].label,
        source=OFFICE,
    )
