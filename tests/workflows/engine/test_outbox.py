"""The outbox: one message a key, mailed once outside the transaction, tried again later, kept where it fails."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.db import transaction

from tests import factories as make
from workflows.engine.models import OutboxMessage
from workflows.engine.outbox import LEASE, Message, deliver, mark_read, message_id, tell, tell_many, unread

pytestmark = pytest.mark.django_db
NOW = make.at(make.A_MONDAY, 8)
KEY = "digest:2026-11-23:1"


@pytest.fixture
def person():
    person = make.employee("Jaya Ramadan")
    person.email = "jaya@example.org"
    person.save()
    return person


@pytest.fixture
def message(person):
    tell(person.user, KEY, "Enam pekerjaan menunggu", "Yang tertua sejak Jumat.", "/inbox/", at=NOW)
    return OutboxMessage.objects.get()


def refuse(message):
    raise SMTPServerDisconnected("tidak dijawab")


def test_message_is_written_once_a_key(person, message):
    tell(person.user, KEY, "Sekali lagi", at=NOW)
    tell_many(
        [
            Message(recipient=person.user_id, key=key, subject="Tujuh pekerjaan menunggu")
            for key in (KEY, "digest:2026-11-24:1", "digest:2026-11-24:1")
        ],
        at=NOW,
    )

    assert list(OutboxMessage.objects.order_by("pk").values_list("key", "subject")) == [
        (KEY, "Enam pekerjaan menunggu"),
        ("digest:2026-11-24:1", "Tujuh pekerjaan menunggu"),
    ]


def test_many_are_written_in_one_statement(person, django_assert_num_queries):
    with django_assert_num_queries(1):
        tell_many((Message(recipient=person.user_id, key=f"digest:{n}", subject="Menunggu") for n in range(50)), at=NOW)

    assert OutboxMessage.objects.count() == 50


@pytest.mark.django_db(transaction=True)
def test_nothing_is_told_outside_a_transaction(person):
    with pytest.raises(RuntimeError):
        tell(person.user, KEY, "Menunggu", at=NOW)

    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_did_not_happen_is_not_told(person):
    with transaction.atomic():
        tell(person.user, KEY, "Menunggu", at=NOW)
        transaction.set_rollback(True)

    assert deliver(NOW).mailed == 0
    assert mail.outbox == []


def test_message_is_mailed_once(message, settings):
    settings.DEFAULT_FROM_EMAIL = "Jenjang <jenjang@bkpsdm.example>"
    settings.PUBLIC_URL = "https://jenjang.example"

    assert [deliver(NOW).mailed, deliver(NOW + timedelta(days=2)).mailed] == [1, 0]

    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["jaya@example.org"], "Enam pekerjaan menunggu")
    assert sent.body == "Yang tertua sejak Jumat.\n\nhttps://jenjang.example/inbox/"
    assert sent.extra_headers == {"Message-ID": message_id(KEY)}
    assert message_id(KEY).endswith("@bkpsdm.example>")
    message.refresh_from_db()
    assert message.sent_at is not None
    assert (message.attempts, message.failure, message.claimed_until) == (1, "", None)


def test_link_without_a_public_address_stays_on_the_page(message):
    deliver(NOW)

    assert mail.outbox[0].body == "Yang tertua sejak Jumat."


@pytest.mark.parametrize("why", ["no address", "no employee", "inactive", "no mail server"])
def test_whom_no_mail_reaches_reads_it_on_the_page(person, message, why, settings):
    if why == "no address":
        person.email = ""
        person.save()
    elif why == "no employee":
        message.recipient = make.User.objects.create_user("pemasang")
        message.save()
    elif why == "inactive":
        make.User.objects.filter(pk=person.user_id).update(is_active=False)
    else:
        settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

    done = deliver(NOW)

    assert (done.mailed, done.failed, done.on_page) == (0, 0, 1)
    message.refresh_from_db()
    assert (message.sent_at, message.attempts) == (NOW, 0)
    assert mail.outbox == []
    assert unread(message.recipient) == [message]


def test_failure_is_counted_kept_and_tried_again_after_a_while_that_grows(message):
    waits = []
    moment = NOW
    for attempt in range(1, 5):
        assert deliver(moment, send=refuse).failed == 1
        message.refresh_from_db()
        assert (message.attempts, message.sent_at) == (attempt, None)
        assert message.failure == "SMTPServerDisconnected: tidak dijawab"
        waits.append(round((message.claimed_until - moment) / timedelta(minutes=1)))
        assert deliver(message.claimed_until - timedelta(seconds=1), send=refuse).failed == 0
        moment = message.claimed_until + timedelta(seconds=1)

    assert waits == [5, 10, 20, 40]
    assert deliver(moment).mailed == 1
    message.refresh_from_db()
    assert (message.attempts, message.failure) == (5, "")


def test_nobody_waits_longer_than_a_day_for_the_next_try(message):
    OutboxMessage.objects.update(attempts=40)

    deliver(NOW, send=refuse)

    message.refresh_from_db()
    assert timedelta(0) <= message.claimed_until - NOW - timedelta(days=1) < timedelta(minutes=1)


def test_one_that_fails_keeps_no_other_waiting(person, message):
    tell(person.user, "other", "Yang lain", at=NOW)

    def send(each):
        if each.key == KEY:
            refuse(each)

    done = deliver(NOW, send=send)

    assert (done.mailed, done.failed) == (1, 1)


def test_what_a_killed_run_left_is_taken_up_when_its_lease_is_over(message):
    def killed(message):
        raise SystemExit

    with pytest.raises(SystemExit):
        deliver(NOW, send=killed)
    sent = []
    deliver(NOW + timedelta(minutes=9), send=sent.append)
    assert sent == []

    deliver(NOW + LEASE + timedelta(minutes=1), send=sent.append)

    assert sent == [message]


def test_whoever_comes_back_after_its_lease_marks_nothing(message):
    later = NOW + LEASE + timedelta(minutes=1)

    def slow(message):
        deliver(later, send=refuse)  # another run, while this one hangs

    deliver(NOW, send=slow)

    message.refresh_from_db()
    assert (message.attempts, message.sent_at) == (2, None)


def test_more_than_one_handful_leaves_in_one_run(person):
    tell_many([Message(recipient=person.user_id, key=f"m{n:02}", subject="Menunggu") for n in range(45)], at=NOW)
    sent = []

    assert deliver(NOW, send=sent.append).mailed == 45
    assert [each.key for each in sent] == [f"m{n:02}" for n in range(45)]


def test_unread_is_ones_own_the_latest_first_in_one_statement(person, message, django_assert_num_queries):
    stranger = make.employee("Ani Sirait")
    tell(stranger.user, "theirs", "Milik orang lain", at=NOW)
    tell(person.user, "second", "Kedua", at=NOW)

    with django_assert_num_queries(1):
        assert [each.key for each in unread(person.user)] == ["second", KEY]
    assert [each.key for each in unread(person.user, 1)] == ["second"]


def test_only_ones_own_messages_are_marked_as_read(person, message):
    stranger = make.employee("Ani Sirait")

    assert mark_read(stranger.user, [message.pk], at=NOW) == 0
    assert unread(person.user) == [message]
    assert [mark_read(person.user, [message.pk], at=NOW) for _ in range(2)] == [1, 0]
    assert unread(person.user) == []
