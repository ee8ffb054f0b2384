"""The outbox: what is to be told to somebody, written with the change that causes it, told once, mailed outside of it.

A message is written inside the transaction of its cause, under a key that no second message has. It is read on the
person's first page in any case. `deliver` mails it to whoever has an address: rows are claimed with a lease, mailed
outside any transaction and marked. Two that deliver at once claim different rows; what one left behind when it was
killed is taken up by another once the lease has run out. A mail that left just before the kill may then leave twice:
its Message-ID follows from the key, so that the person's mailbox keeps one.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from smtplib import SMTPException
from time import monotonic

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from workflows.engine.models import OutboxMessage
from workflows.organization.models import User

AT_ONCE = 20  # claimed together; with a mail server that answers within its time-out all leave within the lease
LEASE = timedelta(minutes=10)
FIRST_RETRY = timedelta(minutes=5)  # then twice as long each time
LONGEST_RETRY = timedelta(days=1)
NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What to tell a person (by the key of their log-in); `key` names the cause, `link` is a path of ours."""

    recipient: int
    key: str
    subject: str
    body: str = ""
    link: str = ""


@dataclass
class Delivered:
    """What a run came to: mails that left, mails that did not, messages that nobody can be mailed."""

    mailed: int = 0
    failed: int = 0
    on_page: int = 0


def tell(recipient: User, key: str, subject: str, body: str = "", link: str = "", *, at: datetime) -> None:
    """Write a message to this person; nothing where one with this key is there already.

    :raises RuntimeError: outside a transaction, where a message could be written about a change that never was.
    """
    tell_many([Message(recipient=recipient.pk, key=key, subject=subject, body=body, link=link)], at=at)


def tell_many(messages: Iterable[Message], *, at: datetime) -> None:
    """Write these messages in one statement, those left out whose key is there already.

    :raises RuntimeError: outside a transaction, where a message could be written about a change that never was.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A message is written inside the transaction of what it tells.")
    OutboxMessage.objects.bulk_create(
        (
            OutboxMessage(
                key=each.key, recipient_id=each.recipient, subject=each.subject[:200], body=each.body,
                link=each.link[:200], created_at=at,
            )
            for each in messages
        ),
        ignore_conflicts=True, batch_size=500,
    )  # fmt: skip


def unread(user: User, limit: int = 10) -> list[OutboxMessage]:
    """What the person has not read yet, the latest first; one query."""
    return list(OutboxMessage.objects.filter(recipient=user, read_at__isnull=True).order_by("-pk")[:limit])


def mark_read(user: User, ids: Iterable[int], *, at: datetime) -> int:
    """Mark these messages of the person's own as read; how many were not yet."""
    return OutboxMessage.objects.filter(recipient=user, pk__in=list(ids), read_at__isnull=True).update(read_at=at)


def deliver(now: datetime, *, send: Callable[[OutboxMessage], object] | None = None) -> Delivered:
    """Mail what waits. Not to be called inside a transaction: a mail cannot be taken back.

    `send` mails one message and raises where it cannot; by default Django's mail does. Failures are counted and tried
    again later, each time after a longer while; they are kept, and shown in the back-office.
    """
    done = Delivered(on_page=_leave_on_page(now))
    began = monotonic()
    while True:
        moment = now + timedelta(seconds=monotonic() - began)
        claimed = _claim(moment)
        for message in claimed:
            _mail(message, moment, send or _by_mail, done)
        if len(claimed) < AT_ONCE:
            return done


def _leave_on_page(now: datetime) -> int:
    """Those whom no mail can reach read it on their page: nothing is left to send."""
    waiting = OutboxMessage.objects.filter(sent_at__isnull=True)
    if settings.EMAIL_BACKEND != NO_MAIL:
        unreachable = Q(recipient__is_active=False) | Q(recipient__employee__isnull=True)
        waiting = waiting.filter(unreachable | Q(recipient__employee__email=""))
    return OutboxMessage.objects.filter(pk__in=waiting.values("pk")).update(sent_at=now, claimed_until=None)


def _claim(moment: datetime) -> list[OutboxMessage]:
    """The next messages, mine alone until the lease runs out; an attempt is counted before it is made.

    So that a message which kills whoever sends it is not tried for ever.
    """
    with transaction.atomic(durable=True):
        free = _to_send().filter(Q(claimed_until__isnull=True) | Q(claimed_until__lte=moment))
        skip = connection.features.has_select_for_update_skip_locked  # SQLite's writers wait for each other anyway
        claimed = list(
            free.select_for_update(skip_locked=skip, of=("self",) if skip else ())
            .select_related("recipient__employee")
            .order_by("pk")[:AT_ONCE]
        )
        until = moment + LEASE
        _with_keys(claimed).update(claimed_until=until, attempts=F("attempts") + 1)
        for message in claimed:
            message.claimed_until = until
            message.attempts += 1
    return claimed


def _mail(message: OutboxMessage, moment: datetime, send: Callable[[OutboxMessage], object], done: Delivered) -> None:
    mine = _with_keys([message]).filter(sent_at__isnull=True, claimed_until=message.claimed_until)
    try:
        send(message)
    except (OSError, SMTPException, ValueError) as error:  # the network, the server, an address that is none
        wait = min(FIRST_RETRY * 2 ** min(message.attempts - 1, 12), LONGEST_RETRY)
        mine.update(failure=f"{type(error).__name__}: {error}"[:300], claimed_until=moment + wait)
        done.failed += 1
    else:
        mine.update(sent_at=moment, failure="", claimed_until=None)
        done.mailed += 1


def _to_send() -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(sent_at__isnull=True)


def _with_keys(messages: Iterable[OutboxMessage]) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(pk__in=[message.pk for message in messages])


def _by_mail(message: OutboxMessage) -> None:
    link = f"\n\n{settings.PUBLIC_URL}{message.link}" if message.link and settings.PUBLIC_URL else ""
    EmailMessage(
        message.subject, message.body + link, to=[message.recipient.employee.email],
        headers={"Message-ID": message_id(message.key)},
    ).send()  # fmt: skip


def message_id(key: str) -> str:
    """The mail's Message-ID, always the same for the same key."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"
