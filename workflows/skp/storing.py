"""Writing a plan's rows: results, indicators and expectations as entered, each with its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from workflows.organization.models.history import save_changed, stamp
from workflows.rules.violation import RuleViolation
from workflows.skp.entries import Expectations, IndicatorEntry, ResultEntry
from workflows.skp.models import BehaviourExpectation, Indicator, Skp, WorkResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """Who writes, why, and for the demonstration and imports when: what each history row says."""

    user: Any
    reason: str
    at: datetime | None = None

    def save(self, row: models.Model, **values: Any) -> None:
        """Change these fields of a stored row; a row where nothing differs gets no history."""
        save_changed(row, user=self.user, reason=self.reason, at=self.at, **values)

    def create(self, row: models.Model) -> None:
        """Insert a new row."""
        stamp(row, user=self.user, reason=self.reason, at=self.at)
        row.save(force_insert=True)

    def delete(self, row: models.Model) -> None:
        """Delete a part of a plan that is not set; its history stays."""
        stamp(row, user=self.user, reason=self.reason, at=self.at)
        row.delete()


def store_plan(skp: Skp, results: Sequence[ResultEntry], expectations: Expectations | None, pen: Pen) -> None:
    """Make the plan these: unchanged rows stay, changed ones keep their key, the others go. None leaves expectations.

    Stored results keep their order and new ones follow, so that no two ever have one number in between.

    :raises RuleViolation: an entry names a row of another plan (`plan_stranger`); a measure without target
        (`target_missing`).
    """
    present = {row.pk: row for row in skp.results.prefetch_related("indicators")}
    _refuse_strangers(results, present)
    kept = {entry.key for entry in results}
    for key in present.keys() - kept:
        for indicator in present[key].indicators.all():
            pen.delete(indicator)
        pen.delete(present[key])
    for number, entry in enumerate(_in_order(results, present), start=1):
        values: dict[str, Any] = {
            "number": number, "kind": WorkResult.Kind.MAIN if entry.is_main else WorkResult.Kind.ADDITIONAL,
            "text": entry.text.strip(), "carries_on_id": entry.carries_on_id, "agreement_id": entry.agreement_id,
            "ref": entry.ref, "source": entry.source,
        }  # fmt: skip
        if entry.key is None:
            result = WorkResult(skp=skp, follows_id=entry.follows_id, **values)
            pen.create(result)
            stored: list[Indicator] = []
        else:
            result = present[entry.key]
            stored = list(result.indicators.all())
            pen.save(result, **values)
        _store_indicators(result, entry.indicators, {row.pk: row for row in stored}, pen)
    if expectations is not None:
        _store_expectations(skp, expectations, pen)


def _store_indicators(
    result: WorkResult, entries: Sequence[IndicatorEntry], present: dict[int, Indicator], pen: Pen
) -> None:
    _refuse_strangers(entries, present)
    kept = {entry.key for entry in entries}
    for key in present.keys() - kept:
        pen.delete(present[key])
    for number, entry in enumerate(_in_order(entries, present), start=1):
        is_range = entry.direction == Indicator.Direction.RANGE
        target = entry.target_high if is_range and entry.target is None else entry.target
        if target is None:
            raise RuleViolation(f"Indikator “{entry.text}”: tulis targetnya dengan angka.", "target", "target_missing")
        values: dict[str, Any] = {
            "number": number, "text": entry.text.strip(), "aspect": entry.aspect, "measure": entry.measure,
            "direction": entry.direction, "target": target, "unit": entry.unit.strip(),
            "target_low": entry.target_low if is_range else None,
            "target_high": entry.target_high if is_range else None,
        }  # fmt: skip
        if entry.key is None:
            pen.create(Indicator(result=result, follows_id=entry.follows_id, **values))
        else:
            pen.save(present[entry.key], **values)


def _store_expectations(skp: Skp, expectations: Expectations, pen: Pen) -> None:
    present = {row.value: row for row in skp.expectations.all()}
    for value, text in expectations.items():
        row, text = present.get(value), text.strip()
        if row is None:
            if text:
                pen.create(BehaviourExpectation(skp=skp, value=value, text=text))
        elif text:
            pen.save(row, text=text)
        else:
            pen.delete(row)


def _in_order(entries: Sequence[Any], present: dict[int, Any]) -> list[Any]:
    last = len(present) + 1
    return sorted(entries, key=lambda entry: present[entry.key].number if entry.key is not None else 1000 + last)


def _refuse_strangers(entries: Sequence[Any], present: dict[int, Any]) -> None:
    named = [entry.key for entry in entries if entry.key is not None]
    if len(named) != len(set(named)) or not present.keys() >= set(named):
        raise RuleViolation(
            "Isian ini bukan bagian dari SKP yang sedang diubah. Muat ulang halaman.", "results", "plan_stranger"
        )
