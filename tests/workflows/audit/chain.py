"""Reads the record back and recomputes its chains, as an auditor would."""

from itertools import groupby

from django.conf import settings
from django.db.models import QuerySet

from workflows.audit.canonical import signature
from workflows.audit.leftover import CHANNEL
from workflows.audit.models import Decision, Stream


def by_actions() -> QuerySet[Decision]:
    """The decisions of actions: without those for what a test that commits wrote past them to begin with."""
    return Decision.objects.exclude(channel=CHANNEL)


def chains() -> dict[int, list[Decision]]:
    """The decisions of each stream, in sequence."""
    rows = Decision.objects.order_by("stream", "seq")
    return {stream: list(decisions) for stream, decisions in groupby(rows, key=lambda row: row.stream)}


def broken_links() -> list[tuple[int, int]]:
    """(stream, seq) of each place where a chain does not hold; the heads are where the chains end."""
    broken = []
    for stream, decisions in chains().items():
        head, seq = f"start-of-stream-{stream}", 0
        for decision in decisions:
            expected = signature(settings.AUDIT_KEY, decision.prev_hash, decision.signed_values(), decision.form)
            if (decision.seq, decision.prev_hash, decision.hash) != (seq + 1, head, expected):
                broken.append((stream, decision.seq))
            head, seq = decision.hash, decision.seq
        stored = Stream.objects.get(number=stream)
        assert (stored.head, stored.seq) == (head, seq)
    return broken
