"""Approval chains as data: who decides what, in which order."""

from workflows.approvals.models.chain import ApprovalChain, ChainVersion, ProcessCode
from workflows.approvals.models.tier import Seat, Tier

__all__ = ["ApprovalChain", "ChainVersion", "ProcessCode", "Seat", "Tier"]
