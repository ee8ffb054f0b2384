"""Starting many cases of one process at once: the rows that each alone would leave, in a few statements."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from viewflow.workflow.models import Process

from workflows.approvals.resolver import chain_for
from workflows.audit.inserting import insert_together
from workflows.audit.record import record
from workflows.audit.verbs import Verb
from workflows.engine import registry
from workflows.engine.entries import entry_of
from workflows.engine.models import TieredCase
from workflows.engine.step import Step, flush_together
from workflows.organization.actor import Actor
from workflows.organization.models import Employee, Position
from workflows.organization.offices import Office
from workflows.organization.remembered import RememberedDues


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """A case about to be started: about whom, in which post; `fields` are the process's own (its subject)."""

    person: Employee
    position: Position
    fields: Mapping[str, Any] = field(default_factory=dict)


def start_together(
    code: str, beginnings: Collection[Beginning], *, by: Actor, at: datetime, office: Office, verb: Verb = Verb.OPEN
) -> list[TieredCase]:
    """`starting.start` for each of these with a task of the person: on the chain in force, recorded, in their order.

    Call it last in the action: it locks the record's heads.

    :raises NoChain: no published chain applies to one of them; none is started.
    """
    flow = registry.flow_of(code)
    cases: list[TieredCase] = [
        flow.process_class(
            flow_class=flow,
            created=at,
            person=beginning.person,
            position=beginning.position,
            chain_version=chain_for(code, beginning.position, office=office),
            **beginning.fields,
        )
        for beginning in beginnings
    ]
    insert(cases)
    dues = RememberedDues()
    steps = []
    for case in cases:
        step = Step(case, at, due_for_each=dues)
        flow.start.activation_class(step.new_task(flow.start)).execute()
        steps.append(step)
    flush_together(steps, is_new=True)
    record(*(entry_of(case, verb, by, at) for case in cases))
    return cases


def insert(cases: Sequence[TieredCase]) -> None:
    """Insert new cases of one process: their rows of viewflow's table in one statement, their own in another."""
    if not cases:
        return
    insert_together(Process, cases)
    for case in cases:
        case.pk = case.id
    insert_together(type(cases[0]), cases)
