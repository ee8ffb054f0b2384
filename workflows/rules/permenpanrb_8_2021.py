"""Assessment by PP 30/2019 and PermenPANRB 8/2021: indicators to 120, behaviour, a total with its band.

Direct cascading alone: the formula of the non-direct one is not known here, nor is the 60/40 of high leaders confirmed.
Nothing but an indicator's achievement is rounded on the way, as its regulation says; the band is asked of the exact
total.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from .exact_numbers import mean, not_negative, plain, shown, unrounded, within
from .permenpanrb_8_2021_indicators import GUIDE, Band, IndicatorValue, indicator_values
from .permenpanrb_8_2021_indicators import Indicator as Indicator  # offered here too: what the set is computed from
from .predicates import LABELS, OF_RULE_SET, Predicate
from .trace import Step, Trace
from .violation import RuleViolation
from .wording import exact, listing, number

CODE = "permenpanrb_8_2021"
LAW = "PP Nomor 30 Tahun 2019 Pasal 41"
WEIGHTS = (Fraction(70, 100), Fraction(30, 100))  # work goals, behaviour
WEIGHTS_WITH_PEERS = (Fraction(60, 100), Fraction(40, 100))
VERY_GOOD_FROM, GOOD_FROM, SUFFICIENT_FROM = 110, 90, 70
HIGHEST_ADDITIONAL = Fraction(10)
CATEGORY_WEIGHTS: Mapping[Predicate, int] = MappingProxyType(
    dict(zip(OF_RULE_SET[CODE], (100, 80, 60, 40, 20), strict=True))
)
BEHAVIOURS: Mapping[str, str] = MappingProxyType(
    {
        "service_orientation": "orientasi pelayanan",
        "commitment": "komitmen",
        "initiative": "inisiatif kerja",
        "cooperation": "kerja sama",
        "leadership": "kepemimpinan",
    }
)
UNCONFIRMED: Mapping[str, str] = MappingProxyType(
    {
        "above_target_lowest": "Nilai indikator yang capaiannya 101 %.",
        "above_target_highest": "Nilai tertinggi indikator yang melebihi target.",
        "above_target_full_at": "Capaian dalam persen yang sejak itu bernilai tertinggi.",
        "scope_within_unit": "Bobot lingkup kerja tambahan dalam satu unit.",
        "scope_between_units": "Bobot lingkup kerja tambahan antarunit.",
        "scope_between_agencies": "Bobot lingkup kerja tambahan antarinstansi.",
        "highest_total": "Nilai kinerja tertinggi.",
        "poor_from": "Nilai terendah predikat Kurang; di bawahnya Sangat Kurang.",
        "highest_behaviour": "Nilai tertinggi setiap perilaku kerja.",
    }
)
NOT_OFFERED = (
    "Pembobotan JPT 60 % perjanjian kinerja dan 40 % inisiatif strategis: menunggu konfirmasi.",
    "Penyelarasan tidak langsung (non-direct cascading): rumusnya belum diketahui; hanya yang langsung tersedia.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Figures [?] that no source at hand confirms; `UNCONFIRMED` says of each what it is."""

    above_target_lowest: Decimal = Decimal(110)
    above_target_highest: Decimal = Decimal(120)
    above_target_full_at: int = 110
    scope_within_unit: Decimal = Decimal(1)
    scope_between_units: Decimal = Decimal(2)
    scope_between_agencies: Decimal = Decimal(3)
    highest_total: Decimal = Decimal(120)
    poor_from: Decimal = Decimal(50)
    highest_behaviour: Decimal = Decimal(120)

    @property
    def above_target(self) -> Band:
        """The band of achievements above 100 %."""
        lowest, highest = Fraction(self.above_target_lowest), Fraction(self.above_target_highest)
        return Band(101, self.above_target_full_at, lowest, highest, Predicate.VERY_GOOD)

    @property
    def scopes(self) -> tuple[Decimal, ...]:
        """What the scope of additional work may weigh."""
        return (self.scope_within_unit, self.scope_between_units, self.scope_between_agencies)


