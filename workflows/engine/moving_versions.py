"""Moving running cases to another version of their chain: shown beforehand, with a reason, recorded per case.

A case keeps the version with which it started unless HR moves it. Tiers correspond by their title: a case goes on at
the tier of the same title, and what was decided stays decided.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import OperationalError

from workflows.approvals.applying import most_specific, tiers_of
from workflows.approvals.models import ChainVersion, Tier
from workflows.approvals.resolver import Asked, Skipped, only_once
from workflows.audit.models import Decision
from workflows.audit.record import record
from workflows.audit.verbs import Verb
from workflows.engine.assignment import work_items_for
from workflows.engine.barring import without_barred
from workflows.engine.held import Held, held_case
from workflows.engine.middleware import is_busy
from workflows.engine.models import TieredCase, WorkItem
from workflows.engine.moment import moment_of
from workflows.engine.reasons import required
from workflows.engine.refusals import NotAllowedHere, NotYours, OwnCase, Refusal
from workflows.engine.registry import FLOWS
from workflows.engine.step import close_items
from workflows.engine.votes import BEFORE_THE_FIRST, VOTES_REST_ON, deciders, remember_votes, votes_in, votes_now
from workflows.engine.whom import whom
from workflows.organization.actor import Actor
from workflows.organization.login import has_role
from workflows.organization.models import Employee, Role
from workflows.organization.reporting import Office, WholeOffice

READ_WITH = ("person__user", "position__unit__parent__parent__parent", "tier")
FEW = 5  # cases; for more the office is read whole
LOST = 1000  # tiers that the new version has not are numbered past every other, or before, by whether they are over


@dataclass(frozen=True, slots=True)
class MovedCase:
    """What became of one case: moved, or why not."""

    case_id: int
    title: str
    done: bool
    why: str = ""


@dataclass
class Waiting:
    """Where a running case stands: its open task's items, and the tier that is asked; None where the person is."""

    items: list[WorkItem]
    tier: Tier | None = field(init=False)

    def __post_init__(self) -> None:
        self.tier = next((item.tier for item in self.items if item.tier is not None), None)

    @property
    def title(self) -> str:
        """The task's line."""
        return self.items[0].title if self.items else ""


def move_version(
    *, case_ids: Iterable[int], to: ChainVersion, by: Actor, reason: str, at: datetime | None = None
) -> list[MovedCase]:
    """Move these cases to the version, each by itself; one failure stops none.

    :raises NotYours: the actor is no HR admin. :raises RuleViolation: without a reason.
    """
    moment = moment_of(by, at)
    if by.user is None or not has_role(by.user, Role.HR_ADMIN, on=moment.date()):
        raise NotYours("Perkara hanya dapat dipindahkan ke versi lain oleh admin kepegawaian.")
    given = required(reason, "Tulis alasan memindahkan perkara ke versi lain.")
    chosen = list(dict.fromkeys(case_ids))
    titles = dict(WorkItem.objects.filter(case__in=chosen).order_by("pk").values_list("case_id", "title"))  # the latest
    return [_move_one(case_id, titles.get(case_id, ""), to, by, given, at) for case_id in chosen]


def why_not(case: TieredCase, waiting: Waiting, to: ChainVersion, by: Actor) -> str:
    """Why the case may not be moved to the version, as a sentence; empty where it may."""
    if case.finished is not None or not waiting.items:
        return "Perkara ini sudah selesai."
    if by.employee is not None and by.employee.pk == case.person_id:
        return "Perkara ini menyangkut Anda sendiri, jadi orang lain yang memindahkannya."
    if to.status != ChainVersion.Status.PUBLISHED:
        return f"{to} belum terbit atau sudah ditarik."
    if to.chain.process != case.process_code:
        return f"{to} adalah rantai proses lain."
    if to.pk == case.chain_version_id:
        return "Perkara ini sudah pada versi itu."
    if most_specific([to], case.position) is None:
        return f"{to} tidak berlaku untuk jabatan {case.position.title}."
    if waiting.tier is None:
        return ""
    if same_tier(waiting.tier, to) is None:
        return f"Tahap {waiting.tier.title}, tempat perkara ini menunggu, tidak ada di {to}."
    if waiting.tier.mode != Tier.Mode.ONE and votes_now(case, waiting.tier.number):
        return f"Pada tahap {waiting.tier.title} sudah ada suara. Tunggu sampai tahap itu diputus."
    return ""


