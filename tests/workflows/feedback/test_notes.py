"""Notes by either side: who may write to whom on which day, what is kept of both, and the one answer."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tests import factories as make
from tests.workflows.feedback import states as given
from workflows.audit.models import Decision
from workflows.engine.models import OutboxMessage
from workflows.feedback import actions
from workflows.feedback.models import Note
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import User
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db
AUGUST = date(2026, 8, 3)


def rows():
    return Note.objects.count(), Note.history.count(), Decision.objects.count(), OutboxMessage.objects.count()


def test_a_superior_writes_and_it_is_kept_recorded_and_told(office):
    note = given.note(office.section, office.staff, text=f"  {given.WORDS} ")

    assert (note.direction, note.kind, note.text) == ("DOWN", "FEEDBACK", given.WORDS)
    assert (note.author_post, note.author_for) == ("Kepala Sub Bidang Mutasi", "")
    assert (note.recipient_post, note.recipient_for) == ("Pengelola Mutasi Kepegawaian", "")
    decision = Decision.objects.get()
    assert (decision.verb, decision.process, decision.subject) == ("SUBMIT", "feedback", f"feedback.Note#{note.pk}")
    assert (decision.actor_nip, decision.person_nip) == (office.section.nip, office.staff.nip)
    assert decision.reason == given.WORDS
    assert decision.details == {"kind": "FEEDBACK", "direction": "DOWN", "on": "2026-11-24"}
    history = note.history.get()
    assert (history.history_user, history.history_change_reason) == (office.section.user, "write_note")
    message = OutboxMessage.objects.get()
    assert (message.recipient, message.link) == (office.staff.user, f"/feedback/note/{note.pk}/")
    assert message.subject == "Umpan balik dari Jaya Ramadan"
    assert given.WORDS not in message.body


def test_a_subordinate_writes_to_their_superior(office):
    note = given.note(office.staff, office.section, kind="COACHING")

    assert (note.direction, note.author_post) == ("UP", "Pengelola Mutasi Kepegawaian")
    assert note.recipient_post == "Kepala Sub Bidang Mutasi"


def test_an_acting_officer_is_the_superior_and_both_names_stay(office):
    make.acting(office.stranger, office.posts["section"], "PLH", start=date(2026, 11, 20), end=date(2026, 12, 1))

    down = given.note(office.stranger, office.staff)
    up = given.note(office.staff, office.stranger)

    assert (down.author_post, down.author_for) == ("Plh Kepala Sub Bidang Mutasi", "Jaya Ramadan")
    assert (up.recipient_post, up.recipient_for) == ("Plh Kepala Sub Bidang Mutasi", "Jaya Ramadan")
    first, second = Decision.objects.order_by("pk")
    assert (first.principal_name, first.capacity, first.decree) == ("Jaya Ramadan", "PLH", "SP-821/2026")
    assert first.actor_post == "Pengelola Kepangkatan"
    assert second.details["recipient_for"] == "Jaya Ramadan"


def test_it_counts_who_was_superior_on_the_day(office):
    make.acting(office.stranger, office.posts["section"], "PLH", start=AUGUST, end=date(2026, 8, 10))

    assert given.note(office.stranger, office.staff, on=AUGUST).on == AUGUST
    before = rows()
    with pytest.raises(RuleViolation, match="bukan atasan atau bawahan langsung"):
        given.note(office.stranger, office.staff)
    with pytest.raises(RuleViolation, match="bukan atasan atau bawahan langsung"):
        given.note(office.section, office.staff, on=AUGUST)
    assert rows() == before


@pytest.mark.parametrize(
    ("author", "recipient"),
    [
        ("other", "staff"), ("stranger", "staff"), ("division", "staff"), ("staff", "division"), ("staff", "staff"),
        ("head", "section"),
    ],
)  # fmt: skip
def test_nobody_writes_but_the_direct_sides(office, author, recipient):
    with pytest.raises(RuleViolation) as refusal:
        given.note(getattr(office, author), getattr(office, recipient))
    assert refusal.value.code == "note_to_neither"
    assert rows() == (0, 0, 0, 0)


def test_a_vacant_post_has_nobody_to_write_to(office):
    make.vacant(office.posts["section"])
    with pytest.raises(RuleViolation) as refusal:
        given.note(office.staff, office.section)
    assert refusal.value.code == "note_to_neither"


def test_only_an_active_person_writes(office):
    User.objects.filter(pk=office.section.user_id).update(is_active=False)
    for by in (make.actor(office.section), Actor.system("tick"), Actor(user=User.objects.create_user("teknis"))):
        with pytest.raises(PermissionDenied):
            actions.write_note(by=by, recipient=office.staff, kind="FEEDBACK", on=given.TODAY, text=given.WORDS)
    assert rows() == (0, 0, 0, 0)


def test_a_dialogue_keeps_what_was_agreed_and_until_when(office):
    until = date(2026, 12, 15)
    note = given.note(office.section, office.staff, kind="DIALOGUE", agreed=" Arsip selesai. ", until=until)

    assert (note.agreed, note.until) == ("Arsip selesai.", until)
    assert Decision.objects.get().details == {
        "kind": "DIALOGUE", "direction": "DOWN", "on": "2026-11-24", "agreed": "Arsip selesai.", "until": "2026-12-15",
    }  # fmt: skip
    assert given.note(office.staff, office.section, kind="DIALOGUE", agreed="Setuju.").until is None


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"text": "  "}, "text_missing"),
        ({"text": "a" * 2001}, "text_too_long"),
        ({"kind": "GOSSIP"}, "kind_unknown"),
        ({"kind": "DIALOGUE"}, "agreed_missing"),
        ({"kind": "DIALOGUE", "agreed": "Ya", "until": date(2026, 11, 23)}, "until_before_dialogue"),
        ({"agreed": "Ya"}, "agreed_without_dialogue"),
        ({"until": date(2026, 12, 1)}, "agreed_without_dialogue"),
        ({"on": date(2026, 11, 25)}, "day_to_come"),
        ({"on": date(2025, 11, 22)}, "day_too_long_ago"),
    ],
)
def test_a_note_is_refused(office, changed, code):
    with pytest.raises(RuleViolation) as refusal:
        given.note(office.section, office.staff, **changed)
    assert refusal.value.code == code
    assert rows() == (0, 0, 0, 0)


def test_a_note_can_be_about_a_result_of_the_subordinate_alone(office):
    own = make.set_skp(office).results.first()
    superiors = office.section.skps.get().results.first()
    draft = make.draft_skp(office.other, office.posts["other"], carries_on=superiors).results.first()

    assert given.note(office.section, office.staff, result=own).result == own
    assert given.note(office.staff, office.section, result=own).result == own
    for result in (superiors, draft):
        with pytest.raises(RuleViolation, match="tidak ada dalam SKP Ghaliyati Wahyuni"):
            given.note(office.section, office.staff, result=result)


# ---- the answer ----


@pytest.mark.parametrize("answer", ["", " Terima kasih, saya perbaiki. "])
def test_the_other_side_answers_once(office, answer):
    note = given.note(office.section, office.staff)

    actions.answer_note(by=make.actor(office.staff), note=note, answer=answer, at=make.at(given.TODAY, 12))

    note.refresh_from_db()
    assert (note.answer, note.is_answered) == (answer.strip(), True)
    decision = Decision.objects.latest("pk")
    assert (decision.verb, decision.actor_nip, decision.reason) == ("ACKNOWLEDGE", office.staff.nip, answer.strip())
    assert note.history.count() == 2
    assert OutboxMessage.objects.latest("pk").recipient == office.section.user
    before = rows()
    with pytest.raises(RuleViolation) as refusal:
        actions.answer_note(by=make.actor(office.staff), note=note, answer="Lagi.")
    assert refusal.value.code == "note_answered_already"
    assert rows() == before


@pytest.mark.parametrize("who", ["section", "division", "other", "stranger"])
def test_nobody_else_answers(office, hr, who):
    note = given.note(office.section, office.staff)
    before = rows()
    for person in (getattr(office, who), hr):
        with pytest.raises(PermissionDenied):
            actions.answer_note(by=make.actor(person, Channel.PAGE), note=note, answer="Baik.")
    assert rows() == before


def test_where_the_record_fails_nothing_is_left(office, monkeypatch):
    def fails(*_entries):
        raise RuntimeError("disk full")

    monkeypatch.setattr("workflows.feedback.actions.notes.record", fails)
    with pytest.raises(RuntimeError):
        given.note(office.section, office.staff)
    assert rows() == (0, 0, 0, 0)


# ---- what the database refuses ----


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"text": ""}, "note_says_something"),
        ({"agreed": "Ya"}, "note_dialogue_alone_agrees"),
        ({"kind": "DIALOGUE"}, "note_dialogue_alone_agrees"),
        ({"kind": "DIALOGUE", "agreed": "Ya", "until": date(2026, 1, 1)}, "note_until_after_on"),
        ({"answer": "Ya"}, "note_answer_has_its_time"),
    ],
)
def test_the_database_refuses(office, changed, name):
    note = given.note(office.section, office.staff)
    for field, value in changed.items():
        setattr(note, field, value)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        note.save()


def test_a_note_takes_two(office):
    note = given.note(office.section, office.staff)
    note.recipient = note.author
    with pytest.raises(IntegrityError, match="note_two_people"), transaction.atomic():
        note.save()
