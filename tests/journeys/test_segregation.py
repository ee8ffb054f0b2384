"""Nobody decides what concerns themselves: every verb and every way to it, in whatever capacity they come."""

from datetime import date

import pytest

from tests import factories as make
from tests.journeys.standings import (
    DECIDED_BEFORE,
    FRIEND,
    OF_THE_AUTHOR,
    TODAY,
    as_all_at_once,
    as_delegate_of_whoever_decided,
    author,
    open_task,
    waiting_report,
)
from tests.journeys.visitor import Visitor
from tests.workflows.assessment import states as assessments
from tests.workflows.targets import states as targets
from workflows.assessment.actions import rate
from workflows.daily import actions as daily
from workflows.daily.bulk import verify_many
from workflows.daily.models import DailyProcess, DailyReport
from workflows.engine.claiming import claim
from workflows.engine.deciding import actions_of
from workflows.engine.models import WorkItem
from workflows.engine.moving import hand_over, reassign
from workflows.engine.peers import case_of
from workflows.engine.refusals import OwnCase, Refusal
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Employee, Role, RoleGrant, User
from workflows.rules.permenpanrb_6_2022 import BEHAVIOURS

pytestmark = pytest.mark.django_db
REASON = "Supaya cepat selesai bulan ini."
VERBS = {"approve": {"note": REASON}, "return": {"return_reason": REASON}, "reject": {"reject_reason": REASON}}


def overriding(person: Employee) -> Actor:
    user = User.objects.select_related("employee").get(pk=person.user_id)
    return Actor(user=user, channel=Channel.BACKOFFICE, overrides=True)


def seen() -> str:
    return DailyProcess.objects.get().content_hash


# ---- the ways: each tries every verb that it has, and is refused ----
def through_the_page(person, task_id, unchanged):
    for verb, reasons in VERBS.items():
        answer = Visitor(person).client.post(f"/inbox/{task_id}/", {"verb": verb, "seen": seen(), **reasons})
        assert answer.status_code == 403, (verb, answer.status_code)
        unchanged(f"page {verb}")


def through_bulk(person, task_id, unchanged):
    item = WorkItem.objects.open().filter(task=task_id).first()
    answer = Visitor(person).client.post("/inbox/selected/", {"l": [task_id], "v": [f"{task_id}:{item.pk}"]})
    assert (answer.status_code, answer.context["approved"]) == (200, [])
    assert [result.task_id for result in answer.context["refused"]] == [task_id]
    unchanged("bulk page")
    (result,) = verify_many(task_ids=[task_id], by=make.actor(person))
    assert result.outcome in {"NOT_YOURS", "REFUSED"}
    assert result.refusal
    unchanged("bulk action")


def through_the_back_office(person, task_id, unchanged):
    for verb in VERBS:
        sent = {"verb": verb, "reason": REASON, "seen": seen()}
        answer = Visitor(person).client.post(f"/admin/engine/workitem/override/{task_id}/", sent)
        to_log_in = answer.status_code == 302 and "login" in answer["Location"]
        assert to_log_in or answer.status_code == 403, (verb, answer.status_code)
        unchanged(f"override {verb}")


def through_the_actions(person, task_id, unchanged):
    for by in (make.actor(person), overriding(person)):
        for action in (daily.verify, daily.send_back, daily.reject):
            with pytest.raises(Refusal):
                action(task_id=task_id, by=by, reason=REASON)
            unchanged(f"{action.__name__}, overriding: {by.overrides}")


def by_taking_or_giving_it(person, task_id, unchanged):
    """Claim, pass on to whom one likes, hand over to oneself or a friend, move one's own case to another chain."""
    by = make.actor(person)
    item = WorkItem.objects.open().filter(task=task_id).first()
    friend = Employee.objects.get(name=FRIEND)
    for path in ("ambil", "alihkan"):
        answer = Visitor(person).client.post(f"/inbox/{task_id}/{path}/", {"to": friend.nip, "reason": REASON})
        assert answer.status_code == 403, (path, answer.status_code)
        unchanged(path)
    for attempt in (
        lambda: claim(task_id=task_id, by=by), lambda: reassign(task_id=task_id, to=friend, by=by, reason=REASON),
        lambda: daily.take_back(task_id=task_id, by=by),
    ):  # fmt: skip
        with pytest.raises(Refusal):
            attempt()
        unchanged("claimed, passed on or taken back")
    for to in (person, friend):
        try:
            results = hand_over(item_ids=[item.pk], to=to, by=by, reason=REASON)
        except Refusal:
            results = []
        assert not any(result.done for result in results)
        unchanged(f"handed over to {to.name}")
    Visitor(person).client.post(
        "/admin/engine/workitem/hand-over/", {"item": item.pk, "to": "other", "nip": friend.nip, "reason": REASON}
    )
    unchanged("handed over on the page")


