"""Random small offices with a random chain, and who may decide there: worked out apart from the code under test.

A world is plain values; `Built` is the world as rows, with an oracle that knows posts, holders and deputies only.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction
from hypothesis import strategies as st

from tests import factories as make
from workflows.approvals.models import ChainVersion, Seat, Tier
from workflows.approvals.publishing import publish_first
from workflows.audit.models import Decision
from workflows.daily.models import DailyProcess
from workflows.engine.models import WorkItem
from workflows.organization.models import Employee, Position

ADMINS = 6  # more than a chain has tiers: each overrides once in a case


@dataclass(frozen=True)
class TierPlan:
    rule: str
    mode: str = "ONE"
    quorum: int = 1
    seats: tuple[int, ...] = ()
    skip: bool = True

    @property
    def is_committee(self) -> bool:
        return self.rule == "COMMITTEE"


@dataclass(frozen=True)
class World:
    """Post 0 is the top; `above[i]` is the post over post i; the last post is the author's, who always holds it."""

    above: tuple[int | None, ...]
    vacant: frozenset[int]
    acting: dict[int, int]  # post -> the person (by the number of their own post) who acts there
    delegations: dict[int, int]  # person -> person
    tiers: tuple[TierPlan, ...]
    twice: bool
    again_from: int
    moves: tuple[tuple[int, str], ...] = ()

    @property
    def author(self) -> int:
        return len(self.above) - 1


@st.composite
def tier_plans(draw: st.DrawFn, posts: int) -> TierPlan:
    rule = draw(st.sampled_from(["DIRECT_SUPERIOR", "SUPERIOR_OF_SUPERIOR", "POSITION", "COMMITTEE", "COMMITTEE"]))
    skip = draw(st.booleans())
    if rule == "POSITION":
        return TierPlan(rule, seats=(draw(st.integers(0, posts - 1)),), skip=skip)
    if rule != "COMMITTEE":
        return TierPlan(rule, skip=skip)
    seats = draw(st.sets(st.integers(0, posts - 1), min_size=1, max_size=4))
    mode = draw(st.sampled_from(["ONE", "ALL", "QUORUM"]))
    quorum = draw(st.integers(1, len(seats))) if mode == "QUORUM" else 1
    return TierPlan(rule, mode, quorum, tuple(sorted(seats)), skip)


@st.composite
def worlds(draw: st.DrawFn, *, moves: bool = True, least_tiers: int = 1) -> World:
    posts = draw(st.integers(3, 6))
    above = (None, *(draw(st.integers(0, number - 1)) for number in range(1, posts)))
    vacant = draw(st.frozensets(st.integers(0, posts - 2), max_size=2))
    people = [number for number in range(posts) if number not in vacant]
    acting = draw(st.dictionaries(st.integers(0, posts - 2), st.sampled_from(people), max_size=2))
    delegations = draw(st.dictionaries(st.sampled_from(people), st.sampled_from(people), max_size=3))
    tiers = tuple(draw(st.lists(tier_plans(posts), min_size=least_tiers, max_size=4)))
    verbs = st.sampled_from(["approve", "approve", "approve", "send_back", "reject"])
    return World(
        above, vacant,
        {post: officer for post, officer in acting.items() if officer != post},
        {giver: taker for giver, taker in delegations.items() if giver != taker},
        tiers, draw(st.booleans()), draw(st.integers(1, len(tiers))),
        tuple(draw(st.lists(st.tuples(st.sampled_from(people), verbs), max_size=12))) if moves else (),
    )  # fmt: skip


