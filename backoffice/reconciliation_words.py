"""What the reconciliation found, as sentences: each row, each kind, and what to do about it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from workflows.audit.reconciling import Kind, Tally, Unexplained

TITLES = {
    Kind.TASK_WITHOUT_DECISION: gettext_noop("Finished tasks without a decision"),
    Kind.DECISION_WITHOUT_CASE: gettext_noop("Decisions of cases that do not exist"),
    Kind.DECISION_WITHOUT_TASK: gettext_noop("Decisions without a finished task"),
    Kind.DIFFERS_FROM_HISTORY: gettext_noop("Rows that are not as their history says"),
    Kind.STANDS_THOUGH_DELETED: gettext_noop("Rows that stand though their history ends with a deletion"),
    Kind.WITHOUT_HISTORY: gettext_noop("Rows without any history"),
    Kind.GONE_WITHOUT_HISTORY: gettext_noop("Rows that are gone though no history says so"),
    Kind.HISTORY_WITHOUT_DECISION: gettext_noop("History without a decision"),
    Kind.LEFT_BY_THE_DOOR: gettext_noop("Rows that cannot be compared since their history was archived or erased"),
}
SENTENCES = {
    Kind.TASK_WITHOUT_DECISION: gettext_noop(
        "Task %(key)s (%(detail)s) is finished, but no decision of its case bears the moment at which it was."
    ),
    Kind.DECISION_WITHOUT_CASE: gettext_noop("Decision %(key)s (%(detail)s) is of a case that does not exist."),
    Kind.DECISION_WITHOUT_TASK: gettext_noop(
        "Decision %(key)s (%(detail)s) stands, but no task of its case was finished at its moment."
    ),
    Kind.DIFFERS_FROM_HISTORY: gettext_noop("%(model)s %(key)s is not as its history says last in: %(detail)s."),
    Kind.STANDS_THOUGH_DELETED: gettext_noop("%(model)s %(key)s stands, though its history says that it was deleted."),
    Kind.WITHOUT_HISTORY: gettext_noop("%(model)s %(key)s has no history: nobody knows who made it."),
    Kind.GONE_WITHOUT_HISTORY: gettext_noop("%(model)s %(key)s is gone, and no history says who deleted it."),
    Kind.HISTORY_WITHOUT_DECISION: gettext_noop("Row %(key)s of %(model)s is covered by no decision."),
    Kind.LEFT_BY_THE_DOOR: gettext_noop("%(model)s %(key)s: its history was archived or erased."),
}
ROW = gettext_noop(
    "Somebody wrote to the table past every action. Find out who could write to the database, compare the row with the "
    "last backup before, and put it right by an action with its reason, so that the correction is recorded."
)
NEXT = {
    Kind.TASK_WITHOUT_DECISION: gettext_noop(
        "Nobody decided this on record. Find out who could write to the database at that moment, keep the database as "
        "it is, and let the case be decided again by whoever the chain asks."
    ),
    Kind.DECISION_WITHOUT_CASE: gettext_noop(
        "A case was removed, or the line was never of one. Run verify_audit, and look for the case in the last backup."
    ),
    Kind.DECISION_WITHOUT_TASK: gettext_noop(
        "A task was removed or given another moment. Run verify_audit, and compare the case with the last backup."
    ),
    Kind.DIFFERS_FROM_HISTORY: ROW,
    Kind.STANDS_THOUGH_DELETED: ROW,
    Kind.WITHOUT_HISTORY: ROW,
    Kind.GONE_WITHOUT_HISTORY: ROW,
    Kind.HISTORY_WITHOUT_DECISION: gettext_noop(
        "The row of history was put in past the record, or its decision's change was removed. Run verify_audit: it "
        "names what was broken first."
    ),
    Kind.LEFT_BY_THE_DOOR: gettext_noop(
        "Nothing wrong is known of them. If their year was archived, their history is in the archived file."
    ),
}


def title(tally: Tally) -> str:
    """The kind, of which model, and how many."""
    return f"{_(TITLES[tally.kind])} ({tally.model}): {tally.count}"


def sentence(tally: Tally, row: Unexplained) -> str:
    """What is to be said of one row."""
    said = {
        "model": tally.model,
        "key": row.key,
        "detail": ", ".join(row.detail.split()) if _lists(tally) else row.detail,
    }
    return _(SENTENCES[tally.kind]) % said


def what_next(kind: Kind) -> str:
    """What to do about this kind."""
    return _(NEXT[kind])


def lines(tally: Tally) -> list[str]:
    """All that is told of a kind."""
    more = tally.count - len(tally.first)
    return [
        title(tally),
        *(f"  {sentence(tally, row)}" for row in tally.first),
        *([f"  {_('And %(count)d more.') % {'count': more}}"] if more and tally.first else []),
        f"  {_('What to do')}: {what_next(tally.kind)}",
    ]


def as_json(tally: Tally) -> dict[str, Any]:
    """The same as values; `detail` are the columns, or the step and its case."""
    return {
        "kind": tally.kind, "model": tally.model, "count": tally.count, "title": _(TITLES[tally.kind]),
        "first": [
            {"key": row.key, "detail": row.detail.strip(), "sentence": sentence(tally, row)} for row in tally.first
        ],
        "next": what_next(tally.kind),
    }  # fmt: skip


def _lists(tally: Tally) -> bool:
    """Whether the detail is a list of columns."""
    return tally.kind is Kind.DIFFERS_FROM_HISTORY
