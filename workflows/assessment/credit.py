"""Credit figures of functional posts: from final annual predicates alone, never from an estimate.

A year that cannot be counted yet is named with what is missing.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from workflows.assessment.models import Assessment
from workflows.assessment.whole_period import Whole, wholes_among
from workflows.organization.models import Employee, Period, Position, Tenure, Unit
from workflows.rules.functional_levels import Held, level_of_title, months_held
from workflows.rules.perbkn_3_2023 import LEVELS, PERCENTS, CreditPeriod, compute
from workflows.rules.predicates import LABELS, Predicate
from workflows.rules.rule_sets import CREDIT_FIGURE
from workflows.rules.trace import Step

FIRST_YEAR = CREDIT_FIGURE.since.year


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditRow:
    """A year, or its part in one post, with the credit that it earned and how; `level_from` is the title read.

    `predicate` is the year's: of whoever moved, that of the whole of the parts.
    """

    year: int
    assessment: Assessment
    predicate: Predicate
    level: str
    level_from: str
    months: int
    credit: Decimal
    step: Step

    @property
    def level_label(self) -> str:
        """The level as people write it."""
        return LEVELS[self.level][0]

    @property
    def coefficient(self) -> Decimal:
        """The coefficient of a year on the level."""
        return LEVELS[self.level][1]

    @property
    def percent(self) -> int:
        """What the predicate counts for."""
        return PERCENTS[self.predicate]

    @property
    def predicate_label(self) -> str:
        """The predicate in words."""
        return LABELS[self.predicate]


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingCredit:
    """A year in a post that is not counted, and the sentence that says why."""

    year: int
    post: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditFigure:
    """A person's counted rows, the earliest first, what is missing, and the sum of the rounded rows."""

    rows: tuple[CreditRow, ...] = ()
    missing: tuple[MissingCredit, ...] = ()
    total: Decimal = Decimal(0)
    posts: tuple[Position, ...] = ()

    @property
    def applies(self) -> bool:
        """Whether the person ever held a functional post."""
        return bool(self.posts)


@dataclass(slots=True)
class _Counted:
    """Rows before they are computed together."""

    assessments: list[tuple[Assessment, str, int]] = field(default_factory=list)  # with the title read, and months
    periods: list[CreditPeriod] = field(default_factory=list)
    missing: list[MissingCredit] = field(default_factory=list)


def credit_figures(employees: Collection[int], today: date) -> dict[int, CreditFigure]:
    """The credit figure of each of these people, by key. Three queries, however many they are."""
    tenures = Tenure.objects.filter(employee__in=employees, position__kind=Position.Kind.FUNCTIONAL)
    held: dict[int, dict[int, list[Held]]] = defaultdict(lambda: defaultdict(list))
    posts: dict[int, Position] = {}
    for tenure in tenures.select_related("position").order_by("start", "pk"):
        held[tenure.employee_id][tenure.position_id].append((tenure.start, tenure.end))
        posts[tenure.position_id] = tenure.position
    years = list(Period.objects.filter(kind=Period.Kind.YEAR, start__lte=today).order_by("start"))
    given: dict[tuple[int, int, int], list[Assessment]] = defaultdict(list)
    annual = Assessment.objects.filter(employee__in=employees, period__kind=Period.Kind.YEAR)
    for assessment in annual.select_related("period", "position", "snapshot").order_by("pk"):
        given[assessment.employee_id, assessment.position_id, assessment.period_id].append(assessment)
    wholes = wholes_among(assessment for own in given.values() for assessment in own)
    figures: dict[int, CreditFigure] = {}
    for person in employees:
        counted = _Counted()
        for period in years:
            for key, times in held[person].items():
                months = months_held(times, period.start.year)
                if months:
                    found, whole = given[person, key, period.pk], wholes.get((person, period.pk))
                    _count(counted, posts[key], period, months, found, whole, today)
        figures[person] = _figure(counted, tuple(posts[key] for key in held[person]))
    return figures


def credit_figure(employee: Employee, today: date) -> CreditFigure:
    """The person's credit figure. Three queries."""
    return credit_figures([employee.pk], today)[employee.pk]


