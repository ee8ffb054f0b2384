"""What a version's hash covers: the same for the same content, whatever the keys of its rows."""

from workflows.approvals.models import ChainVersion
from workflows.audit.canonical import content_hash

TIER_CONTENT = (
    "number", "title", "rule", "position_id", "unit_id", "role", "mode", "quorum", "may_approve", "may_return",
    "may_reject", "reason_to_approve", "skip_same_person", "working_days", "overdue",
)  # fmt: skip


def hash_of(version: ChainVersion) -> str:
    """SHA-256 of the version's tiers and switches, the same for the same content whatever its keys."""
    return content_hash(content_of(version))


def content_of(version: ChainVersion) -> dict[str, object]:
    """What the hash covers. What came later than the first hashes is named only where it is used: they stay true."""
    content: dict[str, object] = {"same_person_may_decide_twice": version.same_person_may_decide_twice}
    if version.again_from_tier != 1:
        content["again_from_tier"] = version.again_from_tier
    tiers = []
    for tier in version.tiers.order_by("number").prefetch_related("seats"):
        values = {name: getattr(tier, name) for name in TIER_CONTENT}
        seats = sorted(seat.position_id for seat in tier.seats.all())
        tiers.append({**values, "seats": seats} if seats else values)
    return {**content, "tiers": tiers}