def same_tier(tier: Tier, version: ChainVersion) -> Tier | None:
    """The version's tier of the same title."""
    return next((each for each in tiers_of(version) if _same(each.title) == _same(tier.title)), None)


def _same(title: str) -> str:
    return " ".join(title.casefold().split())


def _move_one(case_id: int, title: str, to: ChainVersion, by: Actor, reason: str, at: datetime | None) -> MovedCase:
    try:
        with held_case(to.chain.process, case_id, by=by, at=at) as h:
            waiting = Waiting(h.items)
            if why := why_not(h.case, waiting, to, by):
                raise (OwnCase if "Anda sendiri" in why else NotAllowedHere)(why)
            _move(h, waiting, to, reason)
    except Refusal as refusal:
        return MovedCase(case_id, title, False, str(refusal))
    except OperationalError as error:
        if not is_busy(error):
            raise
        return MovedCase(case_id, title, False, "Perkara ini sedang diputus orang lain. Ulangi sebentar lagi.")
    return MovedCase(case_id, title, True)


def _move(h: Held, waiting: Waiting, to: ChainVersion, reason: str) -> None:
    case, old = h.case, h.case.chain_version
    before = case.tier
    there = same_tier(waiting.tier, to) if waiting.tier is not None else None
    decided = deciders(case)
    numbers = _numbers(case, old, to, waiting.tier)
    began = same_tier_number(old, case.asked_from, to)
    case.chain_version = to
    if there is not None:
        case.asked_from = min(began if began is not None else there.number, there.number)
        if case.asked_from == 1 and decided:
            case.asked_from = BEFORE_THE_FIRST
        case.tier = there
        _ask(h, there, decided)
    else:
        case.asked_from = began or 1
        case.tier = same_tier(before, to) if before is not None else None
    case.save(update_fields=["chain_version", "tier", "asked_from"])
    item = next((item for item in waiting.items if item.tier is not None), None)
    details = {
        "from": str(old), "from_hash": old.content_hash, "to": str(to), "to_hash": to.content_hash, "tiers": numbers,
    }  # fmt: skip
    record(h.entry(Verb.MOVE_VERSION, item, reason=reason, details=details))


def _ask(h: Held, tier: Tier, decided: set[str]) -> None:
    """Ask whomever the new version's tier means, in place of those whom the old one's asked."""
    case = h.case
    found = without_barred(case, whom(tier, case, h.on))
    if isinstance(found, Skipped):
        raise NotAllowedHere(f"Di versi baru tahap {tier.title} akan dilewati: {found.why}")
    if isinstance(found, Asked) and not case.chain_version.same_person_may_decide_twice:
        found = only_once(found, decided)
    case.asked = found
    close_items([h.task], h.at, WorkItem.Closing.SKIPPED)
    items = work_items_for(h.task.flow_task, h.task, case, h.at)
    for item in items:
        item.save(force_insert=True)
    h.give_task_to(next((item.owner for item in items if item.owner_id), None))


def same_tier_number(old: ChainVersion, number: int, to: ChainVersion) -> int | None:
    """The number in the new version of the tier that has this one in the old."""
    tier = next((each for each in tiers_of(old) if each.number == number), None)
    there = same_tier(tier, to) if tier is not None else None
    return there.number if there is not None else None


def _numbers(case: TieredCase, old: ChainVersion, to: ChainVersion, waiting: Tier | None) -> dict[str, int]:
    """How the old version's tiers are numbered in the new one.

    A tier that is over keeps its decisions, and they bind whoever made them; but none counts as a vote of a tier that
    is still to come, so that such a tier's number is never given to one that is over.
    """
    moved = Decision.objects.of_case(case.process_code, case.pk).filter(verb=Verb.MOVE_VERSION).count()
    past = LOST * (moved + 1)
    there = same_tier(waiting, to) if waiting is not None else None
    numbers = {}
    for tier in tiers_of(old):
        new = same_tier(tier, to)
        is_over = waiting is None or tier.number < waiting.number
        if is_over and (new is None or (there is not None and new.number >= there.number)):
            numbers[str(tier.number)] = -(past + tier.number)
        else:
            numbers[str(tier.number)] = new.number if new is not None else past + tier.number
    return numbers


