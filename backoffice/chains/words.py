"""Chains in words: for whom one is meant, what a tier does, what changed between two versions."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from workflows.approvals.models import ApprovalChain, Tier
from workflows.approvals.plans import Named
from workflows.organization.models import Position, Role
from workflows.rules.chain_comparison import ADDED, MOVED, REMOVED, SWITCH, ChainChange, Value
from workflows.rules.chain_tiers import COMMITTEE, POSITION, QUORUM, ROLE, UNIT_HEAD, ChainPlan, TierPlan

FIELDS: dict[str, Promise] = {
    "title": _("What deciding is called"),
    "rule": _("Who decides"),
    "position": _("Post that decides"),
    "unit": _("Unit whose head decides"),
    "role": _("Role that decides"),
    "seats": _("Seats of the committee"),
    "mode": _("How a committee decides"),
    "quorum": _("Votes needed"),
    "may_approve": _("May approve"),
    "may_return": _("May return for correction"),
    "may_reject": _("May reject"),
    "reason_to_approve": _("Approving needs a reason"),
    "skip_same_person": _("Skip if the same person decided the tier before"),
    "working_days": _("Working days to decide"),
    "overdue": _("When the time is over"),
    "same_person_may_decide_twice": _("One person may decide several tiers"),
    "again_from_tier": _("Edited content is decided again from tier"),
}
CHOICES = {
    "rule": dict(Tier.Rule.choices),
    "mode": dict(Tier.Mode.choices),
    "overdue": dict(Tier.Overdue.choices),
    "role": dict(Role.choices),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A difference for the page: where, what, and both sides in lines of words; an empty side was not there."""

    where: str
    what: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def meant_for(chain: ApprovalChain) -> str:
    """For whom the chain is meant, in words."""
    parts = []
    if chain.position_kind:
        parts.append(str(Position.Kind(chain.position_kind).label))
    if chain.eselon:
        parts.append(gettext("eselon %(eselon)s") % {"eselon": chain.eselon})
    if chain.unit_id and chain.unit:
        parts.append(gettext("%(unit)s and the units below") % {"unit": chain.unit.name})
    return ", ".join(parts) or gettext("All posts")


class Words:
    """Tiers of these plans in words, the titles of their posts and units looked up once."""

    def __init__(self, *plans: ChainPlan) -> None:
        named = Named.by(ChainPlan(tiers=tuple(tier for plan in plans for tier in plan.tiers)))
        self.posts = {code: post.title for code, post in named.posts.items()}
        self.units = {code: unit.name for code, unit in named.units.items()}

    def who(self, tier: TierPlan) -> str:
        """Whom the tier asks."""
        if tier.rule == POSITION:
            return self._post(tier.position)
        if tier.rule == UNIT_HEAD:
            return gettext("Head of %(unit)s") % {
                "unit": self.units.get(tier.unit, tier.unit) or gettext("the employee's own unit")
            }
        if tier.rule == ROLE:
            return gettext("Anybody with the role %(role)s") % {"role": self.value("role", tier.role)}
        if tier.rule == COMMITTEE:
            seats = self.value("seats", tier.seats) if tier.seats else self.value("role", tier.role)
            return gettext("Committee: %(members)s") % {"members": seats}
        return self.value("rule", tier.rule)

    def how(self, tier: TierPlan) -> str:
        """How many decide; empty where it is one person anyway."""
        if tier.rule != COMMITTEE:
            return ""
        if tier.mode == QUORUM:
            if tier.seats:
                return gettext("%(votes)s of %(seats)s must approve") % {
                    "votes": tier.quorum,
                    "seats": len(tier.seats),
                }
            return gettext("%(votes)s must approve") % {"votes": tier.quorum}
        return self.value("mode", tier.mode)

    def may(self, tier: TierPlan) -> str:
        """What may be done."""
        allowed = [
            (tier.may_approve, gettext("approve")),
            (tier.may_return, gettext("return for correction")),
            (tier.may_reject, gettext("reject")),
        ]
        return ", ".join(word for may, word in allowed if may)

    def until(self, tier: TierPlan) -> str:
        """How long there is, and what follows."""
        days = ngettext("%(days)s working day", "%(days)s working days", tier.working_days)
        return f"{days % {'days': tier.working_days}}, {gettext('then')} {self.value('overdue', tier.overdue)}"

    def notes(self, tier: TierPlan) -> list[str]:
        """What else is set, one sentence each."""
        found = []
        if tier.reason_to_approve:
            found.append(str(FIELDS["reason_to_approve"]))
        if tier.skip_same_person:
            found.append(str(FIELDS["skip_same_person"]))
        return found

    def lines(self, tier: TierPlan) -> list[str]:
        """The whole tier, a line for each thing."""
        return [
            line for line in (self.who(tier), self.how(tier), self.may(tier), self.until(tier)) if line
        ] + self.notes(tier)

    def value(self, field: str, value: Value | None) -> str:
        """A field's value as people say it."""
        if value is None or value == "" or value == ():
            return gettext("none")
        if isinstance(value, bool):
            return gettext("yes") if value else gettext("no")
        if isinstance(value, tuple):
            return "; ".join(self._post(code) for code in value)
        if field in CHOICES:
            return str(CHOICES[field].get(str(value), value))
        if field == "position":
            return self._post(str(value))
        if field == "unit":
            return f"{self.units.get(str(value), '')} ({value})".strip()
        return str(value)

    def rows(self, changes: Iterable[ChainChange]) -> list[Row]:
        """The differences, in words."""
        return [self._row(change) for change in changes]

    def _row(self, change: ChainChange) -> Row:
        where = gettext("Tier %(number)s, %(title)s") % {"number": change.number, "title": change.tier}
        if change.kind == SWITCH:
            where = gettext("The whole chain")
        if change.kind == ADDED and isinstance(change.after, TierPlan):
            return Row(where, gettext("Tier added"), (), tuple(self.lines(change.after)))
        if change.kind == REMOVED and isinstance(change.before, TierPlan):
            return Row(where, gettext("Tier removed"), tuple(self.lines(change.before)), ())
        what = gettext("Place in the order") if change.kind == MOVED else str(FIELDS[change.field])
        before, after = (None if isinstance(side, TierPlan) else side for side in (change.before, change.after))
        return Row(where, what, (self.value(change.field, before),), (self.value(change.field, after),))

    def _post(self, code: str) -> str:
        title = self.posts.get(code)
        return f"{title} ({code})" if title else code
