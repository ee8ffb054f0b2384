"""Finished tasks against the record: each step that somebody did has its decision, and each decision its step.

They are joined exactly: an action finishes its task, or closes a committee member's work item, at the very moment that
its decision bears (`Decision.effective_at`, to the microsecond), and a case is moved by one action at a time, under its
lock. Of several tasks of one case that finished at one moment each needs a decision of its own. The tier is not part of
the join: it gets another number when its case moves to another version of the chain.
"""

from collections.abc import Iterator
from typing import Any

from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import STATUS

from workflows.audit.models import Decision, Particulars
from workflows.audit.reconciling.search import Kind, Tally, places, search, spans_of
from workflows.audit.verbs import Verb
from workflows.engine.models import WorkItem
from workflows.engine.registry import FLOWS
from workflows.engine.starting import ENGINE

# Under these a step of a case is done, always.
STEPS = (
    Verb.SUBMIT, Verb.OPEN, Verb.REOPEN, Verb.OBJECT, Verb.APPROVE, Verb.RETURN, Verb.REJECT, Verb.DECIDE,
    Verb.OVERRIDE, Verb.RECORD_OUTSIDE, Verb.WITHDRAW, Verb.ACKNOWLEDGE, Verb.LAPSE, Verb.CLOSE,
)  # fmt: skip
# Under these it may be: content is amended and sent anew, or corrected while it waits; a tier is passed over after it
# was asked, or before. All others leave the case where it waits.
PERHAPS_STEPS = (Verb.AMEND, Verb.SKIP)
TASK, CASE, ITEM = Task._meta.db_table, Process._meta.db_table, WorkItem._meta.db_table
DECISION, PARTICULARS = Decision._meta.db_table, Particulars._meta.db_table


def finished_tasks(first: int) -> Iterator[Tally]:
    """Finished tasks for which no decision stands; of which nodes, the flows say (`leaves_decision`).

    A task that was passed over has a SKIP. That of a tier which was never asked, the engine's own, stands for none.
    """
    silent, nodes = places("node", _silent_nodes())
    steps, verbs = places("verb", [*STEPS, *PERHAPS_STEPS])
    code, classes = _code_of("p.flow_class")
    found = (
        f"WITH done AS (SELECT t.id, t.process_id, t.flow_task, t.finished, {code} AS process, "  # noqa: S608  our own names
        "ROW_NUMBER() OVER (PARTITION BY t.process_id, t.finished ORDER BY t.id) AS place "
        f"FROM {TASK} t JOIN {CASE} p ON p.id = t.process_id WHERE t.process_id >= %(low)s "
        f"AND t.process_id < %(high)s AND t.status = '{STATUS.DONE}' AND (t.flow_task IN ({silent})) IS NOT TRUE) "
        f"SELECT '{Kind.TASK_WITHOUT_DECISION}' AS kind, done.id AS key, "
        "done.flow_task || ' #' || done.process_id AS detail FROM done WHERE done.place > "
        f"(SELECT COUNT(*) FROM {DECISION} d JOIN {PARTICULARS} a ON a.decision_id = d.id "
        "WHERE d.process = done.process AND d.case_id = done.process_id AND d.effective_at = done.finished "
        f"AND d.verb IN ({steps}) AND NOT (d.verb = '{Verb.SKIP}' AND a.actor_nip = %(engine)s))"
    )
    given = {**nodes, **verbs, **classes, "engine": ENGINE.nip}
    yield from search(Task._meta.label, found, spans_of((TASK, "process_id")), first, given)


def decisions_of_cases(first: int) -> Iterator[Tally]:
    """Decisions of a case that there is not; and, where the case is there, those whose step nobody finished in it."""
    steps, verbs = places("verb", STEPS)
    exists, processes = _case_exists()
    detail = "d.verb || ' ' || d.process || ' #' || d.case_id"
    found = (
        f"SELECT CASE WHEN {exists} THEN '{Kind.DECISION_WITHOUT_TASK}' "  # noqa: S608  our own names
        f"ELSE '{Kind.DECISION_WITHOUT_CASE}' END AS kind, d.id AS key, {detail} AS detail FROM {DECISION} d "
        "WHERE d.id >= %(low)s AND d.id < %(high)s AND d.case_id IS NOT NULL AND (NOT "
        f"({exists}) OR d.verb IN ({steps}) "
        f"AND NOT EXISTS (SELECT 1 FROM {TASK} t WHERE t.process_id = d.case_id AND t.finished = d.effective_at) "
        f"AND NOT EXISTS (SELECT 1 FROM {ITEM} w WHERE w.case_id = d.case_id AND w.closed_at = d.effective_at))"
    )
    yield from search(Decision._meta.label, found, spans_of((DECISION, "id")), first, {**verbs, **processes})


def _silent_nodes() -> list[str]:
    """The nodes, as tasks name them, that leave no decision."""
    stored: Any = Task._meta.get_field("flow_task")
    return [
        stored.get_prep_value(node)
        for _code, flow in sorted(FLOWS.items())
        for node in flow.instance.nodes()
        if not getattr(node, "leaves_decision", True)
    ]


def _code_of(column: str) -> tuple[str, dict[str, str]]:
    """The process code of a stored flow class, as an expression with its parameters."""
    stored: Any = Process._meta.get_field("flow_class")
    given: dict[str, str] = {}
    whens = []
    for number, (code, flow) in enumerate(sorted(FLOWS.items())):
        given |= {f"class{number}": stored.get_prep_value(flow), f"code{number}": code}
        whens.append(f"WHEN %(class{number})s THEN %(code{number})s")
    return f"CASE {column} {' '.join(whens)} END", given


def _case_exists() -> tuple[str, dict[str, str]]:
    """Whether a decision's case stands among those of its own process, as a condition with its parameters."""
    given: dict[str, str] = {}
    tests = []
    for number, (code, flow) in enumerate(sorted(FLOWS.items())):
        own = flow.process_class._meta
        given[f"of{number}"] = code
        case = f"(SELECT 1 FROM {own.db_table} c WHERE c.{own.pk.column} = d.case_id)"  # noqa: S608  as above
        tests.append(f"d.process = %(of{number})s AND EXISTS {case}")
    return " OR ".join(f"({test})" for test in tests), given
