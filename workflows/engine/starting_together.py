"""Starting many cases of one process at once: the rows that each alone would leave, in a few statements."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.apps.registry import Apps
from django.db import models
from viewflow.workflow.models import Process

from workflows.approvals.resolver import chain_for
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
    shared = [f.attname for f in Process._meta.local_concrete_fields if not f.primary_key]
    parents = Process.objects.bulk_create(Process(**{name: getattr(case, name) for name in shared}) for case in cases)
    for case, parent in zip(cases, parents, strict=True):
        case.pk = case.id = parent.pk
        case._state.adding, case._state.db = False, parent._state.db
    rows = own_rows_of(type(cases[0]))  # type: ignore[arg-type]  # the class is hashed, no instance
    names = [f.attname for f in rows._meta.concrete_fields]
    rows._default_manager.bulk_create(rows(**{name: getattr(case, name) for name in names}) for case in cases)


@cache
def own_rows_of(model: type[TieredCase]) -> type[models.Model]:
    """An unmanaged twin of the process's own table: Django inserts many rows into one table, never into two."""
    options = model._meta
    meta = type(
        "Meta", (),
        {"apps": Apps(), "managed": False, "app_label": options.app_label, "db_table": options.db_table},
    )  # fmt: skip
    columns = {f.attname: _column(f) for f in options.local_concrete_fields}
    return type(f"{model.__name__}Row", (models.Model,), {"__module__": __name__, "Meta": meta, **columns})


def _column(own: Any) -> Any:
    """The field, or the bare key of a relation: the twin stands alone and knows no other model."""
    if not own.is_relation:
        return own.clone()
    return models.BigIntegerField(primary_key=own.primary_key, null=own.null, db_column=own.column)
