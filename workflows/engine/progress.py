"""How far a case is, as a picture and as words: its chain with the persons, and what was done so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.approvals.resolver import Asked, Gap, tiers_of, who_decides
from workflows.audit.models import Decision
from workflows.audit.verbs import Verb
from workflows.engine.models import TieredCase, WorkItem
from workflows.engine.telling import day_written
from workflows.organization.reporting import officers

VERB_WORDS = {
    Verb.SUBMIT: gettext_lazy("Sent"), Verb.APPROVE: gettext_lazy("Approved"), Verb.RETURN: gettext_lazy("Returned"),
    Verb.REJECT: gettext_lazy("Rejected"), Verb.SKIP: gettext_lazy("Passed over"), Verb.LAPSE: gettext_lazy("Lapsed"),
    Verb.ACKNOWLEDGE: gettext_lazy("Accepted"), Verb.OPEN: gettext_lazy("Opened"), Verb.SET: gettext_lazy("Set"),
    Verb.WITHDRAW: gettext_lazy("Taken back"), Verb.CLOSE: gettext_lazy("Ended"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChainStep:
    """A step of the picture, as the `chain_stairs` tag takes it."""

    name: str
    small: str
    tag: str
    colour: str
    state: str


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A line of the history, as the `timeline` tag takes it."""

    what: str
    by: str
    at: datetime
    post: str = ""
    principal: str = ""
    quote: str = ""
    acting: bool = False
    note: str = ""


def chain_steps(
    case: TieredCase, decisions: Sequence[Decision], items: Sequence[WorkItem], on: date
) -> list[ChainStep]:
    """The stairs of a case: who handed in, each tier with its person and state, and what comes at the end.

    A tier that waits names whoever stands in the asked post today, so that the picture is true when officers change.
    """
    submitted = next((d for d in reversed(decisions) if d.verb == Verb.SUBMIT), None)
    first = submitted.effective_at if submitted else case.created
    steps = [
        ChainStep(case.person.name, _("Handed in, %(day)s") % {"day": day_written(first)}, _("Done"), "green", "done")
    ]
    done = {
        d.tier_number: d
        for d in decisions
        if d.round == case.round and d.verb in {Verb.APPROVE, Verb.SKIP} and d.tier_number
    }
    waiting = {item.tier_id: item for item in items if item.tier_id is not None}
    for tier in tiers_of(case.chain_version):
        decision = done.get(tier.number)
        if decision is not None:
            steps.append(_done_step(decision))
        elif tier.pk in waiting:
            steps.append(_waiting_step(waiting[tier.pk], on))
        elif not case.is_ended_early and case.status != "DONE":
            found = who_decides(tier, case.person, on, case.position)
            if isinstance(found, Asked) and found.officers:
                steps.append(ChainStep(found.officers[0].employee.name, found.officers[0].title, tier.title, "", ""))
            elif isinstance(found, Asked):
                steps.append(ChainStep(tier.title, "", _("Next"), "", ""))
            elif isinstance(found, Gap):
                steps.append(ChainStep(_("Nobody yet"), found.why, _("Gap"), "red", "gap"))
    return steps


@dataclass(frozen=True, slots=True)
class SoFar:
    """What is open of a case and what was decided, as a page about its subject reads it."""

    items: list[WorkItem]
    decisions: list[Decision]

    def asked_of(self, user: Any, node: str) -> WorkItem | None:
        """The open task of this step that is asked of the user as themselves."""
        return next((item for item in self.items if item.node == node and item.owner_id == user.pk), None)


def so_far(case: TieredCase | None) -> SoFar:
    """The case's open items and its decisions, oldest first; two queries, none where there is no case."""
    if case is None:
        return SoFar([], [])
    waiting = WorkItem.objects.open().filter(case_id=case.pk)
    return SoFar(
        list(waiting.select_related("owner", "principal", "tier", "acting", "person")),
        list(Decision.objects.of_case(case.process_code, case.pk)),
    )


def timeline(decisions: Sequence[Decision]) -> list[TimelineEntry]:
    """The history, newest first; both names where somebody acted for another."""
    return [
        TimelineEntry(
            what=str(VERB_WORDS.get(Verb(d.verb)) or d.get_verb_display()),
            by=d.actor_name,
            at=d.effective_at,
            post=f"{d.capacity.title()} {d.principal_post}" if d.capacity else "",
            principal=_("On behalf of %(name)s, %(decree)s")
            % {"name": d.principal_name or d.principal_post, "decree": d.decree}
            if d.capacity
            else "",
            quote=d.reason,
            acting=bool(d.capacity),
            note=d.tier,
        )
        for d in reversed(decisions)
    ]


def whose_turn(items: Sequence[WorkItem], on: date) -> str:
    """Who is waited for, by name: *Menunggu Jaya Ramadan*; with the post acted for."""
    for item in items:
        if item.gap:
            return _("Waiting for the performance management team: nobody decides on it yet.")
        if item.principal is not None:
            officer = officers([item.principal], on).get(item.principal.pk)
            if officer is not None:
                as_whom = f" ({officer.title})" if officer.acting else ""
                return _("Waiting for %(name)s") % {"name": f"{officer.employee.name}{as_whom}"}
        if item.owner is not None:
            return _("Waiting for %(name)s") % {"name": _owner_name(item)}
    return ""


def _done_step(d: Decision) -> ChainStep:
    if d.verb == Verb.SKIP:
        return ChainStep(d.tier, d.reason, _("Passed over"), "", "done")
    small = f"{d.capacity.title()} {d.principal_post}, " if d.capacity else ""
    return ChainStep(d.actor_name, f"{small}{d.tier}, {day_written(d.effective_at)}", _("Done"), "green", "done")


def _waiting_step(item: WorkItem, on: date) -> ChainStep:
    if item.gap or item.principal is None:
        name = _owner_name(item) if item.owner_id and not item.gap else _("Nobody yet")
        if item.gap:
            return ChainStep(name, item.gap, _("Gap"), "red", "gap")
        return ChainStep(name, "", _("Waiting for a decision"), "amber", "now")
    officer = officers([item.principal], on).get(item.principal.pk)
    name = officer.employee.name if officer else _("Nobody yet")
    title = officer.title if officer else item.principal.title
    return ChainStep(name, title, _("Waiting for a decision"), "amber", "now")


def _owner_name(item: WorkItem) -> str:
    """The name of whom the item asks personally: the person concerned, or a member of the role that a tier asks."""
    if item.owner_id is None or item.owner_id == item.person.user_id:
        return item.person.name
    return str(getattr(item.owner, "employee", None) or item.owner)
