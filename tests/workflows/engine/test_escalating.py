"""What follows when a tier's time is up: reminded, the superior asked too, or passed on with a mark."""

from datetime import date, timedelta

import pytest
from viewflow.workflow.models import Task

from tests import factories as make
from workflows.audit.models import Decision
from workflows.daily import actions as daily
from workflows.daily.models import DailyProcess, DailyReport
from workflows.engine.escalating import (
    ESCALATED,
    PASSED_ON,
    REMINDED,
    follow_up,
    mark_reminded,
    overdue_tasks,
)
from workflows.engine.models import WorkItem
from workflows.engine.refusals import MovedOn, NotYours
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Leave

pytestmark = pytest.mark.django_db
TICK = Actor.system("tick", Channel.DEMO)
LATE = make.at(date(2026, 11, 27), 8)  # what was asked on the Monday was due on the Thursday
TWO = [{"rule": "DIRECT_SUPERIOR"}, {"rule": "SUPERIOR_OF_SUPERIOR"}]


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def item(office):
    make.submitted_report(office.staff)
    return WorkItem.objects.get()


def tick(item, when=LATE):
    return follow_up(task_id=item.task_id, by=TICK, at=when)


def asked():
    """Whom the open items ask, the oldest first."""
    items = WorkItem.objects.open().select_related("owner__employee").order_by("pk")
    return [item.owner.employee.name if item.owner else item.team for item in items]


def verbs():
    return list(Decision.objects.order_by("id").values_list("verb", "tier_number", "particulars__actor_name"))


def test_nothing_follows_before_the_due_date_has_passed(item):
    due = make.at(date(2026, 11, 26), 23, 59)

    assert overdue_tasks(due) == []
    assert tick(item, due) == ""
    assert (asked(), len(verbs())) == (["Jaya Ramadan"], 1)
    assert overdue_tasks(LATE) == [item.task_id]


def test_superior_is_asked_too_and_the_record_says_from_whom_to_whom(office, item):
    assert tick(item) == ESCALATED

    item.refresh_from_db()
    assert (item.escalated_at, item.closed_at) == (LATE, None)
    raised = WorkItem.objects.open().exclude(pk=item.pk).get()
    assert (raised.owner_id, raised.principal_id) == (office.division.user_id, office.posts["division"].pk)
    assert (raised.came_by, raised.came_from) == ("ESCALATE", "Kepala Sub Bidang Mutasi")
    assert (raised.task_id, raised.tier_id, raised.title) == (item.task_id, item.tier_id, item.title)
    assert (raised.created_at, raised.due_at) == (LATE, make.at(date(2026, 12, 2), 23, 59))
    assert (raised.escalated_at, raised.gap, raised.team) == (None, "", "")
    decision = Decision.objects.get(verb="ESCALATE")
    assert (decision.actor_name, decision.tier_number, decision.person_name) == ("system:tick", 1, office.staff.name)
    assert decision.reason == (
        "Tidak diputus Kepala Sub Bidang Mutasi sampai 26\N{NO-BREAK SPACE}November 2026. Siti Pratama, "
        "Kepala Bidang Mutasi dan Promosi, diminta ikut memutus."
    )
    assert decision.details == {
        "from": "Kepala Sub Bidang Mutasi", "to": "Kepala Bidang Mutasi dan Promosi", "to_nip": office.division.nip,
        "passed_by": [],
    }  # fmt: skip


@pytest.mark.parametrize("who", ["section", "division"])
def test_first_to_decide_closes_the_others_item(office, item, who):
    tick(item)

    daily.verify(task_id=item.task_id, by=make.actor(getattr(office, who)), at=LATE + timedelta(hours=1))

    closings = dict(WorkItem.objects.filter(node="decide").values_list("owner__employee__name", "closing"))
    other = {"section": "Siti Pratama", "division": "Jaya Ramadan"}[who]
    assert closings == {getattr(office, who).name: "DONE", other: "SKIPPED"}
    assert DailyReport.objects.get().status == "VERIFIED"
    with pytest.raises(MovedOn):
        tick(item, LATE + timedelta(days=30))


def test_second_run_escalates_nothing_twice(item):
    assert [tick(item), tick(item)] == [ESCALATED, ""]
    assert overdue_tasks(LATE) == []
    assert len(asked()) == 2
    assert Decision.objects.filter(verb="ESCALATE").count() == 1


