"""Whom a round of opinion would ask: peers under the same superior, and those who report to the person's posts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workflows.organization.models import Employee, Position
from workflows.organization.reporting import holders_of, officers, posts_above, posts_stood_in


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rater who comes to mind, with the post by which they do."""

    employee: Employee
    post: Position


@dataclass(frozen=True, slots=True)
class Proposed:
    """The proposals by group, by name."""

    peers: list[Proposal]
    subordinates: list[Proposal]


def propose_raters(person: Employee, on: date) -> Proposed:
    """Who stands in the posts beside and below the person's own and acted ones; HR adds and leaves out."""
    own = {key: officer.position for key, officer in posts_stood_in(person, on).items()}
    above = {post.reports_to_id for post in own.values() if post.reports_to_id is not None}
    not_asked = {person.pk, *people_above(person, on)}
    below = _standing(Position.objects.filter(reports_to__in=own).exclude(pk__in=own), on, not_asked)
    beside = Position.objects.filter(reports_to__in=above).exclude(pk__in=own)
    peers = _standing(beside, on, not_asked | {each.employee.pk for each in below})
    return Proposed(peers, below)


def people_above(person: Employee, on: date) -> set[int]:
    """The keys of everybody above the person: who holds a post above, and who acts in one."""
    posts: dict[int, Position] = {}
    for own in posts_stood_in(person, on).values():
        posts |= {post.pk: post for post in posts_above(own.position)}
    acting = {officer.employee.pk for officer in officers(posts.values(), on).values()}
    return (acting | {holder.pk for holder in holders_of(posts, on).values()}) - {person.pk}


def _standing(posts: Iterable[Position], on: date, but: set[int]) -> list[Proposal]:
    found = {
        officer.employee.pk: Proposal(officer.employee, officer.position)
        for officer in officers(posts, on).values()
        if officer.employee.pk not in but
    }
    return sorted(found.values(), key=lambda each: (each.employee.name, each.employee.pk))