def unit_credit_figures(unit: Unit, today: date) -> list[tuple[Tenure, CreditFigure]]:
    """Everybody who holds a functional post of the unit or below it today, by name. Five queries."""
    below = defaultdict(list)
    for key, parent in Unit.objects.values_list("pk", "parent_id"):
        below[parent].append(key)
    units = [unit.pk]
    for key in units:
        units += below[key]
    holders = list(
        Tenure.objects.on(today)
        .filter(position__unit__in=units, position__kind=Position.Kind.FUNCTIONAL, employee__is_active=True)
        .select_related("employee", "position__unit")
        .order_by("employee__name", "employee__pk")
    )
    figures = credit_figures([tenure.employee_id for tenure in holders], today)
    return [(tenure, figures[tenure.employee_id]) for tenure in holders]


def _count(
    counted: _Counted,
    post: Position,
    period: Period,
    months: int,
    found: list[Assessment],
    whole: Whole | None,
    today: date,
) -> None:
    """Put the year in the post among the counted, or say why it is not.

    Where a move split the year its predicate is that of the whole, for the months in each post alike.
    """
    final = [assessment for assessment in found if assessment.status == Assessment.Status.FINAL]
    parts = [part for part in final if whole is not None and part in whole.parts]
    whole = whole if parts else None
    final = parts[-1:] or final
    year = period.start.year
    title = next((t for t in (*(a.snapshot.post for a in final[:1]), post.title) if level_of_title(t)), "")
    code = whole.predicate if whole is not None else next((a.predicate for a in final), "")
    why = _why_not(post, period, found, final, title, code, today) or (_part_missing(whole, year) if whole else "")
    if why:
        counted.missing.append(MissingCredit(year=year, post=post.title, why=why))
        return
    level, predicate = level_of_title(title) or "", Predicate(code)
    counted.assessments.append((final[0], title, months))
    counted.periods.append(CreditPeriod(level=level, predicate=predicate, months=months))


def _part_missing(whole: Whole, year: int) -> str:
    """Which part of the year is not final yet; "" where all are."""
    waiting = next((part for part in whole.parts if part.status != Assessment.Status.FINAL), None)
    if waiting is None:
        return ""
    return (
        f"Penilaian tahunan {year} terdiri dari {len(whole.parts)} bagian. Bagian {waiting.position.title}, "
        f"{waiting.part_in_words}, belum final: {waiting.get_status_display()}."
    )


def _why_not(
    post: Position,
    period: Period,
    found: list[Assessment],
    final: list[Assessment],
    title: str,
    code: str,
    today: date,
) -> str:
    """The first reason for which the year is not counted; "" where there is none."""
    year = period.start.year
    if year < FIRST_YEAR:
        return f"Konversi predikat berlaku mulai tahun {FIRST_YEAR}. Angka kredit tahun {year} tercatat pada PAK lama."
    if today < period.end:
        return f"Tahun {year} belum berakhir. Angka kreditnya dihitung dari penilaian tahunan yang sudah final."
    if not found:
        return f"Penilaian tahunan {year} di jabatan ini belum ada."
    if not final:
        return f"Penilaian tahunan {year} belum final: {found[-1].get_status_display()}."
    if len(final) > 1:
        return f"Ada {len(final)} penilaian tahunan {year} yang final di jabatan ini. Minta pengelola memeriksanya."
    if not title:
        known = ", ".join(label for label, _ in LEVELS.values())
        return (
            f"Jenjang tidak terbaca dari nama jabatan “{post.title}”. "
            f"Minta admin kepegawaian melengkapi nama jabatan; nama itu berakhir dengan salah satu: {known}."
        )
    if code and code not in PERCENTS:
        return f"Predikat {LABELS[Predicate(code)]} tidak dikonversi menjadi angka kredit."
    return ""


def _figure(counted: _Counted, posts: tuple[Position, ...]) -> CreditFigure:
    if not counted.periods:
        return CreditFigure(missing=tuple(counted.missing), posts=posts)
    result = compute(counted.periods)
    rows = tuple(
        CreditRow(
            year=assessment.period.start.year, assessment=assessment, predicate=period.predicate,
            level=period.level, level_from=title, months=months, credit=credit, step=step,
        )
        for (assessment, title, months), period, credit, step in zip(
            counted.assessments, counted.periods, result.periods, result.trace, strict=False
        )
    )  # fmt: skip
    return CreditFigure(rows=rows, missing=tuple(counted.missing), total=result.total, posts=posts)
