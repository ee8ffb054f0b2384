"""What the database refuses about chains: changing a version once it is published, or its tiers."""

from workflows.audit.guards import Guard

_TIER_FROZEN = "EXISTS (SELECT 1 FROM approvals_chainversion v WHERE v.id = {row}.version_id AND v.status <> 'DRAFT')"
_VERSION_FROZEN = (
    "OLD.status <> 'DRAFT' AND (NEW.content_hash <> OLD.content_hash OR NEW.number <> OLD.number "
    "OR NEW.chain_id <> OLD.chain_id OR NEW.status = 'DRAFT' "
    "OR NEW.same_person_may_decide_twice <> OLD.same_person_may_decide_twice)"
)


def _frozen(name: str, table: str, event: str, condition: str) -> Guard:
    return Guard(
        name=name,
        table=table,
        postgres=(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
            f"RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}'; END IF; "
            "RETURN NEW; END $$",
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ),
        sqlite=(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} BEGIN "
            f"SELECT RAISE(ABORT, '{name}') WHERE {condition}; END",
        ),
    )


GUARDS = (
    _frozen("tier_published_unchanged", "approvals_tier", "UPDATE", _TIER_FROZEN.format(row="OLD")),
    _frozen("tier_published_no_more", "approvals_tier", "INSERT", _TIER_FROZEN.format(row="NEW")),
    _frozen("chain_version_published_unchanged", "approvals_chainversion", "UPDATE", _VERSION_FROZEN),
)
