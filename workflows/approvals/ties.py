"""Which published chains stand in the way of another: two for the same post, neither more specific."""

from collections.abc import Hashable

from workflows.approvals.models import ApprovalChain, ChainVersion
from workflows.organization.models import Unit
from workflows.rules.chain_conditions import Condition, tie


def condition_of(chain: ApprovalChain, parents: dict[int, int | None]) -> Condition:
    """For whom the chain is meant; `parents` is the tree of units as `unit_parents` gives it."""
    units: list[Hashable] = []
    at = chain.unit_id
    while at is not None and at not in units:
        units.append(at)
        at = parents.get(at)
    return Condition(kind=chain.position_kind, eselon=chain.eselon, units=tuple(units))


def unit_parents() -> dict[int, int | None]:
    """Each unit's parent by their keys: the whole tree in one query."""
    return dict(Unit.objects.values_list("pk", "parent_id"))


def tied_with(chain: ApprovalChain) -> list[ApprovalChain]:
    """The other chains of the process with a published version that tie with this one, the oldest first."""
    others = list(
        ApprovalChain.objects.filter(process=chain.process, versions__status=ChainVersion.Status.PUBLISHED)
        .exclude(pk=chain.pk)
        .order_by("pk")
    )
    if not others:
        return []
    parents = unit_parents()
    own = condition_of(chain, parents)
    return [other for other in others if tie(own, condition_of(other, parents))]
