"""The canonical form of a record and its signature, so that the same record always gives the same bytes.

JSON, keys sorted, no spaces, the form's version inside; moments in UTC with microseconds, text in NFC, decimals as
text. Changing any of this breaks every signature made before: give it a new FORM and keep the old one readable.
"""

import hashlib
import hmac
import json
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

FORM = 1


def canonical(values: Mapping[str, object], form: int = FORM) -> bytes:
    """The bytes that are signed for these values.

    :raises TypeError: a value of a kind that has no canonical form; a moment without its zone.
    """
    return _text_of({**values, "form": form}).encode()


def signature(key: str, previous: str, values: Mapping[str, object], form: int = FORM) -> str:
    """HMAC-SHA256 (64 hex digits) of the previous signature and these values."""
    return hmac.digest(key.encode(), previous.encode() + canonical(values, form), "sha256").hex()


def content_hash(values: Mapping[str, object]) -> str:
    """SHA-256 (64 hex digits) of what a person saw; no key, so that anybody can check it."""
    return hashlib.sha256(canonical(values)).hexdigest()


def salted_digest(salt: str, of: str, values: Mapping[str, object]) -> str:
    """SHA-256 (64 hex digits) of values that may have to be forgotten: without the salt nobody can try what they were.

    `of` is the table that they stand in.
    """
    return hashlib.sha256(f"{salt}{of}{_text_of(values)}".encode()).hexdigest()


def list_digest(changes: Iterable[tuple[str, int, str]]) -> str:
    """SHA-256 (64 hex digits) of a decision's changes: table, row and digest of each; empty where there are none."""
    lines = [f"{table}#{row}:{digest}" for table, row, digest in sorted(changes)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest() if lines else ""


def _text_of(values: Mapping[str, object]) -> str:
    return json.dumps(plain(values), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def plain(value: object) -> object:
    """The value as JSON has it."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if isinstance(value, datetime):
        if value.tzinfo is None:  # would mean another moment on a server in another zone
            raise TypeError("No canonical form for a moment without its zone.")
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        return {unicodedata.normalize("NFC", str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    raise TypeError(f"No canonical form for {type(value).__name__}.")


def start_of(stream: int) -> str:
    """What the first record of a stream names as the signature before it."""
    return f"start-of-stream-{stream}"
