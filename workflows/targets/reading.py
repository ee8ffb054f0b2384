"""Reading a split before it is stored: every indicator's months must add up or end at its annual target."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from workflows.rules.target_split import IndicatorKind, check_split
from workflows.rules.violation import RuleViolation
from workflows.rules.wording import MONTHS, exact
from workflows.skp.models import Indicator, Skp

CENT = Decimal("0.01")
TOO_MUCH = Decimal(10) ** 12  # the column holds twelve digits before the comma
Split = Mapping[tuple[int, int], Decimal]  # (indicator's key, month 1 to 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitProblem:
    """What is wrong with one indicator's months; `month` where it is one month's fault."""

    indicator_id: int
    indicator: str
    message: str
    code: str
    month: int | None = None


class SplitRefused(RuleViolation):
    """A split with at least one problem; `problems` in the order of the indicators."""

    def __init__(self, problems: Iterable[SplitProblem]) -> None:
        self.problems = tuple(problems)
        details = " ".join(f"{problem.indicator}: {problem.message}" for problem in self.problems)
        super().__init__(details, "months", "split_refused")


def indicators_of(skp: Skp) -> list[Indicator]:
    """The SKP's indicators with their results, in the order of the sheet."""
    rows = Indicator.objects.filter(result__skp=skp).select_related("result")
    return list(rows.order_by("result__number", "result_id", "number"))


def kind_of(indicator: Indicator) -> IndicatorKind:
    """Whether its months add up or end at the annual target, as the rule names it."""
    return "QUANTITY" if indicator.measure == Indicator.Measure.QUANTITY else "LEVEL"


def by_indicator(split: Split) -> dict[int, dict[int, Decimal]]:
    """The split as months of each indicator."""
    found: dict[int, dict[int, Decimal]] = {}
    for (indicator_id, month), amount in split.items():
        found.setdefault(indicator_id, {})[month] = amount
    return found


def check_storable(indicators: Iterable[Indicator], split: Split) -> None:
    """Accept what can be kept as a draft: own indicators, months that exist, no negative amount, two decimals.

    :raises SplitRefused: code `split_indicator`, `split_month`, `split_negative`, `split_decimals`.
    """
    known = {indicator.pk: indicator for indicator in indicators}
    problems = []
    for (indicator_id, month), amount in sorted(split.items()):
        indicator = known.get(indicator_id)
        name = indicator.text if indicator else str(indicator_id)
        found = _unstorable(indicator, month, amount)
        if found:
            code, message = found
            problems.append(
                SplitProblem(indicator_id=indicator_id, indicator=name, message=message, code=code, month=month)
            )
    if problems:
        raise SplitRefused(problems)


def check_whole(indicators: Iterable[Indicator], split: Split) -> None:
    """Accept a split that can be set, or name what each indicator lacks.

    :raises SplitRefused: with the difference to the annual target of each indicator whose months miss it.
    """
    months = by_indicator(split)
    problems = []
    for indicator in indicators:
        try:
            check_split(kind_of(indicator), indicator.target, months.get(indicator.pk, {}), indicator.unit)
        except RuleViolation as violation:
            problems.append(
                SplitProblem(
                    indicator_id=indicator.pk,
                    indicator=indicator.text,
                    message=violation.message,
                    code=violation.code or "split",
                )
            )
    if problems:
        raise SplitRefused(problems)


def check_begun_months(indicators: Iterable[Indicator], split: Split, in_force: Split, first_open_month: int) -> None:
    """Refuse a change of a month that has begun: its target is locked.

    :raises SplitRefused: code `split_locked`.
    """
    problems = [
        SplitProblem(
            indicator_id=indicator.pk,
            indicator=indicator.text,
            code="split_locked",
            month=month,
            message=(
                f"Target {MONTHS[month - 1]} sudah terkunci karena bulannya sudah dimulai. "
                f"Kembalikan menjadi {exact(in_force.get((indicator.pk, month), Decimal(0)))} {indicator.unit}."
            ),
        )
        for indicator in indicators
        for month in range(1, first_open_month)
        if split.get((indicator.pk, month)) != in_force.get((indicator.pk, month))
    ]
    if problems:
        raise SplitRefused(problems)


def _unstorable(indicator: Indicator | None, month: int, amount: Decimal) -> tuple[str, str] | None:
    if indicator is None:
        return "split_indicator", "Indikator ini bukan bagian dari SKP Anda. Muat ulang halaman ini."
    if month not in range(1, 13):
        return "split_month", f"Bulan {month} tidak ada. Pilih bulan 1 sampai 12."
    name = MONTHS[month - 1]
    if not amount.is_finite():
        return "not_a_number", f"Target {name} “{amount}” bukan bilangan. Isi dengan angka."
    written = f"Target {name} {exact(amount)} {indicator.unit}"
    if amount < 0:
        return "split_negative", f"{written} kurang dari 0. Isi dengan 0 atau lebih."
    if amount >= TOO_MUCH:
        return "split_too_much", f"{written} terlalu besar. Periksa angkanya."
    if amount != amount.quantize(CENT):
        return "split_decimals", f"{written} ditulis paling banyak dengan dua angka di belakang koma."
    return None
