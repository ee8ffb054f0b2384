"""The moment of an act: now, except for the demonstration and imports, which give theirs. The one place for it."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from workflows.audit import clock
from workflows.engine.refusals import TimeNotYours
from workflows.organization.actor import GIVES_TIME, Actor


def moment_of(by: Actor, at: datetime | None) -> datetime:
    """The moment, aware and local.

    :raises TimeNotYours: a time was given through a channel that may not.
    """
    if at is None:
        return clock.now()
    if by.channel not in GIVES_TIME:
        raise TimeNotYours("Waktu hanya dapat ditentukan oleh peragaan dan impor.")
    return timezone.localtime(at)


def history_date(by: Actor, at: datetime) -> datetime | None:
    """The date for history rows: theirs for the demonstration and imports, the library's present for others.

    Where a demonstration is looked at on its pretended day, that day too: else what is done there would stand in the
    history before or behind everything that was played.
    """
    return at if by.channel in GIVES_TIME or settings.DEMO_TODAY else None
