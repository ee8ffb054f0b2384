"""Offices drawn at random: posts, people, absences, acting officers, delegations, roles; as the database allows."""

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from hypothesis import strategies as st

from workflows.approvals.models import ApprovalChain, ChainVersion, Seat, Tier
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

DAY = date(2026, 11, 24)
# [start, end) around the day: it holds, it ended that morning, it begins tomorrow.
HOLDS, OVER, LATER = (date(2026, 1, 1), None), (date(2026, 1, 1), DAY), (date(2026, 11, 25), None)
LEADING = ("HIGH_LEADER", "ADMINISTRATOR", "SUPERVISOR")
ROLES = ("AUDITOR", "PERFORMANCE_TEAM")
_serial = count(1)


@dataclass
class Drawn:
    """An office in the database."""

    units: list[Unit] = field(default_factory=list)
    posts: list[Position] = field(default_factory=list)
    people: list[Employee] = field(default_factory=list)


@st.composite
def plans(draw: Any, posts: tuple[int, int] = (2, 7)) -> dict[str, Any]:
    """What an office looks like, as plain values; `build` makes it."""
    number = draw(st.integers(*posts))
    units = draw(st.integers(1, 3))
    index = st.integers(0, number - 1)
    people = number + 2
    person = st.integers(0, people - 1)
    times = st.sampled_from([HOLDS, HOLDS, HOLDS, OVER, LATER])
    return {
        "units": [draw(st.none() | st.integers(0, at - 1)) if at else None for at in range(units)],
        "posts": [
            {
                "unit": draw(st.integers(0, units - 1)),
                "above": draw(st.none() | st.integers(0, at - 1)) if at else None,
                "kind": draw(st.sampled_from([*LEADING, "EXECUTING"])),
                "class": draw(st.integers(5, 8)),
            }
            for at in range(number)
        ],
        "inactive": draw(st.sets(person, max_size=2)),
        "holders": draw(st.dictionaries(index, times, min_size=1)),
        "acting": draw(st.dictionaries(index, st.tuples(person, times), max_size=3)),
        "delegations": draw(st.lists(st.tuples(person, person, st.booleans(), st.booleans()), max_size=3)),
        "roles": draw(
            st.lists(st.tuples(person, st.sampled_from(ROLES), times), max_size=4, unique_by=lambda r: r[:2])
        ),
        "tiers": draw(st.lists(_tiers(index, st.integers(0, units - 1)), min_size=1, max_size=4)),
        "twice": draw(st.booleans()),
    }


def _tiers(post: Any, unit: Any) -> Any:
    return st.fixed_dictionaries(
        {
            "rule": st.sampled_from(Tier.Rule.values),
            "position": post,
            "unit": st.none() | unit,
            "role": st.sampled_from(ROLES),
            "seats": st.sets(post, max_size=3),
            "mode": st.sampled_from(Tier.Mode.values),
            "quorum": st.integers(1, 3),
            "skip_same_person": st.booleans(),
        }
    )


def build(plan: dict[str, Any]) -> tuple[Drawn, ChainVersion]:
    """The office and its chain for daily reports, a draft; made at once, without passwords."""
    office = Drawn()
    for above in plan["units"]:
        parent = office.units[above] if above is not None else None
        office.units.append(Unit.objects.create(code=f"RU{next(_serial)}", name=f"Unit {next(_serial)}", parent=parent))
    for values in plan["posts"]:
        number = next(_serial)
        office.posts.append(
            Position.objects.create(
                code=f"RP{number:05}",
                title=f"Jabatan {number}",
                unit=office.units[values["unit"]],
                kind=values["kind"],
                job_class=values["class"],
                reports_to=office.posts[values["above"]] if values["above"] is not None else None,
            )
        )
    for at in range(len(office.posts) + 2):
        office.people.append(_person(active=at not in plan["inactive"]))
    for at, (start, end) in plan["holders"].items():
        Tenure.objects.create(employee=office.people[at], position=office.posts[at], start=start, end=end)
    for at, (who, (start, end)) in plan["acting"].items():
        ActingAppointment.objects.create(
            position=office.posts[at], officer=office.people[who], capacity="PLH", start=start, end=end, decree="SP 1"
        )
    _delegate(plan, office)
    for who, role, (start, end) in plan["roles"]:
        RoleGrant.objects.create(user=office.people[who].user, role=role, start=start, end=end)
    return office, _chain(plan, office)


def _person(*, active: bool) -> Employee:
    number = next(_serial)
    nip = f"9{number:017}"
    user = User.objects.create(username=nip, password="!", is_active=active)
    return Employee.objects.create(
        user=user, nip=nip, name=f"Pegawai {number}", birth_date=date(1980, 1, 1), sex="F", kind="PNS", grade="III/a",
        is_active=active,
    )  # fmt: skip


def _delegate(plan: dict[str, Any], office: Drawn) -> None:
    given: set[int] = set()
    for giver, taker, daily, holds in plan["delegations"]:
        if giver == taker or giver in given:
            continue
        given.add(giver)
        delegation = Delegation.objects.create(
            delegator=office.people[giver], delegate=office.people[taker], start=date(2026, 11, 20),
            end=date(2026, 12, 1) if holds else DAY, reason="Cuti",
        )  # fmt: skip
        DelegatedProcess.objects.create(delegation=delegation, process="daily" if daily else "skp")


def _chain(plan: dict[str, Any], office: Drawn) -> ChainVersion:
    chain = ApprovalChain.objects.create(code=f"acak-{next(_serial)}", name="Acak", process="daily")
    version = ChainVersion.objects.create(chain=chain, number=1, same_person_may_decide_twice=plan["twice"])
    for number, values in enumerate(plan["tiers"], start=1):
        rule, seats = values["rule"], values["seats"]
        tier = Tier.objects.create(
            version=version, number=number, title=f"Tahap {number}", rule=rule, mode=values["mode"],
            quorum=values["quorum"], skip_same_person=values["skip_same_person"],
            position=office.posts[values["position"]] if rule == "POSITION" else None,
            unit=office.units[values["unit"]] if rule == "UNIT_HEAD" and values["unit"] is not None else None,
            role=values["role"] if rule == "ROLE" or (rule == "COMMITTEE" and not seats) else "",
        )  # fmt: skip
        if rule == "COMMITTEE":
            for seat in seats:
                Seat.objects.create(tier=tier, position=office.posts[seat])
    return version
