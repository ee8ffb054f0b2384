"""Cases of each process as they stood: whatever was done, in whatever order, they are rebuilt as they were."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.workflows.assessment import states as assessed
from tests.workflows.audit.attacker import lift_the_guards
from tests.workflows.audit.test_door import door
from tests.workflows.engine.plans_as_of import drafted, edited
from tests.workflows.engine.remembering import Remembered, known_office
from tests.workflows.engine.test_moving_versions import next_version
from tests.workflows.objection import states as objected
from tests.workflows.targets import states as split
from workflows.approvals.models import ChainVersion
from workflows.assessment import actions as assessment_actions
from workflows.audit.door import blank
from workflows.audit.models import Decision, Particulars
from workflows.audit.verbs import Verb
from workflows.engine.as_of import UnknownCase, just_after, just_before, stood
from workflows.engine.moving_versions import move_version
from workflows.objection import actions as objection_actions
from workflows.organization.actor import Channel
from workflows.skp import actions as skp_actions
from workflows.skp.models import Skp, WorkResult
from workflows.targets import actions as target_actions

pytestmark = pytest.mark.django_db
WHY = "Perbaiki indikatornya."


@pytest.fixture
def office(db):
    return known_office()


def test_an_assessment_with_its_objection_is_rebuilt(office):
    with time_machine.travel(make.at(date(2026, 1, 5), 9), tick=False):
        assessed.set_plan(office.staff, office.posts["staff"])
    when = [make.at(assessed.OPENED_ON, 6)]
    assessment_actions.open_assessments(
        period=assessed.october(), by=assessed.Actor.system("tick", Channel.DEMO), at=when[0]
    )
    assessment = assessed.Assessment.objects.get(employee=office.staff)
    kept = Remembered("assessment", assessment.pk)
    kept.keep(when[0])
    at = make.at(assessed.SELF_ON, 9)
    assessment_actions.self_assess(
        task_id=assessed.task(assessment).task_id, levels=assessed.levels(assessment), note="Berkas selesai.",
        by=make.actor(office.staff), at=at,
    )  # fmt: skip
    kept.keep(at)
    at = make.at(assessed.RATED_ON, 10)
    assessed.rate(assessment, office.section, at, **assessed.rating("BELOW", because=""))
    kept.keep(at)
    at = make.at(assessed.RATIFIED_ON, 9)
    assessment_actions.send_back(
        task_id=assessed.task(assessment).task_id, by=make.actor(office.division), reason=WHY, at=at
    )
    kept.keep(at)
    at = make.at(assessed.RATIFIED_ON, 10)
    assessed.rate(assessment, office.section, at, **assessed.rating("BELOW", "ABOVE", because=""))
    kept.keep(at)
    at = make.at(assessed.RATIFIED_ON, 11)
    assessment_actions.ratify(task_id=assessed.task(assessment).task_id, by=make.actor(office.division), at=at)
    kept.keep(at)
    at = make.at(objected.OBJECTED_ON, 9)
    objection = objected.object_to(assessment, office.staff)
    hearing = Remembered("objection", objection.pk)
    kept.settled_by = f"objection.Objection#{objection.pk}"
    kept.keep(at)
    hearing.keep(at)
    at = make.at(objected.OBJECTED_ON, 11)
    objection_actions.state(
        objection_id=objection.pk, text="Berkas itu baru masuk November.", by=make.actor(office.section), at=at
    )
    hearing.keep(at)
    at = make.at(objected.RULED_ON, 10)
    objection_actions.change(
        task_id=objected.task(objection).task_id, given=objected.better(), reason=objected.RULING,
        by=make.actor(office.division), at=at,
    )  # fmt: skip
    kept.keep(at)
    hearing.keep(at)

    kept.is_rebuilt()
    hearing.is_rebuilt()
    ratings = {kept["row"]["values"]["behaviour_rating"] for kept in kept.kept.values()}
    assert len(ratings) == 3  # none yet, as it was rated first, as it was rated again


def test_a_split_is_rebuilt(office):
    with time_machine.travel(split.NEW_YEAR, tick=False):
        skp = split.set_skp(office.staff, office.posts["staff"])
    at = split.NEW_YEAR + timedelta(hours=1)
    plan = split.submitted_plan(skp, when=at)
    kept = Remembered("targets", plan.pk)
    kept.keep(at)
    at += timedelta(hours=1)
    target_actions.send_back(
        task_id=split.open_item(plan).task_id, by=make.actor(office.section), reason="Maret terlalu tinggi.", at=at
    )
    kept.keep(at)
    at += timedelta(hours=1)
    months = target_actions.even_plan(skp)
    quantity = split.quantity_of(skp).pk
    months |= {(quantity, 3): months[quantity, 3] - 10, (quantity, 4): months[quantity, 4] + 10}
    target_actions.revise(task_id=split.open_item(plan).task_id, months=months, by=make.actor(office.staff), at=at)
    kept.keep(at)
    at += timedelta(hours=1)
    target_actions.approve(task_id=split.open_item(plan).task_id, by=make.actor(office.section), at=at)
    kept.keep(at)

    kept.is_rebuilt()


def test_a_case_ran_by_the_version_that_it_was_moved_from(office):
    check = {"title": "Pemeriksaan", "rule": "DIRECT_SUPERIOR"}
    with time_machine.travel(make.at(date(2026, 1, 2), 9), tick=False):
        old = make.chain(tiers=[check], position_kind="EXECUTING")
    at = make.at(make.A_MONDAY)
    report = make.submitted_report(office.staff, when=at)
    kept = Remembered("daily", report.pk)
    kept.keep(at)
    with time_machine.travel(make.at(make.A_MONDAY, 16, 30), tick=False):
        new = next_version(old, check, {"title": "Pengesahan", "rule": "SUPERIOR_OF_SUPERIOR"})
    moved = make.at(make.A_MONDAY, 17)
    (result,) = move_version(
        case_ids=[kept.cases[0].pk], to=new, by=make.actor(make.with_role("HR_ADMIN")), reason="Rantai diperbaiki.",
        at=moved,
    )  # fmt: skip
    assert result.done
    kept.keep(moved)

    kept.is_rebuilt()
    before, after = (stood("daily", moment, key=report.pk).chain for moment in (moved - timedelta(minutes=50), moved))
    assert (before.version, before.status, len(before.tiers)) == (old, ChainVersion.Status.PUBLISHED, 1)
    assert (after.version, after.status, len(after.tiers)) == (new, ChainVersion.Status.PUBLISHED, 2)

    lift_the_guards()  # the law had the words of the move taken away: nobody guesses what they were
    Particulars.objects.filter(decision__verb="MOVE_VERSION").update(details={})
    assert stood("daily", moved - timedelta(minutes=50), key=report.pk).chain is None


# ---- by the page, as everybody ----
def test_just_before_and_just_after_an_act_hold_all_of_it_or_nothing(office):
    """Its rows and its line bear moments that lie a little apart: the clock ticks while it is done."""
    skp = drafted(office)
    with time_machine.travel(make.at(date(2026, 1, 12), 9), tick=True):
        skp_actions.submit(skp=skp, by=make.actor(office.staff, Channel.PAGE))
    (decision,) = Decision.objects.filter(subject=f"skp.Skp#{skp.pk}")
    assert decision.effective_at < skp.history.latest().history_date <= decision.recorded_at

    before, after = (stood("skp", moment(decision), key=skp.pk) for moment in (just_before, just_after))
    assert (before.then.values["status"], before.case, before.decisions) == ("DRAFT", None, [])
    assert after.then.values["status"] == "SUBMITTED"
    assert (after.decisions, len(after.waiting), after.later) == ([decision], 1, [])


def test_what_was_written_past_the_history_is_told(office):
    skp = drafted(office)
    WorkResult.objects.filter(skp=skp).update(text="Diam-diam diubah")

    found = stood("skp", make.at(date(2026, 1, 6)), key=skp.pk)
    assert found.written_past_the_history
    assert found.as_dict()["differs_today"] == [{"row": f"skp.WorkResult#{skp.results.get().pk}", "fields": ["text"]}]


def test_what_is_not_there_is_unknown(office):
    for asked in ({"case_id": 10**9}, {"key": 10**9}):
        with pytest.raises(UnknownCase):
            stood("skp", make.at(date(2026, 1, 6)), **asked)
    with pytest.raises(UnknownCase, match="kehadiran"):
        stood("kehadiran", make.at(date(2026, 1, 6)), key=1)


def test_it_costs_the_same_however_many_parts_and_decisions_there_are(office):
    def queries(plan):
        with CaptureQueriesContext(connection) as asked:
            stood("skp", make.at(date(2026, 2, 1)), key=plan.pk).as_dict()
        return len(asked)

    skp = drafted(office)
    skp_actions.submit(skp=skp, by=make.actor(office.staff), at=make.at(make.IN_JANUARY, 9))
    few = queries(skp)
    for round_number in range(3):
        at = make.at(date(2026, 1, 13 + round_number), 9)
        skp_actions.send_back(task_id=make.open_item_of(skp).task_id, by=make.actor(office.section), reason=WHY, at=at)
        skp.refresh_from_db()
        for which in (2, 6, 10):
            skp_actions.save_draft(
                skp=skp, results=edited(skp, which + 12 * round_number), by=make.actor(office.staff), at=at
            )
        skp_actions.revise(
            task_id=make.open_item_of(skp).task_id, results=None, by=make.actor(office.staff),
            at=at + timedelta(hours=1),
        )  # fmt: skip
    assert skp.results.get().indicators.count() == 11
    assert queries(skp) == few
    assert few <= 52


def test_on_the_demonstrations_day_what_is_done_stands_in_its_time(office, settings):
    """Whatever the wall's date is: what was played in January is before it."""
    skp = drafted(office)
    skp_actions.submit(skp=skp, by=make.actor(office.staff), at=make.at(make.IN_JANUARY, 9))
    settings.DEMO_TODAY = date(2026, 1, 14)
    with time_machine.travel(make.at(date(2019, 5, 2), 10), tick=True):
        item = make.open_item_of(skp)
        skp_actions.send_back(task_id=item.task_id, by=make.actor(office.section, Channel.PAGE), reason=WHY)

    last = Decision.objects.filter(subject=f"skp.Skp#{skp.pk}").latest("id")
    before, after = (stood("skp", moment(last), key=skp.pk) for moment in (just_before, just_after))
    assert (before.then.values["status"], after.then.values["status"]) == ("SUBMITTED", "RETURNED")


