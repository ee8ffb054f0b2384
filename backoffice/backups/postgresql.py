"""PostgreSQL: pg_dump of one snapshot, and pg_restore in one transaction."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import IO, Any

from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient

from backoffice.backups.contents import Ask, Copied, contents_of, files_named
from backoffice.backups.refusals import Refused

PART = "database.pgdump"
DUMP, RESTORE = "pg_dump", "pg_restore"
PLACES = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "NAME": "PGDATABASE"}


def ready() -> None:
    """:raises Refused: PostgreSQL's programs are not here."""
    for program in (DUMP, RESTORE):
        if shutil.which(program) is None:
            raise Refused(
                f"{program} is not installed here. Install PostgreSQL's client programs, not older than the server "
                "(on Debian or Ubuntu: apt-get install postgresql-client)."
            )


def copy(to: Path) -> Copied:
    """Dump the database as it stands; what is read of it besides is read in the same snapshot.

    :raises Refused: pg_dump does not succeed.
    """
    to.touch(mode=0o600)
    # A connection of its own: the snapshot has to stand while pg_dump works, whatever the caller's is doing.
    with closing(connection.copy()) as reader, reader.cursor() as cursor:
        cursor.execute("SET idle_in_transaction_session_timeout = 0")
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        ask = _ask(cursor)
        ((snapshot,),) = ask("SELECT pg_export_snapshot()")
        ((server,),) = ask("SHOW server_version")
        copied = Copied(contents=contents_of(ask), files=files_named(ask), server=server)
        _run([DUMP, "--format=custom", "--no-password", f"--snapshot={snapshot}", f"--file={to}"])
        _run([RESTORE, "--list", str(to)])  # it can be read
    return copied


def restore(stream: IO[bytes]) -> None:
    """Fill the empty database: what migrations made is dropped, then all is restored in one transaction, or nothing.

    Everything belongs to the role that restores, and nobody is granted anything: that is for the role recipe.

    :raises Refused: the role may create nothing here, or pg_restore does not succeed.
    """
    with connection.cursor() as cursor:
        ((role, may_create),) = _ask(cursor)("SELECT current_user, has_schema_privilege(current_schema(), 'CREATE')")
    if not may_create:
        raise Refused(f"The role {role} may create no tables here. Restore as the one to which the database belongs.")
    drop_all()
    connection.close()
    with tempfile.TemporaryFile() as told:
        arguments = [
            RESTORE, "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-comments",
            "--no-password", f"--dbname={connection.settings_dict['NAME']}",
        ]  # fmt: skip
        with subprocess.Popen(arguments, stdin=subprocess.PIPE, stderr=told, env=_environment()) as running:  # noqa: S603
            try:
                _feed(running, stream)
            except BrokenPipeError:
                pass  # it ended by itself, and says why
            except BaseException:
                running.kill()  # what it did until now is rolled back
                raise
        told.seek(0)
        _succeeded(arguments, running.returncode, told.read())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # a dump brings no statistics, and without them the first pages are slow


def _feed(running: "subprocess.Popen[bytes]", stream: IO[bytes]) -> None:
    if running.stdin is not None:
        with running.stdin as taken_in:
            shutil.copyfileobj(stream, taken_in)


def drop_all() -> None:
    """Every table, and every function for triggers but an extension's. The caller knows that nobody needs them."""
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        if tables := [quote(name) for name in connection.introspection.table_names(cursor)]:
            cursor.execute(f"DROP TABLE {', '.join(tables)} CASCADE")
        cursor.execute(
            "SELECT oid::regprocedure::text FROM pg_proc WHERE prorettype = 'trigger'::regtype "
            "AND pronamespace = current_schema()::regnamespace AND NOT EXISTS (SELECT 1 FROM pg_depend "
            "WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid AND deptype = 'e')"
        )
        for (function,) in cursor.fetchall():
            cursor.execute(f"DROP FUNCTION {function}")


def _run(arguments: Sequence[str]) -> None:
    done = subprocess.run(  # noqa: S603  our own arguments
        arguments, env=_environment(), check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    _succeeded(arguments, done.returncode, done.stderr)


def _succeeded(arguments: Sequence[str], code: int, told: bytes) -> None:
    if code != 0:
        lines = [line for line in told.decode(errors="replace").splitlines() if "error:" in line]
        raise Refused(f"{lines[0] if lines else f'{arguments[0]} ended with {code}'}.")


def _environment() -> dict[str, str]:
    """Where the database is, and the password: by environment, since everybody on the machine reads command lines."""
    settings = connection.settings_dict
    _, secrets = DatabaseClient.settings_to_cmd_args_env(settings, [])
    places = {PLACES[key]: str(settings[key]) for key in PLACES if settings.get(key)}
    return {**os.environ, **places, **(secrets or {})}


def _ask(cursor: Any) -> Ask:
    def ask(statement: str) -> Sequence[Sequence[Any]]:
        cursor.execute(statement)
        rows: Sequence[Sequence[Any]] = cursor.fetchall()
        return rows

    return ask
