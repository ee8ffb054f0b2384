"""A verified report that turned out false is annulled: what it counted for runs down, and it stays on record."""

from decimal import Decimal

import pytest

from tests import factories as make
from workflows.audit.models import Decision
from workflows.daily import actions
from workflows.daily.annulling import FOLLOWERS, annul, register
from workflows.daily.models import DailyReport
from workflows.engine.models import WorkItem
from workflows.engine.refusals import NotAllowedHere, NotYours, OwnCase
from workflows.organization.models import Period, Role, RoleGrant
from workflows.rules.violation import RuleViolation
from workflows.targets.models import MonthlyRealisation

pytestmark = pytest.mark.django_db
WHY = "Rapat itu tidak pernah berlangsung, menurut daftar hadir panitia."


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def hr():
    return make.with_role(Role.HR_ADMIN)


@pytest.fixture
def result(office):
    return make.draft_skp(office.staff, office.posts["staff"]).results.get()


def verified(office, result, day=make.A_MONDAY, quantity=7):
    report = make.submitted_report(office.staff, day, given=make.entries(result, quantity=quantity))
    item = WorkItem.objects.open().get(case__dailyprocess__report=report)
    actions.verify(task_id=item.task_id, by=make.actor(office.section), at=make.at(day, 17))
    report.refresh_from_db()
    return report


def everything(report):
    return (
        DailyReport.objects.filter(pk=report.pk).values().get(),
        report.history.count(),
        Decision.objects.count(),
        list(MonthlyRealisation.objects.order_by("pk").values()),
    )


def test_an_annulled_report_counts_no_longer_and_says_why(office, hr, result):
    report = verified(office, result)
    verified(office, result, make.A_MONDAY.replace(day=24), quantity=2)

    annul(report=report, reason=f" {WHY} ", by=make.actor(hr), at=make.at(make.A_MONDAY.replace(day=25)))

    report.refresh_from_db()
    assert report.status == DailyReport.Status.ANNULLED
    assert report.history.latest().history_change_reason == WHY
    month = MonthlyRealisation.objects.get()
    assert (month.quantity, month.reports) == (Decimal(2), 1)
    decision = Decision.objects.latest("pk")
    assert (decision.verb, decision.reason, decision.actor_nip) == ("ANNUL", WHY, hr.nip)
    assert (decision.person_nip, decision.process) == (office.staff.nip, "daily")
    assert decision.details == {"followed": []}


def test_the_month_has_no_row_left_where_its_only_report_is_annulled(office, hr, result):
    annul(report=verified(office, result), reason=WHY, by=make.actor(hr))

    assert not MonthlyRealisation.objects.exists()


def test_what_follows_is_kept_in_the_record_and_told(office, hr, result, monkeypatch):
    monkeypatch.setattr("workflows.daily.annulling.FOLLOWERS", [])
    seen = []
    follower = lambda annulment: seen.append(annulment) or ["Tunjangan November perlu dihitung lagi."]  # noqa: E731
    register(follower)
    register(follower)
    report = verified(office, result)

    followed = annul(report=report, reason=WHY, by=make.actor(hr))

    assert followed == ["Tunjangan November perlu dihitung lagi."]
    assert Decision.objects.latest("pk").details == {"followed": followed}
    (annulment,) = seen
    assert (annulment.report, annulment.reason) == (report, WHY)
    assert [row.result_id for row in annulment.counted] == [result.pk]


def test_strangers_do_not_annul_and_nobody_their_own(office, hr, result):
    report = verified(office, result)
    RoleGrant.objects.create(user=office.staff.user, role=Role.HR_ADMIN, start=make.A_MONDAY.replace(month=1))
    before = everything(report)

    for person in (office.section, office.other, office.head):
        with pytest.raises(NotYours, match="dibatalkan oleh pengelola kepegawaian"):
            annul(report=report, reason=WHY, by=make.actor(person))
    with pytest.raises(OwnCase, match="milik Anda sendiri"):
        annul(report=report, reason=WHY, by=make.actor(office.staff))

    assert everything(report) == before


@pytest.mark.parametrize("status", [s for s in DailyReport.Status.values if s != "VERIFIED"])
def test_only_what_is_verified_can_be_annulled(office, hr, result, status):
    report = verified(office, result)
    report.status = status
    report.save(update_fields=["status"])
    before = everything(report)

    with pytest.raises(NotAllowedHere, match="Hanya laporan yang disahkan"):
        annul(report=report, reason=WHY, by=make.actor(hr))

    assert everything(report) == before


def test_a_reason_is_asked_for_and_a_closed_month_stays_as_it_is(office, hr, result):
    report = verified(office, result)
    before = everything(report)
    with pytest.raises(RuleViolation, match="Tulis apa yang tidak benar"):
        annul(report=report, reason=" . ", by=make.actor(hr))
    Period.objects.filter(code="2026-11").update(status=Period.Status.CLOSED)
    with pytest.raises(NotAllowedHere, match="Periode November 2026 sudah ditutup"):
        annul(report=report, reason=WHY, by=make.actor(hr))

    assert everything(report) == before


def test_a_report_whose_follower_fails_stays_verified(office, hr, result, monkeypatch):
    monkeypatch.setattr("workflows.daily.annulling.FOLLOWERS", [lambda _annulment: 1 / 0])
    report = verified(office, result)
    before = everything(report)

    with pytest.raises(ZeroDivisionError):
        annul(report=report, reason=WHY, by=make.actor(hr))

    assert everything(report) == before


def test_followers_are_the_apps_that_build_on_reports():
    assert {follower.__module__.split(".")[1] for follower in FOLLOWERS} == {"assessment", "allowance"}
