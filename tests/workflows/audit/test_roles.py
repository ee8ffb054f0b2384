"""The recipe of PostgreSQL's roles: the application works and cannot touch the record; the auditor reads, no more."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from io import BytesIO

import psycopg
import pytest
from axes.models import AccessAttempt
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import InternalError, connection, connections, transaction
from django.test import Client
from psycopg.errors import InsufficientPrivilege

from backoffice.backups import postgresql
from backoffice.backups.refusals import Refused
from tests import factories as make
from tests.architecture.test_deletes_are_granted import DELETED, RECIPE
from tests.conftest import needs_database_programs
from tests.workflows.audit.test_record import entry
from workflows.audit import guards
from workflows.audit.append_only import append_only, append_only_models
from workflows.audit.models import Decision, Stream
from workflows.audit.record import record
from workflows.audit.verifying import verify
from workflows.daily import actions as daily
from workflows.daily.models import DailyActivity, DailyReport
from workflows.engine.models import WorkItem
from workflows.organization.models import Employee

pytestmark = [pytest.mark.postgres, pytest.mark.django_db, needs_database_programs]
PREFIX = f"jenjang{os.getpid()}"  # roles are the whole server's: another run must not find ours
APP, OWNER, AUDITOR = PREFIX, f"{PREFIX}_owner", f"{PREFIX}_auditor"
PASSWORD = "rahasia-sekali"


# ---- a database of its own, to which the recipe was applied ----
def connected(name: str, user: str | None = None) -> psycopg.Connection:
    """A connection past Django; by the tests' own role unless told."""
    known = connection.settings_dict
    return psycopg.connect(
        host=known["HOST"] or None, port=known["PORT"] or None, dbname=name, user=user or known["USER"] or None,
        password=PASSWORD if user else known["PASSWORD"] or None, autocommit=True,
    )  # fmt: skip


def apply_recipe(name: str) -> None:
    with connected(name) as server:
        server.execute(RECIPE.replace("jenjang", PREFIX))


@pytest.fixture(scope="module")
def scratch(django_db_setup) -> Iterator[str]:
    """A migrated database in which the tests' role owned everything until the recipe was run, twice."""
    tested = connection.settings_dict["NAME"]
    name = f"{tested}_roles"
    with connected("postgres") as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name}")
        try:
            fill(tested, name)
            apply_recipe(name)
            apply_recipe(name)
            for role in (APP, OWNER, AUDITOR):
                server.execute(f"ALTER ROLE {role} PASSWORD '{PASSWORD}'")
            yield name
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
            for role in (APP, AUDITOR, OWNER):
                server.execute(f"DROP ROLE IF EXISTS {role}")


def fill(source: str, target: str) -> None:
    known = connection.settings_dict
    places = {
        "PGHOST": known["HOST"],
        "PGPORT": known["PORT"],
        "PGUSER": known["USER"],
        "PGPASSWORD": known["PASSWORD"],
    }
    environment = {**os.environ, **{key: str(value) for key, value in places.items() if value}}
    dump = subprocess.run(["pg_dump", "-Fc", source], env=environment, check=True, capture_output=True)
    subprocess.run(["pg_restore", "-d", target], env=environment, check=True, capture_output=True, input=dump.stdout)


AsRole = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def as_role(scratch) -> AsRole:
    """Jenjang itself, on the scratch database, logged in there as this role."""

    @contextmanager
    def logged_in(role: str) -> Iterator[None]:
        tested = connections["default"]
        connections["default"] = ours = tested.copy()
        ours.settings_dict.update(NAME=scratch, USER=role, PASSWORD=PASSWORD)
        ContentType.objects.clear_cache()
        try:
            yield
        finally:
            ours.close()
            connections["default"] = tested
            ContentType.objects.clear_cache()

    return logged_in


