"""Seals of a record: where each stream ended on a day, kept elsewhere, so that what was cut or rewritten is found.

A seal is a file, signed with a key of its own, or the short code that is printed under it. Of the standard library
alone: it is part of the verifier that an inspector runs without Jenjang.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflows.audit.canonical import canonical

MARK = "JENJANG1"
DIGEST = re.compile(r"[0-9A-F]{64}")
STREAMS_SEALED = 16

Heads = Mapping[int, tuple[int, str]]  # of each stream the last place and its signature


@dataclass(frozen=True, slots=True)
class Anchor:
    """What was sealed on a day: the place at which each stream ended, and the digest of all ends.

    `heads` has the signatures themselves; None where only the printed code is there.
    """

    day: str
    places: Mapping[int, int]
    digest: str
    heads: Heads | None = None

    @property
    def code(self) -> str:
        """What is printed, in letters and figures that a telephone reads best."""
        places = ".".join(str(self.places.get(stream, 0)) for stream in range(STREAMS_SEALED))
        return f"{MARK} {self.day} {places} {self.digest.upper()}"


def heads_digest(heads: Heads) -> str:
    """SHA-256 (64 hex digits) of where all streams end."""
    lines = [f"{stream}:{seq}:{head}" for stream, (seq, head) in sorted(heads.items())]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def anchor_of(day: str, heads: Heads) -> Anchor:
    """The seal of these ends."""
    return Anchor(day, {stream: seq for stream, (seq, _head) in heads.items()}, heads_digest(heads), heads)


def seal_of(content: Mapping[str, Any], key: str) -> str:
    """HMAC-SHA256 (64 hex digits) over a seal's file, but for the seal itself."""
    signed = {name: value for name, value in content.items() if name != "seal"}
    return hmac.new(key.encode(), canonical(signed), hashlib.sha256).hexdigest()


def read_anchor(text: str, key: str = "") -> Anchor:
    """A seal from its file's content, or from its printed code; with the key of seals the file's signature is checked.

    :raises ValueError: neither; or a file that is not what was sealed. The text is a sentence.
    """
    return _of_code(text) if text.lstrip().upper().startswith(MARK) else _of_file(text, key)


def _of_code(text: str) -> Anchor:
    parts = text.upper().split()
    places = parts[2].split(".") if len(parts) == len((MARK, "day", "places", "digest")) else []
    is_whole = len(places) == STREAMS_SEALED and all(each.isdecimal() for each in places) and DIGEST.fullmatch(parts[3])
    if not is_whole:
        raise ValueError("The code is not whole: four parts, the third of them sixteen numbers between dots.")
    return Anchor(parts[1], {stream: int(each) for stream, each in enumerate(places)}, parts[3].lower())


def _of_file(text: str, key: str) -> Anchor:
    try:
        content = json.loads(text)
        day, seal = str(content["day"]), str(content["seal"])
        heads = {int(stream): (int(seq), str(head)) for stream, seq, head in content["heads"]}
    except (ValueError, TypeError, KeyError) as wrong:
        raise ValueError("This is no seal: neither a seal's file nor its code.") from wrong
    if key and not hmac.compare_digest(seal_of(content, key), seal):
        raise ValueError(f"The seal of {day} is not what was sealed: its signature does not hold.")
    return anchor_of(day, heads)
