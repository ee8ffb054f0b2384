"""A chain's head as values, and what is wrong with one, its unit looked up."""

from typing import Any

from workflows.approvals.models import ApprovalChain, ProcessCode
from workflows.organization.models import Position, Unit
from workflows.rules.chain_head import ChainHead, head_problems
from workflows.rules.chain_tiers import ChainProblem


def head_of(chain: ApprovalChain) -> ChainHead:
    """The chain's head; its unit by code."""
    return ChainHead(
        code=chain.code, name=chain.name, process=chain.process, position_kind=chain.position_kind, eselon=chain.eselon,
        unit=chain.unit.code if chain.unit else "",
    )  # fmt: skip


def head_values(head: ChainHead) -> dict[str, Any]:
    """What may change of a chain, as its row's values; the unit exists."""
    return {
        "name": head.name,
        "position_kind": head.position_kind,
        "eselon": head.eselon,
        "unit": Unit.objects.get(code=head.unit) if head.unit else None,
    }


def heads_problems(head: ChainHead) -> list[ChainProblem]:
    """Everything that is wrong with the head of a new chain."""
    found = head_problems(head, ProcessCode.values, Position.Kind.values)
    if head.unit and not Unit.objects.filter(code=head.unit).exists():
        sentence = f"Unit berkode “{head.unit}” tidak ada. Periksa kodenya di daftar unit."
        found.append(ChainProblem(None, "unit", sentence))
    return found