def test_what_the_superior_leaves_goes_up_to_the_end_of_the_line(office, item):
    tick(item)
    assert tick(item, make.at(date(2026, 12, 3), 8)) == ESCALATED
    assert tick(item, make.at(date(2026, 12, 9), 8)) == ESCALATED
    assert asked() == ["Jaya Ramadan", "Siti Pratama", "Uda Waluyo", "Luis Sihombing"]

    assert tick(item, make.at(date(2026, 12, 16), 8)) == REMINDED

    assert len(asked()) == 4
    last = Decision.objects.filter(verb="ESCALATE").latest("id")
    assert last.details["to"] is None
    assert "tidak ada lagi yang dapat diminta" in last.reason
    assert overdue_tasks(make.at(date(2027, 1, 30), 8)) == []


def test_vacant_post_is_passed_by(office, item):
    make.vacant(office.posts["division"])

    tick(item)

    assert asked() == ["Jaya Ramadan", "Uda Waluyo"]
    assert Decision.objects.get(verb="ESCALATE").details["passed_by"] == ["Kepala Bidang Mutasi dan Promosi: kosong"]


def test_person_concerned_is_never_asked_though_they_act_for_the_post_above(office, item):
    make.acting(office.staff, office.posts["division"], "PLH")

    tick(item)

    assert asked() == ["Jaya Ramadan", "Uda Waluyo"]


def test_superior_who_is_asked_already_is_passed_by(office, item):
    """The head of the section acts for the head of the division: whoever is late already is not asked twice."""
    make.acting(office.section, office.posts["division"], "PLT")

    tick(item)

    assert asked() == ["Jaya Ramadan", "Uda Waluyo"]
    assert "Jaya Ramadan" in Decision.objects.get(verb="ESCALATE").details["passed_by"][0]


def test_acting_superior_is_asked_for_the_post(office, item):
    appointment = make.acting(office.stranger, office.posts["division"], "PLT")

    tick(item)

    raised = WorkItem.objects.open().latest("pk")
    assert (raised.owner_id, raised.acting_id) == (office.stranger.user_id, appointment.pk)
    assert Decision.objects.get(verb="ESCALATE").details["to"] == "Plt Kepala Bidang Mutasi dan Promosi"


def test_subordinate_of_the_person_concerned_is_not_asked(office):
    """Of the division's head the report, with the section's head acting above: nobody decides upwards."""
    make.submitted_report(office.division)
    item = WorkItem.objects.get()
    make.acting(office.section, office.posts["outside"], "PLT")

    assert tick(item) == REMINDED

    assert asked() == ["Uda Waluyo"]


def test_who_decided_an_earlier_tier_is_passed_by(office):
    """The second tier is a post below the division's head, who decided the first in the place of the section's."""
    make.chain(
        tiers=[{"rule": "DIRECT_SUPERIOR"}, {"rule": "POSITION", "position": office.posts["second_section"]}],
        position_kind="EXECUTING",
    )
    make.employee("Budi Kepangkatan", office.posts["second_section"])
    make.submitted_report(office.staff)
    first = WorkItem.objects.get()
    tick(first)
    daily.verify(task_id=first.task_id, by=make.actor(office.division), at=LATE)
    second = WorkItem.objects.open().get()

    tick(second, make.at(date(2026, 12, 15), 8))

    assert asked() == ["Budi Kepangkatan", "Uda Waluyo"]


def test_superior_on_leave_has_until_they_are_back(office, item):
    Leave.objects.create(employee=office.division, start=date(2026, 11, 28), end=date(2026, 12, 12))

    tick(item)

    assert WorkItem.objects.open().latest("pk").due_at == make.at(date(2026, 12, 16), 23, 59)


# ---- remind ----
def reminding(office, **tier):
    make.chain(tiers=[{"rule": "DIRECT_SUPERIOR", **tier}], position_kind="EXECUTING")
    make.submitted_report(office.staff)
    return WorkItem.objects.order_by("pk").first()


def test_tier_that_only_reminds_is_marked_in_one_statement(office, django_assert_num_queries):
    item = reminding(office, overdue="REMIND")

    with django_assert_num_queries(1):
        assert mark_reminded(LATE) == 1

    item.refresh_from_db()
    assert item.escalated_at == LATE
    assert (asked(), len(verbs())) == (["Jaya Ramadan"], 1)
    assert mark_reminded(LATE) == 0
    assert overdue_tasks(LATE) == []


