"""Opinion of those around a person (360°): which answers are counted together so that nobody can be found out.

Anonymous to the rated person and shown from a minimum number of answers on (DOMAIN: methods of appraisal). Answers of
outside parties are entered by HR, who therefore know them: they hide nobody of the office.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LEAST = 3  # no round may show less
INSIDE = ("PEER", "SUBORDINATE")
OUTSIDE = "OUTSIDE"
GROUPS = (*INSIDE, OUTSIDE)
RATINGS = ("ABOVE", "MEETS", "BELOW")
WEIGHTED = frozenset({"permenpanrb_8_2021"})  # rule sets in which the opinion moves the weights, to 60/40


@dataclass(frozen=True, slots=True)
class Cell:
    """Groups whose answers are counted together, and how many these are."""

    groups: tuple[str, ...]
    answers: int


@dataclass(frozen=True, slots=True, order=True)
class Answer:
    """What one rater says: the group, a rating for each of the values in their order, and perhaps a remark."""

    group: str
    ratings: tuple[str, ...]
    remark: str = ""


def cells(answers: Mapping[str, int], minimum: int) -> tuple[Cell, ...]:
    """The cells in which the answers may be shown; none where there are too few.

    Every answer lies in one cell or in none, so that subtracting cells from each other gives whole cells again. Each
    cell has at least `minimum` answers that nobody else knows: a group with fewer is counted with another, and where
    that does not help it is left out.
    """
    needed = max(minimum, LEAST)
    inside = [Cell((group,), answers.get(group, 0)) for group in INSIDE if answers.get(group, 0) > 0]
    shown = [cell for cell in inside if cell.answers >= needed]
    small = [cell for cell in inside if cell.answers < needed]
    if sum(cell.answers for cell in small) >= needed:
        shown.append(_together(small))
    elif small and shown:
        shown = _joined(shown, _together(small))
    outside = Cell((OUTSIDE,), answers.get(OUTSIDE, 0))
    if outside.answers >= needed:
        shown.append(outside)
    elif outside.answers and shown:
        shown = _joined(shown, outside)
    return tuple(sorted(shown, key=lambda cell: [GROUPS.index(group) for group in cell.groups]))


def count(answers: Iterable[Answer], shown: Sequence[Cell], values: Sequence[str]) -> dict[Cell, dict[str, list[int]]]:
    """For each cell and value how many gave each of `RATINGS`, in their order; answers in no cell are left out."""
    of_group = {group: cell for cell in shown for group in cell.groups}
    counted = {cell: {value: [0] * len(RATINGS) for value in values} for cell in shown}
    for answer in answers:
        cell = of_group.get(answer.group)
        if cell is not None:
            for value, rating in zip(values, answer.ratings, strict=True):
                counted[cell][value][RATINGS.index(rating)] += 1
    return counted


def _together(some: Sequence[Cell]) -> Cell:
    groups = sorted((group for cell in some for group in cell.groups), key=GROUPS.index)
    return Cell(tuple(groups), sum(cell.answers for cell in some))


def _joined(shown: Sequence[Cell], small: Cell) -> list[Cell]:
    """The small one joins the smallest that is shown."""
    smallest = min(shown, key=lambda cell: cell.answers)
    return [*(cell for cell in shown if cell != smallest), _together([smallest, small])]


def shuffled(remarks: Iterable[str]) -> list[str]:
    """The remarks in an order that is their texts' alone: whenever and by whomever written, always the same."""
    return sorted(remarks, key=lambda text: hashlib.sha256(text.encode()).digest())
