"""What is inserted together is what each row alone would be, in its order, under its key."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import factories as make
from workflows.audit.inserting import insert_together
from workflows.audit.models import Decision, Particulars
from workflows.organization.models import Holiday, Position
from workflows.skp.models import Indicator
from workflows.targets.models import MonthlyTarget, TargetPlan

pytestmark = pytest.mark.django_db
AT = make.at(date(2026, 11, 24), 16)
HARD = "kutip \" ' \\ %s {} dan\nbaris, Jalan “Café” \U0001f33f"


def decision(number, **given):
    return Decision(
        **{
            "verb": "OPEN", "process": "daily", "subject": f"daily.DailyReport#{number}", "channel": "PAGE",
            "effective_at": AT, "recorded_at": timezone.now(), "form": 2, "stream": 3, "seq": number,
            "prev_hash": f"p{number}", "hash": "h", **given,
        }
    )  # fmt: skip


def written(rows, **alike):
    key = rows[0]._meta.pk.attname
    found = type(rows[0])._base_manager.filter(pk__in=[r.pk for r in rows]).order_by("pk").values()
    return [{**row, key: 0, **alike} for row in found]


def test_rows_are_those_of_one_by_one():
    def rows(first):
        return [
            decision(first, tier=HARD, case_id=7),
            decision(first + 1, tier_number=2, effective_at=AT.replace(year=2999, microsecond=5)),
            decision(first + 2, seen="", tier=""),
        ]

    together, singly = rows(1), rows(1)
    for each in together:
        each.stream = 4
    moment = timezone.now()
    for each in (*together, *singly):
        each.recorded_at = moment

    insert_together(Decision, together)
    for each in singly:
        each.save(force_insert=True)

    assert written(together, stream=3) == written(singly)
    assert [row.subject for row in Decision.objects.filter(stream=4).order_by("pk")] == [r.subject for r in together]
    assert [row.pk for row in together] == sorted(row.pk for row in together)
    assert not any(row._state.adding for row in together)


def test_json_and_hard_text_are_those_of_one_by_one():
    decisions = [decision(n) for n in range(1, 7)]
    insert_together(Decision, decisions)

    def rows(of):
        return [
            Particulars(decision=of[0], details={"deep": [1, None, {"a": HARD}], "on": False}, reason=HARD),
            Particulars(decision=of[1], details=[], actor_name="Mala"),
            Particulars(decision=of[2], details=HARD),
        ]

    together, singly = rows(decisions[:3]), rows(decisions[3:])

    insert_together(Particulars, together)
    for each in singly:
        each.save(force_insert=True)

    assert written(together) == written(singly)
    assert not any(row._state.adding for row in together)


def test_figures_keep_their_decimals():
    office = make.office()
    skp = make.draft_skp(office.staff, office.posts["staff"])
    indicator = Indicator.objects.filter(result__skp=skp).first()
    plan = TargetPlan.objects.create(skp=skp)
    amounts = [Decimal("0.10"), Decimal(30), Decimal("1234567890.34")]
    rows = [MonthlyTarget(plan=plan, indicator=indicator, month=n, amount=a) for n, a in enumerate(amounts, start=1)]

    insert_together(MonthlyTarget, rows)

    found = MonthlyTarget.objects.order_by("month").values_list("plan", "indicator", "amount")
    assert list(found) == [(plan.pk, indicator.pk, amount) for amount in amounts]


def test_a_row_takes_the_key_of_what_was_saved_after_it_was_named():
    office = make.office()
    above = Position(code="X1", title="Kepala", unit=office.posts["staff"].unit, kind="SUPERVISOR", job_class=9)
    below = Position(code="X2", title="Analis", unit=above.unit, kind="EXECUTING", job_class=6, reports_to=above)
    with pytest.raises(ValueError, match="not saved"):
        insert_together(Position, [below])
    assert not Position.objects.filter(code="X2").exists()

    insert_together(Position, [above])
    insert_together(Position, [below])

    assert Position.objects.get(code="X2").reports_to_id == above.pk


def test_what_the_table_refuses_is_refused_whole():
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_together(Decision, [decision(1), decision(1, prev_hash="other")])

    assert not Decision.objects.exists()


@pytest.mark.postgres
def test_too_long_a_text_is_refused_and_not_cut():
    with pytest.raises(DataError), transaction.atomic():
        insert_together(Holiday, [Holiday(day=date(2026, 12, 25), name="x" * 201, kind="LOCAL")])

    assert not Holiday.objects.filter(day=date(2026, 12, 25), kind="LOCAL").exists()


def test_more_rows_cost_no_more_statements():
    def statements(first, count):
        with CaptureQueriesContext(connection) as captured:
            insert_together(Decision, [decision(n) for n in range(first, first + count)])
        return len(captured)

    assert statements(1, 1) == statements(2, 30) == 1
    assert Decision.objects.count() == 31
