"""Stores the cascade as drafts of SKP: of who holds the post, of a vacant post for its Plt. What was sent stays."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from backoffice.imports.cascade import ResultRow
from backoffice.imports.known import Known, Stay
from backoffice.imports.problems import Problem, Problems
from backoffice.imports.trees import levels
from backoffice.imports.writing import Author, Tally, create, store_rows
from workflows.organization.models import Employee, Period, Position
from workflows.rules import permenpanrb_6_2022
from workflows.rules.berakhlak import BEHAVIOURS
from workflows.rules.rule_sets import in_force
from workflows.skp.models import BehaviourExpectation, Indicator, PerformanceAgreement, Skp, WorkResult


def plan_skps(file: str, results: Iterable[ResultRow], known: Known, problems: Problems, year: int) -> dict[str, str]:
    """The NIP of who plans for each post that year; a post in which nobody stands goes to `problems`."""
    found: dict[str, str] = {}
    for result in results:
        nip = found.get(result.position) or planner(result.position, known, year)
        if nip is not None:
            found[result.position] = nip
            continue
        message = f"Pada tahun {year} jabatan ini kosong dan tanpa Plt. Tambahkan pejabatnya, atau Plt di acting.csv."
        problems.add(Problem(file=file, line=result.line, column="position", value=result.position, message=message))
    return found


def planner(position: str, known: Known, year: int) -> str | None:
    """The NIP of the post's holder at the year's end; else of its Plt; else of whoever held it last that year."""
    whole_year = Stay("", position, date(year, 1, 1), date(year + 1, 1, 1))
    held = [stay for stay in known.stays_in(position) if stay.meets(whole_year)]
    acted = [stay for stay in known.acting if stay.position == position and stay.meets(whole_year)]
    for stays in ([stay for stay in held if stay.holds_on(date(year, 12, 31))], acted, held):
        if stays:
            return max(stays, key=lambda stay: stay.start).nip
    return None


def store_skps(results: list[ResultRow], planners: dict[str, str], year: Period, author: Author) -> dict[str, Tally]:
    """Keep the plans of the year as drafts; a plan that has left its draft is not touched. Counts by kind of row."""
    skps, skp_tally = _skps(planners, year, author)
    stored, result_tally = _results(results, skps, year, author)
    indicator_tally = _indicators(results, skps, stored, author)
    return {"skps": skp_tally, "work_results": result_tally, "indicators": indicator_tally}


def _skps(planners: dict[str, str], year: Period, author: Author) -> tuple[dict[str, Skp], Tally]:
    """The latest version of each post's plan, made where there is none, with what is expected of behaviour."""
    posts = dict(Position.objects.filter(code__in=planners).values_list("code", "pk"))
    people = dict(Employee.objects.filter(nip__in=set(planners.values())).values_list("nip", "pk"))
    latest: dict[tuple[int, int], Skp] = {}
    for skp in Skp.objects.filter(period=year).order_by("version"):
        latest[skp.employee_id, skp.position_id] = skp
    tally = Tally()
    found: dict[str, Skp] = {}
    new: list[Skp] = []
    for position, nip in planners.items():
        key = people[nip], posts[position]
        if key not in latest:
            rule_set = in_force(year.start)
            latest[key] = Skp(employee_id=key[0], position_id=key[1], period=year, rule_set=rule_set)
            new.append(latest[key])
            tally.created += 1
        elif latest[key].status == Skp.Status.DRAFT:
            tally.unchanged += 1
        else:
            tally.submitted += 1
        found[position] = latest[key]
    create(new, author)
    expectations = [
        BehaviourExpectation(skp=skp, value=each.code, text=each.guidance)
        for skp in new
        if skp.rule_set == permenpanrb_6_2022.CODE  # the earlier sets rate other behaviours, without expectations
        for each in BEHAVIOURS
    ]
    create(expectations, author)
    return found, tally


def _results(
    results: list[ResultRow], skps: dict[str, Skp], year: Period, author: Author
) -> tuple[dict[tuple[int, str], WorkResult], Tally]:
    """The results by plan and reference, stored from the top of the cascade down."""
    drafts = {skp.pk for skp in skps.values() if skp.status == Skp.Status.DRAFT}
    stored: dict[tuple[int, str], WorkResult] = {}
    last_number: dict[int, int] = {}
    of_ref: dict[str, int] = {}  # the key of the result that others carry on
    current = {skp.pk for skp in skps.values()}
    for row in WorkResult.objects.filter(skp__period=year).order_by("skp__version", "pk"):
        last_number[row.skp_id] = max(last_number.get(row.skp_id, 0), row.number)
        stored[row.skp_id, row.ref] = row
        of_ref[row.ref] = row.pk
    of_ref.update({ref: row.pk for (skp, ref), row in stored.items() if skp in current})
    goals = _goals(year)
    units = dict(Position.objects.filter(code__in=skps).values_list("code", "unit_id"))
    by_ref = {result.ref: result for result in results}
    tally = Tally()
    for level in levels(by_ref, {result.ref: result.parent_ref for result in results}):
        wanted = []
        for result in (by_ref[ref] for ref in level):
            skp = skps[result.position]
            if skp.pk not in drafts:
                tally.submitted += 1
                continue
            values: dict[str, Any] = {
                "skp_id": skp.pk, "ref": result.ref, "kind": result.kind, "text": result.text, "source": result.source,
                "carries_on_id": of_ref[result.parent_ref] if result.parent_ref else None,
                "agreement_id": None if result.parent_ref else goals.get((units[result.position], result.text)),
            }  # fmt: skip
            if (skp.pk, result.ref) not in stored:
                values["number"] = last_number[skp.pk] = last_number.get(skp.pk, 0) + 1
            wanted.append(((skp.pk, result.ref), values))
        tally.add(store_rows(WorkResult, stored, wanted, author))
        of_ref.update({ref: stored[key].pk for key, _ in wanted for ref in [key[1]]})
    return stored, tally


def _goals(year: Period) -> dict[tuple[int, str], int]:
    """The first indicator of each goal of the agreement, by unit and the goal's text."""
    goals: dict[tuple[int, str], int] = {}
    rows = PerformanceAgreement.objects.filter(period=year).order_by("pk").values_list("unit_id", "goal", "pk")
    for unit, goal, key in rows:
        goals.setdefault((unit, goal), key)
    return goals


def _indicators(
    results: list[ResultRow], skps: dict[str, Skp], stored: dict[tuple[int, str], WorkResult], author: Author
) -> Tally:
    """The indicators of the drafts' results; the file's first is number 1."""
    tally, wanted = Tally(), []
    for result in results:
        skp = skps[result.position]
        if skp.status != Skp.Status.DRAFT:
            tally.submitted += len(result.indicators)
            continue
        key = stored[skp.pk, result.ref].pk
        for number, each in enumerate(result.indicators, start=1):
            wanted.append((
                (key, number),
                {
                    "result_id": key, "number": number, "text": each.text, "aspect": each.aspect,
                    "measure": each.measure, "target": each.target, "unit": each.unit,
                    # What the file does not say stays as the draft has it; a new one is higher-is-better.
                    **({"direction": each.direction} if each.direction else {}),
                },
            ))  # fmt: skip
    rows = Indicator.objects.filter(result_id__in={key for (key, _), _ in wanted})
    existing = {(row.result_id, row.number): row for row in rows}
    tally.add(store_rows(Indicator, existing, wanted, author))
    return tally
