"""Tables to which rows are only ever added: the record of decisions, auditors' notes, every table of field history.

The database refuses the rest, whoever asks: the ORM, bulk writes, raw SQL, a cascade, an upsert, an emptying. It knows
one door: what a recorded decision of the door (erase, archive) names may be blanked, and of a blanked change the row of
history taken away.
"""

from django.db import models

from workflows.audit.guards import Guard
from workflows.audit.history_rows import history_models
from workflows.audit.models import Anchor, AnchorSending, Change, Decision, Finding, Layout, Particulars
from workflows.audit.models.decision import PARTICULARS
from workflows.audit.verifying.covering import DOORS

REFUSAL = "append_only"
BLANKED = tuple(name for name in PARTICULARS if name != "details")
VERBS = ", ".join(f"'{verb}'" for verb in sorted(DOORS))


def append_only(table: str, key: str, *, may_update: str = "FALSE", may_delete: str = "FALSE") -> Guard:
    """No row of the table is changed or taken away, and no row takes an earlier one's place.

    But for the door: `may_update` and `may_delete` are conditions on NEW and OLD. SQLite's INSERT OR REPLACE deletes
    without a word to triggers, so the key of a new row has to be free.
    """
    name = f"{table}_{REFUSAL}"
    refuse = f"SELECT RAISE(ABORT, '{REFUSAL}: {table}');"
    taken = f"EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"  # noqa: S608  names of our own tables alone
    return Guard(
        name=name,
        table=table,
        postgres=(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP = 'UPDATE' THEN IF {may_update} THEN RETURN NEW; END IF; "
            f"ELSIF TG_OP = 'DELETE' THEN IF {may_delete} THEN RETURN OLD; END IF; END IF; "
            f"RAISE EXCEPTION '{REFUSAL}: %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$",
            f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
            f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT "
            f"EXECUTE FUNCTION {name}()",
        ),
        sqlite=(
            f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} WHEN NOT ({may_update}) BEGIN {refuse} END",
            f"CREATE TRIGGER {name}_delete BEFORE DELETE ON {table} WHEN NOT ({may_delete}) BEGIN {refuse} END",
            f"CREATE TRIGGER {name}_replace BEFORE INSERT ON {table} WHEN {taken} BEGIN {refuse} END",
        ),
    )


def append_only_models() -> list[type[models.Model]]:
    """The record itself, what auditors wrote, and the history of every model that has one."""
    return [Decision, Particulars, Change, Layout, Anchor, AnchorSending, Finding, *history_models()]


def append_only_guards() -> list[Guard]:
    """Their guards."""
    may_update = {Particulars: _blanks_particulars(), Change: _blanks_change()}
    return [
        append_only(
            table := model._meta.db_table,
            str(model._meta.pk.column),
            may_update=may_update.get(model, "FALSE"),
            may_delete=_is_blanked(table) if hasattr(model, "history_object") else "FALSE",
        )
        for model in append_only_models()
    ]


def _named_by_the_door(table: str, key: str) -> str:
    """Whether the decision that blanks is one of the door, and names the row among its changes."""
    return (
        f"NEW.blanked_by_id IS NOT NULL AND OLD.blanked_by_id IS NULL AND NEW.salt = '' AND OLD.salt <> '' "  # noqa: S608
        f"AND EXISTS (SELECT 1 FROM audit_decision d JOIN audit_change c ON c.decision_id = d.id "
        f"JOIN audit_layout l ON l.number = c.layout WHERE d.id = NEW.blanked_by_id AND d.verb IN ({VERBS}) "
        f"AND l.history = '{table}' AND c.row = OLD.{key})"
    )


def _blanks_particulars() -> str:
    is_blank = " AND ".join(f"NEW.{name} = ''" for name in BLANKED)
    named = _named_by_the_door(Particulars._meta.db_table, "decision_id")
    return f"NEW.decision_id = OLD.decision_id AND {is_blank} AND CAST(NEW.details AS TEXT) = '{{}}' AND {named}"


def _blanks_change() -> str:
    stays = " AND ".join(f"NEW.{name} = OLD.{name}" for name in ("id", "decision_id", "layout", "row", "digest"))
    return f"{stays} AND {_named_by_the_door(Change._meta.db_table, 'id')}"


def _is_blanked(history: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM audit_change c JOIN audit_layout l ON l.number = c.layout "  # noqa: S608  our own names
        f"WHERE l.history = '{history}' AND c.row = OLD.history_id AND c.blanked_by_id IS NOT NULL)"
    )
