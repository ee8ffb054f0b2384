"""The canonical form of a record and its signature, so that the same record always gives the same bytes.

JSON, keys sorted, no spaces, the form's version inside; moments in UTC with microseconds, text in NFC, decimals as
text. Changing any of this breaks every signature made before: give it a new FORM and keep the old one readable.
"""

import hashlib
import hmac
import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

FORM = 1


def canonical(values: Mapping[str, object]) -> bytes:
    """The bytes that are signed for these values.

    :raises TypeError: a value of a kind that has no canonical form; a moment without its zone.
    """
    return json.dumps(
        _plain({**values, "form": FORM}), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()


def signature(key: str, previous: str, values: Mapping[str, object]) -> str:
    """HMAC-SHA256 (64 hex digits) of the previous signature and these values."""
    return hmac.new(key.encode(), previous.encode() + canonical(values), hashlib.sha256).hexdigest()


def content_hash(values: Mapping[str, object]) -> str:
    """SHA-256 (64 hex digits) of what a person saw; no key, so that anybody can check it."""
    return hashlib.sha256(canonical(values)).hexdigest()


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, datetime):
        if value.tzinfo is None:  # would mean another moment on a server in another zone
            raise TypeError("No canonical form for a moment without its zone.")
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        return {unicodedata.normalize("NFC", str(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise TypeError(f"No canonical form for {type(value).__name__}.")
