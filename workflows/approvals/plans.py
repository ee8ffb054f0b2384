"""A version as a plan of values, and back: codes of posts and units looked up for all tiers at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from workflows.approvals.models import ChainVersion, Tier
from workflows.organization.models import Position, Role, Unit
from workflows.rules.chain_tiers import ChainPlan, ChainProblem, TierPlan

# What a tier's row and its plan have in common, by the same name.
SAME_FIELDS = (
    "title", "rule", "role", "mode", "quorum", "may_approve", "may_return", "may_reject", "reason_to_approve",
    "skip_same_person", "working_days", "overdue",
)  # fmt: skip
CHOICES = {
    "rule": frozenset(Tier.Rule.values),
    "mode": frozenset(Tier.Mode.values),
    "overdue": frozenset(Tier.Overdue.values),
    "role": frozenset({"", *Role.values}),
}


def plan_of(version: ChainVersion) -> ChainPlan:
    """What the version says, from its rows; three queries whatever the number of tiers."""
    rows = version.tiers.select_related("position", "unit").prefetch_related("seats__position").order_by("number")
    return ChainPlan(
        tiers=tuple(_tier_plan(row) for row in rows),
        same_person_may_decide_twice=version.same_person_may_decide_twice,
        again_from_tier=version.again_from_tier,
    )


def _tier_plan(row: Tier) -> TierPlan:
    return TierPlan(
        key=row.pk,
        position=row.position.code if row.position else "",
        unit=row.unit.code if row.unit else "",
        seats=tuple(sorted(seat.position.code for seat in row.seats.all())),
        **{name: getattr(row, name) for name in SAME_FIELDS},
    )


@dataclass(frozen=True, slots=True)
class Named:
    """The posts and units that a plan names, by their codes; two queries."""

    posts: dict[str, Position]
    units: dict[str, Unit]

    @classmethod
    def by(cls, plan: ChainPlan) -> "Named":
        """Those of the plan that exist."""
        posts = {code for tier in plan.tiers for code in (tier.position, *tier.seats) if code}
        units = {tier.unit for tier in plan.tiers if tier.unit}
        return cls(
            posts={post.code: post for post in Position.objects.filter(code__in=posts)},
            units={unit.code: unit for unit in Unit.objects.filter(code__in=units)},
        )

    def values(self, tier: TierPlan) -> dict[str, object]:
        """The values of the tier's row, its number and seats aside."""
        return {
            **{name: getattr(tier, name) for name in SAME_FIELDS},
            "position": self.posts[tier.position] if tier.position else None,
            "unit": self.units[tier.unit] if tier.unit else None,
        }

    def problems(self, tiers: Iterable[TierPlan]) -> list[ChainProblem]:
        """Codes that no post or unit has, and words that no field knows."""
        found = []
        for number, tier in enumerate(tiers, start=1):
            for name, known in CHOICES.items():
                value = getattr(tier, name)
                if value not in known:
                    allowed = ", ".join(sorted(filter(None, known)))
                    text = f"“{value}” tidak dikenal. Pilih salah satu dari: {allowed}."
                    found.append(ChainProblem(number, name, f"Tahap {number}: {text}"))
            missing = [code for code in (*tier.seats, tier.position) if code and code not in self.posts]
            for code in missing:
                name = "seats" if code in tier.seats else "position"
                text = f"jabatan berkode “{code}” tidak ada. Periksa kodenya di daftar jabatan."
                found.append(ChainProblem(number, name, f"Tahap {number}: {text}"))
            if tier.unit and tier.unit not in self.units:
                text = f"unit berkode “{tier.unit}” tidak ada. Periksa kodenya di daftar unit."
                found.append(ChainProblem(number, "unit", f"Tahap {number}: {text}"))
        return found
