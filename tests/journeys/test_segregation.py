"""Nobody decides what concerns themselves: every verb and every way to it, in whatever capacity they come."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps

from tests import factories as make
from tests.journeys.visitor import Visitor
from workflows.approvals.drafting import draft_version
from workflows.approvals.models import ApprovalChain, ChainVersion
from workflows.approvals.publishing import hash_of, publish
from workflows.audit.models import Decision
from workflows.daily import actions as daily
from workflows.daily.bulk import verify_many
from workflows.daily.models import DailyProcess, DailyReport
from workflows.engine.claiming import claim
from workflows.engine.models import WorkItem
from workflows.engine.moving import hand_over, reassign
from workflows.engine.moving_versions import move_version
from workflows.engine.refusals import Refusal
from workflows.organization.actor import Actor, Channel
from workflows.organization.delegating import delegate
from workflows.organization.models import Delegation, Employee, Role, RoleGrant, Tenure, User
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
REASON = "Supaya cepat selesai bulan ini."
FRIEND = "Dewi Lestari"  # heads the other section, so that they may decide what is passed to them
VERBS = {"approve": {"note": REASON}, "return": {"return_reason": REASON}, "reject": {"reject_reason": REASON}}
DIRECT = {"rule": "DIRECT_SUPERIOR", "may_reject": True}
OURS = {"daily", "engine", "audit", "viewflow", "approvals", "organization", "targets"}


def everything() -> dict[str, list[Any]]:
    """Every row of ours, to show that nothing changed; but for log-ins, which note when somebody came in."""
    models = [model for model in apps.get_models() if model._meta.app_label in OURS and model is not User]
    return {model._meta.label: list(model._base_manager.order_by("pk").values_list()) for model in models}


@pytest.fixture
def unchanged():
    """Ask `unchanged(what)` after an attempt: it left every row as it was."""
    before = everything()

    def asked(what: str) -> None:
        now = everything()
        assert [label for label, rows in before.items() if now[label] != rows] == [], what

    return asked


# ---- in which capacity the person comes: called once their report waits, it gives who makes the attempts ----
def author(office: make.Office) -> Employee:
    return office.staff


def as_plt(office: make.Office) -> Employee:
    make.acting(office.staff, office.posts["section"], "PLT", start=make.A_MONDAY)
    return office.staff


def as_plh(office: make.Office) -> Employee:
    make.acting(office.staff, office.posts["section"], "PLH", start=make.A_MONDAY, end=date(2026, 12, 1))
    return office.staff


def as_delegate(office: make.Office) -> Employee:
    make.delegation(office.section, office.staff, "daily")
    return office.staff


def as_delegate_in_a_circle(office: make.Office) -> Employee:
    """The superior delegates to a colleague, the colleague to the author."""
    make.delegation(office.section, office.other, "daily")
    make.delegation(office.other, office.staff, "daily")
    return office.staff


def as_holder(office: make.Office) -> Employee:
    """Promoted into the post that their report waits for."""
    make.vacant(office.posts["section"], TODAY)
    make.vacant(office.posts["staff"], TODAY)
    Tenure.objects.create(employee=office.staff, position=office.posts["section"], start=TODAY)
    return office.staff


def as_plh_of_the_author(office: make.Office) -> Employee:
    """Promoted as before, and away: whoever acts for them does not decide their report either."""
    as_holder(office)
    make.acting(office.other, office.posts["section"], "PLH", start=TODAY, end=date(2026, 12, 1))
    return office.other


def as_delegate_of_the_author(office: make.Office) -> Employee:
    as_holder(office)
    make.delegation(office.staff, office.other, "daily", start=TODAY)
    return office.other


def as_committee_member(office: make.Office) -> Employee:
    """Their report waits with a committee, and they come to act in one of its seats."""
    make.acting(office.staff, office.posts["division"], "PLT", start=make.A_MONDAY)
    return office.staff


def as_team(office: make.Office) -> Employee:
    RoleGrant.objects.create(user=office.staff.user, role=Role.PERFORMANCE_TEAM, start=date(2026, 1, 1))
    return office.staff


def as_hr(office: make.Office) -> Employee:
    RoleGrant.objects.create(user=office.staff.user, role=Role.HR_ADMIN, start=date(2026, 1, 1))
    return office.staff


def as_all_at_once(office: make.Office) -> Employee:
    as_plt(office), as_team(office), as_hr(office)
    return as_delegate(office)


STANDINGS = (
    author, as_plt, as_plh, as_delegate, as_delegate_in_a_circle, as_holder, as_plh_of_the_author,
    as_delegate_of_the_author, as_committee_member, as_team, as_hr, as_all_at_once,
)  # fmt: skip


@pytest.fixture
def waiting(office) -> Callable[..., int]:
    """The author's report waits: with the superior, a committee, or parked with the team. Gives its task."""

    def sent(standing: Callable[..., Employee]) -> int:
        tier: dict[str, object] = DIRECT
        if standing is as_committee_member:
            tier = {"rule": "COMMITTEE", "mode": "QUORUM", "quorum": 2, "may_reject": True}
        version = make.chain("pelaksana", tiers=[tier], position_kind="EXECUTING", publish=False)
        if standing is as_committee_member:
            for post in ("section", "division", "head", "staff"):
                version.tiers.get().seats.create(position=office.posts[post])
        publish_first_of(version)
        if standing is as_team:
            make.vacant(office.posts["section"])
        make.employee(FRIEND, office.posts["second_section"])
        make.submitted_report(office.staff)
        item = WorkItem.objects.open().first()
        assert item is not None
        assert bool(item.team) == (standing is as_team)
        assert WorkItem.objects.open().count() == (3 if standing is as_committee_member else 1)
        return item.task_id

    return sent


