"""Nobody gets a case that concerns themselves from others, takes back what others decided on it, or publishes alone."""

from datetime import date

import pytest

from tests import factories as make
from tests.journeys.standings import TODAY, as_delegate, as_hr, as_plt, author, waiting_report
from tests.journeys.visitor import Visitor
from workflows.approvals.drafting import draft_version
from workflows.approvals.models import ApprovalChain, ChainVersion
from workflows.approvals.publishing import hash_of, publish
from workflows.audit.models import Decision
from workflows.daily import actions as daily
from workflows.daily.models import DailyProcess, DailyReport
from workflows.engine.models import WorkItem
from workflows.engine.moving import hand_over, reassign
from workflows.engine.moving_versions import move_version
from workflows.engine.refusals import Refusal
from workflows.organization.delegating import delegate
from workflows.organization.models import Delegation
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db
REASON = "Supaya cepat selesai bulan ini."


def test_nobody_passes_a_case_to_its_author(office, hr, request):
    task_id = waiting_report(office, author)
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
def test_nobody_takes_back_what_another_decided_on_their_case(office, request, standing):
    task_id = waiting_report(office, standing)
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


def test_nobody_moves_their_own_case_to_another_version(office, hr, second_hr, request):
    waiting_report(office, author)
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
def test_nobody_delegates_to_somebody_below_whose_cases_it_would_reach(office, request, to):
    waiting_report(office, author)
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
