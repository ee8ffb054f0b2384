"""Tables to which rows are only ever added: the record of decisions, and every table of field history.

The database refuses the rest, whoever asks: the ORM, bulk writes, raw SQL, a cascade, an upsert, an emptying.
"""

from django.apps import apps
from django.db import models

from workflows.audit.guards import Guard
from workflows.audit.models import Decision

REFUSAL = "append_only"


def append_only(table: str, key: str) -> Guard:
    """No row of the table is changed or taken away, and no row takes an earlier one's place.

    SQLite's INSERT OR REPLACE deletes without a word to triggers, so the key of a new row has to be free.
    """
    name = f"{table}_{REFUSAL}"
    refuse = f"SELECT RAISE(ABORT, '{REFUSAL}: {table}');"
    taken = f"EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"  # noqa: S608  names of our own tables alone
    return Guard(
        name=name,
        table=table,
        postgres=(
            f"CREATE OR REPLACE FUNCTION {REFUSAL}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{REFUSAL}: %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$",
            f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {REFUSAL}()",
            f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT "
            f"EXECUTE FUNCTION {REFUSAL}()",
        ),
        sqlite=(
            f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} BEGIN {refuse} END",
            f"CREATE TRIGGER {name}_delete BEFORE DELETE ON {table} BEGIN {refuse} END",
            f"CREATE TRIGGER {name}_replace BEFORE INSERT ON {table} WHEN {taken} BEGIN {refuse} END",
        ),
    )


def append_only_models() -> list[type[models.Model]]:
    """The record itself, and the history of every model that has one."""
    histories = [model for model in apps.get_models() if hasattr(model, "history_object")]
    return [Decision, *histories]


def append_only_guards() -> list[Guard]:
    """Their guards."""
    return [append_only(model._meta.db_table, model._meta.pk.attname) for model in append_only_models()]
