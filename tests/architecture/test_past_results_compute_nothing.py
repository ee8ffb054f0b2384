"""Results of earlier years are history for people to read: no computation may know them."""

import re

from tests.architecture.source_tree import python_files, short

NAMED = re.compile(r"past_?result", re.IGNORECASE)
# Keeps them, shows them, lets HR enter and take them. Nothing else may name them, not even in a text.
MAY_KNOW_THEM = {
    "workflows/assessment/models/__init__.py",
    "workflows/assessment/models/past_result.py",
    "workflows/assessment/past_results.py",
    "workflows/portal/views/results.py",
    "workflows/portal/views/team.py",
    "backoffice/apps.py",
    "backoffice/auditing/titles.py",  # what a row is called on a timeline
    "backoffice/demo/history.py",  # HR of the play enters a few
    "backoffice/navigation.py",
    "backoffice/past_results.py",
    "backoffice/refusals.py",
    "backoffice/resources/past.py",
}


def test_only_those_who_keep_and_show_past_results_name_them():
    naming = {short(path) for path in python_files() if NAMED.search(path.read_text(encoding="utf-8"))}

    assert naming == MAY_KNOW_THEM


def test_nothing_that_computes_is_among_them():
    computing = ("workflows/rules/", "workflows/allowance/", "workflows/assessment/judging/")
    named = (
        "workflows/assessment/rating.py",
        "workflows/assessment/suggesting.py",
        "workflows/assessment/realisation.py",
    )

    assert [path for path in sorted(MAY_KNOW_THEM) if path.startswith(computing) or path in named] == []
