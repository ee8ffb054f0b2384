"""A small office for tests: a head outside, an agency head, a division head, a section head and two of the staff.

Factories are named by the state that they give and reach it through the same actions as everybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import count

from django.utils import timezone

from workflows.approvals.models import ApprovalChain, ChainVersion, Tier
from workflows.approvals.publishing import publish_first
from workflows.daily import actions as daily
from workflows.daily.entries import ActivityEntry
from workflows.daily.models import DailyReport
from workflows.engine.models import WorkItem
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import (
    ActingAppointment,
    DelegatedProcess,
    Delegation,
    Employee,
    Position,
    RoleGrant,
    Tenure,
    Unit,
    User,
)
from workflows.organization.periods import open_year, year_of
from workflows.skp import actions as skp_actions
from workflows.skp.models import Indicator, Skp, WorkResult

YEAR = 2026
A_MONDAY = date(2026, 11, 23)
_serial = count(1)


def at(day: date, hour: int = 16, minute: int = 0) -> datetime:
    """The moment of the day, aware."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def unit(name: str = "Bidang Mutasi", parent: Unit | None = None, kind: str = "division") -> Unit:
    """A unit."""
    return Unit.objects.create(code=f"U{next(_serial)}", name=name, parent=parent, kind=kind)


def position(
    title: str,
    in_unit: Unit,
    reports_to: Position | None = None,
    *,
    kind: str = "EXECUTING",
    job_class: int = 6,
    eselon: str = "",
) -> Position:
    """A post."""
    return Position.objects.create(
        code=f"P{next(_serial)}", title=title, unit=in_unit, kind=kind, eselon=eselon, job_class=job_class,
        reports_to=reports_to,
    )  # fmt: skip


def employee(name: str, holds: Position | None = None, *, since: date = date(2024, 1, 1), sex: str = "F") -> Employee:
    """An employee with a log-in (password `rahasia-sekali`), holding a post."""
    number = next(_serial)
    born = 1980 - number // 1000  # three digits count the people of a day: a long run needs more days
    nip = f"{born}0101200501{'2' if sex == 'F' else '1'}{number % 1000:03d}"
    person = Employee.objects.create(
        user=User.objects.create_user(nip, "rahasia-sekali"), nip=nip, name=name, birth_date=date(born, 1, 1), sex=sex,
        kind="PNS", grade="III/a",
    )  # fmt: skip
    if holds is not None:
        Tenure.objects.create(employee=person, position=holds, start=since)
    return person


def with_role(role: str, name: str = "Ratna HR") -> Employee:
    """An employee without a post who holds a role."""
    person = employee(name)
    RoleGrant.objects.create(user=person.user, role=role, start=date(2026, 1, 1))
    return person


def actor(person: Employee, channel: Channel = Channel.DEMO) -> Actor:
    """The person acting; through the demonstration's channel, so that a test may give the time."""
    return Actor(user=User.objects.select_related("employee").get(pk=person.user_id), channel=channel)


@dataclass
class Office:
    """The small office; `staff` is the person whose work is looked at, `other` a colleague in the same section."""

    outside: Employee
    head: Employee
    division: Employee
    section: Employee
    staff: Employee
    other: Employee
    stranger: Employee  # of another section
    posts: dict[str, Position]


def office() -> Office:
    """The small office with its year open and holidays empty."""
    open_year(YEAR)
    outer = unit("Pusat", kind="external")
    agency = unit("Badan", kind="agency")
    division_unit = unit("Bidang Mutasi dan Promosi", agency)
    section_unit = unit("Sub Bidang Mutasi", division_unit, "subdivision")
    posts = {"outside": position("Deputi", outer, kind="HIGH_LEADER", job_class=17, eselon="I.a")}
    posts["head"] = position("Kepala Badan", agency, posts["outside"], kind="HIGH_LEADER", job_class=14, eselon="II.b")
    posts["division"] = position(
        "Kepala Bidang Mutasi dan Promosi",
        division_unit,
        posts["head"],
        kind="ADMINISTRATOR",
        job_class=11,
        eselon="III.b",
    )
    posts["section"] = position(
        "Kepala Sub Bidang Mutasi", section_unit, posts["division"], kind="SUPERVISOR", job_class=9, eselon="IV.a"
    )
    posts["staff"] = position("Pengelola Mutasi Kepegawaian", section_unit, posts["section"])
    posts["other"] = position("Analis Mutasi", section_unit, posts["section"])
    posts["second_section"] = position(
        "Kepala Sub Bidang Kepangkatan", division_unit, posts["division"], kind="SUPERVISOR", job_class=9, eselon="IV.a"
    )
    posts["stranger"] = position("Pengelola Kepangkatan", division_unit, posts["second_section"])
    return Office(
        outside=employee("Luis Sihombing", posts["outside"], sex="M"),
        head=employee("Uda Waluyo", posts["head"], sex="M"),
        division=employee("Siti Pratama", posts["division"]),
        section=employee("Jaya Ramadan", posts["section"], sex="M"),
        staff=employee("Ghaliyati Wahyuni", posts["staff"]),
        other=employee("Cornelia Oktaviani", posts["other"]),
        stranger=employee("Ani Sirait", posts["stranger"]),
        posts=posts,
    )


def chain(
    code: str = "percobaan",
    *,
    tiers: Sequence[dict[str, object]] = ({"rule": "DIRECT_SUPERIOR"},),
    process: str = "daily",
    publish: bool = True,
    twice: bool = False,
    **where: object,
) -> ChainVersion:
    """A chain of its own for posts `where`, of these tiers; published. `twice`: one person may decide several tiers."""
    made = ApprovalChain.objects.create(code=code, name=code, process=process, **where)
    version = ChainVersion.objects.create(chain=made, number=1, same_person_may_decide_twice=twice)
    for number, values in enumerate(tiers, start=1):
        Tier.objects.create(version=version, number=number, **{"title": f"Tahap {number}", **values})
    if publish:
        publish_first(version, "Ratna HR")
    return version


