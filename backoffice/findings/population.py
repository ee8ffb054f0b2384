"""Of what a sample is drawn: decisions or cases of a time, a process and a unit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Self

from django.db.models import Q, QuerySet
from django.utils import timezone

from backoffice.findings.units import units_below
from backoffice.paging import bounded_count
from workflows.audit.models import Decision
from workflows.engine.models import TieredCase
from workflows.organization.models import Tenure, Unit
from workflows.printing.words import number
from workflows.rules.sampling import Draw, draw
from workflows.rules.violation import RuleViolation

DECISIONS, CASES = "DECISIONS", "CASES"
MOST = 500_000  # read and hashed in some seconds; more is drawn by month or by unit
OWN = "audit"  # under which auditors' own doings stand: drawing a sample adds to them
CHUNK = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What was asked for: `start` to `until`, both days included; no process or unit means all."""

    kind: str
    start: date
    until: date
    number: int
    seed: str
    process: str = ""
    unit: Unit | None = None

    def told(self) -> dict[str, object]:
        """As the record keeps it."""
        return {
            "kind": self.kind, "process": self.process, "from": f"{self.start}", "until": f"{self.until}",
            "unit": self.unit.code if self.unit is not None else "", "number": self.number, "seed": self.seed,
        }  # fmt: skip

    @classmethod
    def of_record(cls, told: dict[str, Any]) -> Self:
        """What was recorded.

        :raises LookupError: no conditions; its unit is no longer there.
        """
        unit = Unit.objects.filter(code=told["unit"]).first() if told["unit"] else None
        if told["unit"] and unit is None:
            raise LookupError(told["unit"])
        return cls(
            kind=told["kind"], process=told["process"], start=date.fromisoformat(told["from"]),
            until=date.fromisoformat(told["until"]), unit=unit, number=told["number"], seed=told["seed"],
        )  # fmt: skip

    @property
    def span(self) -> tuple[datetime, datetime]:
        """The moments, [from, to)."""
        return _midnight(self.start), _midnight(self.until + timedelta(days=1))


def case_models() -> dict[str, Any]:
    """The cases of each process."""
    return {model.process_code: model for model in TieredCase.__subclasses__()}


def drawn(conditions: Conditions) -> Draw:
    """The sample.

    :raises RuleViolation: the population is empty, or larger than can be read while somebody waits.
    """
    rows = decisions_of(conditions) if conditions.kind == DECISIONS else cases_of(conditions)
    if bounded_count(rows, MOST) > MOST:
        raise RuleViolation(
            f"Populasinya lebih dari {number(MOST)} baris. Persempit waktu, proses, atau unitnya.",
            "until", "population_too_large",
        )  # fmt: skip
    found = draw(_members(rows, conditions.kind), conditions.seed, conditions.number)
    if not found.population:
        raise RuleViolation("Tidak ada yang cocok dengan syarat ini. Ubah waktu, proses, atau unitnya.", None, "empty")
    return found


def decisions_of(conditions: Conditions) -> QuerySet[Decision]:
    """The decisions that count in the time, but for the auditors' own."""
    start, end = conditions.span
    found = Decision.objects.filter(effective_at__gte=start, effective_at__lt=end).exclude(process=OWN)
    if conditions.process:
        found = found.filter(process=conditions.process)
    if conditions.unit is not None:
        found = found.filter(_of_units(units_below(conditions.unit), conditions))
    return found


def cases_of(conditions: Conditions) -> QuerySet[Any]:
    """The cases of the process that began in the time, by the post that they are about."""
    start, end = conditions.span
    found = case_models()[conditions.process].objects.filter(created__gte=start, created__lt=end)
    return found.filter(position__unit__in=units_below(conditions.unit)) if conditions.unit is not None else found


def _of_units(units: list[int], conditions: Conditions) -> Q:
    """Cases by their post; what is of no case by the person concerned, who held a post there in the time."""
    held = Tenure.objects.filter(position__unit__in=units, start__lte=conditions.until)
    held = held.filter(Q(end__isnull=True) | Q(end__gt=conditions.start))
    found = Q(case_id=None, particulars__person_nip__in=held.values("employee__nip"))
    for process, model in case_models().items():
        if conditions.process in ("", process):
            found |= Q(process=process, case_id__in=model.objects.filter(position__unit__in=units).values("pk"))
    return found


def _members(rows: QuerySet[Any], kind: str) -> Iterator[tuple[int, str]]:
    if kind == DECISIONS:
        return rows.order_by("pk").values_list("pk", "hash").iterator(chunk_size=CHUNK)
    return ((key, "") for key in rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=CHUNK))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
