"""Nothing is written past the history: QuerySet.update and bulk_* leave no row behind, so each one needs a reason."""

import ast

from tests.architecture.source_tree import nodes_with_scope, parsed, python_files, short

TOGETHER = "insert_together"  # our own, a function
BULK = {"bulk_create", "bulk_update", "abulk_create", "abulk_update", "aupdate", "_raw_delete"}

# "file:function" → why no history row is owed there. A line that is no longer true fails the second test.
ALLOWED: dict[str, str] = {
    "workflows/allowance/actions.py:compute": "results and omissions: written once, never changed",
    "workflows/allowance/standing.py:freeze": "snapshots: frozen when taken, never changed",
    "backoffice/imports/employees.py:_new_log_ins": "log-ins keep no history; the employee's row has it",
    "workflows/approvals/defaults.py:publish_defaults": "the shipped chains, written before anybody can change one",
    "workflows/audit/record.py:record": "decisions are inserted once and never changed: they are the record",
    "workflows/audit/door.py:blank": "the record's own tables: the decision of the door names every row",
    "workflows/audit/door.py:_take_histories": "history itself, taken away through the door that the record names",
    "workflows/audit/layouts.py:install": "the columns of histories: written once, never changed",
    "workflows/audit/streams.py:install": "the heads of the chains: counters, changed by nobody",
    "workflows/engine/starting_together.py:insert": "viewflow's processes: whose turn it is, not what is true",
    "workflows/organization/snapshots.py:take_snapshots": "snapshots: frozen when taken, never changed",
    "workflows/engine/step.py:_write_alike": "viewflow's processes and tasks: whose turn it is, not what is true",
    "workflows/engine/step.py:flush_together": "viewflow's tasks and work items: whose turn it is, not what is true",
    "workflows/organization/models/history.py:create_with_history": "writes the history rows itself, beside it",
    "workflows/organization/models/history.py:save_changed_together": "writes the history rows itself, beside it",
    "workflows/engine/outbox.py:tell_many": "messages: written once, and told by their own columns what became of them",
    "workflows/engine/outbox.py:mark_read": "messages: the mark of having been read",
    "workflows/engine/outbox.py:_leave_on_page": "messages: what became of them",
    "workflows/engine/outbox.py:_claim": "messages: the lease of whoever mails them",
    "workflows/engine/outbox.py:_mail": "messages: what became of them",
    "workflows/engine/escalating.py:mark_reminded": "work items: whose turn it is, not what is true",
    "workflows/engine/shifting.py:_shift": "work items: due dates; the decision says how many and by which days",
    "workflows/engine/deadlines.py:move_deadline": "work items: due dates; the decision says how many",
    "workflows/engine/taking_back.py:_ask_anew": "work items: whose turn it is, not what is true",
    "workflows/engine/step.py:close_items": "work items: whose turn it is, not what is true",
}


def test_bulk_writes_have_a_reason():
    assert sorted(bare_bulk_writes() - ALLOWED.keys()) == []


def test_no_reason_outlives_its_bulk_write():
    assert sorted(ALLOWED.keys() - bare_bulk_writes()) == []


def bare_bulk_writes() -> set[str]:
    """Where the product's code calls one, as "file:function"."""
    return {
        f"{short(path)}:{scope}"
        for path in python_files("workflows", "backoffice")
        for node, scope in nodes_with_scope(parsed(path))
        if isinstance(node, ast.Call) and (inserts_together(node.func) or is_bulk_method(node))
    }


def inserts_together(function: ast.expr) -> bool:
    """However it was imported."""
    return TOGETHER in (getattr(function, "id", ""), getattr(function, "attr", ""))


def is_bulk_method(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and writes_in_bulk(call, call.func.attr)


def writes_in_bulk(call: ast.Call, name: str) -> bool:
    """A dictionary's or a hash's `update` takes a value; a QuerySet's takes keywords alone."""
    return name in BULK or (name == "update" and bool(call.keywords) and not call.args)