@dataclass(frozen=True, slots=True, kw_only=True)
class Additional:
    """A piece of additional work: how good it was, the weight of its scope, its value."""

    category: Predicate
    scope_weight: Decimal
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """One person's period; None where a part was not assessed.

    `behaviour` values under the names of `BEHAVIOURS`, those that were rated · `total` a value that is known already,
    and then alone.
    """

    indicators: Sequence[Indicator] | None = None
    additional: Sequence[Additional] | None = None
    behaviour: Mapping[str, Decimal] | None = None
    peers_used: bool = False
    total: Decimal | None = None
    new_idea: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """All figures unrounded, None where what they rest on was not given; and how they came about."""

    indicators: tuple[IndicatorValue, ...] | None
    additional: tuple[Fraction, ...] | None
    additional_total: Fraction | None
    skp: Fraction | None
    behaviour: Fraction | None
    total: Fraction | None
    predicate: Predicate | None
    trace: Trace


DEFAULT_PARAMETERS = Parameters()


def compute(inputs: Inputs, parameters: Parameters = DEFAULT_PARAMETERS) -> Result:
    """The indicators, additional work, SKP, behaviour, total and its predicate, as far as they were given.

    :raises RuleViolation: field with its place, as "additional[0].scope_weight"; code `behaviour_empty`,
        `behaviour_unknown`, `category_unknown`, `scope_unknown`, `total_not_alone`, `negative`, `too_high`, and as
        `indicator_values`.
    """
    parts = (inputs.indicators, inputs.additional, inputs.behaviour)
    if inputs.total is not None and any(part is not None for part in parts):
        raise RuleViolation(
            "Nilai kinerja dihitung dari bagiannya atau diberikan sendiri. Hapus salah satu.",
            "total",
            "total_not_alone",
        )
    steps: list[Step] = []
    indicators = (
        None if inputs.indicators is None else indicator_values(steps, inputs.indicators, parameters.above_target)
    )
    additional = None if inputs.additional is None else _additional(steps, inputs.additional, parameters)
    additional_total = None if additional is None else _additional_total(steps, additional)
    skp = None if indicators is None else _skp(steps, indicators, additional_total)
    behaviour = None if inputs.behaviour is None else _behaviour(steps, inputs.behaviour, parameters)
    if inputs.total is not None:
        total: Fraction | None = _capped(not_negative(inputs.total, "Nilai kinerja", "total"), parameters)
    else:
        total = None if skp is None or behaviour is None else _total(steps, skp, behaviour, inputs, parameters)
    predicate = None
    if total is not None:
        predicate = predicate_of(total, new_idea=inputs.new_idea, parameters=parameters)
        steps.append(_predicate_step(total, predicate, inputs, parameters))
    return Result(
        indicators=indicators,
        additional=additional,
        additional_total=additional_total,
        skp=skp,
        behaviour=behaviour,
        total=total,
        predicate=predicate,
        trace=tuple(steps),
    )


def predicate_of(
    total: Fraction | Decimal, *, new_idea: bool, parameters: Parameters = DEFAULT_PARAMETERS
) -> Predicate:
    """The predicate of an unrounded total; 110 and more without a new idea of benefit is Baik."""
    if total >= VERY_GOOD_FROM and new_idea:
        return Predicate.VERY_GOOD
    if total >= GOOD_FROM:
        return Predicate.GOOD
    if total >= SUFFICIENT_FROM:
        return Predicate.SUFFICIENT
    return Predicate.POOR if total >= Fraction(parameters.poor_from) else Predicate.VERY_POOR


def _capped(total: Fraction, parameters: Parameters) -> Fraction:
    return min(total, Fraction(parameters.highest_total))


def _additional(steps: list[Step], pieces: Sequence[Additional], parameters: Parameters) -> tuple[Fraction, ...]:
    return tuple(_piece(steps, place, piece, parameters) for place, piece in enumerate(pieces))


