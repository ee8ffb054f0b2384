"""The allowance scheme *Kota*: 60 % for approved minutes, all or nothing, 40 % less discipline cuts (DOMAIN.md §5)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from .attendance import DayReading
from .discipline import Band, Cut, CutTable, cuts, in_words
from .grade import Group, group_of_pns, level_of_pppk
from .rounding import finite, two_decimals, whole_rupiah
from .trace import Step, Trace
from .violation import RuleViolation
from .wording import number, percent

CODE = "KOTA"
SOURCE = "Skema tunjangan Kota, pengaturan kantor"
HUNDRED = Decimal(100)
BANDS = (Band(30, Decimal("0.5")), Band(60, Decimal(1)), Band(90, Decimal("1.25")), Band(None, Decimal("1.5")))

# [?] Figures of `Parameters` that no source confirms: say so wherever they are shown or edited. Likewise unconfirmed,
# though no figure: that leave, sickness and permitted absence cut nothing but earn no minutes.
UNCONFIRMED = ("absent_day_cut", "pppk_as_group_three_from", "probation_percent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Every figure of the scheme, in per cent unless said otherwise; a version of the scheme stores its own.

    `required_minutes` approved minutes of a month · `pppk_as_group_three_from` the PPPK grade from which tax is that of
    group III, below it that of II.
    """

    productivity_weight: Decimal = Decimal(60)
    discipline_weight: Decimal = Decimal(40)
    required_minutes: int = 6750
    late_bands: tuple[Band, ...] = BANDS
    early_bands: tuple[Band, ...] = BANDS
    missing_punch_cut: Decimal = Decimal("1.5")
    absent_day_cut: Decimal = Decimal(3)
    tax_group_one: Decimal = Decimal(0)
    tax_group_two: Decimal = Decimal(0)
    tax_group_three: Decimal = Decimal(5)
    tax_group_four: Decimal = Decimal(15)
    pppk_as_group_three_from: int = 9
    probation_percent: Decimal = Decimal(80)

    @property
    def cut_table(self) -> CutTable:
        """The figures that `discipline.cuts` reads."""
        return CutTable(
            late=self.late_bands,
            early=self.early_bands,
            missing_punch=self.missing_punch_cut,
            absent_day=self.absent_day_cut,
        )

    def tax_of(self, group: Group) -> Decimal:
        """The tax of a PNS group, in per cent."""
        taxes = {
            "I": self.tax_group_one,
            "II": self.tax_group_two,
            "III": self.tax_group_three,
            "IV": self.tax_group_four,
        }
        return taxes[group]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """One person's month.

    `ceiling` rupiah of the job class · `approved_minutes` of verified reports, overlaps counted once · `days` the
    month's readings · `grade` "III/a", of PPPK "IX" · `job_class` only for the label.
    """

    ceiling: Decimal
    approved_minutes: int
    days: Sequence[DayReading]
    grade: str
    kind: Literal["PNS", "PPPK"]
    on_probation: bool
    job_class: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line as the employee reads it: `amount` in whole rupiah, what is taken off below zero."""

    code: str
    label: str
    amount: Decimal
    explanation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """The month's lines from CEILING to NET, the net in whole rupiah, the cuts one by one, and the trace.

    The lines between CEILING and NET add up to `net` exactly.
    """

    lines: tuple[Line, ...]
    net: Decimal
    cuts: tuple[Cut, ...]
    trace: Trace


@dataclass(slots=True)
class _Sheet:
    """Lines and steps as they are written, with the exact sum so far."""

    lines: list[Line] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    total: Decimal = Decimal(0)

    def write(self, line: Line, formula: str, inputs: dict[str, str]) -> None:
        """Adds the exact amount to the total, and shows it rounded."""
        self.total += line.amount
        shown = Line(code=line.code, label=line.label, amount=whole_rupiah(line.amount), explanation=line.explanation)
        self.lines.append(shown)
        value = str(two_decimals(line.amount))
        self.steps.append(Step(step=line.code, formula=formula, inputs=inputs, value=value, source=SOURCE))


DEFAULT_PARAMETERS = Parameters()


def compute(inputs: Inputs, parameters: Parameters = DEFAULT_PARAMETERS) -> Allowance:
    """The allowance of one month, line by line, nothing rounded before the end.

    Each amount is rounded by itself, so the lines may miss the net by a rupiah or two: a line ROUNDING then says so.

    :raises RuleViolation: code `ceiling_negative`, `minutes_negative`, `grade_unknown`, `employee_kind`,
        `not_a_number`.
    """
    _check(inputs)
    group = _tax_group(inputs, parameters)
    found = cuts(inputs.days, parameters.cut_table)
    sheet = _Sheet()
    _productivity(sheet, inputs, parameters)
    _discipline(sheet, inputs, parameters, found)
    if inputs.on_probation:
        _probation(sheet, parameters)
    _tax(sheet, inputs, parameters, group)
    net = whole_rupiah(sheet.total)
    difference = net - sum((line.amount for line in sheet.lines), Decimal(0))
    if difference:
        sheet.lines.append(
            Line(
                code="ROUNDING",
                label="Pembulatan",
                amount=difference,
                explanation="Setiap baris dibulatkan sendiri ke rupiah, begitu pula jumlah bersihnya.",
            )
        )
    class_label = "" if inputs.job_class is None else f" {inputs.job_class}"
    ceiling = Line(code="CEILING", label=f"Pagu kelas jabatan{class_label}", amount=whole_rupiah(inputs.ceiling))
    last = Line(code="NET", label="Perkiraan bersih", amount=net)
    step = Step(
        step="NET",
        formula="jumlah semua baris, dibulatkan ke rupiah, setengah ke atas",
        inputs={"jumlah": str(sheet.total)},
        value=str(net),
        source=SOURCE,
    )
    return Allowance(lines=(ceiling, *sheet.lines, last), net=net, cuts=found, trace=(*sheet.steps, step))


def _check(inputs: Inputs) -> None:
    finite(inputs.ceiling, "Pagu kelas jabatan", "ceiling")
    if inputs.ceiling < 0:
        raise RuleViolation(
            f"Pagu kelas jabatan {number(inputs.ceiling)} kurang dari 0. Isi dengan 0 atau lebih.",
            "ceiling",
            "ceiling_negative",
        )
    if inputs.approved_minutes < 0:
        raise RuleViolation(
            f"Menit yang disahkan {number(inputs.approved_minutes)} kurang dari 0. Hitung ulang dari laporan harian.",
            "approved_minutes",
            "minutes_negative",
        )


def _tax_group(inputs: Inputs, parameters: Parameters) -> Group:
    if inputs.kind == "PNS":
        return group_of_pns(inputs.grade)
    if inputs.kind == "PPPK":
        return "III" if level_of_pppk(inputs.grade) >= parameters.pppk_as_group_three_from else "II"
    raise RuleViolation(f"Jenis pegawai “{inputs.kind}” tidak dikenal. Pilih PNS atau PPPK.", "kind", "employee_kind")


def _productivity(sheet: _Sheet, inputs: Inputs, parameters: Parameters) -> None:
    weight, required = parameters.productivity_weight, number(parameters.required_minutes)
    full = inputs.ceiling * weight / HUNDRED
    reached = inputs.approved_minutes >= parameters.required_minutes
    explanation = (
        f"Syarat {required} menit disahkan tercapai: {number(inputs.approved_minutes)} menit."
        if reached
        else f"Syarat {required} menit disahkan belum tercapai. Bila tercapai: {number(whole_rupiah(full))}."
    )
    sheet.write(
        Line(
            code="PRODUCTIVITY",
            label=f"Produktivitas, {percent(weight)} dari pagu",
            amount=full if reached else Decimal(0),
            explanation=explanation,
        ),
        "pagu × bobot produktivitas, bila menit disahkan mencapai syarat; selain itu 0",
        {
            "pagu": str(inputs.ceiling),
            "bobot": str(weight),
            "menit disahkan": str(inputs.approved_minutes),
            "syarat menit": str(parameters.required_minutes),
        },
    )


def _discipline(sheet: _Sheet, inputs: Inputs, parameters: Parameters, found: Sequence[Cut]) -> None:
    weight = parameters.discipline_weight
    base = inputs.ceiling * weight / HUNDRED
    sheet.write(
        Line(code="DISCIPLINE", label=f"Disiplin, {percent(weight)} dari pagu", amount=base),
        "pagu × bobot disiplin",
        {"pagu": str(inputs.ceiling), "bobot": str(weight)},
    )
    total = sum((cut.percent for cut in found), Decimal(0))
    capped = min(total, HUNDRED)
    explanation = in_words(found) or "Tidak ada potongan."
    if total > capped:
        explanation += f" Jumlahnya {percent(total)}, dipotong paling banyak {percent(capped)}."
    sheet.write(
        Line(
            code="DISCIPLINE_CUT",
            label=f"Potongan disiplin {percent(capped)}",
            amount=-base * capped / HUNDRED,
            explanation=explanation,
        ),
        "disiplin × jumlah potongan, paling banyak 100 %",
        {"disiplin": str(base), "jumlah potongan": str(total)},
    )


def _probation(sheet: _Sheet, parameters: Parameters) -> None:
    paid, before = parameters.probation_percent, sheet.total
    sheet.write(
        Line(
            code="PROBATION",
            label=f"Masa percobaan, dibayar {percent(paid)}",
            amount=-before * (HUNDRED - paid) / HUNDRED,
            explanation=f"{percent(HUNDRED - paid)} dari {number(whole_rupiah(before))} tidak dibayarkan.",
        ),
        "jumlah sebelum pajak × (100 % − bagian masa percobaan)",
        {"jumlah": str(before), "bagian masa percobaan": str(paid)},
    )


def _tax(sheet: _Sheet, inputs: Inputs, parameters: Parameters, group: Group) -> None:
    rate, base = parameters.tax_of(group), sheet.total
    who = group if inputs.kind == "PNS" else f"{inputs.grade} (disamakan dengan {group})"
    sheet.write(
        Line(
            code="TAX",
            label=f"Pajak golongan {who}, {percent(rate)}",
            amount=-base * rate / HUNDRED,
            explanation=f"{percent(rate)} dari {number(whole_rupiah(base))}",
        ),
        "jumlah sebelum pajak × tarif golongan",
        {"jumlah": str(base), "golongan": group, "tarif": str(rate)},
    )
