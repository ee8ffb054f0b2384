"""Thousands of people, each with a post, a set plan of two indicators and its monthly targets; written in bulk."""

from datetime import date
from decimal import Decimal

from django.db import connection

from benchmarks.items import settle
from tests import factories as make
from workflows.organization.models import Employee, Period, Position, Tenure, User
from workflows.skp.models import Indicator, Skp, WorkResult
from workflows.targets.models import TargetPlan

A_SECTION = 100  # so many have the same superior
SINCE, SET_ON = date(2024, 1, 1), date(2026, 1, 20)
TARGETS = (Decimal(360), Decimal(90))  # a year's quantity, and a level


def people_with_plans(count: int) -> list[Skp]:
    """So many people in sections below the small office's division; their plans, in the order of their keys."""
    office = make.office()
    people = _people(_posts(office, count))
    year = Period.objects.get(code="2026")
    plans = Skp.objects.bulk_create(
        Skp(employee=person, position=post, period=year, rule_set="permenpanrb_6_2022", status="SET",
            set_at=make.at(SET_ON))
        for person, post in people
    )  # fmt: skip
    results = WorkResult.objects.bulk_create(
        WorkResult(skp=skp, number=1, kind="MAIN", text="Terprosesnya usulan mutasi") for skp in plans
    )
    Indicator.objects.bulk_create(
        Indicator(result=result, number=number, text="Usulan mutasi", aspect=aspect, measure=measure, target=target,
                  unit="usulan")
        for result in results
        for number, (aspect, measure, target) in enumerate(
            zip(("QUANTITY", "QUALITY"), ("QUANTITY", "LEVEL"), TARGETS, strict=True), start=1
        )
    )  # fmt: skip
    TargetPlan.objects.bulk_create(TargetPlan(skp=skp, status="SET", set_at=make.at(SET_ON)) for skp in plans)
    settle()  # else a fresh database guesses how much there is to join
    _split()
    return plans


def _posts(office: make.Office, count: int) -> list[Position]:
    """The posts of the staff, so many below each head of a section, who has a post and no plan."""
    unit = office.posts["section"].unit
    heads = Position.objects.bulk_create(
        Position(code=f"H{n}", title=f"Kepala Sub Bidang {n}", unit=unit, kind="SUPERVISOR", job_class=9,
                 eselon="IV.a", reports_to=office.posts["division"])
        for n in range(-(-count // A_SECTION))
    )  # fmt: skip
    _people(heads, "1970")
    return Position.objects.bulk_create(
        Position(code=f"B{n}", title=f"Analis {n}", unit=unit, kind="EXECUTING", job_class=6,
                 reports_to=heads[n // A_SECTION])
        for n in range(count)
    )  # fmt: skip


def _people(posts: list[Position], born: str = "1985") -> list[tuple[Employee, Position]]:
    users = User.objects.bulk_create(User(username=f"{born}{n:014d}") for n in range(len(posts)))
    people = Employee.objects.bulk_create(
        Employee(user=user, nip=user.username, name=f"Pegawai {n}", birth_date=date(int(born), 1, 1), sex="F",
                 kind="PNS", grade="III/a")
        for n, user in enumerate(users)
    )  # fmt: skip
    pairs = list(zip(people, posts, strict=True))
    Tenure.objects.bulk_create(Tenure(employee=person, position=post, start=SINCE) for person, post in pairs)
    return pairs


def _split() -> None:
    """A twelfth of each quantity for each month; of a level, the level."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE m(month) AS (SELECT 1 UNION ALL SELECT month + 1 FROM m WHERE month < 12) "
            "INSERT INTO targets_monthlytarget (plan_id, indicator_id, month, amount) "
            "SELECT p.id, i.id, m.month, CASE WHEN i.measure = 'QUANTITY' THEN i.target / 12 ELSE i.target END "
            "FROM m CROSS JOIN targets_targetplan p JOIN skp_workresult r ON r.skp_id = p.skp_id "
            "JOIN skp_indicator i ON i.result_id = r.id ORDER BY p.id, i.id, m.month"
        )
