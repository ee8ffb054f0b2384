"""The shipped chains as they stand: a migration made them, before there was a history or anybody to record.

They are known by what Jenjang ships and by nothing else, every column of them but the moment of publication. A shipped
row that was changed past every action is therefore found, as one is that has a history.
"""

from workflows.approvals.defaults import DEFAULTS, NO_POST, SHIPPED_BY, hash_of
from workflows.approvals.models import ApprovalChain, ChainVersion, Tier
from workflows.audit.reconciling.baselines import Baseline, baseline_of

CHAIN = {"position_kind": "", "eselon": "", "unit_id": None}
VERSION = {
    "status": "PUBLISHED", "same_person_may_decide_twice": False, "again_from_tier": 1, "drafted_by": SHIPPED_BY,
    "published_by": SHIPPED_BY,
}  # fmt: skip


def chains() -> Baseline:
    """Those that stand as shipped."""
    expected = {(code,): {**CHAIN, "name": name, "process": code} for code, (name, _tiers) in DEFAULTS.items()}
    return baseline_of(ApprovalChain, ("code",), expected)


def versions() -> Baseline:
    """Their first versions that stand as shipped."""
    expected = {(code, 1): {**VERSION, "content_hash": hash_of(tiers)} for code, (_name, tiers) in DEFAULTS.items()}
    return baseline_of(ChainVersion, ("chain__code", "number"), expected)


def tiers() -> Baseline:
    """The tiers of these that stand as shipped."""
    expected = {
        (code, 1, tier["number"]): {**NO_POST, **tier} for code, (_name, tiers) in DEFAULTS.items() for tier in tiers
    }
    return baseline_of(Tier, ("version__chain__code", "version__number", "number"), expected)
