"""Closing a period once nothing of it waits, and reopening it with a reason: HR's, recorded."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from tests import factories as make
from tests.workflows.assessment import states as given
from workflows.assessment import actions, closing
from workflows.assessment.closing import close_period, register_check, reopen_period, unfinished
from workflows.assessment.models import Assessment
from workflows.assessment.waiting import About, notes, waiting
from workflows.audit.models import Decision
from workflows.daily import actions as daily
from workflows.daily.models import DailyReport
from workflows.engine.models import WorkItem
from workflows.organization.models import Period, Role, Tenure
from workflows.organization.periods import month_of, open_quarters, year_of
from workflows.rules.violation import RuleViolation
from workflows.skp.models import Skp

pytestmark = pytest.mark.django_db
AT = make.at(date(2026, 11, 24), 9)
WHY = "Putusan keberatan nomor 12/2026."


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def hr(office):
    return make.actor(make.with_role(Role.HR_ADMIN))


@pytest.fixture
def others_check():
    """A check of another part, forgotten afterwards."""
    known = list(closing.CHECKS)
    yield
    closing.CHECKS[:] = known


def final(office):
    assessment = given.ratified(office.staff, office.posts["staff"], office.section, office.division)
    actions.acknowledge(
        task_id=given.task(assessment).task_id, by=make.actor(office.staff), at=make.at(date(2026, 11, 12))
    )
    return assessment


def unchanged(period, status="OPEN"):
    kept = Period.objects.get(pk=period.pk)
    assert (kept.status, kept.history.count()) == (status, 1)
    assert not Decision.objects.filter(process="organization").exists()


def test_a_period_is_closed_once_its_assessments_are_final(office, hr):
    final(office)
    october = given.october()

    close_period(period=october, by=hr, reason=" Semua final. ", at=AT)

    kept = Period.objects.get(code="2026-10")
    history = kept.history.latest("history_id")
    assert (kept.status, history.history_user, history.history_change_reason) == ("CLOSED", hr.user, "Semua final.")
    decision = Decision.objects.latest("id")
    assert (decision.verb, decision.process, decision.reason) == ("CLOSE", "organization", "Semua final.")
    assert (decision.subject, decision.actor_name) == (f"organization.Period#{kept.pk}", "Ratna HR")
    assert decision.details == {"period": "2026-10", "assessments": 1}
    assert Period.objects.filter(status="CLOSED").count() == 1


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("opened", "1 penilaian Oktober 2026 menunggu penilaian diri: Ghaliyati Wahyuni."),
        ("rated", "1 penilaian Oktober 2026 menunggu pengesahan: Ghaliyati Wahyuni."),
        ("ratified", "1 penilaian Oktober 2026 menunggu tanggapan: Ghaliyati Wahyuni."),
    ],
)
@pytest.mark.parametrize("code", ["2026-10", "2026"])
def test_what_is_not_final_keeps_it_open_and_is_named(office, hr, state, sentence, code):
    above = {"opened": (), "rated": (office.section,), "ratified": (office.section, office.division)}[state]
    getattr(given, state)(office.staff, office.posts["staff"], *above)
    period = Period.objects.get(code=code)

    with pytest.raises(RuleViolation) as refused:
        close_period(period=period, by=hr, at=make.at(date(2027, 3, 1)))

    assert refused.value.code == "period_unfinished"
    assert refused.value.message == f"Periode {period.title} belum dapat ditutup. {sentence}"
    unchanged(period)


def test_an_objection_keeps_it_open(office, hr):
    assessment = final(office)
    Assessment.objects.filter(pk=assessment.pk).update(status="OBJECTED")

    assert unfinished(given.october(), AT.date()) == ["1 penilaian Oktober 2026 dalam keberatan: Ghaliyati Wahyuni."]


def test_many_are_counted_and_the_first_named(office, hr):
    for number in range(5):
        post = make.position(f"Analis {number}", office.posts["staff"].unit, office.posts["section"])
        given.set_plan(make.employee(f"Pegawai {number}", post), post)
    actions.open_assessments(period=given.october(), by=hr, at=AT)

    assert unfinished(given.october(), AT.date()) == [
        "5 penilaian Oktober 2026 menunggu penilaian diri: Pegawai 0, Pegawai 1, Pegawai 2, dan lainnya."
    ]


def test_a_report_that_waits_keeps_its_month_open(office, hr):
    make.submitted_report(office.staff, date(2026, 10, 26))
    october = given.october()

    with pytest.raises(RuleViolation, match="1 laporan harian menunggu pengesahan: Ghaliyati Wahyuni"):
        close_period(period=october, by=hr, at=AT)
    unchanged(october)
    item = WorkItem.objects.open().get(process="daily")
    daily.verify(task_id=item.task_id, by=make.actor(office.section), at=make.at(date(2026, 11, 2)))

    assert close_period(period=october, by=hr, at=AT).status == "CLOSED"


def test_what_others_registered_is_asked(office, hr, others_check):
    asked = []
    register_check(lambda period: asked.append(period.code) or ["Sebaran predikat belum dijelaskan."])
    year = year_of(date(2026, 1, 1))

    with pytest.raises(
        RuleViolation, match=r"^Periode tahun 2026 belum dapat ditutup\. Sebaran predikat belum dijelaskan\.$"
    ):
        close_period(period=year, by=hr, at=make.at(date(2027, 3, 1)))

    assert asked == ["2026"]
    unchanged(year)


def test_a_period_that_is_not_over_stays_open(office, hr):
    november = month_of(AT.date())

    with pytest.raises(RuleViolation, match="baru berakhir 1\u00a0Desember 2026"):
        close_period(period=november, by=hr, at=AT)
    unchanged(november)


def test_closed_is_closed_once(office, hr):
    october = given.october()
    close_period(period=october, by=hr, at=AT)

    with pytest.raises(RuleViolation, match="Periode Oktober 2026 sudah ditutup"):
        close_period(period=october, by=hr, at=AT)
    assert Decision.objects.filter(verb="CLOSE").count() == 1


@pytest.mark.parametrize("role", [None, Role.AUDITOR, Role.PERFORMANCE_TEAM, Role.TECHNICAL_ADMIN])
def test_nobody_else_closes_or_reopens(office, hr, role):
    stranger = make.actor(make.with_role(role, "Bukan Pengelola") if role else office.head)
    october, september = given.october(), month_of(date(2026, 9, 1))
    close_period(period=september, by=hr, at=AT)
    before = Decision.objects.count()

    with pytest.raises(PermissionDenied):
        close_period(period=october, by=stranger, at=AT)
    with pytest.raises(PermissionDenied):
        reopen_period(period=september, by=stranger, reason=WHY, at=AT)

    assert Decision.objects.count() == before
    assert list(Period.objects.filter(status="CLOSED")) == [september]


# ---- a year and its own assessment ----
NEW_YEAR = make.at(date(2027, 1, 12))
NOT_ASSESSED = (
    "Penilaian tahun 2026 belum dibuka untuk 1 SKP yang sudah ditetapkan. Buka penilaiannya, atau tulis mengapa tahun "
    "2026 ditutup tanpa penilaian tahunan."
)


def test_a_year_that_was_never_assessed_is_closed_with_a_reason_alone(office, hr):
    given.set_plan(office.staff, office.posts["staff"])
    year = year_of(date(2026, 1, 1))

    with pytest.raises(RuleViolation) as refused:
        close_period(period=year, by=hr, at=NEW_YEAR)

    assert (refused.value.code, refused.value.field, refused.value.message) == (
        "year_not_assessed", "reason", NOT_ASSESSED,
    )  # fmt: skip
    unchanged(year)
    close_period(period=year, by=hr, reason="Kantor menilai per triwulan.", at=NEW_YEAR)
    assert Decision.objects.get(verb="CLOSE").reason == "Kantor menilai per triwulan."


def test_months_and_quarters_that_nobody_assessed_are_closed_without_any(office, hr):
    given.set_plan(office.staff, office.posts["staff"])
    quarter = open_quarters(2026)[2]

    for period in (given.october(), quarter):
        assert close_period(period=period, by=hr, at=NEW_YEAR).status == "CLOSED"
    assert not Assessment.objects.exists()


def test_a_year_of_annual_assessments_alone_waits_for_no_month(office, hr):
    given.set_plan(office.staff, office.posts["staff"])
    year = year_of(date(2026, 1, 1))
    actions.open_assessments(period=year, by=hr, at=NEW_YEAR)
    Assessment.objects.update(status="FINAL", predicate="GOOD")

    assert close_period(period=year, by=hr, at=NEW_YEAR).status == "CLOSED"


def test_where_assessing_was_begun_the_plans_left_out_are_waited_for(office, hr):
    year = year_of(date(2026, 1, 1))
    given.set_plan(office.staff, office.posts["staff"])
    actions.open_assessments(period=year, by=hr, at=NEW_YEAR)
    Assessment.objects.update(status="FINAL", predicate="GOOD")
    given.set_plan(office.other, office.posts["other"])

    (waits,) = waiting(year, NEW_YEAR.date())
    assert (waits.text, waits.about) == ("1 SKP belum dibuka penilaiannya: Cornelia Oktaviani.", About.UNOPENED)
    Tenure.objects.filter(employee=office.other).update(start=date(2027, 1, 1))  # and not in the post that year
    assert waiting(year, NEW_YEAR.date()) == []


def test_a_plan_without_a_version_in_force_keeps_the_year_open_and_a_later_version_does_not(office, hr):
    make.submitted_skp(office)
    year, october = year_of(date(2026, 1, 1)), given.october()

    assert unfinished(october, NEW_YEAR.date()) == []
    (waits,) = waiting(year, NEW_YEAR.date())
    assert (waits.text, waits.about, waits.where) == (
        "1 SKP tahun 2026 sedang diperiksa: Ghaliyati Wahyuni.", About.PLANS,
        {"period": year.pk, "status": "SUBMITTED"},
    )  # fmt: skip
    first = Skp.objects.get(employee=office.staff)
    Skp.objects.filter(pk=first.pk).update(status="SET")
    Skp.objects.create(
        employee=first.employee, position=first.position, period=year, rule_set=first.rule_set, version=2,
        status="SUBMITTED",
    )  # fmt: skip
    assert waiting(year, NEW_YEAR.date()) == []


def test_who_has_no_plan_in_force_is_told_and_keeps_nothing_open(office, hr):
    given.set_plan(office.staff, office.posts["staff"])
    year = year_of(date(2026, 1, 1))

    (note,) = notes(year)

    assert note.startswith("5 orang tidak mempunyai SKP tahun 2026 yang ditetapkan, jadi tidak dinilai: Ani Sirait, ")
    assert office.staff.name not in note
    assert notes(given.october()) == []
    assert unfinished(year, NEW_YEAR.date()) == []


# ---- reopening ----
def test_a_period_is_reopened_with_a_reason(office, hr):
    october = given.october()
    close_period(period=october, by=hr, at=AT)

    with pytest.raises(RuleViolation, match="Tulis mengapa"):
        reopen_period(period=october, by=hr, reason="  ", at=AT)
    assert Period.objects.get(pk=october.pk).status == "CLOSED"
    reopen_period(period=october, by=hr, reason=WHY, at=AT)

    kept = Period.objects.get(pk=october.pk)
    assert (kept.status, kept.history.latest("history_id").history_change_reason) == ("OPEN", WHY)
    decision = Decision.objects.latest("id")
    assert (decision.verb, decision.reason) == ("REOPEN", WHY)


def test_what_is_open_is_not_reopened(office, hr):
    october = given.october()

    with pytest.raises(RuleViolation, match="masih terbuka"):
        reopen_period(period=october, by=hr, reason=WHY, at=AT)
    unchanged(october)


def test_a_month_of_a_closed_year_is_reopened_after_its_year(office, hr):
    october, year, at = given.october(), year_of(date(2026, 1, 1)), make.at(date(2027, 3, 1))
    close_period(period=october, by=hr, at=at)
    close_period(period=year, by=hr, at=at)

    with pytest.raises(RuleViolation, match="Buka kembali tahun itu dulu"):
        reopen_period(period=october, by=hr, reason=WHY, at=at)
    reopen_period(period=year, by=hr, reason=WHY, at=at)
    reopen_period(period=october, by=hr, reason=WHY, at=at)

    assert not Period.objects.filter(status="CLOSED").exists()


# ---- what a closed period no longer takes ----
@pytest.mark.parametrize("code", ["2026-10", "2026"])
def test_no_report_of_its_days_is_sent(office, hr, code):
    Period.objects.filter(code=code).update(status="CLOSED")

    with pytest.raises(RuleViolation) as refused:
        make.submitted_report(office.staff, date(2026, 10, 30), when=make.at(date(2026, 11, 3)))

    assert refused.value.code == "period_closed"
    assert not DailyReport.objects.exists()
    assert not Decision.objects.exists()
