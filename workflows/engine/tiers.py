"""The tier loop: which tier a case asks next, which it passes over and why."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from workflows.approvals.models import Tier
from workflows.approvals.resolver import Asked, Skipped, left_to_nobody, only_once, tiers_of
from workflows.engine.barring import without_barred
from workflows.engine.models import TieredCase
from workflows.engine.whom import whom


def ask_next(
    case: TieredCase,
    on: date,
    *,
    just_decided: Collection[str] = (),
    decided_before: Collection[str] = (),
    is_agreed_so_far: bool = False,
    office: Any = None,
) -> list[Skipped]:
    """Move the case to the next tier that somebody has to decide: sets `tier` and `asked`; none left: `asked` is None.

    `just_decided` is who alone decided the tier just left (by NIP), with whoever delegated it to them; a tier that asks
    that person again and is set to be skipped then, is. `decided_before` are those who decided in this round: a tier
    that can ask nobody else is parked, unless the chain version lets one person decide several. `is_agreed_so_far`:
    somebody has just approved; else a case of which every further tier would be passed over is parked at the last one,
    since nothing is agreed without a person. `office` is the preloaded office, where many cases move together. Gives
    the tiers that were passed over, to be recorded.
    """
    passed_over: list[Skipped] = []
    for tier in _after(case.tier, tiers_of(case.chain_version)):
        found = whom(tier, case, on, office=office)
        if isinstance(found, Asked) and tier.skip_same_person and _is_one_of(found, just_decided):
            found = Skipped(tier, "Orang yang sama baru saja memutus tahap sebelumnya.", line_ends=False)
        found = without_barred(case, found)
        if isinstance(found, Skipped):
            passed_over.append(found)
            continue
        if isinstance(found, Asked) and not case.chain_version.same_person_may_decide_twice:
            found = only_once(found, decided_before)
        case.tier, case.asked = tier, found
        return passed_over
    case.asked = None
    if passed_over and not is_agreed_so_far:
        last = passed_over.pop()
        case.tier = last.tier
        case.asked = left_to_nobody(last)
    return passed_over


def before(case: TieredCase, number: int) -> Tier | None:
    """The tier before the one of this number, so that `ask_next` asks that one; None where it is the first."""
    return max((t for t in tiers_of(case.chain_version) if t.number < number), key=lambda t: t.number, default=None)


def _is_one_of(found: Asked, people: Collection[str]) -> bool:
    """Whether the tier asks one officer alone, and that one is among these (by NIP)."""
    return bool(found.officers) and len(found.nips) == 1 and found.nips <= set(people)


def _after(tier: Tier | None, tiers: Sequence[Tier]) -> list[Tier]:
    return [each for each in tiers if tier is None or each.number > tier.number]
