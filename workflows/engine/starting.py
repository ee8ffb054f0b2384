"""Starting a case: its process, its first task, its place in the record; inside the action that starts it."""

from datetime import datetime
from typing import Any

from workflows.approvals.models import ChainVersion
from workflows.approvals.resolver import Skipped, chain_for
from workflows.audit.record import Entry, record
from workflows.audit.verbs import Verb
from workflows.engine import registry, tiers
from workflows.engine.entries import entry_of
from workflows.engine.models import TieredCase
from workflows.engine.step import Step
from workflows.organization.actor import Actor
from workflows.organization.models import Employee, Position

ENGINE = Actor.system("engine")  # who passes over a tier before anybody is asked


def begin(
    code: str,
    *,
    by: Actor,
    at: datetime,
    person: Employee,
    position: Position,
    verb: Verb = Verb.SUBMIT,
    ask: bool = True,
    reason: str = "",
    chain_version: ChainVersion | None = None,
    details: dict[str, object] | None = None,
    **fields: Any,
) -> tuple[TieredCase, list[Entry]]:
    """Start the process registered as `code` about this person in this post, on the chain in force; and what is to be
    recorded of it, with whatever else the action records.

    `fields` are the process's own (its subject). `ask=False` starts with a task of the person; the first tier is asked
    when they are done.

    :raises NoChain: no published chain applies.
    """
    flow = registry.flow_of(code)
    case: TieredCase = flow.process_class(
        flow_class=flow,
        created=at,
        person=person,
        position=position,
        chain_version=chain_version or chain_for(code, position),
        **fields,
    )
    passed_over = tiers.ask_next(case, at.date()) if ask else []
    case.save(force_insert=True)
    step = Step(case, at)
    flow.start.activation_class(step.new_task(flow.start)).execute()
    step.flush(is_new=True)
    seen = case.content_hash if verb == Verb.SUBMIT else ""
    entry = entry_of(case, verb, by, at, reason=reason, seen=seen, details=details)
    return case, [entry, *(skip_entry(case, skipped, by, at) for skipped in passed_over)]


def start(code: str, **given: Any) -> TieredCase:
    """`begin`, and record it. Call it last in the action: it locks the record's head."""
    case, entries = begin(code, **given)
    record(*entries)
    return case


def skip_entry(case: TieredCase, skipped: Skipped, by: Actor, at: datetime) -> Entry:
    """The record of a tier that was passed over."""
    signatory = ENGINE.signatory(at.date())
    return entry_of(case, Verb.SKIP, by, at, signatory=signatory, tier=skipped.tier, reason=skipped.why)
