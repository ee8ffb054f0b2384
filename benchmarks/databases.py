"""Databases for one benchmark each: made, migrated, and gone afterwards, whatever happened."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
TODAY = "2026-11-24"
USUAL_SERVER = "postgres://postgres@127.0.0.1:5432/test"


def postgres_url() -> str | None:
    """The server to measure on; None where none answers."""
    url = os.environ.get("TEST_POSTGRES_URL") or USUAL_SERVER
    try:
        psycopg.connect(_for_psycopg(url), connect_timeout=3).close()
    except psycopg.OperationalError:
        return None
    return url


@contextmanager
def fresh_sqlite() -> Iterator[dict[str, str]]:
    """The environment for a new SQLite database."""
    with tempfile.TemporaryDirectory(prefix="jenjang-bench-") as folder:
        yield _migrated(f"sqlite:///{folder}/bench.sqlite3", folder)


@contextmanager
def fresh_postgres() -> Iterator[dict[str, str]]:
    """The environment for a new database on the PostgreSQL server."""
    server = postgres_url()
    if server is None:
        raise RuntimeError("No PostgreSQL answers.")
    name = f"jenjang_bench_{os.getpid()}"
    with psycopg.connect(_for_psycopg(server), autocommit=True) as administration:
        administration.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        administration.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            with tempfile.TemporaryDirectory(prefix="jenjang-bench-") as folder:
                yield _migrated(urlunsplit(urlsplit(server)._replace(path=f"/{name}")), folder)
        finally:
            administration.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _migrated(url: str, folder: str) -> dict[str, str]:
    environment = {
        **os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings", "ENVIRONMENT": "development",
        "DEBUG": "0", "DEMO_TODAY": TODAY, "PYTHONWARNINGS": "ignore::UserWarning",
        "MEDIA_ROOT": f"{folder}/media", "LOG_LEVEL": "ERROR",
    }  # fmt: skip
    manage = [sys.executable, str(ROOT / "manage.py")]
    subprocess.run([*manage, "migrate", "--verbosity", "0"], env=environment, check=True, cwd=ROOT)
    return environment


def _for_psycopg(url: str) -> str:
    return urlunsplit(urlsplit(url)._replace(scheme="postgresql"))
