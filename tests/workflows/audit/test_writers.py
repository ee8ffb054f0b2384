"""Two hundred writers over forty connections: whatever they write together, each stream stays one chain."""

import queue
import random
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections, transaction

from tests.workflows.audit.chain import broken_links, chains
from workflows.audit.models import Decision, Stream
from workflows.audit.models.stream import STREAMS
from workflows.audit.record import Entry, Signatory, record
from workflows.audit.verbs import Verb
from workflows.audit.verifying import verify

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True), pytest.mark.slow]
WRITERS, TIMES, CASES = 200, 4, 60
CONNECTIONS = 40  # a server lets a hundred in, and other tests run beside this one
GIVEN_UP = 1  # of its transactions each writer gives up so many, after they were recorded


class Pool:
    """Connections that are handed from writer to writer, each to one at a time, as a pooler does."""

    def __init__(self, size: int) -> None:
        self.free: queue.Queue[Any] = queue.Queue()
        self.backends: set[int] = set()
        for _ in range(size):
            made = connections.create_connection("default")
            made.inc_thread_sharing()
            made.ensure_connection()
            self.backends.add(made.connection.info.backend_pid)
            self.free.put(made)

    def write(self, act: Callable[[], Any]) -> Any:
        """Do it in a transaction of a connection that is free, once one is."""
        taken = self.free.get(timeout=60)
        connections["default"] = taken
        try:
            with transaction.atomic():
                return act()
        finally:
            self.free.put(taken)

    def close(self) -> None:
        """End them all."""
        while not self.free.empty():
            made = self.free.get()
            made.dec_thread_sharing()
            made.close()


@pytest.fixture
def pool():
    made = Pool(CONNECTIONS)
    yield made
    made.close()


class GivenUpError(Exception):
    """The change itself failed, after it had been recorded."""


def entries_of(writer: int, turn: int, chance: random.Random) -> list[Entry]:
    """Decisions on several cases, in any order, so that the transaction needs several streams."""
    signatory = Signatory(nip=f"{writer:018d}", name=f"Pegawai {writer}")
    cases = chance.sample(range(CASES), chance.randint(1, 6))
    return [
        Entry(
            verb=Verb.SET, process="daily", subject=f"daily.DailyReport#{case}", case_id=case, round=turn + 1,
            signatory=signatory, reason=f"Penulis {writer}",
        )
        for case in cases
    ]  # fmt: skip


def test_two_hundred_writers_over_forty_connections_leave_each_stream_one_chain(pool):
    written: list[tuple[str, int, int | None]] = []
    errors: list[Exception] = []
    begin = threading.Barrier(WRITERS, timeout=60)
    server: set[int] = set()

    def write(writer: int) -> None:
        chance = random.Random(writer)
        given_up = chance.sample(range(TIMES), GIVEN_UP)
        begin.wait()
        for turn in range(TIMES):
            entries = entries_of(writer, turn, chance)

            def act(entries: list[Entry] = entries, turn: int = turn) -> None:
                server.add(connection.connection.info.backend_pid)
                record(*entries)
                if turn in given_up:
                    raise GivenUpError

            try:
                pool.write(act)
            except GivenUpError:
                continue
            except Exception as error:  # noqa: BLE001  whatever it is, the test looks at it
                errors.append(error)
                return
            written.extend((entry.signatory.nip, turn + 1, entry.case_id) for entry in entries)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)

    assert not any(thread.is_alive() for thread in threads)
    assert errors == []
    assert server <= pool.backends
    assert len(server) == CONNECTIONS  # all of them wrote, and nothing went past them
    found = {(row.actor_nip, row.round, row.case_id): row for row in Decision.objects.all()}
    assert Counter(found.keys()) == Counter(written)
    assert len(found) == Decision.objects.count() > WRITERS * (TIMES - GIVEN_UP)
    assert {stream: [row.seq for row in rows] for stream, rows in chains().items()} == {
        stream: list(range(1, count + 1)) for stream, count in Counter(row.stream for row in found.values()).items()
    }
    assert len(chains()) == STREAMS
    assert sum(Stream.objects.values_list("seq", flat=True)) == len(found)
    assert len({row.prev_hash for row in found.values()}) == len(found)
    assert broken_links() == []
    verdict = verify()
    assert (verdict.sound, verdict.checked) == (True, len(found))
