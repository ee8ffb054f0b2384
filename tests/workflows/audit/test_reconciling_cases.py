"""Finished tasks and decisions, each held against the other: neither stands alone, whatever people do to a case."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from viewflow.workflow.models import Task

from tests import factories as make
from tests.workflows.audit.attacker import lift_the_guards
from tests.workflows.audit.test_reconciling import record_the_rest, sql, told
from tests.workflows.audit.test_record import SIGNATORY
from tests.workflows.engine.taking import TWO, WHEN, open_items, take
from workflows.approvals.models import Seat, Tier
from workflows.approvals.publishing import publish_first
from workflows.audit.models import Decision
from workflows.audit.reconciling import Kind
from workflows.audit.record import Entry, record
from workflows.audit.verbs import Verb
from workflows.daily.models import DailyProcess
from workflows.engine.registry import FLOWS
from workflows.engine.starting import ENGINE
from workflows.engine.taking_back import taking_back
from workflows.organization.actor import Actor
from workflows.organization.models import Role

pytestmark = pytest.mark.django_db
LATER = WHEN + timedelta(minutes=5)


@pytest.fixture
def office():
    people = make.office()
    record_the_rest()
    return people


@pytest.fixture
def report(office):
    return make.submitted_report(office.staff)


@pytest.fixture
def waiting(report):
    """The open task."""
    return open_items().get().task


def finished_by_hand(task, at=LATER):
    assert sql("UPDATE viewflow_task SET status = 'DONE', finished = %s WHERE id = %s", stored(at), task.pk) == 1


def stored(moment):
    return connection.ops.adapt_datetimefield_value(moment)


def line(case_id, verb, process="daily", signatory=SIGNATORY):
    """A line of the record that no action wrote."""
    written = Entry(
        verb=verb, process=process, subject=f"x#{case_id}", case_id=case_id, signatory=signatory, at=LATER,
        reason="Ditulis langsung ke catatan.",
    )  # fmt: skip
    return record(written)[0]


def test_every_node_says_whether_it_leaves_a_decision():
    said = {node.name: node.leaves_decision for flow in FLOWS.values() for node in flow.instance.nodes()}

    assert {name for name, leaves in said.items() if leaves} == {
        "start", "decide", "correct", "revise", "self_assess", "acknowledge",
    }  # fmt: skip
    assert {name for name, leaves in said.items() if not leaves} == {
        "more_tiers", "outcome", "corrected", "revised", "end",
    }  # fmt: skip


def test_returned_corrected_and_taken_back_all_agree(office):
    make.chain(tiers=TWO, position_kind="EXECUTING")
    make.submitted_report(office.staff)
    take(office.section)
    again = open_items().get().task_id
    take(office.division)
    with taking_back(DailyProcess, again, by=make.actor(office.division), at=LATER):
        pass
    take(office.division, lambda t: t.send_back("Perbaiki jamnya."), when=LATER)
    take(office.staff, lambda t: t.hand_in(), when=LATER + timedelta(minutes=1))
    take(office.section, when=LATER + timedelta(minutes=2))

    assert Task.objects.filter(status="DONE", flow_task__endswith="decide").count() == 4
    assert told() == []


def test_a_voice_of_a_committee_agrees_before_its_task_is_finished(office):
    unit = make.unit("Panitia")
    posts = [make.position(f"Anggota {number}", unit, office.posts["head"]) for number in (1, 2, 3)]
    members = [make.employee(name, post) for name, post in zip(("Ani", "Budi", "Citra"), posts, strict=True)]
    version = make.chain(tiers=[{"rule": "COMMITTEE", "mode": "ALL"}], position_kind="EXECUTING", publish=False)
    for post in posts:
        Seat.objects.create(tier=Tier.objects.get(version=version), position=post)
    publish_first(version, "Ratna HR")
    make.submitted_report(office.staff)
    record_the_rest()

    take(members[0])
    assert told() == []
    for member in members[1:]:
        take(member, when=LATER)
    assert not open_items().exists()
    assert told() == []


def test_a_task_finished_by_hand_is_found(waiting):
    finished_by_hand(waiting)

    assert told() == [(Kind.TASK_WITHOUT_DECISION, "viewflow.Task", 1, [waiting.pk])]


def test_a_task_finished_at_the_moment_of_another_is_found(waiting):
    finished_by_hand(waiting, make.at(make.A_MONDAY))  # when the report was handed in

    assert told() == [(Kind.TASK_WITHOUT_DECISION, "viewflow.Task", 1, [waiting.pk])]


def test_a_task_finished_at_the_moment_of_a_line_that_ends_no_step_is_found(waiting):
    line(waiting.process_id, Verb.REMIND)
    assert told() == []

    finished_by_hand(waiting)

    assert told() == [(Kind.TASK_WITHOUT_DECISION, "viewflow.Task", 1, [waiting.pk])]


def test_a_task_whose_decision_is_of_another_case_or_process_is_found(office, waiting):
    make.submitted_report(office.other)
    take(office.section, item=open_items().get(person=office.other), when=LATER)
    finished_by_hand(waiting)
    assert told() == [(Kind.TASK_WITHOUT_DECISION, "viewflow.Task", 1, [waiting.pk])]

    line(waiting.process_id, Verb.APPROVE, "skp")

    assert (Kind.TASK_WITHOUT_DECISION, "viewflow.Task", 1, [waiting.pk]) in told()


def test_passing_over_stands_for_the_task_that_it_ended(waiting):
    line(waiting.process_id, Verb.SKIP, signatory=ENGINE.signatory(LATER.date()))
    finished_by_hand(waiting)
    assert told() == [(Kind.TASK_WITHOUT_DECISION, "viewflow.Task", 1, [waiting.pk])]

    line(waiting.process_id, Verb.SKIP, signatory=Actor.system("tick").signatory(LATER.date()))

    assert told() == []


def test_a_task_of_an_unknown_node_needs_a_decision_too(office, report):
    take(office.section)
    assert told() == []
    end = Task.objects.get(flow_task__endswith="end")
    sql("UPDATE viewflow_task SET flow_task = 'daily/flows.DailyReportFlow.gone' WHERE id = %s", end.pk)

    # It finished at the moment of the decision, which stands for the task before it.
    assert told() == [(Kind.TASK_WITHOUT_DECISION, "viewflow.Task", 1, [end.pk])]


def test_a_decision_that_was_removed_leaves_its_task_alone(office, report):
    take(office.section)
    task = Task.objects.get(flow_task__endswith="decide")
    lift_the_guards()
    last = Decision.objects.get(verb=Verb.APPROVE)
    for table, key in (("audit_change", "decision_id"), ("audit_particulars", "decision_id"), ("audit_decision", "id")):
        sql(f"DELETE FROM {table} WHERE {key} = %s", last.pk)  # noqa: S608  names of our own tables alone

    assert told() == [(Kind.TASK_WITHOUT_DECISION, "viewflow.Task", 1, [task.pk])]


def test_a_decision_of_a_case_that_is_not_there_is_found(waiting):
    nowhere = line(999_999, Verb.ASK)
    elsewhere = line(waiting.process_id, Verb.ASK, "skp")
    unheard_of = line(waiting.process_id, Verb.ASK, "cuti")

    keys = [nowhere.pk, elsewhere.pk, unheard_of.pk]
    assert told() == [(Kind.DECISION_WITHOUT_CASE, "audit.Decision", 3, keys)]


def test_a_correction_beside_the_step_needs_no_task(waiting):
    line(waiting.process_id, Verb.AMEND)

    assert told() == []


def test_a_decision_whose_task_nobody_finished_is_found(office, report, waiting):
    invented = line(waiting.process_id, Verb.APPROVE)
    assert told() == [(Kind.DECISION_WITHOUT_TASK, "audit.Decision", 1, [invented.pk])]

    take(office.section, when=LATER)
    assert told() == []
    sql("UPDATE viewflow_task SET finished = %s WHERE id = %s", stored(WHEN), waiting.pk)
    sql("UPDATE engine_workitem SET closed_at = %s WHERE task_id = %s", stored(WHEN), waiting.pk)
    sql("UPDATE viewflow_task SET finished = %s WHERE finished = %s", stored(WHEN), stored(LATER))

    assert [(kind, keys) for kind, _model, _count, keys in told()] == [
        (Kind.TASK_WITHOUT_DECISION, [waiting.pk]),
        (Kind.DECISION_WITHOUT_TASK, sorted([invented.pk, Decision.objects.latest("pk").pk])),
    ]


def test_what_an_hr_admin_does_in_the_place_of_others_agrees(office, report):
    ratna = make.with_role(Role.HR_ADMIN)
    record_the_rest()
    take(replace(make.actor(ratna), overrides=True), lambda t: t.approve("Pejabat berhalangan."))

    assert Decision.objects.latest("pk").verb == Verb.OVERRIDE
    assert told() == []
