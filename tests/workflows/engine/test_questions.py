"""A question before a decision: who may ask, who answers, who is told, and that the task stays where it is."""

import pytest

from tests import factories as make
from tests.workflows.engine.taking import WHEN, open_items, picture, take
from workflows.audit.models import Decision
from workflows.daily import actions as daily
from workflows.daily.models import DailyProcess
from workflows.engine.models import OutboxMessage, Question
from workflows.engine.questions import answer, ask, questions_of, unanswered
from workflows.engine.refusals import MovedOn, NotAllowedHere, NotYours, OwnCase
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db
TEXT = "Usulan mana yang diperiksa?"


@pytest.fixture
def item(report):
    return open_items().get()


@pytest.fixture
def question(office, item):
    return put(item, office.section)


def put(item, by, text=TEXT):
    return ask(task_id=item.task_id, by=make.actor(by), text=text, at=WHEN)


def reply(question, by, text="Usulan tiga pegawai golongan III."):
    return answer(question_id=question.pk, by=make.actor(by), text=text, at=WHEN)


def told():
    return [(m.recipient.username, m.subject, m.body) for m in OutboxMessage.objects.order_by("pk")]


def nothing_happens(refusal, act):
    def everything():
        return picture(), Question.objects.count(), list(Question.objects.values("answer")), told()

    before = everything()
    with pytest.raises(refusal) as raised:
        act()
    assert everything() == before
    return str(raised.value)


def test_asked_person_is_told_and_the_task_stays(office, item):
    before = open_items().get()

    question = put(item, office.section)

    assert open_items().get() == before
    assert (question.asked_name, question.asked_post, question.person) == (
        "Jaya Ramadan", "Kepala Sub Bidang Mutasi", office.staff,
    )  # fmt: skip
    assert told() == [(office.staff.nip, f"Jaya Ramadan bertanya: {item.title}", TEXT)]
    assert [each.pk for each in unanswered(office.staff)] == [question.pk]
    decision = Decision.objects.get(verb="ASK")
    assert (decision.actor_name, decision.reason, decision.tier_number) == ("Jaya Ramadan", TEXT, 1)
    take(office.section)


def test_answer_reaches_whoever_asked(office, question):
    reply(question, office.staff)

    question.refresh_from_db()
    assert (question.answer, question.answered_at) == ("Usulan tiga pegawai golongan III.", WHEN)
    assert told()[-1] == (
        office.section.nip, "Ghaliyati Wahyuni menjawab pertanyaan Anda", "Usulan tiga pegawai golongan III.",
    )  # fmt: skip
    assert unanswered(office.staff) == []
    decision = Decision.objects.get(verb="ANSWER")
    assert (decision.actor_name, decision.details) == ("Ghaliyati Wahyuni", {"question": question.pk})


def test_case_has_all_its_questions_with_their_answers(office, item, question):
    reply(question, office.staff)
    second = put(item, office.section, "Kapan selesai?")

    assert [(q.pk, bool(q.answer)) for q in questions_of(DailyProcess.objects.get())] == [
        (question.pk, True), (second.pk, False),
    ]  # fmt: skip


def test_acting_officer_asks_for_the_post(office, item):
    make.acting(office.other, office.posts["section"], "PLH")

    question = put(item, office.other)

    assert (question.asked_name, question.asked_post) == ("Cornelia Oktaviani", "Kepala Sub Bidang Mutasi")
    assert Decision.objects.get(verb="ASK").principal_name == "Jaya Ramadan"


def test_only_whoever_may_decide_asks(office, item):
    for person in (office.staff, office.other, office.division, make.with_role("HR_ADMIN")):
        nothing_happens(NotYours, lambda person=person: put(item, person))


def test_nobody_asks_about_their_own_case(office, item):
    make.acting(office.staff, office.posts["section"])

    nothing_happens(OwnCase, lambda: put(item, office.staff))


def test_same_question_is_not_sent_twice(office, item, question):
    nothing_happens(NotAllowedHere, lambda: put(item, office.section))


@pytest.mark.parametrize("text", ["", "  ? ", "x" * 1001])
def test_question_says_something_and_is_not_a_letter(office, item, text):
    nothing_happens(RuleViolation, lambda: put(item, office.section, text))


def test_only_the_asked_person_answers(office, question):
    for person in (office.section, office.other, office.division, make.with_role("HR_ADMIN")):
        nothing_happens(NotYours, lambda person=person: reply(question, person))


def test_question_is_answered_once(office, question):
    reply(question, office.staff)

    nothing_happens(MovedOn, lambda: reply(question, office.staff, "Jawaban lain."))


def test_answer_says_something(office, question):
    nothing_happens(RuleViolation, lambda: reply(question, office.staff, " "))


def test_decided_case_needs_no_answer(office, item, question):
    daily.verify(task_id=item.task_id, by=make.actor(office.section), at=WHEN)

    assert unanswered(office.staff) == []
    nothing_happens(MovedOn, lambda: reply(question, office.staff))


def test_unanswered_is_one_query(office, question, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert [each.asked_name for each in unanswered(office.staff)] == ["Jaya Ramadan"]