def acting(
    officer: Employee, post: Position, capacity: str = "PLT", *, start: date = date(2026, 9, 1), end: date | None = None
) -> ActingAppointment:
    """An acting officer of the post."""
    return ActingAppointment.objects.create(
        position=post, officer=officer, capacity=capacity, start=start, end=end, decree="SP-821/2026"
    )


def delegation(
    delegator: Employee,
    delegate: Employee,
    *processes: str,
    start: date = date(2026, 9, 1),
    end: date = date(2026, 12, 31),
) -> Delegation:
    """What the delegator handed to the delegate for these processes; as a row, whatever the rules would say."""
    made = Delegation.objects.create(delegator=delegator, delegate=delegate, start=start, end=end, reason="Cuti.")
    DelegatedProcess.objects.bulk_create(DelegatedProcess(delegation=made, process=process) for process in processes)
    return made


def vacant(post: Position, since: date = date(2026, 9, 1)) -> Position:
    """The post without its holder since that day."""
    tenure = Tenure.objects.get(position=post, end=None)
    tenure.end = since
    tenure.save()
    return post


def draft_skp(
    person: Employee,
    post: Position,
    *,
    carries_on: WorkResult | None = None,
    text: str = "Terprosesnya usulan mutasi",
    quantity: Decimal = Decimal(360),
) -> Skp:
    """A draft SKP with one main result: a quantity and a level."""
    skp = Skp.objects.create(
        employee=person, position=post, period=year_of(date(YEAR, 1, 1)), rule_set="permenpanrb_6_2022"
    )
    result = WorkResult.objects.create(skp=skp, number=1, kind=WorkResult.Kind.MAIN, text=text, carries_on=carries_on)
    Indicator.objects.create(
        result=result, number=1, text="Jumlah usulan mutasi yang diproses", aspect="QUANTITY", measure="QUANTITY",
        target=quantity, unit="usulan",
    )  # fmt: skip
    Indicator.objects.create(
        result=result, number=2, text="Persentase hasil kerja tanpa perbaikan", aspect="QUALITY", measure="LEVEL",
        target=Decimal(90), unit="persen",
    )  # fmt: skip
    return skp


ABOVE = {"head": "", "division": "head", "section": "division", "staff": "section", "other": "section"}
IN_JANUARY = date(YEAR, 1, 12)


def submitted_skp(at_office: Office, who: str = "staff", *, above: str = "", when: datetime | None = None) -> Skp:
    """The person's plan on its way, carrying on the first result of their superior's, which is set (made where not)."""
    person, superior = getattr(at_office, who), ABOVE.get(who, above)
    carried = None
    if superior:
        employee = getattr(at_office, superior)
        plan = Skp.objects.in_force().filter(employee=employee).first() or plan_above(at_office, superior)
        carried = plan.results.order_by("number").first()
    skp = draft_skp(person, at_office.posts[who], carries_on=carried)
    return skp_actions.submit(skp=skp, by=actor(person), at=when or at(IN_JANUARY, 9))


def plan_above(at_office: Office, who: str) -> Skp:
    """A plan in force to carry on, as a row: how it was agreed on is looked at nowhere."""
    skp = draft_skp(getattr(at_office, who), at_office.posts[who])
    skp.status, skp.set_at = Skp.Status.SET, at(IN_JANUARY, 8)
    skp.save()
    return skp


def set_skp(at_office: Office, who: str = "staff", *, above: str = "") -> Skp:
    """The person's plan, agreed on by every tier; that of the superior is only there."""
    skp = submitted_skp(at_office, who, above=above)
    while item := open_item_of(skp):
        skp_actions.approve(task_id=item.task_id, by=actor(item.owner.employee), at=at(IN_JANUARY, 10))
    skp.refresh_from_db()
    return skp


def set_cascade(at_office: Office, who: str = "staff") -> Skp:
    """The person's plan and those of everybody above, each agreed on by every tier, from the head down."""
    if superior := ABOVE[who]:
        set_cascade(at_office, superior)
    return set_skp(at_office, who)


def open_item_of(skp: Skp) -> WorkItem | None:
    """The work item that the plan's case waits with."""
    return WorkItem.objects.open().filter(case__skpprocess__skp=skp).select_related("owner__employee").first()


def entries(
    result: WorkResult | None = None, *, quantity: int = 3, description: str = "Memeriksa usulan mutasi"
) -> list[ActivityEntry]:
    """Two activities: one of the post for the result (additional where there is none), one additional."""
    return [
        ActivityEntry(
            description=description, starts=time(7, 30), ends=time(9, 30), quantity=Decimal(quantity), unit="usulan",
            is_main=result is not None, result_id=result.pk if result else None,
        ),
        ActivityEntry(
            description="Menghadiri rapat koordinasi", starts=time(9, 45), ends=time(10, 30), quantity=Decimal(1),
            unit="kegiatan",
        ),
    ]  # fmt: skip


def submitted_report(
    person: Employee, day: date = A_MONDAY, given: Sequence[ActivityEntry] | None = None, when: datetime | None = None
) -> DailyReport:
    """A report sent on its day at 16.00."""
    return daily.submit(
        employee=person, day=day, entries=given if given is not None else entries(), by=actor(person),
        at=when or at(day),
    )  # fmt: skip
