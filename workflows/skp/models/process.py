"""The case in which an SKP is agreed on."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.engine.models import TieredCase
from workflows.skp.models.skp import Plan, Skp


class SkpProcess(TieredCase):
    """One SKP version on its way through the tiers."""

    process_code: ClassVar[str] = "skp"

    skp = models.ForeignKey(Skp, on_delete=models.PROTECT, related_name="cases", verbose_name="SKP")

    plan: Plan | None = None  # in memory only: what a page has read already and shows

    class Meta:
        verbose_name = _("SKP process")
        verbose_name_plural = _("SKP processes")

    @property
    def subject(self) -> Skp:
        """The SKP."""
        return self.skp

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

    def task_title(self, node: str) -> str:
        """The line in an inbox."""
        if node == "revise":
            return f"SKP {self.skp.period.code} Anda dikembalikan"
        what = "SKP" if self.skp.version == 1 else "Perubahan SKP"
        return f"{what} {self.skp.period.code} {self.person.name}"

    def task_summary(self, node: str) -> str:
        """The small line below it."""
        if self.round > 1 and node != "revise":
            return f"Putaran {self.round}, diajukan kembali setelah diperbaiki."
        return self.position.title
