"""What the code deletes, the recipe of PostgreSQL's roles lets the application delete; and nothing else."""

import ast
import re

from tests.architecture.source_tree import ROOT, nodes_with_scope, parsed, python_files, short

RECIPE = (ROOT / "docs" / "postgresql-roles.sql").read_text(encoding="utf-8")

# "file:function" → the tables from which it deletes rows. A new one belongs here and into the recipe.
DELETING: dict[str, set[str]] = {
    "workflows/approvals/drafting.py:throw_away": {
        "approvals_seat", "approvals_tier", "approvals_chainversion", "approvals_approvalchain",
    },
    "workflows/approvals/tier_rows.py:_store_seats": {"approvals_seat"},
    "workflows/approvals/tier_rows.py:store_tiers": {"approvals_seat", "approvals_tier"},
    "workflows/audit/door.py:_take_histories": set(),  # what the law removes: by the owner, not the application
    "workflows/daily/storing.py:store_activities": {"daily_dailyactivity"},
    "workflows/engine/absences.py:withdraw_leave": {"organization_leave"},
    "workflows/engine/recording_outside.py:record_outside": set(),  # a file, no row
    "workflows/feedback/actions/opinions.py:close_round": {"feedback_urn"},
    "workflows/skp/storing.py:Pen.delete": {"skp_behaviourexpectation", "skp_indicator", "skp_workresult"},
    "workflows/skp/storing.py:_store_expectations": set(),  # with that pen, as the two below
    "workflows/skp/storing.py:_store_indicators": set(),
    "workflows/skp/storing.py:store_plan": set(),
    "workflows/targets/running_down.py:run_down": {"targets_monthlyrealisation"},
    "workflows/targets/storing.py:store_months": {"targets_monthlytarget"},
}  # fmt: skip
OF_LIBRARIES = {"django_session", "axes_accessattempt", "axes_accessattemptexpiration"}
DELETED = OF_LIBRARIES.union(*DELETING.values())


def test_every_place_that_deletes_is_known():
    found = {
        f"{short(path)}:{scope}"
        for path in python_files("workflows", "backoffice")
        for node, scope in nodes_with_scope(parsed(path))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"delete", "_raw_delete"}
    }

    assert found == DELETING.keys()


def test_the_recipe_lists_what_is_deleted():
    listed = re.search(r"deleted CONSTANT text\[\] := ARRAY\[(.*?)\]", RECIPE, re.DOTALL)

    assert listed is not None
    assert set(re.findall(r"'(\w+)'", listed[1])) == DELETED