# ---- the application ----
def test_the_application_works_as_a_role_that_owns_nothing(as_role, settings, tmp_path):
    """People log in, write, correct with fewer lines, verify; a backup is taken; record and guards are whole."""
    settings.MEDIA_ROOT = tmp_path / "media"
    with as_role(APP):
        office = make.office()
        report = make.submitted_report(office.staff)
        daily.send_back(task_id=task_of(report), by=make.actor(office.section), reason="Mohon dirinci.")
        daily.correct(task_id=task_of(report), entries=make.entries()[:1], by=make.actor(office.staff))
        daily.verify(task_id=task_of(report), by=make.actor(office.section))
        browser = Client()
        for password in ("salah", PASSWORD):
            browser.post("/accounts/login/", {"username": office.staff.nip, "password": password})
        assert "_auth_user_id" in browser.session
        browser.post("/accounts/logout/")
        call_command("backup", str(tmp_path / "office.backup"))

        assert DailyActivity.objects.filter(report=report).count() == 1
        assert set(Decision.objects.values_list("verb", flat=True)) >= {"SUBMIT", "RETURN", "APPROVE", "EXPORT"}
        assert not AccessAttempt.objects.exists()
        assert verify().checked == Decision.objects.count()
        assert guards.missing("default") == []


def test_the_application_is_told_that_it_cannot_restore(as_role):
    with as_role(APP), pytest.raises(Refused, match=f"The role {APP} may create no tables here"):
        postgresql.restore(BytesIO())


def task_of(report: DailyReport) -> int:
    return WorkItem.objects.open().get(case__dailyprocess__report=report).task_id


@pytest.fixture
def app(scratch) -> Iterator[psycopg.Connection]:
    """The application's role with its own SQL."""
    with connected(scratch, APP) as server:
        yield server


REFUSED = [
    "UPDATE {table} SET {key} = {key}",
    "DELETE FROM {table}",
    "TRUNCATE {table} CASCADE",
    "ALTER TABLE {table} DISABLE TRIGGER {table}_append_only",
    "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "DROP TRIGGER {table}_append_only ON {table}",
    "ALTER TRIGGER {table}_append_only ON {table} RENAME TO nothing",
    "CREATE TRIGGER first BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_append_only()",
    "CREATE RULE nothing AS ON INSERT TO {table} DO INSTEAD NOTHING",
    "ALTER TABLE {table} ADD COLUMN note text",
    "ALTER TABLE {table} OWNER TO CURRENT_USER",
    "DROP TABLE {table} CASCADE",
    "SELECT 1 FROM {table} FOR UPDATE",
    "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({key}) DO UPDATE SET {key} = {table}.{key}",
]


@pytest.mark.parametrize("statement", REFUSED)
@pytest.mark.parametrize("model", [Decision, Employee.history.model], ids=["record", "history"])
def test_the_application_cannot_touch_what_is_only_added_to(app, statement, model):
    """It lacks the right, so that no trigger has to be asked."""
    with pytest.raises(InsufficientPrivilege):
        app.execute(statement.format(table=model._meta.db_table, key=model._meta.pk.column))


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE OR REPLACE FUNCTION audit_decision_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
        "DROP FUNCTION audit_decision_append_only() CASCADE",
        "ALTER FUNCTION audit_decision_append_only() RENAME TO nothing",
        "SET session_replication_role = replica",
        "SET ROLE {owner}",
        "CREATE TABLE public.mine (id integer)",
        "CREATE TEMPORARY TABLE audit_decision (id integer)",
        "CREATE SCHEMA mine",
        "TRUNCATE audit_stream",
        "DELETE FROM organization_employee",
        "ALTER ROLE {auditor} SUPERUSER",
        "GRANT {owner} TO CURRENT_USER",
    ],
)
def test_the_application_finds_no_way_around(app, statement):
    with pytest.raises(InsufficientPrivilege):
        app.execute(statement.format(owner=OWNER, auditor=AUDITOR))


def tables_with(server: psycopg.Connection, role: str, right: str) -> set[str]:
    """The tables on which the role has the right; on no column of any other."""
    asked = "has_any_column_privilege" if right in ("INSERT", "UPDATE") else "has_table_privilege"
    found = server.execute(
        f"SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' "  # noqa: S608
        f"AND {asked}(%s, oid, %s)",
        [role, right],
    )
    return {name for (name,) in found}


