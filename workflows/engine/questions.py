"""A question before a decision: the decider asks, the task stays, whoever is asked answers once.

Asked is the person concerned, or somebody else whom the process names (`TieredCase.askable`).
"""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from workflows.audit.record import record
from workflows.audit.verbs import Verb
from workflows.engine.held import held, held_case
from workflows.engine.models import Question, TieredCase
from workflows.engine.outbox import tell
from workflows.engine.refusals import MovedOn, NotAllowedHere, NotYours
from workflows.organization.actor import Actor
from workflows.organization.models import Employee
from workflows.rules.violation import RuleViolation

LONGEST = 1000
SHORTEST = 5


def ask(*, task_id: int, by: Actor, text: str, of: Employee | None = None, at: datetime | None = None) -> Question:
    """Ask the person concerned, or another whom the case lets be asked; it stays with whoever decides.

    :raises Refusal: the actor may not do the task, or asked just this already; `of` is not to be asked.
    :raises RuleViolation: no question.
    """
    asked = _written(text, "Tulis pertanyaan Anda.")
    with held(task_id, by=by, at=at) as h:
        capacity = h.capacity_in_tier()
        if by.user is None:
            raise NotYours("Pertanyaan diajukan oleh orang yang memutus, bukan oleh sistem.")
        person = h.case.person if of is None else of
        if person != h.case.person and person not in h.case.askable():
            raise NotAllowedHere(f"{person.name} tidak ditanyai dalam perkara ini.")
        if Question.objects.filter(
            case=h.case.pk, person=person, asked_by=by.user, text=asked, answered_at=None
        ).exists():
            raise NotAllowedHere("Pertanyaan ini sudah dikirim dan belum dijawab.")
        signatory = capacity.signatory
        question = Question.objects.create(
            case_id=h.case.pk, task=h.task, process=h.case.process_code, person=person, asked_by=by.user,
            asked_name=signatory.name, asked_post=signatory.principal_post or signatory.post, text=asked, asked_at=h.at,
        )  # fmt: skip
        tell(
            person.user,
            key=f"question:{question.pk}",
            subject=f"{signatory.name} bertanya: {capacity.item.title}"[:200],
            body=asked,
            link=reverse("engine:answer", args=[question.pk]),
            at=h.at,
        )
        record(h.entry(Verb.ASK, capacity.item, signatory=signatory, reason=asked, details={"question": question.pk}))
    return question


def answer(*, question_id: int, by: Actor, text: str, at: datetime | None = None) -> Question:
    """Answer a question that was put to oneself, once; whoever asked is told.

    :raises NotYours: somebody else was asked. :raises MovedOn: it is answered, or its case decided to the end.
    :raises RuleViolation: no answer.
    """
    given = _written(text, "Tulis jawaban Anda.")
    known = Question.objects.filter(pk=question_id).first()
    if known is None or by.employee is None or by.employee.pk != known.person_id:
        raise NotYours("Pertanyaan ini ditujukan kepada orang lain.")
    with held_case(known.process, known.case_id, by=by, at=at) as h:
        question = Question.objects.select_for_update(of=("self",)).select_related("asked_by").get(pk=question_id)
        if question.answered_at is not None:
            raise MovedOn("Pertanyaan ini sudah dijawab.")
        question.answer, question.answered_at = given, h.at
        question.save(update_fields=["answer", "answered_at"])
        item = next((item for item in h.items if item.tier is not None), None)
        tell(
            question.asked_by,
            key=f"answer:{question.pk}",
            subject=f"{by.employee.name} menjawab pertanyaan Anda",
            body=given,
            link=reverse("engine:task", args=[h.task.pk]),
            at=h.at,
        )
        record(h.entry(Verb.ANSWER, item, reason=given, details={"question": question.pk}))
    return question


def unanswered(person: Employee) -> list[Question]:
    """What the person is asked and has not answered, of cases that still run; the oldest first, in one query."""
    waiting = Question.objects.filter(person=person, answered_at=None, case__finished=None)
    return list(waiting.order_by("pk"))


def questions_of(case: TieredCase) -> QuerySet[Question]:
    """All questions of a case with their answers, the oldest first."""
    return Question.objects.filter(case=case.pk).select_related("person").order_by("pk")


def _written(text: str, sentence: str) -> str:
    given = text.strip()
    if len(given) < SHORTEST:
        raise RuleViolation(sentence, field="text")
    if len(given) > LONGEST:
        raise RuleViolation(f"Persingkat menjadi paling banyak {LONGEST} huruf.", field="text")
    return given
