"""What was decided in a case and still stands: the votes of a tier, and who decided which tier."""

from collections.abc import Collection
from dataclasses import dataclass

from workflows.approvals.models import Tier
from workflows.audit.models import Decision
from workflows.audit.verbs import Verb
from workflows.engine.models import TieredCase

DECIDED = (Verb.APPROVE, Verb.REJECT, Verb.RETURN, Verb.OVERRIDE, Verb.RECORD_OUTSIDE)
BEFORE_THE_FIRST = 0  # where the round of a moved case began: with tiers that its present version may not have
VOTES_REST_ON = (*DECIDED, Verb.TAKE_BACK, Verb.MOVE_VERSION)


@dataclass(frozen=True, slots=True)
class Vote:
    """One standing decision of a tier: by whom (NIP), and for whom where it was delegated."""

    tier_number: int
    round: int
    verb: Verb
    nip: str
    principal_nip: str = ""

    @property
    def people(self) -> set[str]:
        """Those who must not decide another tier of the case because of this vote."""
        return {self.nip, self.principal_nip} - {""}


def votes_in(decisions: Collection[Decision]) -> list[Vote]:
    """The votes among a case's decisions, oldest first; what was taken back is none. An override is what it did.

    A vote stands under the number that its tier bears in the case's present chain version.
    """
    numbers = tier_numbers(decisions)
    taken_back = {d.details.get("of") for d in decisions if d.verb == Verb.TAKE_BACK}
    return [
        Vote(
            tier_number=numbers[d.pk],
            round=d.round,
            verb=Verb(str(d.details.get("as", d.verb))),
            nip=d.actor_nip,
            principal_nip=str(d.details.get("principal_nip", "")),
        )
        for d in decisions
        if d.verb in DECIDED and d.tier_number is not None and d.pk not in taken_back
    ]


def tier_numbers(decisions: Collection[Decision]) -> dict[int, int]:
    """Under which number the tier of each decision (by key) stands now: a case that moved to another chain version has
    its tiers numbered anew, and the record of the move says how. Oldest first.
    """
    numbers: dict[int, int] = {}
    for d in decisions:
        if d.verb == Verb.MOVE_VERSION:
            renamed = d.details.get("tiers", {})
            numbers = {key: renamed.get(str(number), number) for key, number in numbers.items()}
        elif d.tier_number is not None:
            numbers[d.pk] = d.tier_number
    return numbers


def remember_votes(case: TieredCase, votes: list[Vote]) -> None:
    """These are the case's votes, as just read with those of many others."""
    case.__dict__["_votes"] = votes


def votes_of(case: TieredCase) -> list[Vote]:
    """The case's votes of all rounds; asked once a turn: each turn reads its case anew, under its lock."""
    if "_votes" not in case.__dict__:
        decisions = Decision.objects.of_case(case.process_code, case.pk)
        remember_votes(case, votes_in(decisions.filter(verb__in=VOTES_REST_ON)))
    votes: list[Vote] = case.__dict__["_votes"]
    return votes


def votes_now(case: TieredCase, tier_number: int) -> list[Vote]:
    """The votes of one tier in the present round."""
    return [vote for vote in votes_of(case) if vote.round == case.round and vote.tier_number == tier_number]


def deciders(case: TieredCase) -> set[str]:
    """Those (by NIP) whose approval carries the case: of this round, and of the tiers before the one it began at.

    A tier that decided again in a later round carries by its latest decision alone. In a round that begins at the first
    tier everything is decided anew.
    """
    carrying = [vote for vote in votes_of(case) if vote.verb == Verb.APPROVE]
    latest = {vote.tier_number: vote.round for vote in carrying}
    found: set[str] = set()
    for vote in carrying:
        is_before = vote.tier_number < case.asked_from != 1
        earlier = is_before and vote.round == latest[vote.tier_number]
        if vote.round == case.round or earlier:
            found |= vote.people
    return found


def may_have_deciders(case: TieredCase, tier: Tier) -> bool:
    """Whether somebody may have decided before this tier; without a query. Before the first tier of a round only where
    the case moved to another version in it, and was decided on by tiers that this one has not.
    """
    return tier.number > 1 or case.asked_from == BEFORE_THE_FIRST
