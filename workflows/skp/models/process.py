"""The case in which an SKP is agreed on."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.engine.models import TieredCase
from workflows.rules.berakhlak import BEHAVIOURS
from workflows.rules.wording import exact
from workflows.skp.models.indicator import Indicator
from workflows.skp.models.skp import Plan, Skp
from workflows.skp.models.work_result import WorkResult

# The content's lines are kept as text, in the office's language whatever the reader's.
KINDS = {WorkResult.Kind.MAIN: "Utama", WorkResult.Kind.ADDITIONAL: "Tambahan"}
ASPECTS = {"QUANTITY": "kuantitas", "QUALITY": "kualitas", "TIME": "waktu", "COST": "biaya"}
MEASURES = {"QUANTITY": "dijumlahkan", "LEVEL": "tingkat"}
DIRECTIONS = {"HIGHER": "makin tinggi makin baik", "LOWER": "makin rendah makin baik", "RANGE": "dalam rentang"}
DRAFTED_BY_THE_TEAM = "Disusun tim pengelola kinerja"


class SkpProcess(TieredCase):
    """One SKP version on its way through the tiers."""

    process_code: ClassVar[str] = "skp"
    barred_with: ClassVar[tuple[str, ...]] = ("skp",)

    skp = models.ForeignKey(Skp, on_delete=models.PROTECT, related_name="cases", verbose_name="SKP")

    plan: Plan | None = None  # in memory only: what a page has read already and shows

    class Meta:
        verbose_name = _("SKP process")
        verbose_name_plural = _("SKP processes")

    @property
    def subject(self) -> Skp:
        """The SKP."""
        return self.skp

    @property
    def barred(self) -> frozenset[str]:
        """Whoever drafted it in the employee's place decides no tier of it."""
        return self.skp.drafter_nips

    def why_barred(self, who: str) -> str:
        """As a sentence."""
        return f"{who} ikut menyusun SKP ini sebagai tim pengelola kinerja, jadi tidak memutusnya."

    def content(self) -> dict[str, object]:
        """The plan as values: results, what they carry on, indicators, expectations. Three queries, or none."""
        results, expectations = self.plan or self.skp.read_plan()
        return {
            "version": self.skp.version,
            "results": [
                {
                    "key": result.pk,
                    "kind": result.kind,
                    "text": result.text,
                    "carries_on": result.carries_on_id,
                    "agreement": result.agreement_id,
                    "indicators": [
                        {
                            "key": i.pk, "text": i.text, "aspect": i.aspect, "measure": i.measure,
                            "direction": i.direction, "target": i.target, "low": i.target_low, "high": i.target_high,
                            "unit": i.unit,
                        }
                        for i in sorted(result.indicators.all(), key=lambda each: each.number)
                    ],
                }
                for result in results
            ],
            "expectations": {e.value: e.text for e in expectations},
        }  # fmt: skip

    def content_lines(self) -> list[tuple[str, str, str]]:
        """The version, each planned result, its measures, the expectations. Five queries."""
        results = self.skp.results.order_by("number").select_related("carries_on__skp", "agreement")
        labels = {value.code: value.label for value in BEHAVIOURS}
        lines = [("version", "Versi", str(self.skp.version))]
        for place, result in enumerate(results.prefetch_related("indicators"), start=1):
            lines.append((f"result-{result.pk}", f"Hasil kerja {place}", _result_in_words(result)))
            measures = sorted(result.indicators.all(), key=lambda each: each.number)
            lines += [
                (f"indicator-{i.pk}", f"Hasil kerja {place}, indikator {n}", _indicator_in_words(i))
                for n, i in enumerate(measures, start=1)
            ]
        expectations = {row.value: row.text for row in self.skp.expectations.all()}
        told = [code for code in labels if code in expectations]
        return lines + [(f"expectation-{code}", f"Ekspektasi {labels[code]}", expectations[code]) for code in told]

    def task_title(self, node: str) -> str:
        """The line in an inbox."""
        if node == "revise":
            return f"SKP {self.skp.period.code} Anda dikembalikan"
        what = "SKP" if self.skp.version == 1 else "Perubahan SKP"
        return f"{what} {self.skp.period.code} {self.person.name}"

    def task_summary(self, node: str) -> str:
        """The small line below it; a plan that the team drafted says so."""
        if self.round > 1 and node != "revise":
            line = f"Putaran {self.round}, diajukan kembali setelah diperbaiki."
        else:
            line = f"{self.position.title}." if self.skp.drafted_by else self.position.title
        return f"{line} {DRAFTED_BY_THE_TEAM}." if self.skp.drafted_by else line


def _result_in_words(result: WorkResult) -> str:
    """*Utama: Terprosesnya usulan; meneruskan hasil kerja 1 atasan, Terlaksananya mutasi*"""
    parts = [f"{KINDS[WorkResult.Kind(result.kind)]}: {result.text}"]
    if result.carries_on is not None:
        above = result.carries_on
        version = f" (SKP versi {above.skp.version})" if above.skp.version > 1 else ""
        parts.append(f"meneruskan hasil kerja {above.number} atasan{version}, {above.text}")
    if result.agreement is not None:
        parts.append(f"dari perjanjian kinerja: {result.agreement.goal}, {result.agreement.indicator}")
    return "; ".join(parts)


def _indicator_in_words(indicator: Indicator) -> str:
    """*Jumlah usulan: 360 usulan, kuantitas, dijumlahkan, makin tinggi makin baik*"""
    low, high = (
        "–" if each is None else exact(Decimal(each)) for each in (indicator.target_low, indicator.target_high)
    )
    parts = [f"{exact(Decimal(indicator.target))} {indicator.unit}".strip()]
    if (low, high) != ("–", "–"):
        parts.append(f"dari {low} sampai {high}")
    parts += [ASPECTS[indicator.aspect], MEASURES[indicator.measure], DIRECTIONS[indicator.direction]]
    return f"{indicator.text}: {', '.join(parts)}"