def _piece(steps: list[Step], place: int, piece: Additional, parameters: Parameters) -> Fraction:
    field = f"additional[{place}]"
    if piece.category not in CATEGORY_WEIGHTS:
        known = listing([LABELS[category] for category in CATEGORY_WEIGHTS])
        raise RuleViolation(f"Kategori tidak dikenal. Pilih {known}.", f"{field}.category", "category_unknown")
    scope = not_negative(piece.scope_weight, "Bobot lingkup", f"{field}.scope_weight")
    if piece.scope_weight not in parameters.scopes:
        known = listing([exact(known) for known in parameters.scopes])
        raise RuleViolation(
            f"Bobot lingkup {exact(piece.scope_weight)} tidak dikenal. Pilih salah satu dari {known}.",
            f"{field}.scope_weight",
            "scope_unknown",
        )
    weight = CATEGORY_WEIGHTS[piece.category]
    earned = Fraction(weight, 100) * scope / 100 * not_negative(piece.value, "Nilai", f"{field}.value")
    steps.append(
        Step(
            step="ADDITIONAL",
            formula="bobot kategori ÷ 100 × bobot lingkup ÷ 100 × nilai",
            inputs={
                "kerja tambahan": str(place + 1),
                "kategori": LABELS[piece.category],
                "bobot kategori": str(weight),
                "bobot lingkup": plain(piece.scope_weight),
                "nilai": plain(piece.value),
            },
            value=shown(earned),
            source=GUIDE,
        )
    )
    return earned


def _additional_total(steps: list[Step], earned: Sequence[Fraction]) -> Fraction:
    total = min(sum(earned, Fraction(0)), HIGHEST_ADDITIONAL)
    inputs = {f"kerja tambahan {n}": shown(part) for n, part in enumerate(earned, start=1)}
    formula = "jumlah kerja tambahan, paling banyak 10"
    steps.append(Step(step="ADDITIONAL_TOTAL", formula=formula, inputs=inputs, value=shown(total), source=GUIDE))
    return total


def _skp(steps: list[Step], indicators: Sequence[IndicatorValue], additional: Fraction | None) -> Fraction:
    average = mean([indicator.value for indicator in indicators])
    skp = average + (additional or 0)
    inputs = {
        **{f"indikator {n}": shown(part.value) for n, part in enumerate(indicators, start=1)},
        "rata-rata": shown(average),
        "kerja tambahan": shown(additional or Fraction(0)),
    }
    formula = "rata-rata nilai indikator + kerja tambahan"
    steps.append(Step(step="SKP", formula=formula, inputs=inputs, value=shown(skp), source=GUIDE))
    return skp


def _behaviour(steps: list[Step], given: Mapping[str, Decimal], parameters: Parameters) -> Fraction:
    for name in given:
        if name not in BEHAVIOURS:
            raise RuleViolation(
                f"Perilaku tidak dikenal. Pilih {listing(list(BEHAVIOURS.values()))}.",
                f"behaviour.{name}",
                "behaviour_unknown",
            )
    if not given:
        raise RuleViolation("Perilaku belum dinilai. Isi paling sedikit satu.", "behaviour", "behaviour_empty")
    highest = parameters.highest_behaviour
    values = [within(value, highest, f"Nilai {BEHAVIOURS[name]}", f"behaviour.{name}") for name, value in given.items()]
    found = mean(values)
    formula = f"rata-rata {len(values)} perilaku yang dinilai"
    inputs = {BEHAVIOURS[name]: plain(value) for name, value in given.items()}
    steps.append(Step(step="BEHAVIOUR", formula=formula, inputs=inputs, value=shown(found), source=GUIDE))
    return found


def _total(steps: list[Step], skp: Fraction, behaviour: Fraction, inputs: Inputs, parameters: Parameters) -> Fraction:
    goals, conduct = WEIGHTS_WITH_PEERS if inputs.peers_used else WEIGHTS
    total = _capped(goals * skp + conduct * behaviour, parameters)
    why = "dengan" if inputs.peers_used else "tanpa"
    steps.append(
        Step(
            step="TOTAL",
            formula=f"{goals * 100} % × SKP + {conduct * 100} % × perilaku kerja ({why} pendapat rekan dan bawahan), "
            f"paling tinggi {number(parameters.highest_total)}",
            inputs={"SKP": shown(skp), "perilaku kerja": shown(behaviour)},
            value=shown(total),
            source=LAW,
        )
    )
    return total


def _predicate_step(total: Fraction, predicate: Predicate, inputs: Inputs, parameters: Parameters) -> Step:
    return Step(
        step="PREDICATE",
        formula="110 ke atas dengan ide baru yang bermanfaat Sangat Baik; 90 ke atas Baik; 70 ke atas Cukup; "
        f"{number(parameters.poor_from)} ke atas Kurang; selain itu Sangat Kurang; nilai tidak dibulatkan dahulu",
        inputs={"nilai kinerja": unrounded(total), "ide baru": "ada" if inputs.new_idea else "tidak ada"},
        value=LABELS[predicate],
        source=LAW,
    )
