"""In which capacities somebody comes to a report that concerns themselves, or on which they decided already."""

from collections.abc import Callable
from datetime import date

from tests import factories as make
from workflows.approvals.publishing import publish_first
from workflows.daily import actions as daily
from workflows.engine.models import WorkItem
from workflows.organization.models import Employee, Role, RoleGrant, Tenure

TODAY = date(2026, 11, 24)
FRIEND = "Dewi Lestari"  # heads the other section, so that they may decide what is passed to them
DIRECT = {"rule": "DIRECT_SUPERIOR", "may_reject": True}
ABOVE = {"rule": "SUPERIOR_OF_SUPERIOR", "may_reject": True, "skip_same_person": False}
COMMITTEE = {"rule": "COMMITTEE", "mode": "QUORUM", "quorum": 2, "may_reject": True}
Standing = Callable[[make.Office], Employee]


def waiting_report(office: make.Office, standing: Standing) -> int:
    """The author's report waits: with the superior, a committee, or parked with the team. Gives its task."""
    tier = COMMITTEE if standing is as_committee_member else DIRECT
    tiers = [DIRECT, ABOVE] if standing in DECIDED_BEFORE else [tier]
    version = make.chain("pelaksana", tiers=tiers, position_kind="EXECUTING", publish=False)
    if tier is COMMITTEE:
        for post in ("section", "division", "head", "staff"):
            version.tiers.get().seats.create(position=office.posts[post])
    publish_first(version, "Ratna HR")
    if standing is as_team:
        make.vacant(office.posts["section"])
    make.employee(FRIEND, office.posts["second_section"])
    make.submitted_report(office.staff)
    (item, *others) = WorkItem.objects.open()
    assert (bool(item.team), len(others)) == (standing is as_team, 2 if tier is COMMITTEE else 0)
    return item.task_id


def open_task() -> int:
    """The only task that is open."""
    (task_id,) = set(WorkItem.objects.open().values_list("task_id", flat=True))
    return task_id


# ---- the report concerns them. Called once it waits; each gives who makes the attempts ----
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


OF_THE_AUTHOR = (
    author, as_plt, as_plh, as_delegate, as_delegate_in_a_circle, as_holder, as_plh_of_the_author,
    as_delegate_of_the_author, as_committee_member, as_team, as_hr, as_all_at_once,
)  # fmt: skip


# ---- they decided its first tier, and come to the second ----
def verified_by(person: Employee) -> None:
    daily.verify(task_id=open_task(), by=make.actor(person))


def as_plt_of_the_next(office: make.Office) -> Employee:
    verified_by(office.section)
    make.acting(office.section, office.posts["division"], "PLT", start=make.A_MONDAY)
    return office.section


def as_delegate_of_the_next(office: make.Office) -> Employee:
    verified_by(office.section)
    make.delegation(office.division, office.section, "daily")
    return office.section


def as_whoever_delegated_the_first(office: make.Office) -> Employee:
    """Their delegate decided the first tier: for the second they count as one."""
    make.delegation(office.section, office.other, "daily")
    verified_by(office.other)
    make.acting(office.section, office.posts["division"], "PLT", start=make.A_MONDAY)
    return office.section


def as_delegate_of_whoever_decided(office: make.Office) -> Employee:
    """Promoted after deciding the first tier, and away: their delegate does not decide the second either."""
    verified_by(office.section)
    make.vacant(office.posts["division"], TODAY)
    make.vacant(office.posts["section"], TODAY)
    Tenure.objects.create(employee=office.section, position=office.posts["division"], start=TODAY)
    make.delegation(office.section, office.other, "daily", start=TODAY)
    return office.other


DECIDED_BEFORE = (
    as_plt_of_the_next, as_delegate_of_the_next, as_whoever_delegated_the_first, as_delegate_of_whoever_decided,
)  # fmt: skip
