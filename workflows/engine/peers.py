"""Who may take over a task: officers beside and above the asked post, members of the asked role; and who may not."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from workflows.engine.authority import role_asked
from workflows.engine.models import TieredCase, WorkItem
from workflows.engine.registry import flow_of
from workflows.engine.votes import deciders, votes_now
from workflows.organization.login import users_with
from workflows.organization.models import ActingAppointment, Employee, Position, Tenure
from workflows.organization.reporting import DEEPEST, Officer, officers, posts_stood_in

LEADING = (Position.Kind.HIGH_LEADER, Position.Kind.ADMINISTRATOR, Position.Kind.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Peer:
    """Somebody who may take a task over: as an officer of a post, or, where a role is asked, as themselves."""

    employee: Employee
    officer: Officer | None = None

    @property
    def words(self) -> str:
        """The name with the post: *Siti Pratama, Plt Kepala Bidang Mutasi*."""
        return f"{self.employee.name}, {self.officer.title}" if self.officer is not None else self.employee.name


def peers_for(item: WorkItem, on: date, case: TieredCase | None = None) -> list[Peer]:
    """Those to whom whoever is asked may give the task, by name.

    For a task of a post the officers of leading posts that report to the same post, and the officer of the post above;
    for one of a role or a team its other members. Left out are those whom `Barred` names.
    """
    if item.tier is None:
        return []
    case = case or case_of(item)
    found = _beside(item.principal, on) if item.principal is not None else _members(item, on)
    barred = Barred(case, item, on)
    barred.look_at([peer.employee for peer in found])
    return sorted((peer for peer in found if not barred.why_of(peer)), key=lambda peer: peer.employee.name)


def place_for(employee: Employee, item: WorkItem, on: date) -> Peer | None:
    """As what an employee would take over a task that HR hands to them; None where they may not decide at all.

    An officer takes it for the post that they hold, or else act for; what a role is asked, its member may take too.
    """
    if item.principal is None and any(user.pk == employee.user_id for user in users_with([role_asked(item)], on)):
        return Peer(employee)
    stood = posts_stood_in(employee, on).values()
    leading = [officer for officer in stood if officer.has_reports or officer.position.kind in LEADING]
    leading.sort(key=lambda officer: (officer.acting is not None, -officer.position.job_class, officer.position.code))
    return Peer(employee, leading[0]) if leading else None


def case_of(item: WorkItem) -> TieredCase:
    """The item's case, with what segregation of duties asks of it."""
    rows = flow_of(item.process).process_class._default_manager
    case: TieredCase = rows.select_related("person__user", "position__unit", "chain_version").get(pk=item.case_id)
    return case


class Barred:
    """Who may not take a task over: the person concerned and those below, who sits already, who decided before."""

    def __init__(self, case: TieredCase, item: WorkItem, on: date) -> None:
        self.case, self.on = case, on
        self.seats = WorkItem.objects.open().filter(task_id=item.task_id).exclude(pk=item.pk)
        self.item = item
        self.below = _posts_below_person(case, on)
        self.stood: dict[int, set[int]] = {}
        taken = self.seats.values_list("owner_id", "principal_id")
        self.sitting = {owner for owner, _ in taken}
        self.taken_posts = {post for _, post in taken} - {None}
        votes = votes_now(case, item.tier.number) if item.tier is not None else []
        self.voted = {nip for vote in votes for nip in vote.people}
        self.decided = set() if case.chain_version.same_person_may_decide_twice else deciders(case)

    def look_at(self, people: Sequence[Employee]) -> None:
        """Read where these people stand, in two queries."""
        keys = [person.pk for person in people]
        held = Tenure.objects.on(self.on).filter(employee__in=keys).values_list("employee_id", "position_id")
        acted = ActingAppointment.objects.on(self.on).filter(officer__in=keys).values_list("officer_id", "position_id")
        for person, post in [*held, *acted]:
            self.stood.setdefault(person, set()).add(post)

    def why_of(self, peer: Peer) -> str:
        """As `why`, of somebody in the post in which they would take it over."""
        officer = peer.officer
        if why := self.why(peer.employee, officer.position if officer is not None else None):
            return why
        if officer is not None and officer.concerns(self.case.person):
            return f"{peer.employee.name} bertindak bagi {self.case.person.name} di {officer.position.title}."
        return ""

    def why(self, employee: Employee, post: Position | None = None) -> str:
        """Why this person may not, as a sentence; empty where they may."""
        if employee.pk == self.case.person_id:
            return f"Perkara ini menyangkut {employee.name} sendiri."
        if not employee.is_active or not employee.user.is_active:
            return f"{employee.name} tidak aktif lagi."
        if self.stood.get(employee.pk, set()) & self.below:
            return f"{employee.name} adalah bawahan dari orang yang perkaranya diputus."
        if employee.user_id == self.item.owner_id and self.item.principal_id is None:
            return f"Perkara ini sudah pada {employee.name}."
        if post is not None and post.pk == self.item.principal_id:
            return f"Perkara ini sudah pada {post.title}."
        if employee.user_id in self.sitting or (post is not None and post.pk in self.taken_posts):
            return f"{employee.name} sudah duduk dalam tahap ini."
        if employee.nip in self.voted:
            return f"Suara {employee.name} pada tahap ini sudah tercatat."
        if employee.nip in self.case.barred:
            return self.case.why_barred(employee.name)
        if employee.nip in self.decided:
            return f"{employee.name} sudah memutus tahap lain pada perkara ini."
        return ""


def _beside(post: Position, on: date) -> list[Peer]:
    if post.reports_to_id is None:
        return []
    leads = Exists(Position.objects.filter(reports_to=OuterRef("pk")))
    beside = Position.objects.filter(reports_to=post.reports_to_id).filter(Q(kind__in=LEADING) | leads)
    above = Position.objects.filter(pk=post.reports_to_id)
    standing = officers([*beside.exclude(pk=post.pk), *above], on)
    first: dict[int, Peer] = {}
    for officer in standing.values():
        first.setdefault(officer.employee.pk, Peer(officer.employee, officer))
    return list(first.values())


def _members(item: WorkItem, on: date) -> list[Peer]:
    role = role_asked(item)
    users = users_with([role], on) if role else []
    people = Employee.objects.filter(user__in=users).select_related("user")
    return [Peer(person) for person in people]


def _posts_below_person(case: TieredCase, on: date) -> set[int]:
    """The posts below those in which the person concerned stands; level by level, for most people one query."""
    level: Collection[int] = {case.position_id, *posts_stood_in(case.person, on)}
    below: set[int] = set()
    for _ in range(DEEPEST):
        level = set(Position.objects.filter(reports_to__in=level).values_list("pk", flat=True)) - below
        if not level:
            break
        below |= level
    return below
