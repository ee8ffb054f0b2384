"""Assessment by PP 46/2011 and Perka BKN 1/2013: work goals in numbers, six behaviours, a total with its band.

Nothing is rounded on the way: results are exact fractions, and the band is asked of the exact total, so 75.5 and
75.996 are Cukup. `rounding.two_decimals` shows them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from .exact_numbers import mean, not_negative, plain, shown, unrounded, within
from .pp46_2011_activities import GUIDE, ActivityValue, activity_values
from .pp46_2011_activities import Activity as Activity  # offered here too: what the set is computed from
from .pp46_2011_activities import Measure as Measure
from .predicates import LABELS, Predicate
from .trace import Step, Trace
from .violation import RuleViolation
from .wording import exact, listing

CODE = "pp46_2011"
LAW = "PP Nomor 46 Tahun 2011"
GOALS_WEIGHT, BEHAVIOUR_WEIGHT = Fraction(60, 100), Fraction(40, 100)

# (from, predicate), half-open and asked of the unrounded total; under the last: Buruk.
BANDS = (
    (91, Predicate.VERY_GOOD),
    (76, Predicate.GOOD),
    (61, Predicate.SUFFICIENT),
    (51, Predicate.POOR),
)
# (from so many tasks, points).
TASK_POINTS = ((7, 3), (4, 2), (1, 1), (0, 0))
BEHAVIOURS: Mapping[str, str] = MappingProxyType(
    {
        "service_orientation": "orientasi pelayanan",
        "integrity": "integritas",
        "commitment": "komitmen",
        "discipline": "disiplin",
        "cooperation": "kerja sama",
        "leadership": "kepemimpinan",
    }
)
UNCONFIRMED: Mapping[str, str] = MappingProxyType(
    {
        "creativity_unit_head": "Nilai kreativitas yang diakui pimpinan unit kerja.",
        "creativity_ppk": "Nilai kreativitas yang diakui Pejabat Pembina Kepegawaian.",
        "creativity_president": "Nilai kreativitas yang diakui Presiden.",
        "highest_behaviour": "Nilai tertinggi setiap perilaku kerja.",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Figures [?] that no source at hand confirms; `UNCONFIRMED` says of each what it is."""

    creativity_unit_head: Decimal = Decimal(3)
    creativity_ppk: Decimal = Decimal(6)
    creativity_president: Decimal = Decimal(12)
    highest_behaviour: Decimal = Decimal(100)

    @property
    def creativity_points(self) -> tuple[Decimal, ...]:
        """What creativity may earn, nothing included."""
        return (Decimal(0), self.creativity_unit_head, self.creativity_ppk, self.creativity_president)


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """Six behaviours, each 0 to 100; leadership only of a structural post."""

    service_orientation: Decimal
    integrity: Decimal
    commitment: Decimal
    discipline: Decimal
    cooperation: Decimal
    leadership: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """One person's period; None where a part was not assessed.

    `additional_tasks` their number · `creativity` points · `is_structural` where None, whoever is rated for leadership.
    """

    activities: Sequence[Activity] | None = None
    additional_tasks: int | None = None
    creativity: Decimal | None = None
    is_structural: bool | None = None
    behaviour: Behaviour | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """All figures unrounded, None where what they rest on was not given; and how they came about."""

    activities: tuple[ActivityValue, ...] | None
    additional_tasks: Fraction | None
    creativity: Fraction | None
    skp: Fraction | None
    behaviour: Fraction | None
    total: Fraction | None
    predicate: Predicate | None
    trace: Trace


DEFAULT_PARAMETERS = Parameters()


def compute(inputs: Inputs, parameters: Parameters = DEFAULT_PARAMETERS) -> Result:
    """The activities, the SKP, the behaviour, the total and its predicate, as far as they were given.

    :raises RuleViolation: field with its place, as "behaviour.discipline"; code `negative`, `too_high`,
        `creativity_unknown`, `leadership_missing`, and as `activity_values`.
    """
    steps: list[Step] = []
    activities = None if inputs.activities is None else activity_values(steps, inputs.activities)
    tasks = None if inputs.additional_tasks is None else _tasks(steps, inputs.additional_tasks)
    creativity = None if inputs.creativity is None else _creativity(steps, inputs.creativity, parameters)
    skp = None if activities is None else _skp(steps, activities, tasks, creativity)
    behaviour = None if inputs.behaviour is None else _behaviour(steps, inputs.behaviour, inputs, parameters)
    total = None if skp is None or behaviour is None else _total(steps, skp, behaviour)
    predicate = None if total is None else predicate_of(total)
    if total is not None and predicate is not None:
        steps.append(
            Step(
                step="PREDICATE",
                formula="91 ke atas Sangat Baik; 76 ke atas Baik; 61 ke atas Cukup; 51 ke atas Kurang; selain itu "
                "Buruk; nilai tidak dibulatkan dahulu",
                inputs={"nilai prestasi kerja": unrounded(total)},
                value=LABELS[predicate],
                source=LAW,
            )
        )
    return Result(
        activities=activities,
        additional_tasks=tasks,
        creativity=creativity,
        skp=skp,
        behaviour=behaviour,
        total=total,
        predicate=predicate,
        trace=tuple(steps),
    )