# ---- beforehand ----
@dataclass(frozen=True, slots=True)
class TierAhead:
    """A tier that a case still has to go through: whom it would ask."""

    title: str
    who: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a move would change for one case: the tiers ahead now and then, who comes to it and who no longer does."""

    case_id: int
    person: Employee
    title: str
    refused: str
    now: Sequence[TierAhead] = ()
    then: Sequence[TierAhead] = ()

    @property
    def gained(self) -> list[str]:
        """Who would be asked and is not now."""
        return [each for each in _people(self.then) if each not in _people(self.now)]

    @property
    def lost(self) -> list[str]:
        """Who would be asked no more."""
        return [each for each in _people(self.now) if each not in _people(self.then)]


def previews(case_ids: Iterable[int], to: ChainVersion, by: Actor, at: datetime) -> list[Preview]:
    """What moving these cases would change, case by case; nothing is stored."""
    model: Any = FLOWS[to.chain.process].process_class
    rows = model._default_manager.filter(pk__in=list(case_ids)).select_related(*READ_WITH, *model.barred_with)
    cases = list(rows.prefetch_related("chain_version__chain", "chain_version__tiers").order_by("pk"))
    items: dict[int, list[WorkItem]] = {case.pk: [] for case in cases}
    waiting = WorkItem.objects.open().filter(case__in=list(items)).select_related("tier", "owner", "principal")
    for item in waiting.order_by("pk"):
        items[item.case_id].append(item)
    _read_votes(cases)
    office = WholeOffice(at.date()) if len(cases) > FEW else None
    return [_preview(case, Waiting(items[case.pk]), to, by, at, office) for case in cases]


def _read_votes(cases: Sequence[TieredCase]) -> None:
    decided: dict[int | None, list[Decision]] = {case.pk: [] for case in cases}
    codes = {case.process_code for case in cases}
    rows = Decision.objects.filter(process__in=codes, case_id__in=decided, verb__in=VOTES_REST_ON)
    for decision in rows.order_by("id"):
        decided[decision.case_id].append(decision)
    for case in cases:
        remember_votes(case, votes_in(decided[case.pk]))


def _preview(
    case: TieredCase, waiting: Waiting, to: ChainVersion, by: Actor, at: datetime, office: Office | None
) -> Preview:
    title = waiting.title or f"{case.person.name}"
    if why := why_not(case, waiting, to, by):
        return Preview(case.pk, case.person, title, why)
    there = same_tier(waiting.tier, to) if waiting.tier is not None else None
    now = _ahead(case, case.chain_version, waiting.tier, at, office)
    return Preview(case.pk, case.person, title, "", now, _ahead(case, to, there, at, office))


def _ahead(
    case: TieredCase, version: ChainVersion, first: Tier | None, at: datetime, office: Office | None
) -> list[TierAhead]:
    """The tiers from this one on, each with those whom it would ask today; none is asked who decided before."""
    decided = set() if version.same_person_may_decide_twice else set(deciders(case) if first is not None else ())
    ahead = []
    for tier in tiers_of(version):
        if first is not None and tier.number < first.number:
            continue
        found = without_barred(case, whom(tier, case, at.date(), office=office))
        if isinstance(found, Asked) and not version.same_person_may_decide_twice:
            found = only_once(found, decided)
        if isinstance(found, Asked):
            names = [officer.employee.name for officer in found.officers]
            names += [str(getattr(user, "employee", None) or user) for user in found.users]
            ahead.append(TierAhead(tier.title, ", ".join(names)))
            if len(found.nips) == found.needed:
                decided |= found.nips
        else:
            ahead.append(TierAhead(tier.title, found.why))
    return ahead


def _people(ahead: Sequence[TierAhead]) -> list[str]:
    return list(dict.fromkeys(f"{each.title}: {each.who}" for each in ahead))
