"""A place in the inbox as it stands in an address: the due moment in microseconds and the key."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST = 40  # characters; anything longer was not written by us


def write_place(place: tuple[datetime, int]) -> str:
    """`1795708740000000-12`."""
    due_at, key = place
    return f"{(due_at - EPOCH) // timedelta(microseconds=1)}-{key}"


def read_place(text: str) -> tuple[datetime, int] | None:
    """The place; None where the address was changed by hand into something that is none."""
    moment, _, key = text.partition("-")
    if len(text) > LONGEST or not (moment.isascii() and moment.isdigit() and key.isascii() and key.isdigit()):
        return None
    try:
        return EPOCH + timedelta(microseconds=int(moment)), int(key)
    except OverflowError:
        return None
