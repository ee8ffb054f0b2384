"""Somebody's service ends: assessed for the days served without an account of theirs; of the dead nothing is rated."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from backoffice.duties import do_duties
from tests import factories as make
from tests.workflows.assessment import states
from workflows.assessment import actions
from workflows.assessment.closing import unfinished
from workflows.assessment.models import Assessment, AssessmentProcess
from workflows.assessment.opening import open_assessments, without_assessment
from workflows.audit.models import Decision
from workflows.daily import actions as daily
from workflows.daily.models import DailyReport
from workflows.engine.models import WorkItem
from workflows.engine.outbox import deliver, tell
from workflows.engine.refusals import MovedOn
from workflows.engine.service_changes import end_service, withdraw_end
from workflows.objection import actions as objection
from workflows.objection.models import Objection
from workflows.objection.points import Point
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Employee, Role, Tenure
from workflows.organization.periods import year_of
from workflows.rules.violation import RuleViolation
from workflows.skp.models import Skp
from workflows.targets.models import TargetPlan

pytestmark = pytest.mark.django_db
TICK = Actor.system("tick", Channel.DEMO)
SEVENTEENTH = date(2026, 10, 17)
NOVEMBER = date(2026, 11, 1)
RECORDED = date(2026, 11, 4)
WHY = "Mencapai batas usia pensiun."


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def hr(office):
    return make.actor(make.with_role(Role.HR_ADMIN))


def end(hr, person, since=SEVENTEENTH, kind="RETIRED", on=RECORDED, **given):
    return end_service(employee=person, kind=kind, since=since, reason=WHY, by=hr, at=make.at(on, 12), **given)


def opened(office):
    return states.opened(office.staff, office.posts["staff"])


def tick(on, hour=6):
    return do_duties(make.at(on, hour), TICK, at=make.at(on, hour), with_digests=False)


def fresh(assessment):
    return Assessment.objects.get(pk=assessment.pk)


def verbs(assessment):
    keys = list(AssessmentProcess.objects.filter(assessment=assessment).values_list("pk", flat=True))
    found = Decision.objects.filter(process="assessment", case_id__in=keys).order_by("pk")
    return [(d.verb, d.actor_nip) for d in found]


# ---- retired, left ----
def test_the_open_assessment_is_cut_to_the_days_served_and_goes_to_the_assessor_without_an_account(office, hr):
    assessment = opened(office)

    end(hr, office.staff)

    found = fresh(assessment)
    assert (found.status, found.starts_on, found.ends_on) == ("SELF_ASSESSED", date(2026, 10, 1), SEVENTEENTH)
    rows = {row.indicator.measure: row for row in found.realisations.select_related("indicator")}
    assert rows["QUANTITY"].target == Decimal("15.48")  # of 30 in 31 days, 16 were served
    assert (rows["LEVEL"].target, rows["LEVEL"].realised) == (90, None)
    job = "system:service_change"
    assert verbs(found) == [("OPEN", "system:tick"), ("AMEND", job), ("SKIP", job)]
    skipped = Decision.objects.get(verb="SKIP")
    assert skipped.reason.startswith("Pensiun mulai 17\u00a0Oktober 2026. Penilaian diri dilewati")
    assert states.task(found).owner == office.section.user


def test_it_is_rated_ratified_and_final_after_its_days_without_a_word_of_theirs(office, hr):
    assessment = opened(office)
    end(hr, office.staff)
    states.rate(fresh(assessment), office.section)
    actions.ratify(
        task_id=states.task(assessment).task_id, by=make.actor(office.division), at=make.at(date(2026, 11, 9))
    )
    out = fresh(assessment)
    assert out.status == "RATIFIED"

    assert tick(out.objection_until).finalised == 0
    assert tick(date(2026, 11, 24)).finalised == 1
    assert fresh(assessment).status == "FINAL"


def test_the_level_that_nobody_accounted_for_is_entered_by_the_assessor(office, hr):
    assessment = opened(office)
    end(hr, office.staff)
    states.open_evidence(fresh(assessment), office.section)
    row = assessment.realisations.get(indicator__measure="LEVEL")

    actions.correct_realisation(
        task_id=states.task(assessment).task_id, indicator=row.indicator_id, realised=Decimal(90),
        reason="Dari berkas terakhirnya, map 4.", by=make.actor(office.section), at=make.at(states.RATED_ON),
    )  # fmt: skip

    row.refresh_from_db()
    assert (row.realised, row.achievement) == (90, 100)


def test_a_returned_account_is_passed_over_in_a_new_round(office, hr):
    assessment = states.self_assessed(office.staff, office.posts["staff"])
    actions.send_back(
        task_id=states.task(assessment).task_id, by=make.actor(office.section), reason="Lengkapi buktinya.",
        at=make.at(states.SELF_ON, 15),
    )  # fmt: skip

    end(hr, office.staff, since=NOVEMBER)

    assert (fresh(assessment).status, fresh(assessment).is_part) == ("SELF_ASSESSED", False)
    assert AssessmentProcess.objects.get(assessment=assessment).round == 2
    assert fresh(assessment).realisations.get(indicator__measure="LEVEL").realised == Decimal("93.75")


def test_what_is_with_the_assessor_or_out_goes_on_as_it_is(office, hr):
    assessment = states.rated(office.staff, office.posts["staff"], office.section)
    before = verbs(assessment)

    end(hr, office.staff, on=date(2026, 11, 6))

    assert (fresh(assessment).status, verbs(assessment)) == ("RATED", before)


def test_an_assessment_of_days_behind_the_end_is_closed(office, hr):
    assessment = opened(office)

    end(hr, office.staff, since=date(2026, 10, 1))

    assert fresh(assessment).status == "CLOSED"
    case = AssessmentProcess.objects.get(assessment=assessment)
    assert (case.outcome, case.finished) == ("LAPSED", make.at(RECORDED, 12))
    assert not WorkItem.objects.open().filter(person=office.staff).exists()


def test_what_is_opened_after_the_end_is_of_the_days_served_and_passed_over_by_tick(office, hr):
    states.set_plan(office.staff, office.posts["staff"])
    end(hr, office.staff, on=date(2026, 10, 20))
    (part,) = open_assessments(period=states.october(), by=TICK, at=make.at(RECORDED, 6))
    assert (part.starts_on, part.ends_on, part.status) == (date(2026, 10, 1), SEVENTEENTH, "OPEN")

    assert (tick(RECORDED, 7).accounts, tick(RECORDED, 8).accounts) == (1, 0)

    assert fresh(part).status == "SELF_ASSESSED"
    assert states.task(part).owner == office.section.user


def test_the_year_is_assessed_for_the_part_and_no_month_behind_the_end(office, hr):
    states.set_plan(office.staff, office.posts["staff"])
    end(hr, office.staff, since=date(2026, 7, 1))

    assert without_assessment(states.october()) == []
    (part,) = open_assessments(period=year_of(NOVEMBER), by=TICK, at=make.at(date(2027, 1, 4), 6))

    assert part.span == (date(2026, 1, 1), date(2026, 7, 1))
    target = part.realisations.get(indicator__measure="QUANTITY").target
    assert target == Decimal("178.52")  # of 360 in 365 days, 181 were served


def test_waiting_reports_are_verified_and_what_nobody_can_mend_lapses(office, hr):
    reports = [make.submitted_report(office.staff, date(2026, 10, day)) for day in (13, 14)]
    waiting, returned = (WorkItem.objects.open().get(case__dailyprocess__report=report) for report in reports)
    daily.send_back(
        task_id=returned.task_id, by=make.actor(office.section), reason="Lengkapi uraiannya.",
        at=make.at(date(2026, 10, 14), 17),
    )  # fmt: skip
    unsent = DailyReport.objects.create(
        employee=office.staff, position=office.posts["staff"], day=date(2026, 10, 15)
    )  # fmt: skip

    end(hr, office.staff)

    statuses = dict(DailyReport.objects.values_list("day__day", "status"))
    assert statuses == {13: "SUBMITTED", 14: "LAPSED", 15: "LAPSED"}
    lapsed = Decision.objects.filter(verb="LAPSE")
    assert {d.subject for d in lapsed} == {f"daily.DailyReport#{pk}" for pk in (reports[1].pk, unsent.pk)}
    assert {d.reason for d in lapsed} == {"Pensiun mulai 17\u00a0Oktober 2026."}
    daily.verify(task_id=waiting.task_id, by=make.actor(office.section), at=make.at(RECORDED, 14))
    assert DailyReport.objects.get(day__day=13).status == "VERIFIED"


def test_unfinished_plans_and_splits_end_and_the_one_in_force_stays(office, hr):
    in_force = states.set_plan(office.staff, office.posts["staff"])
    TargetPlan.objects.create(skp=in_force, version=2)
    make_draft = Skp.objects.create(
        employee=office.staff, position=office.posts["staff"], period=in_force.period, version=2,
        rule_set="permenpanrb_6_2022",
    )  # fmt: skip

    end(hr, office.staff)

    assert list(Skp.objects.order_by("version").values_list("status", flat=True)) == ["SET", "WITHDRAWN"]
    assert list(TargetPlan.objects.order_by("version").values_list("status", flat=True)) == ["SET", "WITHDRAWN"]
    assert Decision.objects.get(subject=f"skp.Skp#{make_draft.pk}").verb == "CLOSE"


def test_whom_they_assessed_goes_to_whom_the_chain_names(office, hr):
    report = make.submitted_report(office.staff, date(2026, 11, 3))
    end(hr, office.section, since=NOVEMBER)
    item = WorkItem.objects.open().get(case__dailyprocess__report=report)
    assert item.principal == office.posts["section"]

    tick(RECORDED, 13)
    parked = WorkItem.objects.open().get(case__dailyprocess__report=report)
    assert (parked.team, parked.owner) == ("PERFORMANCE_TEAM", None)
    make.acting(office.division, office.posts["section"], "PLT", start=date(2026, 11, 5))
    tick(date(2026, 11, 5))
    assert WorkItem.objects.open().get(case__dailyprocess__report=report).owner == office.division.user


def test_a_task_asked_of_them_as_themselves_is_asked_of_who_stands_there_now(office, hr):
    """The superior of a part that ended moved on, was asked as themselves, and retires."""
    states.set_plan(office.staff, office.posts["staff"])
    successor = make.employee("Dewi Lestari")
    Tenure.objects.filter(employee=office.section, end=None).update(end=SEVENTEENTH)
    elsewhere = make.position("Kepala Seksi Arsip", office.posts["staff"].unit, office.posts["division"])
    Tenure.objects.create(employee=office.section, position=elsewhere, start=SEVENTEENTH)
    Tenure.objects.create(employee=successor, position=office.posts["section"], start=SEVENTEENTH)
    first = open_assessments(period=states.october(), by=TICK, at=make.at(date(2026, 11, 2), 6))[0]
    actions.self_assess(
        task_id=states.task(first).task_id, levels=states.levels(first), by=make.actor(office.staff),
        at=make.at(states.SELF_ON, 9),
    )  # fmt: skip
    assert (states.task(first).owner, states.task(first).principal) == (office.section.user, None)

    end(hr, office.section, since=RECORDED)
    assert tick(RECORDED, 13).asked_again == 1

    assert (states.task(first).owner, states.task(first).principal) == (successor.user, office.posts["section"])
    assert tick(RECORDED, 14).asked_again == 0


def test_once_cases_followed_it_is_not_withdrawn(office, hr):
    opened(office)
    ended = end(hr, office.staff)

    with pytest.raises(RuleViolation, match="2 perkara sudah berakhir atau dilewati karenanya"):
        withdraw_end(end=ended, reason="Salah pegawai.", by=hr, at=make.at(RECORDED, 13))
    ended.refresh_from_db()
    assert ended.withdrawn_at is None


# ---- died ----
def test_nothing_is_mailed_to_the_dead(office, hr, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Employee.objects.update(email="seseorang@example.go.id")
    for person in (office.staff, office.other):
        with transaction.atomic():
            tell(person.user, key=f"kabar:{person.pk}", subject="Kabar", at=make.at(RECORDED, 9))
    end(hr, office.staff, kind="DIED", since=date(2026, 11, 2))

    mailed: list[int] = []
    done = deliver(make.at(RECORDED, 13), send=lambda message: mailed.append(message.recipient_id))

    assert (mailed, done.on_page) == ([office.other.user_id], 1)


def test_of_the_dead_nothing_is_rated_and_the_period_is_not_held_up(office, hr):
    assessment = states.self_assessed(office.staff, office.posts["staff"])
    report = make.submitted_report(office.staff, date(2026, 10, 30))

    end(hr, office.staff, kind="DIED", since=date(2026, 11, 2))

    assert fresh(assessment).status == "CLOSED"
    report.refresh_from_db()
    assert report.status == "LAPSED"
    assert verbs(assessment)[-1] == ("CLOSE", "system:service_change")
    assert Decision.objects.get(process="daily", verb="CLOSE").reason == "Meninggal dunia pada 2\u00a0November 2026."
    assert not WorkItem.objects.open().filter(person=office.staff).exists()
    assert unfinished(states.october(), RECORDED) == []
    assert open_assessments(period=year_of(NOVEMBER), by=TICK, at=make.at(date(2027, 1, 4), 6)) == []
    assert tick(date(2027, 1, 4)).failed == 0


def test_a_result_that_is_out_stands_and_is_final(office, hr):
    assessment = states.ratified(office.staff, office.posts["staff"], office.section, office.division)

    end(hr, office.staff, kind="DIED", since=date(2026, 11, 10), on=date(2026, 11, 11))

    found = fresh(assessment)
    assert (found.status, found.predicate, found.final_at) == ("FINAL", "GOOD", make.at(date(2026, 11, 11), 12))


def test_an_objection_of_the_dead_ends_and_that_of_the_retired_is_heard(office, hr):
    assessments = [
        states.ratified(person, office.posts[who], office.section, office.division)
        for who, person in (("staff", office.staff), ("other", office.other))
    ]
    for assessment in assessments:
        objection.object_to(
            task_id=states.task(assessment).task_id, points=[Point(about="BEHAVIOUR", reason="Nilai ini keliru.")],
            by=make.actor(assessment.employee), at=make.at(date(2026, 11, 10)),
        )  # fmt: skip

    end(hr, office.staff, kind="DIED", since=date(2026, 11, 11), on=date(2026, 11, 12))
    end(hr, office.other, since=date(2026, 11, 11), on=date(2026, 11, 12))

    assert [fresh(each).status for each in assessments] == ["FINAL", "OBJECTED"]
    assert list(Objection.objects.order_by("pk").values_list("status", flat=True)) == ["WITHDRAWN", "WAITING"]
    closed = Decision.objects.get(process="objection", verb="CLOSE")
    assert closed.reason == "Meninggal dunia pada 11\u00a0November 2026."


def test_hr_may_have_the_last_predicate_of_the_dead_finished(office, hr):
    assessment = opened(office)
    waiting = make.submitted_report(office.staff, date(2026, 10, 30))

    end(hr, office.staff, kind="DIED", since=date(2026, 11, 2), finishes=True)

    assert fresh(assessment).status == "SELF_ASSESSED"
    waiting.refresh_from_db()
    assert waiting.status == "SUBMITTED"
    states.give(fresh(assessment), office.section, office.division)
    assert fresh(assessment).predicate == "GOOD"
    (part,) = open_assessments(period=year_of(NOVEMBER), by=TICK, at=make.at(date(2027, 1, 4), 6))
    assert part.span == (date(2026, 1, 1), date(2026, 11, 2))


def test_nothing_is_left_to_do_for_a_second_run(office, hr):
    opened(office)
    ended = end(hr, office.staff, since=date(2026, 11, 5), on=RECORDED)
    assert ended.is_ahead

    assert tick(date(2026, 11, 5)).ended == 1
    ended.refresh_from_db()
    assert ended.done_at == make.at(date(2026, 11, 5), 6)
    decisions = Decision.objects.count()
    done = tick(date(2026, 11, 5), 7)
    assert (done.ended, done.accounts, done.failed, Decision.objects.count()) == (0, 0, 0, decisions)


def test_a_closed_assessment_is_closed_for_good(office, hr):
    assessment = opened(office)
    task_id = states.task(assessment).task_id
    end(hr, office.staff, kind="DIED")

    with pytest.raises(MovedOn):
        actions.self_assess(
            task_id=task_id, levels=states.levels(assessment), by=make.actor(office.staff),
            at=make.at(RECORDED, 13),
        )  # fmt: skip
    assert fresh(assessment).status == "CLOSED"