WAYS = (
    through_the_page, through_bulk, through_the_back_office, through_the_actions, by_taking_or_giving_it,
)  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("standing", OF_THE_AUTHOR, ids=lambda standing: standing.__name__)
def test_nobody_decides_what_concerns_themselves(office, request, standing, way):
    task_id = waiting_report(office, standing)
    person = standing(office)

    way(person, task_id, request.getfixturevalue("unchanged"))

    assert DailyReport.objects.get().status == DailyReport.Status.SUBMITTED


@pytest.mark.parametrize("way", WAYS[:4], ids=lambda way: way.__name__)
@pytest.mark.parametrize("standing", DECIDED_BEFORE, ids=lambda standing: standing.__name__)
def test_nobody_decides_two_tiers_of_one_case(office, request, standing, way):
    waiting_report(office, standing)
    person = standing(office)
    if standing is not as_delegate_of_whoever_decided:  # another HR admin, who decided nothing, may override
        RoleGrant.objects.create(user=person.user, role=Role.HR_ADMIN, start=date(2026, 1, 1))

    way(person, open_task(), request.getfixturevalue("unchanged"))

    who_may = office.division
    if standing is as_delegate_of_whoever_decided:  # who held the post is gone
        make.acting(who_may := office.head, office.posts["division"], "PLT", start=TODAY)
    daily.verify(task_id=open_task(), by=make.actor(who_may))
    assert DailyReport.objects.get().status == DailyReport.Status.VERIFIED


@pytest.mark.parametrize("process", ["skp", "targets", "assessment"])
def test_in_no_process_does_the_author_decide(office, process, request):
    if process == "skp":
        make.submitted_skp(office)
    elif process == "targets":
        targets.submitted_plan(make.set_skp(office))
    else:
        assessments.self_assessed(office.staff, office.posts["staff"])
    person = as_all_at_once(office)
    item = WorkItem.objects.open().get(process=process, person=person)
    case = case_of(item)
    rating = {"work_rating": "MEETS", "departure_reason": REASON, "feedback": REASON}
    rating |= {f"rating_{value.code}": "MEETS" for value in BEHAVIOURS}
    unchanged = request.getfixturevalue("unchanged")

    for verb, reasons in VERBS.items():
        given = {"verb": verb, "seen": case.content_hash, **reasons, **(rating if process == "assessment" else {})}
        answer = Visitor(person).client.post(f"/inbox/{item.task_id}/", given)
        assert answer.status_code in {403, 422}, (verb, answer.status_code)
        over = {"verb": verb, "reason": REASON, "seen": case.content_hash}
        assert Visitor(person).client.post(f"/admin/engine/workitem/override/{item.task_id}/", over).status_code in {
            403,
            422,
        }
        unchanged(f"pages, {verb}")
    for by in (make.actor(person), overriding(person)):
        for action in actions_of(process, item.node).values():
            with pytest.raises(OwnCase):
                action(task_id=item.task_id, by=by, reason=REASON)
        if process == "assessment":
            with pytest.raises(OwnCase):
                rate(task_id=item.task_id, by=by, seen=case.content_hash, **assessments.rating())
        unchanged("actions")


@pytest.mark.parametrize("way", ["page", "bulk", "override", "action"])
def test_the_same_by_whoever_may_is_done(office, second_hr, way):
    """Else the refusals above would say nothing."""
    task_id = waiting_report(office, author)
    page = Visitor(office.section).client
    if way == "page":
        assert page.post(f"/inbox/{task_id}/", {"verb": "approve", "seen": seen()}).status_code == 302
    elif way == "bulk":
        assert len(page.post("/inbox/selected/", {"l": [task_id]}).context["approved"]) == 1
    elif way == "override":
        sent = {"verb": "approve", "reason": REASON, "seen": seen()}
        answer = Visitor(second_hr).client.post(f"/admin/engine/workitem/override/{task_id}/", sent)
        assert answer.status_code == 302
        assert "login" not in answer["Location"]
    else:
        daily.verify(task_id=task_id, by=make.actor(office.section))
    assert DailyReport.objects.get().status == DailyReport.Status.VERIFIED
