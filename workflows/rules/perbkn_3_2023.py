"""Credit figure of functional posts by PermenPANRB 1/2023 and PerBKN 3/2023: what predicates earn towards promotion."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from .exact_numbers import shown
from .predicates import LABELS, Predicate
from .rounding import two_decimals
from .trace import Step, Trace
from .violation import RuleViolation
from .wording import listing, number

CODE = "perbkn_3_2023"
SOURCE = "PerBKN Nomor 3 Tahun 2023"
MONTHS = range(1, 13)
UNCONFIRMED: Mapping[str, str] = MappingProxyType({})

# Per cent of a year's coefficient. Cukup stands beside Butuh Perbaikan for predicates of before 2022.
PERCENTS: Mapping[Predicate, int] = MappingProxyType(
    {
        Predicate.VERY_GOOD: 150,
        Predicate.GOOD: 100,
        Predicate.SUFFICIENT: 75,
        Predicate.NEEDS_IMPROVEMENT: 75,
        Predicate.POOR: 50,
        Predicate.VERY_POOR: 25,
    }
)
# Level: label, coefficient of a year.
LEVELS: Mapping[str, tuple[str, Decimal]] = MappingProxyType(
    {
        "pemula": ("Pemula", Decimal("3.75")),
        "terampil": ("Terampil", Decimal(5)),
        "mahir": ("Mahir", Decimal("12.5")),
        "penyelia": ("Penyelia", Decimal(25)),
        "ahli_pertama": ("Ahli Pertama", Decimal("12.5")),
        "ahli_muda": ("Ahli Muda", Decimal(25)),
        "ahli_madya": ("Ahli Madya", Decimal("37.5")),
        "ahli_utama": ("Ahli Utama", Decimal(50)),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditPeriod:
    """Months of one period on one level with one predicate; several periods may make more than twelve months."""

    level: str
    predicate: Predicate
    months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The credit of each period, rounded to two decimals, the sum of the rounded, and how they came about."""

    periods: tuple[Decimal, ...]
    total: Decimal
    trace: Trace


def compute(periods: Sequence[CreditPeriod]) -> Result:
    """The credit of the periods in their order, and their sum.

    :raises RuleViolation: field with its place, as "periods[0].months"; code `periods_empty`, `level_unknown`,
        `predicate_unknown`, `months`.
    """
    if not periods:
        raise RuleViolation("Periode belum diisi. Isi paling sedikit satu.", "periods", "periods_empty")
    steps = [_step(place, period, _credit(place, period)) for place, period in enumerate(periods)]
    credits = tuple(Decimal(step.value) for step in steps)
    total = sum(credits, Decimal(0))
    inputs = {f"periode {n}": str(credit) for n, credit in enumerate(credits, start=1)}
    formula = "jumlah angka kredit setiap periode yang sudah dibulatkan"
    last = Step(step="SUM", formula=formula, inputs=inputs, value=str(total), source=SOURCE)
    return Result(periods=credits, total=total, trace=(*steps, last))


def _credit(place: int, period: CreditPeriod) -> Fraction:
    field = f"periods[{place}]"
    if period.level not in LEVELS:
        known = listing([label for label, _ in LEVELS.values()])
        raise RuleViolation(f"Jenjang tidak dikenal. Pilih dari {known}.", f"{field}.level", "level_unknown")
    if period.predicate not in PERCENTS:
        known = listing([LABELS[predicate] for predicate in PERCENTS])
        raise RuleViolation(
            f"Predikat ini tidak dikonversi. Pilih dari {known}.", f"{field}.predicate", "predicate_unknown"
        )
    if period.months not in MONTHS:
        raise RuleViolation(
            f"Satu periode paling sedikit 1 dan paling banyak 12 bulan, bukan {number(period.months)}.",
            f"{field}.months",
            "months",
        )
    _, coefficient = LEVELS[period.level]
    return Fraction(period.months, 12) * PERCENTS[period.predicate] / 100 * Fraction(coefficient)


def _step(place: int, period: CreditPeriod, credit: Fraction) -> Step:
    label, coefficient = LEVELS[period.level]
    return Step(
        step="CREDIT",
        formula="bulan ÷ 12 × persentase predikat × koefisien jenjang, dibulatkan ke dua desimal, setengah ke atas",
        inputs={
            "periode": str(place + 1),
            "bulan": str(period.months),
            "predikat": f"{LABELS[period.predicate]} ({PERCENTS[period.predicate]} %)",
            "jenjang": label,
            "koefisien": str(two_decimals(coefficient)),
        },
        value=shown(credit),
        source=SOURCE,
    )
