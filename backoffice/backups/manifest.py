"""What a backup says of itself: of what, when, with which parts; signed, so that nobody can change both it and them."""

import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings

from backoffice.backups.contents import Contents
from backoffice.backups.refusals import Refused
from workflows.audit.canonical import signature

MANIFEST = "manifest.json"
MEDIA = "media/"  # before the names of uploaded files
FORM = 1
SIGNED_AS = "backup"  # so that no record's signature is one of a backup


@dataclass(frozen=True, slots=True)
class Part:
    """How long a part is, and the SHA-256 of its bytes."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """`vendor` and `server` are of the database; `missing_files` are named by it and were not there."""

    taken_at: str
    vendor: str
    server: str
    contents: Contents
    parts: Mapping[str, Part]
    missing_files: tuple[str, ...]

    @property
    def files(self) -> dict[str, Part]:
        """The uploaded files, by their names below MEDIA_ROOT."""
        return {name.removeprefix(MEDIA): part for name, part in self.parts.items() if name.startswith(MEDIA)}

    def told(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "form": FORM,
            "taken_at": self.taken_at,
            "vendor": self.vendor,
            "server": self.server,
            "migrations": list(self.contents.migrations),
            "decisions": self.contents.decisions,
            "heads": [list(head) for head in self.contents.heads],
            "parts": {name: asdict(part) for name, part in self.parts.items()},
            "missing_files": list(self.missing_files),
        }


def written(manifest: Manifest) -> bytes:
    """The manifest's bytes, signed with AUDIT_KEY."""
    told = manifest.told()
    signed = {**told, "signature": signature(settings.AUDIT_KEY, SIGNED_AS, told)}
    return (json.dumps(signed, indent=1) + "\n").encode()


def read(content: bytes) -> Manifest:
    """The manifest of these bytes.

    :raises Refused: they are none, or not as they were signed.
    """
    try:
        told = json.loads(content)
        stands = told.pop("signature")
        form = told["form"]
        manifest = Manifest(
            taken_at=told["taken_at"],
            vendor=told["vendor"],
            server=told["server"],
            contents=Contents(
                migrations=tuple(told["migrations"]),
                decisions=told["decisions"],
                heads=tuple((number, seq, head) for number, seq, head in told["heads"]),
            ),
            parts={name: Part(**part) for name, part in told["parts"].items()},
            missing_files=tuple(told["missing_files"]),
        )
        ours = signature(settings.AUDIT_KEY, SIGNED_AS, told)
        matches = hmac.compare_digest(ours, stands)
    except (ValueError, TypeError, KeyError, AttributeError) as wrong:
        raise Refused(f"its {MANIFEST} cannot be read. It was changed, or another program wrote it.") from wrong
    if not matches:
        raise Refused(
            f"its {MANIFEST} is not as it was signed. It was changed, or AUDIT_KEY is not the one with which it was "
            "taken."
        )
    if form != FORM:
        raise Refused(f"it has form {form}, which this version does not know. Restore it with the one that took it.")
    return manifest
