"""Who is meant by a tier for a person on a day: `who_decides`; and a whole chain beforehand: `explain`.

`office` is an `Office` read beforehand (`reporting.WholeOffice`) where thousands are asked about; without one the
database is asked.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import prefetch_related_objects

from workflows.approvals.applying import NoChain, chain_for, most_specific, published, tiers_of
from workflows.approvals.models import ChainVersion, Tier
from workflows.organization.models import Employee, Position, Unit, User
from workflows.organization.offices import Office, office_on
from workflows.organization.reporting import GapInLine, LineEnds, superior
from workflows.organization.standing import Officer

__all__ = [
    "Asked",
    "Gap",
    "NoChain",
    "Skipped",
    "chain_for",
    "explain",
    "left_to_nobody",
    "most_specific",
    "only_once",
    "published",
    "tiers_of",
    "who_decides",
]


@dataclass(frozen=True, slots=True)
class Asked:
    """Those whom a tier asks: an officer of a post, the officers of a committee's seats, or members of a role.

    `perhaps_before` are those of them (by NIP) who may turn out to decide an earlier tier, as one of several asked
    there; whoever does is not asked here again. Known to `explain` alone: a case knows who decided.
    """

    tier: Tier
    officers: tuple[Officer, ...] = ()
    users: tuple[User, ...] = ()
    perhaps_before: frozenset[str] = frozenset()

    @property
    def needed(self) -> int:
        """How many of them have to decide before the next tier is asked."""
        asked = len(self.officers) + len(self.users)
        return {Tier.Mode.ALL: asked, Tier.Mode.QUORUM: self.tier.quorum}.get(Tier.Mode(self.tier.mode), 1)

    @property
    def nips(self) -> frozenset[str]:
        """The NIPs of those asked."""
        return frozenset(
            [*(officer.employee.nip for officer in self.officers), *(user.username for user in self.users)]
        )


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


def who_decides(
    tier: Tier, employee: Employee, on: date, position: Position | None = None, *, office: Office | None = None
) -> Asked | Skipped | Gap:
    """Whom the tier asks for this employee (in this post) on the day; never the employee."""
    asked = office_on(office, on)
    try:
        if tier.rule == Tier.Rule.DIRECT_SUPERIOR:
            return _enough(Asked(tier, (superior(employee, on, 1, position, office=asked),)))
        if tier.rule == Tier.Rule.SUPERIOR_OF_SUPERIOR:
            return _enough(Asked(tier, (superior(employee, on, 2, position, office=asked),)))
        if tier.rule == Tier.Rule.POSITION:
            return _in_the_post(tier, employee, asked)
        if tier.rule == Tier.Rule.UNIT_HEAD:
            return _head_of_unit(tier, employee, position, asked)
        if tier.rule == Tier.Rule.COMMITTEE and (seats := _seats(tier)):
            return _in_seats(tier, seats, employee, asked)
        return _members(tier, employee, asked)
    except LineEnds as end:
        return Skipped(tier, str(end))
    except GapInLine as gap:
        return Gap(tier, str(gap))


def left_to_nobody(skipped: Skipped) -> Gap:
    """The last tier where every one would be passed over: the case is parked, since nothing is agreed by nobody."""
    return Gap(skipped.tier, f"{skipped.why} Tidak ada tahap lain yang dapat memutus perkara ini.")


def only_once(found: Asked, decided: Collection[str]) -> Asked | Gap:
    """The tier without those (by NIP) who decided an earlier one; a gap where too few others are left.

    A chain version that lets one person decide several tiers does not ask this.
    """
    if not decided:
        return found
    officers_left = tuple(officer for officer in found.officers if officer.employee.nip not in decided)
    users_left = tuple(user for user in found.users if user.username not in decided)
    left = len(officers_left) + len(users_left)
    if left == 0:
        return Gap(
            found.tier,
            f"Yang ditunjuk tahap {found.tier.number} sudah memutus tahap sebelumnya. Tunjuk orang lain yang memutus.",
        )
    if left < found.needed:
        return Gap(
            found.tier,
            f"{_wants(found.tier, found.needed)}, tetapi hanya {left} yang belum memutus tahap sebelumnya. "
            "Tunjuk orang lain yang memutus, atau tambah anggotanya pada versi rantai yang baru.",
        )
    return Asked(found.tier, officers_left, users_left)


def _in_the_post(tier: Tier, employee: Employee, office: Office) -> Asked | Gap:
    post = tier.position
    if post is None:
        return Gap(tier, f"Tahap {tier.number} tidak menyebut jabatan. Perbaiki pada versi rantai yang baru.")
    officer = office.officers([post]).get(post.pk)
    if officer is None:
        raise GapInLine(post, office.on)
    if officer.concerns(employee):
        return Gap(
            tier,
            f"Tahap {tier.number} menunjuk {post.title} ({post.code}), jabatan orang yang bersangkutan sendiri. "
            "Tunjuk orang lain yang memutus.",
        )
    return _enough(Asked(tier, (officer,)))


def _head_of_unit(tier: Tier, employee: Employee, position: Position | None, office: Office) -> Asked | Skipped | Gap:
    """The head of the unit that the tier names, else of the employee's own; of the unit above where that is they."""
    own = position or office.position_of(employee)
    unit_id = tier.unit_id or (own.unit_id if own is not None else None)
    passed: list[int] = []
    while unit_id is not None and unit_id not in passed:
        head = office.head_of(unit_id)
        if head is None:
            return Gap(tier, _headless(office.unit(unit_id)))
        officer = office.officers([head]).get(head.pk)
        is_own = own is not None and head.pk == own.pk
        if officer is None and not is_own:
            raise GapInLine(head, office.on)
        if officer is not None and not is_own and not officer.concerns(employee):
            return _enough(Asked(tier, (officer,)))
        passed.append(unit_id)
        unit_id = office.unit(unit_id).parent_id
    if not passed:
        return Gap(tier, f"Tahap {tier.number} mencari pimpinan unit, tetapi orang ini tidak memegang jabatan.")
    return Skipped(tier, f"Di atas {office.unit(passed[-1]).name} tidak ada unit yang pimpinannya dapat memutus.")


