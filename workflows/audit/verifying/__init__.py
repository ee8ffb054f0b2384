"""Verification of the record: read raw, walked stream by stream, and the first break named for what it is."""

from collections.abc import Callable, Sequence
from functools import partial

from django.conf import settings

from workflows.audit.verifying import walking
from workflows.audit.verifying.anchors import Anchor
from workflows.audit.verifying.breaks import Break, Kind
from workflows.audit.verifying.exports import signed
from workflows.audit.verifying.rows import Table
from workflows.audit.verifying.walking import Verdict

__all__ = ["Break", "Kind", "Verdict", "verify"]


def verify(
    *,
    key: str | None = None,
    since: int = 0,
    progress: Callable[[int], None] | None = None,
    source: Table | None = None,
    anchors: Sequence[Anchor] = (),
) -> Verdict:
    """Verify the database's record, as `walking.verify`; `key` is the office's where none is given."""
    signer = partial(signed, settings.AUDIT_KEY if key is None else key)
    return walking.verify(source or Table(), signer, since, progress, anchors)
