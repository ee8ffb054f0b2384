"""A dry run of a whole city: 15,000 people tried, and the difference that a draft of four tiers would make to each."""

import sys
import time
from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import ready  # noqa: F401  sets Django up before the models are imported
from benchmarks.judging import Judge
from workflows.approvals.dry_run import try_chain
from workflows.approvals.dry_run_office import difference, try_many
from workflows.approvals.models import ApprovalChain, ChainVersion, Seat, Tier
from workflows.audit import clock
from workflows.organization.models import (
    ActingAppointment,
    DelegatedProcess,
    Delegation,
    Employee,
    Position,
    Tenure,
    Unit,
    User,
)
from workflows.organization.reporting import WholeOffice

AGENCIES, DIVISIONS, SECTIONS, STAFF = 25, 5, 4, 28  # each in the one before: 25 * (1 + 5 + 20 + 560) = 14,650
BESIDE = 350  # functional posts right under the heads: 15,000 in all
PEOPLE, MOST_SECONDS, MOST_QUERIES = 15_000, 60, 20
SINCE = date(2024, 1, 1)


def main() -> int:
    """Read the office, try everybody, tell the difference; a sample is compared with one by one."""
    judge = Judge()
    posts = _city()
    draft = _draft(posts)
    with CaptureQueriesContext(connection) as captured:
        begun = time.perf_counter()
        office = WholeOffice(clock.today())
        read = time.perf_counter()
        tried = try_many("skp", office)
        ran = time.perf_counter()
        changes = difference(draft, office)
        ended = time.perf_counter()
    judge.exactly("people tried", len(tried.trials), PEOPLE)
    judge.exactly("people compared", changes.changed + changes.same + changes.others, PEOPLE)
    judge.at_least("people who would find nobody", tried.incomplete, 1)
    judge.at_least("people for whom the draft changes who decides", changes.changed, 1)
    judge.tell("reading the office", f"{read - begun:.1f} s")
    judge.tell("trying everybody", f"{ran - read:.1f} s")
    judge.tell("the difference, person by person", f"{ended - ran:.1f} s, {len(changes.groups)} groups")
    judge.at_most("dry run of everybody, with the difference", ended - begun, MOST_SECONDS, " s")
    judge.at_most("queries", len(captured), MOST_QUERIES)
    sample = tried.trials[:: PEOPLE // 40]
    differ = [trial for trial in sample if try_chain("skp", trial.employee, office.on).decided_by != trial.decided_by]
    judge.exactly(f"of a sample of {len(sample)}, other than one by one", len(differ), 0)
    return judge.status


def _city() -> list[Position]:
    """Everybody in a post, but for some that are vacant: of these half have a Plt; some heads are away."""
    posts: list[Position] = []
    levels = (("HIGH_LEADER", 14), ("ADMINISTRATOR", 11), ("SUPERVISOR", 9))
    top = Unit.objects.create(code="KOTA", name="Pemerintah Kota")

    def lead(number: str, parent: Unit, above: Position | None, level: int) -> None:
        unit = Unit.objects.create(code=f"U{number}", name=f"Unit {number}", parent=parent)
        kind, job_class = levels[level]
        head = _post(f"J{number}", unit, kind, job_class, above)
        head.save()
        posts.append(head)
        if level == len(levels) - 1:
            posts.extend(_post(f"J{number}.{n}", unit, "EXECUTING", 6, head) for n in range(STAFF))
            return
        for n in range((DIVISIONS, SECTIONS)[level]):
            lead(f"{number}.{n}", unit, head, level + 1)

    for agency in range(AGENCIES):
        lead(str(agency), top, None, 0)
    heads = [post for post in posts if post.kind == "HIGH_LEADER"]
    posts.extend(_post(f"F{n}", heads[n % AGENCIES].unit, "FUNCTIONAL", 8, heads[n % AGENCIES]) for n in range(BESIDE))
    Position.objects.bulk_create([post for post in posts if post.pk is None], batch_size=1000)
    people = _people(len(posts))
    sections = [n for n, post in enumerate(posts) if post.kind == "SUPERVISOR"]
    vacant = set(sections[::20])
    extra = [_post(f"X{n}", posts[0].unit, "FUNCTIONAL", 8, posts[0]) for n in range(len(vacant))]
    Position.objects.bulk_create(extra)  # whoever left a section's post holds one of these, so that 15,000 stay
    moved = dict(zip(sorted(vacant), extra, strict=True))
    Tenure.objects.bulk_create(
        [Tenure(employee=person, position=moved.get(n, posts[n]), start=SINCE) for n, person in enumerate(people)],
        batch_size=1000,
    )
    _absences(posts, people, sections, sorted(vacant))
    return posts


def _post(code: str, unit: Unit, kind: str, job_class: int, above: Position | None) -> Position:
    return Position(code=code, title=f"Jabatan {code}", unit=unit, kind=kind, job_class=job_class, reports_to=above)


def _people(number: int) -> list[Employee]:
    users = User.objects.bulk_create([User(username=f"9{n:017}", password="!") for n in range(number)], batch_size=1000)  # noqa: S106
    return Employee.objects.bulk_create(
        [
            Employee(
                user=user, nip=user.username, name=f"Pegawai {n}", birth_date=date(1980, 1, 1), sex="F", kind="PNS",
                grade="III/a",
            )
            for n, user in enumerate(users)
        ],
        batch_size=500,
    )  # fmt: skip


def _absences(posts: list[Position], people: list[Employee], sections: list[int], vacant: list[int]) -> None:
    ActingAppointment.objects.bulk_create(
        ActingAppointment(position=posts[n], officer=people[n + 1], capacity="PLT", start=SINCE, decree="SK 1")
        for n in vacant[::2]
    )
    holders = [n for n in sections if n not in set(vacant)]
    for n in holders[::10]:
        given = Delegation.objects.create(
            delegator=people[n], delegate=people[0], start=SINCE, end=date(2027, 1, 1), reason="Cuti"
        )
        DelegatedProcess.objects.create(delegation=given, process="skp")


def _draft(posts: list[Position]) -> ChainVersion:
    """Two superiors, the unit's head, and two of three heads of agencies."""
    chain = ApprovalChain.objects.get(code="skp")
    version = ChainVersion.objects.create(chain=chain, number=2)
    rules = ("DIRECT_SUPERIOR", "SUPERIOR_OF_SUPERIOR", "UNIT_HEAD", "COMMITTEE")
    for number, rule in enumerate(rules, start=1):
        values = {"mode": "QUORUM", "quorum": 2} if rule == "COMMITTEE" else {}
        tier = Tier.objects.create(version=version, number=number, title=f"Tahap {number}", rule=rule, **values)
    for post in [post for post in posts if post.kind == "HIGH_LEADER"][:3]:
        Seat.objects.create(tier=tier, position=post)
    return ChainVersion.objects.select_related("chain").prefetch_related("tiers").get(pk=version.pk)


if __name__ == "__main__":
    sys.exit(main())
