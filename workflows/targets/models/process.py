"""The case in which a target plan is agreed on."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.engine.models import TieredCase
from workflows.rules.wording import MONTHS, exact
from workflows.targets.models.plan import TargetPlan


class TargetProcess(TieredCase):
    """One target plan on its way through the tiers."""

    process_code: ClassVar[str] = "targets"

    plan = models.ForeignKey(TargetPlan, on_delete=models.PROTECT, related_name="cases", verbose_name=_("plan"))

    class Meta:
        verbose_name = _("monthly target process")
        verbose_name_plural = _("monthly target processes")

    @property
    def subject(self) -> TargetPlan:
        """The plan."""
        return self.plan

    def content(self) -> dict[str, object]:
        """The split as values."""
        rows = self.plan.months.order_by("indicator_id", "month").values_list("indicator_id", "month", "amount")
        return {"version": self.plan.version, "months": [list(row) for row in rows]}

    def content_lines(self) -> list[tuple[str, str, str]]:
        """The version, then a line for each indicator's month."""
        rows = self.plan.months.select_related("indicator")
        return [
            ("version", "Versi", str(self.plan.version)),
            *(
                (
                    f"{row.indicator_id}-{row.month}",
                    f"{MONTHS[row.month - 1]}, {row.indicator.text}",
                    f"{exact(row.amount)} {row.indicator.unit}",
                )
                for row in rows.order_by("indicator__result__number", "indicator__number", "indicator", "month")
            ),
        ]

    def task_title(self, node: str) -> str:
        """The line in an inbox."""
        if node == "revise":
            return "Target bulanan Anda dikembalikan"
        return f"Target bulanan {self.person.name}"

    def task_summary(self, node: str) -> str:
        """The small line below it."""
        return self.position.title
