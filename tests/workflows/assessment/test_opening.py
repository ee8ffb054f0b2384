"""Opening a period for everybody: the rows are those of one by one, once each, for a month, a quarter and a year."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.workflows.assessment import states as given
from tests.workflows.assessment.opened_singly import all_rows, open_singly, undone
from tests.workflows.audit.chain import broken_links
from workflows.assessment import opening
from workflows.assessment.models import Assessment, AssessmentProcess
from workflows.assessment.opening import open_assessments
from workflows.audit.models import Decision
from workflows.engine.models import WorkItem
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Employee, Period
from workflows.organization.periods import open_quarters
from workflows.organization.snapshots import take_snapshot
from workflows.rules.violation import RuleViolation
from workflows.skp.models import Indicator
from workflows.targets.models import MonthlyRealisation, MonthlyTarget, TargetPlan

pytestmark = pytest.mark.django_db
TICK = Actor.system("tick", Channel.DEMO)
AT = make.at(date(2027, 1, 4), 6)


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def staff(office):
    return office.staff, office.posts["staff"]


def period(code):
    if "Q" in code and not Period.objects.filter(code=code).exists():
        open_quarters(2026)
    return Period.objects.get(code=code)


def reached_besides(skp, month, quantity, reports):
    """Verified in another month than October."""
    MonthlyRealisation.objects.create(
        indicator=Indicator.objects.get(result__skp=skp, measure="QUANTITY"), month=month, quantity=quantity,
        reports=reports,
    )  # fmt: skip


def of_all_kinds(office):
    """Plans as an office has them: acting officers and a gap above, no split, a second post, somebody who left."""
    for who in ("outside", "head", "division", "section", "staff"):
        skp = given.set_plan(getattr(office, who), office.posts[who], quantity=Decimal("12.50"))
        reached_besides(skp, 11, Decimal("20.25"), 7)
        reached_besides(skp, 2, Decimal(3), 1)
    without_split = given.set_plan(office.other, office.posts["other"], quantity=None)
    TargetPlan.objects.filter(skp=without_split).update(status="DRAFT")
    given.set_plan(office.stranger, office.posts["stranger"])  # nobody stands above: a gap
    vacant = make.position("Kepala Bidang Arsip", office.posts["division"].unit, office.posts["head"])
    given.set_plan(office.other, vacant)  # a second plan, of a vacant post
    make.acting(office.other, vacant, start=date(2026, 1, 1))
    given.set_plan(
        make.employee("Sudah Pindah", make.position("Analis", office.posts["staff"].unit)),
        office.posts["second_section"],
    )
    Employee.objects.filter(name="Sudah Pindah").update(is_active=False)


@pytest.mark.parametrize("channel", [Channel.DEMO, Channel.JOB])
@pytest.mark.parametrize("code", ["2026-10", "2026-Q4", "2026"])
def test_all_at_once_leave_the_rows_of_one_by_one(office, code, channel, settings):
    of_all_kinds(office)
    opened = period(code)
    take_snapshot(office.section, office.posts["section"], opened, AT.date())  # somebody looked at it before
    by, at = Actor.system("tick", channel), AT if channel == Channel.DEMO else None
    settings.DEMO_TODAY = AT.date()

    def rows_of(act):
        act()
        return all_rows()

    singly = undone(lambda: rows_of(lambda: open_singly(opened, by, AT)))
    together = undone(lambda: rows_of(lambda: open_assessments(period=opened, by=by, at=at)))

    assert len(together["assessment.Assessment"]) == 8
    for table, expected in singly.items():
        assert [_untimed(row, at) for row in together[table]] == [_untimed(row, at) for row in expected], table


def _untimed(row, at):
    """Where no moment is given, each run has the clock's."""
    names = (
        set()
        if at
        else {"history_date", "created", "created_at", "opened_at", "assigned", "started", "finished", "effective_at"}
    )
    return {name: value for name, value in row.items() if name not in names}


def test_several_chunks_leave_the_rows_of_one(office, monkeypatch):
    of_all_kinds(office)

    def opened(at_once):
        monkeypatch.setattr(opening, "CHUNK", at_once)
        open_assessments(period=given.october(), by=TICK, at=AT)
        return all_rows()

    assert undone(lambda: opened(3)) == undone(lambda: opened(200))


def test_the_record_holds_together(office):
    of_all_kinds(office)

    open_assessments(period=given.october(), by=TICK, at=AT)

    assert Decision.objects.count() == 8
    assert not broken_links()


