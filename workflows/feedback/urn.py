"""The sealed urn in which the answers of an open round lie, mixed, and no state of the database tells whose is which.

Every answer is a record of the same size. The urn is one piece: with each answer it is opened, the records are sorted
and it is sealed anew, so that two copies of the database, taken before and after an answer, differ in every byte and
tell that somebody answered and nothing more. The key is made of `AUDIT_KEY`, which is kept outside the database.

Sealing is encrypt-then-MAC by the standard library alone: SHAKE-256 of key and a random nonce as the key stream,
HMAC-SHA256 over nonce and text.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable

from django.conf import settings

from workflows.engine.refusals import Refusal
from workflows.feedback.models import OpinionRound
from workflows.rules.berakhlak import BEHAVIOURS
from workflows.rules.opinions import GROUPS, RATINGS, Answer

LONGEST_REMARK = 500  # characters, each at most four bytes
RECORD = 2_048  # bytes of one answer, however much was written
_NONCE, _MAC = 32, 32
_HEAD = 1 + len(BEHAVIOURS) + 2  # group, ratings, length of the remark


class UrnUnreadable(Refusal):
    """The urn was changed, or the server's key is another than when the round was opened."""

    def __init__(self) -> None:
        super().__init__(
            "Jawaban putaran ini tidak dapat dibuka: kuncinya lain daripada ketika putaran dibuka. Hubungi pengelola "
            "server."
        )


def seal(of: OpinionRound, answers: Iterable[Answer]) -> bytes:
    """The answers, in an order that is theirs alone, as one sealed piece."""
    plain = b"".join(sorted(_packed(answer) for answer in answers))
    nonce = secrets.token_bytes(_NONCE)
    text = _mixed(plain, _key(of, "text"), nonce)
    return nonce + text + hmac.digest(_key(of, "mac"), nonce + text, "sha256")


def unseal(of: OpinionRound, sealed: bytes) -> list[Answer]:
    """The answers in the urn.

    :raises UrnUnreadable: it is not as it was sealed, or the key is another.
    """
    nonce, text, mac = sealed[:_NONCE], sealed[_NONCE:-_MAC], sealed[-_MAC:]
    if len(sealed) < _NONCE + _MAC or not hmac.compare_digest(
        mac, hmac.digest(_key(of, "mac"), nonce + text, "sha256")
    ):
        raise UrnUnreadable
    plain = _mixed(text, _key(of, "text"), nonce)
    return [_unpacked(plain[at : at + RECORD]) for at in range(0, len(plain), RECORD)]


def _key(of: OpinionRound, use: str) -> bytes:
    return hmac.digest(settings.AUDIT_KEY.encode(), f"feedback.urn.1:{use}:{of.pk}".encode(), "sha256")


def _mixed(text: bytes, key: bytes, nonce: bytes) -> bytes:
    stream = hashlib.shake_256(key + nonce).digest(len(text))
    return (int.from_bytes(text) ^ int.from_bytes(stream)).to_bytes(len(text)) if text else b""


def _packed(answer: Answer) -> bytes:
    remark = answer.remark.encode()
    head = bytes([GROUPS.index(answer.group), *(RATINGS.index(rating) for rating in answer.ratings)])
    return (head + len(remark).to_bytes(2) + remark).ljust(RECORD, b"\0")


def _unpacked(record: bytes) -> Answer:
    length = int.from_bytes(record[_HEAD - 2 : _HEAD])
    ratings = tuple(RATINGS[number] for number in record[1 : _HEAD - 2])
    return Answer(GROUPS[record[0]], ratings, record[_HEAD : _HEAD + length].decode())
