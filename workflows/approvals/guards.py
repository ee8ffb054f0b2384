"""What the database refuses about chains: changing or deleting a version once it is published, or its tiers.

A published version can only be retired; a retired one stays so. Of a chain that was published, only the name changes.
"""

from workflows.audit.guards import Guard

_TIER_FROZEN = "EXISTS (SELECT 1 FROM approvals_chainversion v WHERE v.id = {row}.version_id AND v.status <> 'DRAFT')"
_SEAT_FROZEN = (
    "EXISTS (SELECT 1 FROM approvals_tier t JOIN approvals_chainversion v ON v.id = t.version_id "
    "WHERE t.id = {row}.tier_id AND v.status <> 'DRAFT')"
)
_VERSION_FROZEN = (
    "OLD.status <> 'DRAFT' AND (NEW.content_hash <> OLD.content_hash OR NEW.number <> OLD.number "
    "OR NEW.chain_id <> OLD.chain_id OR (NEW.status <> OLD.status AND NEW.status <> 'RETIRED') "
    "OR NEW.same_person_may_decide_twice <> OLD.same_person_may_decide_twice "
    "OR NEW.again_from_tier <> OLD.again_from_tier "
    "OR NEW.drafted_by <> OLD.drafted_by OR NEW.published_by <> OLD.published_by "
    "OR COALESCE(CAST(NEW.published_at AS text), '') <> COALESCE(CAST(OLD.published_at AS text), ''))"
)

_CONDITION_FIXED = (
    "EXISTS (SELECT 1 FROM approvals_chainversion v WHERE v.chain_id = OLD.id AND v.status <> 'DRAFT') "
    "AND (NEW.code <> OLD.code OR NEW.process <> OLD.process OR NEW.position_kind <> OLD.position_kind "
    "OR NEW.eselon <> OLD.eselon OR COALESCE(NEW.unit_id, 0) <> COALESCE(OLD.unit_id, 0))"
)


def _frozen(name: str, table: str, event: str, condition: str) -> Guard:
    return Guard(
        name=name,
        table=table,
        postgres=(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
            f"RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}'; END IF; "
            f"RETURN {'OLD' if event == 'DELETE' else 'NEW'}; END $$",
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ),
        sqlite=(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} BEGIN "
            f"SELECT RAISE(ABORT, '{name}') WHERE {condition}; END",
        ),
    )


def _not_emptied(table: str) -> Guard:
    """PostgreSQL's TRUNCATE passes by whatever looks at rows; SQLite empties by DELETE, which is refused row by row."""
    name = f"{table}_not_emptied"
    return Guard(
        name=name,
        table=table,
        postgres=(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF EXISTS (SELECT 1 FROM approvals_chainversion WHERE status <> 'DRAFT') THEN "
            f"RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}'; END IF; "
            "RETURN NULL; END $$",
            f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
        ),
        sqlite=(),
    )


GUARDS = (
    _frozen(
        "tier_published_unchanged",
        "approvals_tier",
        "UPDATE",
        f"{_TIER_FROZEN.format(row='OLD')} OR {_TIER_FROZEN.format(row='NEW')}",
    ),
    _frozen("tier_published_no_more", "approvals_tier", "INSERT", _TIER_FROZEN.format(row="NEW")),
    _frozen("tier_published_stays", "approvals_tier", "DELETE", _TIER_FROZEN.format(row="OLD")),
    _frozen(
        "committee_seat_published_unchanged",
        "approvals_seat",
        "UPDATE",
        f"{_SEAT_FROZEN.format(row='OLD')} OR {_SEAT_FROZEN.format(row='NEW')}",
    ),
    _frozen("committee_seat_published_no_more", "approvals_seat", "INSERT", _SEAT_FROZEN.format(row="NEW")),
    _frozen("committee_seat_published_stays", "approvals_seat", "DELETE", _SEAT_FROZEN.format(row="OLD")),
    _frozen("chain_version_published_unchanged", "approvals_chainversion", "UPDATE", _VERSION_FROZEN),
    _frozen("chain_published_condition_fixed", "approvals_approvalchain", "UPDATE", _CONDITION_FIXED),
    _frozen("chain_version_published_stays", "approvals_chainversion", "DELETE", "OLD.status <> 'DRAFT'"),
    *map(_not_emptied, ("approvals_chainversion", "approvals_tier", "approvals_seat")),
)
