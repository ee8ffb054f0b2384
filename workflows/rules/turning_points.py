"""What would have changed a result, in plain words: the next better outcome and what was lacking for it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from . import permenpanrb_8_2021, pp46_2011
from .permenpanrb_6_2022 import (
    DEFAULT_PARAMETERS,
    PREDICATES,
    RATINGS,
    TABLE,
    Parameters,
    Predicate,
    Rating,
    ResultAchievement,
)
from .predicates import LABELS
from .wording import HARD_SPACE, exact, listing, percent

BEST = "Ini predikat tertinggi."
RATINGS_DOWN = tuple(Rating)  # best first
PREDICATES_DOWN = tuple(Predicate)


# ---- PermenPANRB 6/2022 ----
def better_ratings(work_result: str, behaviour: str) -> tuple[str, ...]:
    """Which better ratings would have given which better predicate: each the least that suffices.

    :raises ValueError: an unknown rating.
    """
    work, conduct = Rating(work_result), Rating(behaviour)
    now = PREDICATES_DOWN.index(TABLE[work, conduct])
    if now == 0:
        return (BEST,)
    better = {
        pair: PREDICATES_DOWN.index(found)
        for pair, found in TABLE.items()
        if _at_least(pair, (work, conduct)) and PREDICATES_DOWN.index(found) < now
    }
    least = [
        pair
        for pair, place in better.items()
        if not any(_at_least(pair, other) and other != pair and better[other] <= place for other in better)
    ]
    least.sort(key=lambda pair: (-better[pair], pair))
    return tuple(
        f"Predikat menjadi {PREDICATES[TABLE[pair]].label} bila {_raised(pair, (work, conduct))}." for pair in least
    )


def kept_from_higher(
    results: Sequence[ResultAchievement], parameters: Parameters = DEFAULT_PARAMETERS
) -> tuple[str, ...]:
    """Which main results kept the suggestion from the next higher rating, and what each lacked."""
    standing = [
        (result, sum(map(Fraction, result.percents), Fraction(0)) / len(result.percents))
        for result in results
        if result.is_main and result.percents
    ]
    below, above = Fraction(parameters.below_under), Fraction(parameters.above_from)
    for bound, rating in ((below, Rating.MEETS), (above, Rating.ABOVE)):
        short = [(result, mean) for result, mean in standing if mean < bound]
        if short:
            lacking = listing([f"“{result.text}” naik {_lacking(bound - mean)}{HARD_SPACE}%" for result, mean in short])
            wanted = percent(parameters.below_under if rating == Rating.MEETS else parameters.above_from)
            label = RATINGS[rating].label.lower()
            return (f"Saran menjadi {label} bila {lacking}, sehingga mencapai {wanted}.",)
    return ()


def _at_least(pair: tuple[Rating, Rating], other: tuple[Rating, Rating]) -> bool:
    """Whether neither rating of `pair` is worse than that of `other`."""
    return all(RATINGS_DOWN.index(a) <= RATINGS_DOWN.index(b) for a, b in zip(pair, other, strict=True))


def _raised(pair: tuple[Rating, Rating], now: tuple[Rating, Rating]) -> str:
    names = ("hasil kerja", "perilaku kerja")
    raised = [
        f"{name} dinilai {RATINGS[rating].label.lower()}"
        for name, rating, before in zip(names, pair, now, strict=True)
        if rating != before
    ]
    return listing(raised)


# ---- PP 46/2011 ----
def better_total_of_pp46(
    total: Fraction, behaviour: Fraction, parameters: pp46_2011.Parameters = pp46_2011.DEFAULT_PARAMETERS
) -> tuple[str, ...]:
    """What the total lacked for the next band, as a whole and by either of its parts."""
    found = _next_band(total, {LABELS[predicate]: Fraction(lowest) for lowest, predicate in pp46_2011.BANDS})
    if found is None:
        return (BEST,)
    label, lowest = found
    room = Fraction(parameters.highest_behaviour) - behaviour
    parts = _parts(lowest - total, pp46_2011.GOALS_WEIGHT, pp46_2011.BEHAVIOUR_WEIGHT, room)
    return (_reaching("nilai prestasi kerja", label, lowest, lowest - total), parts)


# ---- PermenPANRB 8/2021 ----
def better_total_of_8_2021(
    total: Fraction,
    behaviour: Fraction,
    *,
    new_idea: bool,
    peers_used: bool,
    parameters: permenpanrb_8_2021.Parameters = permenpanrb_8_2021.DEFAULT_PARAMETERS,
) -> tuple[str, ...]:
    """What the total lacked for the next band; from 110 on Sangat Baik asks for a new idea besides."""
    rules = permenpanrb_8_2021
    idea = "" if new_idea else " dan ada ide baru yang bermanfaat"
    bands = {
        "Sangat Baik": Fraction(rules.VERY_GOOD_FROM),
        "Baik": Fraction(rules.GOOD_FROM),
        "Cukup": Fraction(rules.SUFFICIENT_FROM),
        "Kurang": Fraction(parameters.poor_from),
    }
    found = _next_band(total, bands)
    if found is None:
        return (BEST,) if new_idea else ("Predikat menjadi Sangat Baik bila ada ide baru yang bermanfaat.",)
    label, lowest = found
    goals, conduct = rules.WEIGHTS_WITH_PEERS if peers_used else rules.WEIGHTS
    sentence = _reaching("nilai kinerja", label, lowest, lowest - total, more=idea if label == "Sangat Baik" else "")
    room = Fraction(parameters.highest_behaviour) - behaviour
    return (sentence, _parts(lowest - total, goals, conduct, room))


# ---- of both ----
def _next_band(total: Fraction, bands: Mapping[str, Fraction]) -> tuple[str, Fraction] | None:
    above = [(lowest, label) for label, lowest in bands.items() if lowest > total]
    if not above:
        return None
    lowest, label = min(above)
    return label, lowest


def _reaching(what: str, label: str, lowest: Fraction, lacking: Fraction, *, more: str = "") -> str:
    return f"Predikat menjadi {label} bila {what} mencapai {_bound(lowest)}, kurang {_lacking(lacking)}{more}."


def _parts(lacking: Fraction, goals: Fraction, conduct: Fraction, room: Fraction) -> str:
    by_goals, by_conduct = lacking / goals, lacking / conduct
    sentence = f"Itu tercapai bila nilai SKP naik {_lacking(by_goals)}"
    if by_conduct > room:
        return f"{sentence}; perilaku kerja sendiri tidak dapat menaikkannya sampai di sana."
    return f"{sentence}, atau rata-rata perilaku kerja naik {_lacking(by_conduct)}."


def _bound(value: Fraction) -> str:
    return exact(Decimal(value.numerator) / value.denominator)


def _lacking(value: Fraction) -> str:
    """With two decimals, rounded up: who reaches as much as the sentence says has enough."""
    hundredths = -(-value.numerator * 100 // value.denominator)
    whole, rest = divmod(hundredths, 100)
    return f"{whole},{rest:02}"