def publish_first_of(version: ChainVersion) -> None:
    make.publish_first(version, "Ratna HR")


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
@pytest.mark.parametrize("standing", STANDINGS, ids=lambda standing: standing.__name__)
def test_nobody_decides_what_concerns_themselves(office, waiting, request, standing, way):
    task_id = waiting(standing)
    person = standing(office)

    way(person, task_id, request.getfixturevalue("unchanged"))

    assert DailyReport.objects.get().status == DailyReport.Status.SUBMITTED


@pytest.mark.parametrize("way", ["page", "bulk", "override", "action"])
def test_the_same_by_whoever_may_is_done(office, waiting, second_hr, way):
    """Else the refusals above would say nothing."""
    task_id = waiting(author)
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


# ---- what others would give to the author, or the author takes from others ----
def test_nobody_passes_a_case_to_its_author(office, waiting, hr, request):
    task_id = waiting(author)
    make.acting(office.staff, office.posts["second_section"], "PLT", start=make.A_MONDAY)  # a post that may decide
    item = WorkItem.objects.open().get()
    unchanged = request.getfixturevalue("unchanged")

    with pytest.raises(Refusal):
        reassign(task_id=task_id, to=office.staff, by=make.actor(office.section), reason=REASON)
    page = Visitor(office.section).open(f"/inbox/{task_id}/alihkan/")
    assert office.staff.nip not in [box.get("value") for box in page.page.select("[name=to], option")]
    answer = page.client.post(f"/inbox/{task_id}/alihkan/", {"to": office.staff.nip, "reason": REASON})
    assert answer.status_code == 422
    unchanged("passed to the author")

    (result,) = hand_over(item_ids=[item.pk], to=office.staff, by=make.actor(hr), reason=REASON)
    assert (result.done, result.why) == (False, "Perkara ini menyangkut Ghaliyati Wahyuni sendiri.")
    sent = {"item": item.pk, "to": "other", "nip": office.staff.nip, "reason": REASON}
    shown = Visitor(hr).client.post("/admin/engine/workitem/hand-over/", sent).content.decode()
    assert "Perkara ini menyangkut Ghaliyati Wahyuni sendiri." in shown
    unchanged("handed over to the author")


@pytest.mark.parametrize("standing", [author, as_plt, as_delegate, as_hr], ids=lambda standing: standing.__name__)
def test_nobody_takes_back_what_another_decided_on_their_case(office, waiting, request, standing):
    task_id = waiting(standing)
    daily.reject(task_id=task_id, by=make.actor(office.section), reason=REASON)
    person = standing(office)
    unchanged = request.getfixturevalue("unchanged")

    Visitor(person).client.post(f"/inbox/{task_id}/urungkan/")
    unchanged("undone on its page")
    Visitor(person).client.post("/inbox/selected/urungkan/", {"l": [task_id]})
    unchanged("undone with others")
    with pytest.raises(Refusal):
        daily.take_back(task_id=task_id, by=make.actor(person))
    unchanged("taken back")
    assert DailyReport.objects.get().status == DailyReport.Status.REJECTED


def test_nobody_moves_their_own_case_to_another_version(office, waiting, hr, second_hr, request):
    waiting(author)
    old = ApprovalChain.objects.get(code="pelaksana")
    version = draft_version(by=make.actor(hr), chain=old)
    publish(by=make.actor(second_hr), version=version, reason=REASON, seen=hash_of(version))
    person = as_hr(office)
    case = DailyProcess.objects.get()
    unchanged = request.getfixturevalue("unchanged")

    (result,) = move_version(case_ids=[case.pk], to=version, by=make.actor(person), reason=REASON)
    assert (result.done, "menyangkut Anda sendiri" in result.why) == (False, True)
    address = f"/admin/engine/workitem/move-to-version/{version.pk}/"
    Visitor(person).client.post(address, {"case": case.pk, "reason": REASON})
    unchanged("moved")


@pytest.mark.parametrize("to", ["staff", "other"])
def test_nobody_delegates_to_somebody_below_whose_cases_it_would_reach(office, waiting, request, to):
    waiting(author)
    below = getattr(office, to)
    unchanged = request.getfixturevalue("unchanged")
    for process in ("daily", "skp", "targets", "assessment"):
        with pytest.raises(RuleViolation):
            delegate(
                by=make.actor(office.section), delegator=office.section, to=below, processes=[process], start=TODAY,
                end=date(2026, 12, 1), reason=REASON,
            )  # fmt: skip
    days = {"start-day": "25", "start-month": "11", "start-year": "2026"}
    days |= {"last-day": "30", "last-month": "11", "last-year": "2026"}
    sent = {"delegate": below.pk, "processes": ["daily"], "reason": REASON, "delegate_now": "1", **days}
    answer = Visitor(office.section).client.post("/delegation/new/", sent)
    assert answer.status_code == 422
    unchanged("delegated")
    assert not Delegation.objects.exists()


def test_no_editor_publishes_their_own_draft(office, hr, second_hr, request):
    version = draft_version(by=make.actor(hr), chain=ApprovalChain.objects.get(code="daily"))
    unchanged = request.getfixturevalue("unchanged")

    with pytest.raises(RuleViolation):
        publish(by=make.actor(hr), version=version, reason=REASON, seen=hash_of(version))
    address = f"/admin/approvals/chainversion/{version.pk}/publish/"
    Visitor(hr).client.post(address, {"reason": REASON, "seen": hash_of(version)})
    unchanged("published")

    Visitor(second_hr).open(address).press(f"Terbitkan versi {version.number}", reason=REASON)
    version.refresh_from_db()
    assert version.status == ChainVersion.Status.PUBLISHED
    assert Decision.objects.latest("id").actor_nip == second_hr.nip