def _headless(unit: Unit) -> str:
    return (
        f"Unit {unit.name} ({unit.code}) tidak mempunyai jabatan pimpinan. "
        "Tambahkan jabatannya, atau tunjuk jabatan lain pada versi rantai yang baru."
    )


def _seats(tier: Tier) -> list[Position]:
    """The posts that sit in the committee, in the order of their codes; read once for each instance of the tier."""
    prefetch_related_objects([tier], "seats__position")
    return sorted((seat.position for seat in tier.seats.all()), key=lambda post: post.code)


def _in_seats(tier: Tier, seats: Collection[Position], employee: Employee, office: Office) -> Asked | Gap:
    """Those who stand in the seats: each person once, the person concerned never."""
    standing = office.officers(seats)
    sitting: dict[int, Officer] = {}
    missing: list[str] = []  # why a seat has no voice
    empty = False
    for post in seats:
        officer = standing.get(post.pk)
        if officer is None:
            missing.append(f"{post.title} ({post.code}) kosong")
            empty = True
        elif officer.concerns(employee):
            missing.append(f"{post.title} ({post.code}) adalah jabatan orang yang bersangkutan sendiri")
        elif officer.employee.pk in sitting:
            missing.append(f"{post.title} ({post.code}) ditempati orang yang sudah duduk di kursi lain")
            if officer.acting is None:  # their own post says more of them than one that they act for
                sitting[officer.employee.pk] = officer
        else:
            sitting[officer.employee.pk] = officer
    found = Asked(tier, tuple(sitting.values()))
    if not sitting or (tier.mode == Tier.Mode.ALL and empty):
        return Gap(tier, _too_few(tier, max(found.needed, 1), len(sitting), missing))
    return _enough(found, missing)


def _members(tier: Tier, employee: Employee, office: Office) -> Asked | Gap:
    members = tuple(user for user in office.members(tier.role) if user.pk != employee.user_id)
    if not members:
        return Gap(
            tier,
            f"Tidak seorang pun memegang peran yang ditunjuk tahap {tier.number} ({tier.title}). "
            "Berikan perannya, atau tunjuk orang lain yang memutus.",
        )
    return _enough(Asked(tier, users=members))


def _enough(found: Asked, missing: Collection[str] = ()) -> Asked | Gap:
    """The same, or a gap where fewer can decide than have to."""
    can = len(found.officers) + len(found.users)
    return found if can >= found.needed else Gap(found.tier, _too_few(found.tier, found.needed, can, missing))


def _too_few(tier: Tier, needed: int, can: int, missing: Collection[str]) -> str:
    why = f": {'; '.join(missing)}" if missing else ""
    return (
        f"{_wants(tier, needed)}, tetapi {f'hanya {can}' if can else 'tidak seorang pun'} yang dapat memutus{why}. "
        "Isi jabatan yang kosong atau tetapkan Plt, atau ubah anggotanya pada versi rantai yang baru."
    )


def _wants(tier: Tier, needed: int) -> str:
    if tier.mode == Tier.Mode.ALL:
        return f"Tahap {tier.number} ({tier.title}) memerlukan semua anggotanya"
    return f"Tahap {tier.number} ({tier.title}) memerlukan {needed} orang"


def explain(
    version: ChainVersion,
    employee: Employee,
    on: date,
    position: Position | None = None,
    *,
    office: Office | None = None,
) -> Iterable[Asked | Skipped | Gap]:
    """What each tier of the version would come to for the employee on the day; nothing is stored.

    Each who is asked is taken to decide, in the order of the tiers, as `engine.tiers` asks them.
    """
    just_now: frozenset[str] = frozenset()  # who decided the tier before, where that is sure
    decided: frozenset[str] = frozenset()
    perhaps: frozenset[str] = frozenset()  # one of several asked: who of them decides is not known
    tiers = tiers_of(version)
    are_passed_over = True
    for tier in tiers:
        found = who_decides(tier, employee, on, position, office=office)
        if isinstance(found, Asked):
            if tier.skip_same_person and found.officers and found.nips == just_now:
                found = Skipped(tier, "Orangnya sama dengan tahap sebelumnya.", line_ends=False)
            elif not version.same_person_may_decide_twice:
                found = only_once(found, decided)
        if isinstance(found, Asked):
            asked = found.nips
            found = replace(found, perhaps_before=asked & perhaps)
            just_now = asked if len(asked) == 1 else frozenset()
            if found.needed == len(asked):
                decided |= asked
            elif not version.same_person_may_decide_twice:
                perhaps |= asked
        elif isinstance(found, Gap):
            just_now = frozenset()  # whoever takes it up is not foreseen
        elif are_passed_over and tier == tiers[-1]:
            found = left_to_nobody(found)
        are_passed_over = are_passed_over and isinstance(found, Skipped)
        yield found
