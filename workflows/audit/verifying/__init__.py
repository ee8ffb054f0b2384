"""Verification of the record: read raw, walked stream by stream, and the first break named for what it is."""

from collections.abc import Callable

from django.conf import settings

from workflows.audit.canonical import signature
from workflows.audit.verifying import alone
from workflows.audit.verifying.alone import Break, Kind, Row, Verdict
from workflows.audit.verifying.rows import Table

__all__ = ["Break", "Kind", "Verdict", "verify"]


def verify(
    *,
    key: str | None = None,
    since: int = 0,
    progress: Callable[[int], None] | None = None,
    source: Table | None = None,
) -> Verdict:
    """Verify the database's record, as `alone.verify`; `key` is the office's where none is given."""
    return alone.verify(source or Table(), signer(settings.AUDIT_KEY if key is None else key), since, progress)


def signer(key: str) -> alone.Signer:
    """The signature that a row would have at a place, behind another one."""

    def sign(row: Row, place: int, previous: str) -> str:
        try:
            return signature(key, previous, {**row.values, "seq": place})
        except (TypeError, ValueError):
            return ""  # a value without a canonical form was never signed

    return sign
