"""Reconciling the record with the office: what stands in the tables and is told by no decision and no history.

Verification asks whether the record is what was written; this asks whether what stands today is what the record and
the histories lead to. Nothing is changed. Each app registers what it knows: the engine its tasks, approvals the chains
that are shipped.
"""

from workflows.audit.reconciling.baselines import Baseline, shipped
from workflows.audit.reconciling.search import Kind, Tally, Unexplained
from workflows.audit.reconciling.searches import reconcile, register

__all__ = ["Baseline", "Kind", "Tally", "Unexplained", "reconcile", "register", "shipped"]
