"""Who is meant by a tier for a person on a day: `who_decides`, and which chain applies."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from workflows.approvals.models import ChainVersion, Tier
from workflows.organization.login import users_with
from workflows.organization.models import Employee, Position, Unit, User
from workflows.organization.reporting import GapInLine, LineEnds, Officer, officers, position_of, superior


class NoChain(Exception):
    """No published chain applies to the person: an office that removed its default chain."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Those whom a tier asks: an officer of a post, or members of a role who may each decide."""

    tier: Tier
    officers: tuple[Officer, ...] = ()
    users: tuple[User, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """The tier looks above the end of the reporting line, or asks whoever decided the one before: passed over."""

    tier: Tier
    why: str
    line_ends: bool = True


@dataclass(frozen=True, slots=True)
class Gap:
    """Nobody valid stands where the tier looks: the case is parked with the performance management team."""

    tier: Tier
    why: str


def who_decides(tier: Tier, employee: Employee, on: date, position: Position | None = None) -> Asked | Skipped | Gap:
    """Whom the tier asks for this employee (in this post) on the day."""
    try:
        if tier.rule == Tier.Rule.DIRECT_SUPERIOR:
            return Asked(tier, (superior(employee, on, 1, position),))
        if tier.rule == Tier.Rule.SUPERIOR_OF_SUPERIOR:
            return Asked(tier, (superior(employee, on, 2, position),))
        if tier.rule in {Tier.Rule.POSITION, Tier.Rule.UNIT_HEAD}:
            return _stands_in(tier, _post_of(tier, employee, on, position), employee, on)
        return _members(tier, employee, on)
    except LineEnds as end:
        return Skipped(tier, str(end))
    except GapInLine as gap:
        return Gap(tier, str(gap))


def only_once(found: Asked, decided: Collection[str]) -> Asked | Gap:
    """The tier without those (by NIP) who decided an earlier one; a gap where nobody else is left.

    A chain version that lets one person decide several tiers does not ask this.
    """
    if not decided:
        return found
    officers_left = tuple(officer for officer in found.officers if officer.employee.nip not in decided)
    users_left = tuple(user for user in found.users if user.username not in decided)
    if not officers_left and not users_left:
        return Gap(found.tier, f"Yang ditunjuk tahap {found.tier.number} sudah memutus tahap sebelumnya.")
    return Asked(found.tier, officers_left, users_left)


def _post_of(tier: Tier, employee: Employee, on: date, position: Position | None) -> Position | None:
    """The post that the tier names, or the one that leads its unit: the employee's own where it names none."""
    if tier.rule == Tier.Rule.POSITION:
        return tier.position
    unit_id = tier.unit_id
    if unit_id is None:
        own = position or position_of(employee, on)
        if own is None:
            return None
        unit_id = own.unit_id
    leading = [Position.Kind.HIGH_LEADER, Position.Kind.ADMINISTRATOR, Position.Kind.SUPERVISOR]
    return Position.objects.filter(unit_id=unit_id, kind__in=leading).order_by("-job_class", "code").first()


def _stands_in(tier: Tier, post: Position | None, employee: Employee, on: date) -> Asked | Gap:
    officer = officers([post], on).get(post.pk) if post else None
    if officer is None:
        return Gap(tier, f"Jabatan yang ditunjuk tahap {tier.number} kosong.")
    if officer.employee == employee:
        return Gap(tier, f"Tahap {tier.number} menunjuk orang yang dinilai sendiri.")
    return Asked(tier, (officer,))


def _members(tier: Tier, employee: Employee, on: date) -> Asked | Gap:
    members = tuple(user for user in users_with([tier.role], on) if user.pk != employee.user_id)
    if not members:
        return Gap(tier, f"Tidak seorang pun memegang peran yang ditunjuk tahap {tier.number}.")
    return Asked(tier, users=members)


def chain_for(process: str, position: Position) -> ChainVersion:
    """The published version of the most specific chain of the process that applies to the post, with its tiers.

    :raises NoChain: none applies.
    """
    versions = (
        ChainVersion.objects.filter(chain__process=process, status=ChainVersion.Status.PUBLISHED)
        .select_related("chain")
        .prefetch_related("tiers")
    )
    applying = [version for version in versions if _applies(version, position)]
    if not applying:
        raise NoChain(f"Belum ada rantai persetujuan terbit untuk proses {process}. Terbitkan satu di kantor belakang.")
    return max(applying, key=lambda version: (_specific(version), -version.chain_id))


def tiers_of(version: ChainVersion) -> list[Tier]:
    """The version's tiers in order, from its prefetched set."""
    return sorted(version.tiers.all(), key=lambda tier: tier.number)


def _applies(version: ChainVersion, position: Position) -> bool:
    chain = version.chain
    if chain.position_kind and chain.position_kind != position.kind:
        return False
    if chain.eselon and chain.eselon != position.eselon:
        return False
    return chain.unit_id is None or chain.unit_id in _unit_and_above(position.unit)


def _unit_and_above(unit: Unit) -> set[int]:
    line: list[int] = []
    at: Unit | None = unit
    while at is not None and at.pk not in line:
        line.append(at.pk)
        at = at.parent
    return set(line)


def _specific(version: ChainVersion) -> int:
    chain = version.chain
    return sum(map(bool, (chain.position_kind, chain.eselon, chain.unit_id)))


def explain(
    version: ChainVersion, employee: Employee, on: date, position: Position | None = None
) -> Iterable[Asked | Skipped | Gap]:
    """What each tier of the version would come to for the employee on the day; nothing is stored."""
    before: set[int] = set()
    decided: set[str] = set()
    for tier in tiers_of(version):
        found = who_decides(tier, employee, on, position)
        if isinstance(found, Asked) and found.officers:
            now = {officer.employee.pk for officer in found.officers}
            if tier.skip_same_person and now == before:
                found = Skipped(tier, "Orangnya sama dengan tahap sebelumnya.", line_ends=False)
            elif not version.same_person_may_decide_twice:
                found = only_once(found, decided)
            before = now
            decided |= {officer.employee.nip for officer in found.officers} if isinstance(found, Asked) else set()
        yield found