def predicate_of(total: Fraction | Decimal) -> Predicate:
    """The predicate of an unrounded total."""
    return next((predicate for lowest, predicate in BANDS if total >= lowest), Predicate.BAD)


def _tasks(steps: list[Step], tasks: int) -> Fraction:
    not_negative(Decimal(tasks), "Jumlah tugas tambahan", "additional_tasks")
    points = next(Fraction(points) for lowest, points in TASK_POINTS if tasks >= lowest)
    steps.append(
        Step(
            step="ADDITIONAL_TASKS",
            formula="1 sampai 3 tugas: 1; 4 sampai 6: 2; 7 atau lebih: 3; tidak ada: 0",
            inputs={"tugas tambahan": str(tasks)},
            value=shown(points),
            source=GUIDE,
        )
    )
    return points


def _creativity(steps: list[Step], creativity: Decimal, parameters: Parameters) -> Fraction:
    points = not_negative(creativity, "Nilai kreativitas", "creativity")
    if creativity not in parameters.creativity_points:
        choices = listing([exact(known) for known in parameters.creativity_points])
        raise RuleViolation(
            f"Nilai kreativitas {exact(creativity)} tidak dikenal. Pilih salah satu dari {choices}.",
            "creativity",
            "creativity_unknown",
        )
    steps.append(
        Step(
            step="CREATIVITY",
            formula="nilai menurut yang mengakui: pimpinan unit, Pejabat Pembina Kepegawaian, atau Presiden "
            "(besarnya belum dikonfirmasi)",
            inputs={"kreativitas": plain(creativity)},
            value=shown(points),
            source=GUIDE,
        )
    )
    return points


def _skp(
    steps: list[Step], activities: Sequence[ActivityValue], tasks: Fraction | None, creativity: Fraction | None
) -> Fraction:
    average = mean([activity.value for activity in activities])
    skp = average + (tasks or 0) + (creativity or 0)
    steps.append(
        Step(
            step="SKP",
            formula="rata-rata nilai kegiatan + tugas tambahan + kreativitas",
            inputs={
                **{f"kegiatan {n}": shown(part.value) for n, part in enumerate(activities, start=1)},
                "rata-rata": shown(average),
                "tugas tambahan": shown(tasks or Fraction(0)),
                "kreativitas": shown(creativity or Fraction(0)),
            },
            value=shown(skp),
            source=GUIDE,
        )
    )
    return skp


def _behaviour(steps: list[Step], behaviour: Behaviour, inputs: Inputs, parameters: Parameters) -> Fraction:
    given = {name: getattr(behaviour, name) for name in BEHAVIOURS if getattr(behaviour, name) is not None}
    values = {
        name: within(value, parameters.highest_behaviour, f"Nilai {BEHAVIOURS[name]}", f"behaviour.{name}")
        for name, value in given.items()
    }
    leads = behaviour.leadership is not None if inputs.is_structural is None else inputs.is_structural
    if leads and behaviour.leadership is None:
        raise RuleViolation(
            "Nilai kepemimpinan belum diisi. Isi untuk jabatan struktural.",
            "behaviour.leadership",
            "leadership_missing",
        )
    left_out = "" if leads else "; kepemimpinan hanya untuk jabatan struktural, di sini tidak dihitung"
    counted = {name: value for name, value in values.items() if leads or name != "leadership"}
    found = mean(list(counted.values()))
    steps.append(
        Step(
            step="BEHAVIOUR",
            formula=f"rata-rata {len(counted)} perilaku{left_out}",
            inputs={BEHAVIOURS[name]: plain(given[name]) for name in counted},
            value=shown(found),
            source=LAW,
        )
    )
    return found


def _total(steps: list[Step], skp: Fraction, behaviour: Fraction) -> Fraction:
    total = GOALS_WEIGHT * skp + BEHAVIOUR_WEIGHT * behaviour
    steps.append(
        Step(
            step="TOTAL",
            formula="60 % × SKP + 40 % × perilaku kerja",
            inputs={"SKP": shown(skp), "perilaku kerja": shown(behaviour)},
            value=shown(total),
            source=LAW,
        )
    )
    return total
