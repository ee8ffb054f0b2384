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
from functools import lru_cache
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any

FORM = 1
JSON = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False)


def canonical(values: Mapping[str, object], form: int = FORM) -> bytes:
    """The bytes that are signed for these values.

    :raises TypeError: a value of a kind that has no canonical form; a moment without its zone.
    """
    return text_of({**values, "form": form}).encode()


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
    return text_digest(salt, of, text_of(values))


def text_digest(salt: str, of: str, text: str) -> str:
    """`salted_digest` of values whose canonical form is this text."""
    return hashlib.sha256(f"{salt}{of}{text}".encode()).hexdigest()


def list_digest(changes: Iterable[tuple[str, int, str]]) -> str:
    """SHA-256 (64 hex digits) of a decision's changes: table, row and digest of each; empty where there are none."""
    lines = [f"{table}#{row}:{digest}" for table, row, digest in sorted(changes)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest() if lines else ""


def text_of(values: Mapping[str, object]) -> str:
    """The canonical form of these values, as text.

    Whatever is signed has one of a few sets of names, again and again: each is sorted and quoted once.
    """
    names = tuple(values)
    found = _laid_out(names) if set(map(type, names)) == {str} else None
    if found is None:
        return JSON.encode(plain(values))
    template, picked = found
    return filled(template, picked(values))


def template_of(names: Iterable[str]) -> str:
    """What `filled` fills with the values of these names, which are sorted and in NFC."""
    return "{" + ",".join(encode_basestring(name).replace("%", "%%") + ":%s" for name in names) + "}"


def filled(template: str, values: Iterable[Any]) -> str:
    """The canonical form of these values, in the order of the template's names."""
    values = tuple(values)
    text = template % tuple(
        [
            # Of the kinds of which most are, inline: a call for each takes longer than all the rest.
            encode_basestring(v) if type(v) is str else "null" if v is None else v if type(v) is int else _text(v)
            for v in values
        ]
    )
    return text if text.isascii() else template % tuple(map(_text, values))


@lru_cache(1024)
def _laid_out(names: tuple[str, ...]) -> tuple[str, Any] | None:
    """The template of these names and how their values are picked in its order; None where it takes the long way."""
    if len(names) < 2 or any(unicodedata.normalize("NFC", name) != name for name in names):
        return None
    in_order = sorted(names)
    return template_of(in_order), itemgetter(*in_order)


def _text(value: Any) -> str:
    """What `JSON` makes of it once it is plain, the usual kinds without making it plain first."""
    kind = type(value)
    if kind is str:
        return encode_basestring(value if value.isascii() else unicodedata.normalize("NFC", value))
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if kind is int:
        return str(value)
    if kind is list:
        return f"[{','.join(map(_text, value))}]"
    if kind is dict and all(type(name) is str and name.isascii() for name in value):
        return "{" + ",".join([f"{encode_basestring(name)}:{_text(value[name])}" for name in sorted(value)]) + "}"
    return JSON.encode(plain(value))


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
