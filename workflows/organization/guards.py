"""What the database refuses about posts and people: two in one post at one time, a circle in the reporting line."""

from workflows.audit.guards import Guard


def no_overlap(name: str, table: str, column: str) -> Guard:
    """Rows of one `column` may not overlap in [start, end)."""
    clash = (
        f"SELECT RAISE(ABORT, '{name}') WHERE EXISTS (SELECT 1 FROM {table} other "
        f"WHERE other.{column} = NEW.{column} AND other.id <> COALESCE(NEW.id, -1) "
        "AND other.start < COALESCE(NEW.end, '9999-12-31') AND NEW.start < COALESCE(other.end, '9999-12-31'));"
    )
    return Guard(
        name=name,
        table=table,
        postgres=(
            "CREATE EXTENSION IF NOT EXISTS btree_gist",
            f"ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist ({column} WITH =, "
            'daterange("start", "end") WITH &&)',
        ),
        sqlite=(
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} BEGIN {clash} END",
            f"CREATE TRIGGER {name}_update BEFORE UPDATE ON {table} BEGIN {clash} END",
        ),
    )


def no_circle(name: str, table: str, column: str) -> Guard:
    """Following `column` upwards never comes back."""
    above = (
        f"WITH RECURSIVE above(id) AS (SELECT NEW.{column} UNION "
        f"SELECT t.{column} FROM {table} t JOIN above a ON t.id = a.id WHERE t.{column} IS NOT NULL) "
        "SELECT 1 FROM above WHERE id = NEW.id"
    )
    refuse = f"SELECT RAISE(ABORT, '{name}') WHERE EXISTS ({above});"
    return Guard(
        name=name,
        table=table,
        postgres=(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF NEW.{column} IS NOT NULL AND EXISTS ({above}) THEN "
            f"RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}'; END IF; "
            "RETURN NEW; END $$",
            f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ),
        sqlite=(
            f"CREATE TRIGGER {name} BEFORE UPDATE OF {column} ON {table} WHEN NEW.{column} IS NOT NULL "
            f"BEGIN {refuse} END",
            # Keys given beforehand can point at a row that follows; its own key is known only after the insert.
            f"CREATE TRIGGER {name}_insert AFTER INSERT ON {table} WHEN NEW.{column} IS NOT NULL BEGIN {refuse} END",
        ),
    )


GUARDS = (
    no_overlap("position_one_holder_at_a_time", "organization_tenure", "position_id"),
    no_overlap("employee_one_post_at_a_time", "organization_tenure", "employee_id"),
    no_overlap("position_one_acting_at_a_time", "organization_actingappointment", "position_id"),
    no_circle("position_line_no_circle", "organization_position", "reports_to_id"),
    no_circle("unit_tree_no_circle", "organization_unit", "parent_id"),
)
