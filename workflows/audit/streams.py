"""The sixteen heads of the record, present from the first row on."""

from typing import Any

from workflows.audit.models import Stream
from workflows.audit.models.stream import STREAMS


def install(using: str = "default", **_: Any) -> None:
    """Make the heads that are missing (after a migration)."""
    present = set(Stream.objects.using(using).values_list("number", flat=True))
    Stream.objects.using(using).bulk_create(Stream(number=n) for n in range(STREAMS) if n not in present)