@contextmanager
def rolled_back() -> Iterator[None]:
    """What is built inside is gone afterwards: one example leaves nothing to the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass
class Built:
    """The world as rows, its author's report on its way; and who stands where, as long as it is kept up to date."""

    world: World
    holders: dict[int, int] = field(default_factory=dict)  # post -> person
    acting: dict[int, int] = field(default_factory=dict)
    delegations: dict[int, int] = field(default_factory=dict)
    posts: list[Position] = field(default_factory=list)
    people: dict[int, Employee] = field(default_factory=dict)
    admins: list[Employee] = field(default_factory=list)

    @classmethod
    def of(cls, world: World) -> "Built":
        built = cls(world, acting=dict(world.acting), delegations=dict(world.delegations))
        unit = make.unit("Bidang")
        for number, above in enumerate(world.above):
            post = make.position(f"Jabatan {number}", unit, built.posts[above] if above is not None else None)
            built.posts.append(post)
            if number not in world.vacant:
                built.people[number] = make.employee(f"Orang {number}", post)
                built.holders[number] = number
        for post, officer in world.acting.items():
            capacity = "PLT" if post in world.vacant else "PLH"
            make.acting(built.people[officer], built.posts[post], capacity)
        for giver, taker in world.delegations.items():
            make.delegation(built.people[giver], built.people[taker], "daily")
        built.admins = [make.with_role("HR_ADMIN", f"Admin {number}") for number in range(ADMINS)]
        built.publish()
        return built

    def publish(self) -> None:
        version = make.chain("acak", unit=self.posts[0].unit, publish=False, tiers=[], twice=self.world.twice)
        version.again_from_tier = self.world.again_from
        version.save()
        self.give_tiers(version, self.world.tiers)

    def give_tiers(self, version: ChainVersion, plans: Sequence[TierPlan], titles: Sequence[str] = ()) -> None:
        """Give the draft these tiers and publish it."""
        for number, plan in enumerate(plans, start=1):
            tier = Tier.objects.create(
                version=version, number=number, title=titles[number - 1] if titles else f"Tahap {number}",
                rule=plan.rule, mode=plan.mode,
                quorum=plan.quorum, may_reject=True, skip_same_person=plan.skip,
                position=self.posts[plan.seats[0]] if plan.rule == "POSITION" else None,
            )  # fmt: skip
            if plan.is_committee:
                Seat.objects.bulk_create(Seat(tier=tier, position=self.posts[seat]) for seat in plan.seats)
        publish_first(version, "Ratna HR")

    # ---- the oracle --------------------------------------------------------------------------------------------------
    def stands_for(self, person: int, post: int) -> set[int] | None:
        """As whose deputy the person may decide what is asked of the post: nobody's (empty), the holder's; or not."""
        holder = self.holders.get(post)
        if person == holder:
            return set()
        if self.acting.get(post) == person or (holder is not None and self.delegated_to(holder) == person):
            return {holder} if holder is not None else set()
        return None

    def delegated_to(self, giver: int) -> int | None:
        return self.delegations.get(giver)

    def may_decide(self, person: int) -> bool:
        """Whether the person may decide what is open now, by the facts alone."""
        case = DailyProcess.objects.select_related("tier").get()
        if person == self.world.author or case.tier is None:
            return False
        plan = self.world.tiers[case.tier.number - 1]
        number_of = {post.pk: number for number, post in enumerate(self.posts)}
        for item in WorkItem.objects.open().filter(tier__isnull=False).order_by("pk"):
            if item.principal_id is None:
                continue
            post = number_of[item.principal_id]
            deputy_of = self.stands_for(person, post)
            if deputy_of is None:
                continue
            # The first item that they may do is the one that they do.
            if self.world.author in deputy_of:
                return False
            by_delegation = self.acting.get(post) != person and self.holders.get(post) != person
            counted = {person} | (deputy_of if by_delegation else set())
            return not self.has_decided(counted, case, plan)
        return False

    def has_decided(self, people: set[int], case: DailyProcess, plan: TierPlan) -> bool:
        nips = {self.people[person].nip for person in people}
        tier = case.tier.number
        voted = {nip for number, round_, _verb, nip in self.votes() if (number, round_) == (tier, case.round)}
        if plan.mode != "ONE" and voted & nips:
            return True
        if self.world.twice or tier == 1:
            return False
        return bool(nips & self.carriers(case))

    def carriers(self, case: DailyProcess) -> set[str]:
        """Whose approvals carry the case: of this round, and the latest of each tier before where it began."""
        approvals = [vote for vote in self.votes() if vote[2] == "APPROVE"]
        found = {nip for _tier, round_, _verb, nip in approvals if round_ == case.round}
        for number in range(1, case.asked_from):
            rounds = [round_ for tier, round_, _verb, _nip in approvals if tier == number]
            found |= {
                nip for tier, round_, _verb, nip in approvals if rounds and (tier, round_) == (number, max(rounds))
            }
        return found

    def votes(self) -> list[tuple[int, int, str, str]]:
        """Tier, round, verb and NIP of each decision of a tier; of a delegate's, one for the delegator too."""
        rows = Decision.objects.filter(tier_number__isnull=False, verb__in=["APPROVE", "RETURN", "REJECT", "OVERRIDE"])
        found = []
        for row in rows.order_by("pk"):
            verb = row.details.get("as", row.verb)
            found.append((row.tier_number, row.round, verb, row.actor_nip))
            if row.details.get("principal_nip"):
                found.append((row.tier_number, row.round, verb, row.details["principal_nip"]))
        return found
