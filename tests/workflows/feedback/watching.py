"""Somebody who tries to find a rater out: reads every page that they may, every export, and the whole database."""

import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import Client

from backoffice.site import site
from tests.backoffice.conftest import list_url
from workflows.audit import middleware, record
from workflows.audit.models import Decision
from workflows.engine.models import OutboxMessage, WorkItem
from workflows.feedback.models import Incident, Note, OpinionRound
from workflows.organization.models import Employee, User

CHANGES_BY_ITSELF = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"')
A_RANDOM_KEY = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
# Lists on which something of a round could stand; `stored` looks at every table.
LOOKED_AT = (OpinionRound, Note, Incident, Decision, OutboxMessage, WorkItem, Employee, User)
Rows = dict[str, list[tuple[Any, ...]]]


def stored() -> Rows:
    """Every row of every table as it lies in the database: in the order of insertion, and where rows of a round are
    changed in place, in the order in which the database gives them.

    Of a sealed piece its length is kept, of a random key that it is one; whole-number keys give way to the order.
    """
    return {model._meta.db_table: _rows(model) for model in apps.get_models(include_auto_created=True)}


def _rows(model: Any) -> list[tuple[Any, ...]]:
    table, key = model._meta.db_table, model._meta.pk.column
    # Where a row lies tells of a change in place; elsewhere only when PostgreSQL tidied up, which it does by itself.
    lies = "rowid" if connection.vendor == "sqlite" else "ctid"
    in_order = lies if model._meta.app_label == "feedback" else key
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY {in_order}")  # noqa: S608  our own table names
        names = [column[0] for column in cursor.description]
        return [
            tuple(
                _plain(value) for name, value in zip(names, row, strict=True) if name != key or isinstance(value, str)
            )
            for row in cursor.fetchall()
        ]


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return f"{len(bytes(value))} sealed bytes"
    return "a random key" if A_RANDOM_KEY.fullmatch(str(value)) else value


def changed(before: Rows, after: Rows) -> dict[str, int]:
    """How many rows of which tables are other ones now."""
    return {
        table: len(set(rows) ^ set(before[table])) or abs(len(rows) - len(before[table]))
        for table, rows in after.items()
        if rows != before[table]
    }


def pages_of(client: Client, about: Employee, round_: OpinionRound) -> dict[str, str]:
    """Every page on which something of the round could stand, as this reader gets it; also refusals."""
    addresses = [
        "/", "/results/", "/team/", f"/team/{about.nip}/", "/feedback/", f"/feedback/person/{about.nip}/",
        "/feedback/opinions/", f"/feedback/opinions/result/{round_.pk}/",
    ]  # fmt: skip
    found = {address: _read(client.get(address)) for address in addresses}
    if client.get("/admin/").status_code != 200:
        return found
    version = round_.history.latest().history_id  # type: ignore[attr-defined]
    of_round = ("change", "history", f"history/{version}", "close", "remind", "outside")
    behind = [
        *map(list_url, LOOKED_AT),
        *[list_url(OpinionRound, f"{round_.pk}/{page}/") for page in of_round],
        *[list_url(Decision, f"{key}/change/") for key in decisions_of(round_)],
        f"{list_url(Decision)}?process=feedback",
    ]
    found |= {address: _read(client.get(address)) for address in behind}
    return found | {f"export {number}": text for number, text in enumerate(_exports(client))}


def decisions_of(round_: OpinionRound) -> list[int]:
    """The keys of the decisions about the round."""
    subject = f"{round_._meta.label}#{round_.pk}"
    return list(Decision.objects.filter(subject=subject).order_by("pk").values_list("pk", flat=True))


def _exports(client: Client) -> Iterator[str]:
    """All that the reader may take along as a file, as CSV."""
    for model in LOOKED_AT:
        admin: Any = site.get_model_admin(model)
        if not hasattr(admin, "export_action"):
            continue
        for resource in range(len(admin.get_export_resource_classes(None))):
            yield _read(client.post(list_url(model, "export/"), {"resource": resource, "format": 1}))


def _read(response: Any) -> str:
    text = b"".join(response.streaming_content) if response.streaming else response.content
    return f"{response.status_code} {CHANGES_BY_ITSELF.sub('', text.decode(errors='replace'))}"


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done within is as if it never had been."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def in_a_world_of_its_own(play: Callable[[], Any]) -> Any:
    """What came of it; nothing is left, and every world counts its keys from the same ones."""
    with undone(), _the_same_chance():
        _count_keys_from_what_is_there()
        _lay_rows_anew()
        return play()


@contextmanager
def _the_same_chance() -> Iterator[None]:
    """The record's salts and the numbers of requests fall alike in every world, and with them all that is signed."""
    drawn = random.Random(1)
    numbers = SimpleNamespace(uuid4=lambda: UUID(int=drawn.getrandbits(128)))
    with (
        patch.object(record, "fresh_salt", lambda: f"{drawn.getrandbits(64):016x}"),
        patch.object(middleware, "uuid", numbers),
    ):
        yield


def _count_keys_from_what_is_there() -> None:
    """PostgreSQL's sequences go on from where a world that is undone had brought them; SQLite's keys begin anew."""
    statements = connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _lay_rows_anew() -> None:
    """PostgreSQL gives the room of rows that are gone, of worlds that were undone too, to new ones when it likes to."""
    if connection.vendor != "postgresql":
        return
    models = apps.get_app_config("feedback").get_models()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in (model._meta.db_table for model in models):
            cursor.execute(f"CLUSTER {table} USING {table}_pkey")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