def test_more_people_cost_no_more_statements(office):
    def statements(people):
        for number in range(people):
            post = make.position(f"Analis {number}", office.posts["staff"].unit, office.posts["section"])
            given.set_plan(make.employee(f"Pegawai {number}", post), post)
        with CaptureQueriesContext(connection) as captured:
            opened = open_assessments(period=given.october(), by=TICK, at=AT)
        assert len(opened) == people
        return sum("SAVEPOINT" not in query["sql"] for query in captured)  # outside a test they are BEGIN and COMMIT

    statements(1)
    assert statements(2) == statements(8) <= 40


def test_what_was_interrupted_goes_on(office, monkeypatch):
    of_all_kinds(office)
    monkeypatch.setattr(opening, "CHUNK", 3)
    chunks = []

    def interrupted(*args, **kwargs):
        chunks.append(len(args[1]))
        if len(chunks) == 2:
            raise KeyboardInterrupt
        return start_together(*args, **kwargs)

    start_together = opening.start_together
    monkeypatch.setattr(opening, "start_together", interrupted)
    with pytest.raises(KeyboardInterrupt):
        open_assessments(period=given.october(), by=TICK, at=AT)
    assert Assessment.objects.count() == AssessmentProcess.objects.count() == Decision.objects.count() == 3

    assert len(open_assessments(period=given.october(), by=TICK, at=AT)) == 5
    assert open_assessments(period=given.october(), by=TICK, at=AT) == []
    assert Assessment.objects.count() == WorkItem.objects.count() == Decision.objects.count() == 8


# ---- a quarter, a year ----
def rows(assessment):
    return list(
        assessment.realisations.order_by("indicator__number").values_list(
            "target", "realised", "achievement", "reports"
        )
    )


def test_a_quarter_adds_up_quantities_and_takes_the_last_months_level(staff):
    skp = given.set_plan(*staff)
    reached_besides(skp, 9, Decimal(100), 9)  # of the quarter before
    reached_besides(skp, 12, Decimal("65.00"), 5)
    MonthlyTarget.objects.filter(indicator__measure="LEVEL", month=12).update(amount=95)

    open_assessments(period=period("2026-Q4"), by=TICK, at=AT)

    assessment = Assessment.objects.get()
    assert rows(assessment) == [
        (Decimal(90), Decimal(81), Decimal(90), 15), (Decimal(95), None, None, 0)
    ]  # fmt: skip
    item = given.task(assessment)
    assert item.title == "Penilaian triwulan IV 2026: isi realisasi dan penilaian diri"
    assert item.due_at == make.at(date(2027, 1, 10), 23, 59)


def test_a_year_is_held_against_the_annual_target_split_or_not(office, staff):
    skp = given.set_plan(*staff)
    reached_besides(skp, 1, Decimal(344), 30)
    TargetPlan.objects.update(status="DRAFT")

    open_assessments(period=period("2026"), by=TICK, at=AT)

    assessment = Assessment.objects.get()
    assert rows(assessment) == [
        (Decimal(360), Decimal(360), Decimal(100), 40), (Decimal(90), None, None, 0)
    ]  # fmt: skip
    item = given.task(assessment)
    assert item.title == "Penilaian tahun 2026: isi realisasi dan penilaian diri"
    assert item.due_at == make.at(date(2027, 2, 28), 23, 59)


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        ("2026-10", "2026-Q3", "Tahun 2026 dinilai per bulan: penilaian Oktober 2026 sudah dibuka."),
        ("2026-Q3", "2026-02", "Tahun 2026 dinilai per triwulan: penilaian triwulan III 2026 sudah dibuka."),
    ],
)
def test_a_year_keeps_to_one_cycle(staff, first, second, sentence):
    given.set_plan(*staff)
    open_assessments(period=period(first), by=TICK, at=AT)

    with pytest.raises(RuleViolation) as refused:
        open_assessments(period=period(second), by=TICK, at=AT)

    assert (refused.value.code, refused.value.message.startswith(sentence)) == ("other_cycle", True)
    assert Assessment.objects.get().period.code == first
    assert len(open_assessments(period=period("2026"), by=TICK, at=AT)) == 1


@pytest.mark.parametrize("closed", ["2026-10", "2026"])
def test_nothing_is_opened_in_what_is_closed(staff, closed):
    given.set_plan(*staff)
    Period.objects.filter(code=closed).update(status="CLOSED")

    with pytest.raises(RuleViolation, match="sudah ditutup"):
        open_assessments(period=given.october(), by=TICK, at=AT)
    assert not Assessment.objects.exists()