def test_rights_on_every_table(scratch):
    protected = {model._meta.db_table for model in append_only_models()}
    with connected(scratch) as server:
        every = tables_with(server, OWNER, "TRUNCATE")
        assert protected < every
        assert tables_with(server, APP, "SELECT") == tables_with(server, APP, "INSERT") == every
        assert tables_with(server, APP, "UPDATE") == every - protected
        assert tables_with(server, APP, "DELETE") == DELETED
        for right in ("TRUNCATE", "TRIGGER", "REFERENCES"):
            assert tables_with(server, APP, right) == set()
        for right in ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES"):
            assert tables_with(server, AUDITOR, right) == set()
        owners = server.execute(
            "SELECT DISTINCT relowner::regrole::text FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "UNION SELECT DISTINCT proowner::regrole::text FROM pg_proc JOIN pg_trigger ON tgfoid = pg_proc.oid "
            "WHERE NOT tgisinternal"
        )
        assert owners.fetchall() == [(OWNER,)]


# ---- the owner ----
def test_the_owner_migrates_and_new_tables_are_covered(as_role, scratch):
    with as_role(OWNER):
        call_command("migrate", "attendance", "0002", verbosity=0)
        call_command("migrate", verbosity=0)
        assert guards.missing("default") == []
    with connected(scratch, OWNER) as server:
        server.execute("CREATE TABLE later (id integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, password text)")
    with connected(scratch, APP) as server:
        server.execute("INSERT INTO later DEFAULT VALUES")
        server.execute("UPDATE later SET password = 'x'")
        with pytest.raises(InsufficientPrivilege):
            server.execute("DELETE FROM later")
    with connected(scratch, AUDITOR) as server:
        assert server.execute("SELECT id FROM later").fetchall() == [(1,)]

    with connected(scratch, OWNER) as server:
        for statement in append_only("later", "id").postgres:
            server.execute(statement)
    apply_recipe(scratch)

    with connected(scratch, APP) as server:
        server.execute("INSERT INTO later DEFAULT VALUES")
        with pytest.raises(InsufficientPrivilege):
            server.execute("UPDATE later SET password = 'x'")
    with connected(scratch, AUDITOR) as server, pytest.raises(InsufficientPrivilege):
        server.execute("SELECT password FROM later")
    with connected(scratch, OWNER) as server:
        server.execute("DROP TABLE later")


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (
            "ALTER TABLE organization_historicalunit DISABLE TRIGGER organization_historicalunit_append_only",
            "ALTER TABLE organization_historicalunit ENABLE TRIGGER organization_historicalunit_append_only",
            "organization_historicalunit has lost its guard",
        ),
        (f"GRANT {OWNER} TO {APP}", f"REVOKE {OWNER} FROM {APP}", "is a member of another"),
    ],
    ids=["a guard is lost", "one role is in another"],
)
def test_the_recipe_refuses_what_would_undo_it(scratch, before, after, words):
    with connected(scratch) as server:
        server.execute(before)
        try:
            with pytest.raises(psycopg.errors.RaiseException, match=words):
                apply_recipe(scratch)
        finally:
            server.execute(after)
    apply_recipe(scratch)


# ---- the auditor ----
def test_the_auditor_reads_and_verifies_and_writes_nothing(as_role, scratch):
    with as_role(APP), transaction.atomic():
        record(entry())
    with as_role(AUDITOR):
        verdict = verify()
        assert (verdict.sound, verdict.checked) == (True, Decision.objects.count())
        assert verdict.checked > 0
        with pytest.raises(InternalError, match="read-only transaction"):
            Stream.objects.update(seq=0)

    with connected(scratch, AUDITOR) as server:
        server.execute("SET default_transaction_read_only = off")
        for table in ("audit_decision", "audit_stream", "organization_employee", "django_session"):
            for statement in ("DELETE FROM", "TRUNCATE"):
                with pytest.raises(InsufficientPrivilege):
                    server.execute(f"{statement} {table}")
            with pytest.raises(InsufficientPrivilege):
                server.execute(f"INSERT INTO {table} DEFAULT VALUES")
        with pytest.raises(InsufficientPrivilege):
            server.execute("UPDATE audit_stream SET seq = 0")
        with pytest.raises(InsufficientPrivilege):
            server.execute("CREATE TABLE mine (id integer)")


def test_the_auditor_cannot_come_in_as_somebody_else(scratch):
    with connected(scratch, AUDITOR) as server:
        assert server.execute("SELECT username FROM organization_user").description is not None
        for secret in (
            "SELECT password FROM organization_user", "SELECT session_key FROM django_session",
            "SELECT code_hash FROM organization_onetimecode",
        ):  # fmt: skip
            with pytest.raises(InsufficientPrivilege):
                server.execute(secret)
