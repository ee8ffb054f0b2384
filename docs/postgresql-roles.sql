-- The roles of a database in which the application owns no tables; docs/postgresql-roles.md tells how to use it.
--
-- As a superuser, in Jenjang's database, before the first migration and again after every one:
--     psql -X -v ON_ERROR_STOP=1 -d jenjang -f docs/postgresql-roles.sql
-- It may be run as often as you like, also on an installation whose tables belong to another role until now.

BEGIN;

-- ---- who there is: the owner migrates and restores, `jenjang` is the application, the auditor reads -------------------
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['jenjang_owner', 'jenjang', 'jenjang_auditor'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I', name);
        END IF;
        EXECUTE format('ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', name);
        EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), name);
    END LOOP;
    IF pg_has_role('jenjang', 'jenjang_owner', 'MEMBER') OR pg_has_role('jenjang_auditor', 'jenjang_owner', 'MEMBER')
        OR pg_has_role('jenjang_auditor', 'jenjang', 'MEMBER') THEN
        RAISE EXCEPTION 'One of the roles is a member of another: REVOKE that first, it undoes all of this.';
    END IF;
    EXECUTE format('ALTER DATABASE %I OWNER TO jenjang_owner', current_database());
    -- No temporary tables either: one of the same name would stand before the real one.
    EXECUTE format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('ALTER ROLE jenjang_auditor IN DATABASE %I SET default_transaction_read_only = on', current_database());
END $$;

REVOKE ALL ON SCHEMA public FROM PUBLIC, jenjang, jenjang_auditor;
GRANT USAGE, CREATE ON SCHEMA public TO jenjang_owner;
GRANT USAGE ON SCHEMA public TO jenjang, jenjang_auditor;

-- ---- what stands belongs to the owner --------------------------------------------------------------------------------
DO $$
DECLARE
    thing record;
BEGIN
    FOR thing IN  -- sequences of a column go with their table
        SELECT oid::regclass AS name FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
            AND relowner <> 'jenjang_owner'::regrole
    LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO jenjang_owner', thing.name);
    END LOOP;
    FOR thing IN
        SELECT oid::regprocedure AS name FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND proowner <> 'jenjang_owner'::regrole
            AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid AND deptype = 'e')
    LOOP
        EXECUTE format('ALTER ROUTINE %s OWNER TO jenjang_owner', thing.name);
    END LOOP;
END $$;

-- ---- tables that later migrations bring ------------------------------------------------------------------------------
-- The application goes on at once; a new table of the record is kept by its triggers until this file is run again.
ALTER DEFAULT PRIVILEGES FOR ROLE jenjang_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE ON TABLES TO jenjang;
ALTER DEFAULT PRIVILEGES FOR ROLE jenjang_owner IN SCHEMA public GRANT SELECT ON TABLES TO jenjang_auditor;
ALTER DEFAULT PRIVILEGES FOR ROLE jenjang_owner IN SCHEMA public GRANT SELECT ON SEQUENCES TO jenjang;  -- for backups

-- ---- who may do what -------------------------------------------------------------------------------------------------
DO $$
DECLARE
    stands record;
    -- What the application really deletes: parts of drafts, sums that came to nothing, an urn that was counted, a leave
    -- that was recorded wrongly, ended sessions, failed log-ins after one that succeeded.
    deleted CONSTANT text[] := ARRAY[
        'approvals_approvalchain', 'approvals_chainversion', 'approvals_seat', 'approvals_tier',
        'axes_accessattempt', 'axes_accessattemptexpiration', 'daily_dailyactivity', 'django_session',
        'feedback_urn', 'organization_leave', 'skp_behaviourexpectation', 'skp_indicator', 'skp_workresult',
        'targets_monthlyrealisation', 'targets_monthlytarget'
    ];
    -- With these an auditor could come in as somebody else. Columns named `password` are left out, too.
    secret CONSTANT text[] := ARRAY['django_session', 'organization_onetimecode'];
BEGIN
    FOR stands IN
        SELECT
            oid::regclass AS name,
            relname::text AS plain,
            EXISTS (
                SELECT FROM pg_trigger
                WHERE tgrelid = pg_class.oid AND tgname LIKE '%\_append\_only' AND tgenabled <> 'D'
            ) AS is_append_only,
            (
                SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
                WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped AND attname <> 'password'
            ) AS readable
        FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    LOOP
        IF NOT stands.is_append_only AND (stands.plain = 'audit_decision' OR stands.plain LIKE '%\_historical%') THEN
            RAISE EXCEPTION '% has lost its guard: run migrate as jenjang_owner, then this file again.', stands.plain;
        END IF;
        EXECUTE format('REVOKE ALL ON %s FROM PUBLIC, jenjang, jenjang_auditor', stands.name);
        EXECUTE format('GRANT SELECT, INSERT ON %s TO jenjang', stands.name);
        IF NOT stands.is_append_only THEN
            EXECUTE format('GRANT UPDATE ON %s TO jenjang', stands.name);
        END IF;
        IF stands.plain = ANY (deleted) AND NOT stands.is_append_only THEN
            EXECUTE format('GRANT DELETE ON %s TO jenjang', stands.name);
        END IF;
        IF stands.plain <> ALL (secret) THEN
            EXECUTE format('GRANT SELECT (%s) ON %s TO jenjang_auditor', stands.readable, stands.name);
        END IF;
    END LOOP;
END $$;

GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO jenjang;

COMMIT;
