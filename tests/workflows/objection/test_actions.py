"""Objecting, ruling, withdrawing, stating: allowed, refused, atomic; before and after are kept."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import factories as make
from tests.workflows.assessment import states as assessed
from tests.workflows.objection import states as given
from workflows.assessment import actions as assessment_actions
from workflows.assessment.models import Assessment
from workflows.audit.models import Decision
from workflows.engine.models import OutboxMessage, WorkItem
from workflows.engine.questions import answer, ask
from workflows.engine.refusals import ContentChanged, MovedOn, NotAllowedHere, NotYours, OwnCase
from workflows.objection import actions
from workflows.objection.models import Objection, ObjectionPoint
from workflows.objection.points import Point
from workflows.organization.actor import Actor, Channel
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make.office()


def counts():
    return Objection.objects.count(), Decision.objects.count(), OutboxMessage.objects.count()


def verbs_of(case):
    return list(Decision.objects.of_case(case.process_code, case.pk).values_list("verb", "particulars__actor_name"))


def test_the_person_objects_and_the_assessors_superior_is_asked(office):
    objection = given.objected(office)

    assessment = Assessment.objects.get(pk=objection.assessment_id)
    assert (assessment.status, assessment.predicate) == ("OBJECTED", "NEEDS_IMPROVEMENT")
    assert (objection.status, objection.raters, objection.assessor) == ("WAITING", [office.section.nip], office.section)
    assert (objection.before_work_rating, objection.before_predicate) == ("BELOW", "NEEDS_IMPROVEMENT")
    assert [(p.about, p.reason, p.evidence_link) for p in objection.points.all()] == [
        ("WORK_RESULT", given.WHY, "https://drive.example.go.id/map-4")
    ]
    item = given.task(objection)
    assert (item.principal, item.process, item.node) == (office.posts["division"], "objection", "decide")
    assert item.title == "Keberatan Ghaliyati Wahyuni atas penilaian Oktober 2026"
    assert item.due_at == make.at(date(2026, 11, 17), 23, 59)  # three working days
    assert not WorkItem.objects.open().filter(process="assessment").exists()
    assert verbs_of(objection.contested)[-1] == ("OBJECT", "Ghaliyati Wahyuni")
    assert verbs_of(objection.cases.get()) == [("OBJECT", "Ghaliyati Wahyuni")]
    told = OutboxMessage.objects.get(key=f"objection:{objection.pk}")
    assert (told.recipient, told.link) == (office.section.user, f"/objection/{objection.pk}/")


@pytest.mark.parametrize("points", [[], [Point(about="WORK_RESULT", reason="  a ")]], ids=["none", "says nothing"])
def test_an_objection_without_a_reason_is_refused(office, points):
    assessment = given.contested(office)
    before = counts()

    with pytest.raises(RuleViolation):
        actions.object_to(
            task_id=assessed.task(assessment).task_id, points=points, by=make.actor(office.staff),
            at=make.at(given.OBJECTED_ON),
        )  # fmt: skip

    assessment.refresh_from_db()
    assert (assessment.status, counts()) == ("RATIFIED", before)


def test_a_realisation_of_somebody_else_is_refused_and_nothing_is_left(office):
    assessment = given.contested(office)
    other = assessed.opened(office.other, office.posts["other"])
    before = counts()

    with pytest.raises(RuleViolation, match="bukan dari penilaian Anda"):
        actions.object_to(
            task_id=assessed.task(assessment).task_id, by=make.actor(office.staff), at=make.at(given.OBJECTED_ON),
            points=[Point(about="REALISATION", realisation=other.realisations.first().pk, reason="Salah hitung.")],
        )  # fmt: skip

    assessment.refresh_from_db()
    assert (assessment.status, counts()) == ("RATIFIED", before)


def test_a_point_against_a_realisation_keeps_its_file(office, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    assessment = given.contested(office)
    row = assessment.realisations.order_by("pk").first()
    file = SimpleUploadedFile("map 4.pdf", b"%PDF-1.7 bukti")

    objection = actions.object_to(
        task_id=assessed.task(assessment).task_id, by=make.actor(office.staff), at=make.at(given.OBJECTED_ON),
        points=[Point(about="REALISATION", realisation=row.pk, reason="Dua belas berkas luput.", file=file)],
    )  # fmt: skip

    point = objection.points.get()
    assert point.realisation == row
    assert point.evidence_file.name == f"evidence/{office.staff.nip}/objection/2026-10/map_4.pdf"
    assert point.evidence_file.open("rb").read() == b"%PDF-1.7 bukti"
    point.evidence_file.close()
    assert ObjectionPoint.history.get().history_user == office.staff.user


@pytest.mark.parametrize("who", ["section", "division", "other", "stranger"])
def test_nobody_else_objects(office, who):
    assessment = given.contested(office)
    before = counts()

    with pytest.raises(NotYours):
        given.object_to(assessment, getattr(office, who))

    assert counts() == before


def test_a_job_objects_to_nothing(office):
    assessment = given.contested(office)

    with pytest.raises(NotYours):
        actions.object_to(
            task_id=assessed.task(assessment).task_id, points=given.points(), by=Actor.system("tick", Channel.DEMO),
            at=make.at(given.OBJECTED_ON),
        )  # fmt: skip
    assert not Objection.objects.exists()


def test_after_its_days_there_is_nothing_to_object_to(office):
    assessment = given.contested(office)
    task_id = assessed.task(assessment).task_id
    last = assessment.objection_until

    with pytest.raises(NotAllowedHere, match="sudah lewat pada 23\u00a0November 2026"):
        actions.object_to(
            task_id=task_id, points=given.points(), by=make.actor(office.staff),
            at=make.at(last.replace(day=last.day + 1), 8),
        )  # fmt: skip
    assert not Objection.objects.exists()

    actions.object_to(
        task_id=task_id, points=given.points(), by=make.actor(office.staff), at=make.at(last, 23, 50)
    )  # fmt: skip
    assert Objection.objects.get().status == "WAITING"


def test_a_result_that_was_accepted_is_objected_to_no_more(office):
    assessment = given.contested(office)
    task_id = assessed.task(assessment).task_id
    assessment_actions.acknowledge(task_id=task_id, by=make.actor(office.staff), at=make.at(given.OBJECTED_ON, 8))

    with pytest.raises(MovedOn):
        actions.object_to(
            task_id=task_id, points=given.points(), by=make.actor(office.staff), at=make.at(given.OBJECTED_ON, 9)
        )


def test_a_self_assessment_is_not_objected_to(office):
    assessment = assessed.opened(office.staff, office.posts["staff"])

    with pytest.raises(NotAllowedHere):
        given.object_to(assessment, office.staff)
    assert not Objection.objects.exists()


def test_changed_the_result_is_final_and_both_are_kept(office):
    objection = given.changed(office)

    assessment = Assessment.objects.get(pk=objection.assessment_id)
    assert (assessment.status, assessment.work_rating, assessment.predicate) == ("FINAL", "MEETS", "GOOD")
    assert assessment.final_at == make.at(given.RULED_ON, 10)
    assert assessment.trace[0]["step"] == "PREDICATE"
    assert assessment.suggested_rating == "BELOW"
    assert assessment.feedback == assessed.GOOD_WORDS
    objection.refresh_from_db()
    assert (objection.status, objection.ruling_reason) == ("CHANGED", given.RULING)
    assert (objection.before_work_rating, objection.before_predicate) == ("BELOW", "NEEDS_IMPROVEMENT")
    assert (objection.after_work_rating, objection.after_predicate) == ("MEETS", "GOOD")
    ruling = Decision.objects.of_case("objection", objection.cases.get().pk).last()
    assert (ruling.verb, ruling.actor_name, ruling.reason) == ("DECIDE", "Siti Pratama", given.RULING)
    assert ruling.details["outcome"] == "CHANGED"
    assert ruling.details["before"]["predicate"] == "NEEDS_IMPROVEMENT"
    assert ruling.details["after"] == {"work_rating": "MEETS", "behaviour_rating": "MEETS", "predicate": "GOOD"}
    latest = assessment.history.latest("history_id")
    assert (latest.history_change_reason, latest.history_user) == ("objection", office.division.user)
    assert objection.cases.get().finished is not None
    assert not WorkItem.objects.open().exists()
    told = OutboxMessage.objects.filter(key__startswith="ruling:").values_list("recipient__username", flat=True)
    assert set(told) == {office.staff.nip, office.section.nip}


def test_changed_values_of_behaviour_are_stored_with_the_reason_of_the_change(office):
    objection = given.objected(office, behaviour="BELOW")

    actions.change(
        task_id=given.task(objection).task_id, given=given.better("BELOW", "MEETS"), reason=given.RULING,
        by=make.actor(office.division), at=make.at(given.RULED_ON),
    )  # fmt: skip

    assessment = Assessment.objects.get(pk=objection.assessment_id)
    assert set(assessment.behaviours.values_list("rating", flat=True)) == {"MEETS"}
    reasons = assessment.behaviours.model.history.filter(history_type="~")
    assert set(reasons.values_list("history_change_reason", flat=True)) == {"objection"}
    assert (assessment.behaviour_rating, assessment.predicate) == ("MEETS", "NEEDS_IMPROVEMENT")


def test_upheld_the_result_is_final_as_it_was(office):
    objection = given.upheld(office)

    assessment = Assessment.objects.get(pk=objection.assessment_id)
    objection.refresh_from_db()
    assert (assessment.status, assessment.work_rating, assessment.predicate) == ("FINAL", "BELOW", "NEEDS_IMPROVEMENT")
    assert (objection.status, objection.after_predicate) == ("UPHELD", "NEEDS_IMPROVEMENT")
    ruling = Decision.objects.of_case("objection", objection.cases.get().pk).last()
    assert (ruling.verb, ruling.details["outcome"]) == ("DECIDE", "UPHELD")


def refused_ruling(office, error, match=None, *, who="division", reason=given.RULING, rating=None, seen=None):
    objection = given.objected(office)
    before = counts()

    with pytest.raises(error, match=match):
        actions.change(
            task_id=given.task(objection).task_id, given=rating or given.better(), reason=reason,
            by=make.actor(getattr(office, who)), seen=seen, at=make.at(given.RULED_ON),
        )  # fmt: skip

    objection.refresh_from_db()
    assessment = Assessment.objects.get(pk=objection.assessment_id)
    assert (objection.status, assessment.status, assessment.work_rating) == ("WAITING", "OBJECTED", "BELOW")
    assert counts() == before


def test_a_ruling_without_a_reason_is_refused(office):
    refused_ruling(office, RuleViolation, "alasan putusan", reason=" ")


def test_a_change_that_changes_nothing_is_refused(office):
    refused_ruling(office, RuleViolation, "sama dengan", rating=given.better("BELOW"))


def test_an_unknown_rating_is_refused(office):
    refused_ruling(office, RuleViolation, rating=given.better("SPLENDID"))


@pytest.mark.parametrize("who", ["staff", "section", "other", "stranger", "head"])
def test_only_whom_the_chain_names_rules(office, who):
    refused_ruling(office, NotYours, who=who)


def test_what_was_not_seen_is_not_ruled_on(office):
    refused_ruling(office, ContentChanged, seen="0" * 64)


def test_a_ruling_is_final(office):
    objection = given.objected(office)
    task_id = given.task(objection).task_id
    by = make.actor(office.division)
    actions.uphold(task_id=task_id, reason="Sesuai bukti.", by=by, at=make.at(given.RULED_ON, 9))

    with pytest.raises(MovedOn):
        actions.change(
            task_id=task_id, given=given.better(), reason=given.RULING, by=by, at=make.at(given.RULED_ON, 10)
        )
    assert Objection.objects.get().status == "UPHELD"


def test_no_admin_overrides_a_ruling(office):
    objection = given.objected(office)
    hr = make.with_role("HR_ADMIN")
    by = Actor(user=make.actor(hr).user, channel=Channel.DEMO, overrides=True)

    with pytest.raises(NotYours):
        actions.uphold(task_id=given.task(objection).task_id, reason="Sesuai bukti.", by=by, at=make.at(given.RULED_ON))


def test_withdrawn_the_result_is_final_as_it_was(office):
    objection = given.objected(office)

    actions.withdraw(
        task_id=given.task(objection).task_id, by=make.actor(office.staff), at=make.at(given.OBJECTED_ON, 14)
    )  # fmt: skip

    objection.refresh_from_db()
    assessment = Assessment.objects.get(pk=objection.assessment_id)
    assert (objection.status, objection.after_predicate, objection.decided_at) == ("WITHDRAWN", "", None)
    assert (assessment.status, assessment.predicate) == ("FINAL", "NEEDS_IMPROVEMENT")
    assert not WorkItem.objects.open().exists()


@pytest.mark.parametrize("who", ["section", "division", "other"])
def test_nobody_else_withdraws(office, who):
    objection = given.objected(office)

    with pytest.raises(NotYours):
        actions.withdraw(
            task_id=given.task(objection).task_id, by=make.actor(getattr(office, who)), at=make.at(given.RULED_ON)
        )
    assert Objection.objects.get().status == "WAITING"


def test_after_the_ruling_nothing_is_withdrawn(office):
    objection = given.objected(office)
    task_id = given.task(objection).task_id
    actions.uphold(
        task_id=task_id, reason="Sesuai bukti.", by=make.actor(office.division), at=make.at(given.RULED_ON)
    )  # fmt: skip

    with pytest.raises(MovedOn):
        actions.withdraw(task_id=task_id, by=make.actor(office.staff), at=make.at(given.RULED_ON, 17))


def state(objection, person, text="Berkas itu tidak dilaporkan."):
    return actions.state(objection_id=objection.pk, text=text, by=make.actor(person), at=make.at(given.RULED_ON, 8))


def test_the_assessor_states_once_and_the_hearing_has_to_read_it(office):
    objection = given.objected(office)
    seen = objection.cases.get().content_hash

    state(objection, office.section)

    objection.refresh_from_db()
    assert (objection.statement, objection.stated_by) == ("Berkas itu tidak dilaporkan.", "Jaya Ramadan")
    said = Decision.objects.of_case("objection", objection.cases.get().pk).last()
    assert (said.verb, said.actor_name, said.details) == ("ANSWER", "Jaya Ramadan", {"statement": True})
    with pytest.raises(MovedOn):
        state(objection, office.section, "Satu lagi.")
    with pytest.raises(ContentChanged):
        actions.uphold(
            task_id=given.task(objection).task_id, reason="Sesuai bukti.", seen=seen, by=make.actor(office.division),
            at=make.at(given.RULED_ON),
        )  # fmt: skip


@pytest.mark.parametrize("who", ["staff", "division", "other", "stranger"])
def test_nobody_else_states(office, who):
    objection = given.objected(office)

    with pytest.raises(NotYours):
        state(objection, getattr(office, who))
    assert Objection.objects.get().statement == ""


def test_after_the_ruling_nothing_is_stated(office):
    objection = given.upheld(office)

    with pytest.raises(MovedOn):
        state(objection, office.section)


def test_an_empty_statement_is_refused(office):
    with pytest.raises(RuleViolation):
        state(given.objected(office), office.section, "  ")


def test_whoever_hears_it_asks_the_assessor_and_reads_the_answer(office):
    objection = given.objected(office)
    task_id = given.task(objection).task_id

    question = ask(
        task_id=task_id, by=make.actor(office.division), text="Mengapa map 4 tidak dihitung?", of=office.section,
        at=make.at(given.RULED_ON, 8),
    )  # fmt: skip
    before = objection.cases.get().content_hash
    answer(
        question_id=question.pk, by=make.actor(office.section), text="Tidak dilaporkan.",
        at=make.at(given.RULED_ON, 9),
    )  # fmt: skip

    question.refresh_from_db()
    assert (question.person, question.answer) == (office.section, "Tidak dilaporkan.")
    assert objection.cases.get().content_hash != before
    told = OutboxMessage.objects.get(key=f"answer:{question.pk}")
    assert (told.recipient, told.subject) == (office.division.user, "Jaya Ramadan menjawab pertanyaan Anda")
    with pytest.raises(NotAllowedHere):
        ask(
            task_id=task_id, by=make.actor(office.division), text="Apakah benar?", of=office.other,
            at=make.at(given.RULED_ON, 10),
        )  # fmt: skip


def test_the_person_never_rules_on_their_own_objection(office):
    objection = given.objected(office)
    make.acting(office.staff, office.posts["division"], start=date(2026, 11, 13))

    with pytest.raises(OwnCase):
        actions.change(
            task_id=given.task(objection).task_id, given=given.better(), reason=given.RULING,
            by=make.actor(office.staff), at=make.at(given.RULED_ON),
        )  # fmt: skip


def test_an_objection_is_written_within_its_statements(office, django_assert_max_num_queries, at_most_statements):
    assessment = given.contested(office)
    task_id, by = assessed.task(assessment).task_id, make.actor(office.staff)
    with django_assert_max_num_queries(38):  # two processes: one ends, the other begins
        actions.object_to(task_id=task_id, points=given.points(), by=by, at=make.at(given.OBJECTED_ON))

    task_id, by = given.task(Objection.objects.get()).task_id, make.actor(office.division)
    with at_most_statements(27):
        actions.change(task_id=task_id, given=given.better(), reason=given.RULING, by=by, at=make.at(given.RULED_ON))
