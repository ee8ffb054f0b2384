"""The head of a stream follows its records by the database's own hand: a round trip less for everybody who records.

Were it missing, the next record of the stream would take a place that is taken, and be refused: nothing forks.
"""

from workflows.audit.guards import Guard
from workflows.audit.models import Decision, Stream

NAME = "audit_decision_moves_head"


def moving_heads() -> Guard:
    """After each insert every head stands at the last record of its stream."""
    record, heads = Decision._meta.db_table, Stream._meta.db_table
    last = "SELECT DISTINCT ON (stream) stream, seq, hash FROM written ORDER BY stream, seq DESC"
    return Guard(
        name=NAME,
        table=record,
        postgres=(
            f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "  # noqa: S608  our names
            f"UPDATE {heads} head SET seq = last.seq, head = last.hash FROM ({last}) last "
            f"WHERE head.number = last.stream; RETURN NULL; END $$",
            f"CREATE TRIGGER {NAME} AFTER INSERT ON {record} REFERENCING NEW TABLE AS written "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {NAME}()",
        ),
        sqlite=(
            f"CREATE TRIGGER {NAME} AFTER INSERT ON {record} BEGIN "  # noqa: S608  our own names
            f"UPDATE {heads} SET seq = NEW.seq, head = NEW.hash WHERE number = NEW.stream; END",
        ),
    )