@pytest.mark.parametrize("overdue", ["ESCALATE", "REMIND"])
@pytest.mark.parametrize("rule", ["ROLE", "COMMITTEE"])
def test_role_and_committee_are_only_reminded(office, rule, overdue):
    for name in ("Ani", "Budi"):
        make.with_role("AUDITOR", name)
    reminding(office, rule=rule, role="AUDITOR", overdue=overdue)

    assert mark_reminded(LATE) == 2

    assert asked() == ["Ani", "Budi"]
    assert overdue_tasks(LATE) == []


def test_parked_case_is_only_marked(office):
    make.vacant(office.posts["section"])
    make.submitted_report(office.staff)

    assert mark_reminded(LATE) == 1
    assert asked() == ["PERFORMANCE_TEAM"]


# ---- pass on ----
def passing(office, tiers):
    make.chain(tiers=tiers, position_kind="EXECUTING")
    make.submitted_report(office.staff)
    return WorkItem.objects.get()


def test_tier_is_passed_over_with_a_mark_and_the_next_is_asked(office):
    item = passing(office, [{**TWO[0], "overdue": "PASS_ON"}, TWO[1]])

    assert tick(item) == PASSED_ON

    assert asked() == ["Siti Pratama"]
    assert verbs()[1:] == [("SKIP", 1, "system:tick")]
    decision = Decision.objects.get(verb="SKIP")
    assert (decision.details, decision.reason) == (
        {"overdue": True},
        "Tidak diputus sampai 26\N{NO-BREAK SPACE}November 2026.",
    )
    item.refresh_from_db()
    assert (item.closing, item.closed_at) == ("SKIPPED", LATE)
    assert Task.objects.get(pk=item.task_id).status == "DONE"
    assert DailyReport.objects.get().status == "SUBMITTED"
    with pytest.raises(MovedOn):
        tick(item)

    daily.verify(task_id=WorkItem.objects.open().get().task_id, by=make.actor(office.division), at=LATE)
    assert DailyReport.objects.get().status == "VERIFIED"


def test_last_tier_is_never_passed_over_it_escalates(office):
    item = passing(office, [{**TWO[0], "overdue": "PASS_ON"}])

    assert tick(item) == ESCALATED

    assert asked() == ["Jaya Ramadan", "Siti Pratama"]
    assert DailyProcess.objects.get().outcome == ""
    assert [verb for verb, _, _ in verbs()] == ["SUBMIT", "ESCALATE"]


def test_tier_before_a_gap_is_not_passed_over_either(office):
    item = passing(
        office,
        [{**TWO[0], "overdue": "PASS_ON"}, {"rule": "POSITION", "position": office.posts["second_section"]}],
    )

    assert tick(item) == ESCALATED

    assert asked() == ["Jaya Ramadan", "Siti Pratama"]
    assert [verb for verb, _, _ in verbs()] == ["SUBMIT", "ESCALATE"]


def test_every_tier_but_the_last_may_pass_and_a_person_decides(office):
    tiers = [{**TWO[0], "overdue": "PASS_ON"}, {**TWO[1], "overdue": "PASS_ON"}]
    item = passing(office, tiers)
    tick(item)
    second = WorkItem.objects.open().get()

    assert tick(second, make.at(date(2026, 12, 5), 8)) == ESCALATED

    assert asked() == ["Siti Pratama", "Uda Waluyo"]
    assert DailyReport.objects.get().status == "SUBMITTED"


# ---- who ----
def test_no_person_follows_up(office, item):
    for person in (office.section, office.division, make.with_role("HR_ADMIN")):
        with pytest.raises(NotYours):
            follow_up(task_id=item.task_id, by=make.actor(person), at=LATE)

    assert (asked(), len(verbs())) == (["Jaya Ramadan"], 1)


def test_task_of_the_person_does_not_escalate(office, item):
    daily.send_back(task_id=item.task_id, by=make.actor(office.section), reason="Mohon dirinci.", at=LATE)

    assert overdue_tasks(make.at(date(2027, 1, 30), 8)) == []
    assert mark_reminded(make.at(date(2027, 1, 30), 8)) == 0