def test_other_versions_stand_beside_a_plan_and_the_plan_beside_its_split(office):
    with time_machine.travel(split.NEW_YEAR, tick=False):
        skp = split.set_skp(office.staff, office.posts["staff"])
        split.set_skp(office.other, office.posts["other"])
        later = Skp.objects.create(
            employee=office.staff, position=skp.position, period=skp.period, version=2, rule_set=skp.rule_set
        )
    plan = split.submitted_plan(skp)

    assert stood("skp", split.NEW_YEAR, key=skp.pk).beside == [("skp", later.pk)]
    assert stood("skp", split.NEW_YEAR, key=later.pk).beside == [("skp", skp.pk)]
    assert stood("targets", split.NEW_YEAR, key=plan.pk).as_dict()["beside"] == [f"skp.Skp#{skp.pk}"]


def test_what_left_through_the_door_is_said_and_nobody_is_blamed(office):
    skp = drafted(office)
    skp_actions.submit(skp=skp, by=make.actor(office.staff), at=make.at(make.IN_JANUARY, 9))
    before = stood("skp", make.at(make.IN_JANUARY, 12), key=skp.pk)
    assert (before.then.values["status"], before.taken) == ("SUBMITTED", [])

    archived = blank(door(Verb.ARCHIVE), [d.pk for d in before.decisions])

    after = stood("skp", make.at(make.IN_JANUARY, 12), key=skp.pk)
    assert (after.then, after.today.values["status"]) == (None, "SUBMITTED")
    assert (after.taken, after.written_past_the_history) == ([archived], False)
    assert after.as_dict()["history_taken_by"] == [archived.pk]
