"""Who stands above whom on a day, for notes and incidents: holders and acting officers, in every post of the person."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from workflows.organization.models import Employee, Position
from workflows.organization.reporting import GapInLine, LineEnds, Officer, assessor_of, posts_above, posts_stood_in

LINE = "reports_to__reports_to__reports_to__reports_to__reports_to"


@dataclass(frozen=True, slots=True)
class Bond:
    """A superior and a subordinate, each in the post in which they are it."""

    superior: Officer
    subordinate: Officer


def direct_bonds(employee: Employee, on: date, own: list[Officer] | None = None) -> list[Bond]:
    """Who is the employee's direct superior that day: one for each post that they hold or act for, if anybody is."""
    bonds = []
    for post in own if own is not None else own_posts(employee, on):
        try:
            bonds.append(Bond(assessor_of(employee, on, post.position), post))
        except (GapInLine, LineEnds):
            continue  # nobody writes to a vacant post, and above the last one there is nobody
    return bonds


def direct_bond(superior: Employee, subordinate: Employee, on: date) -> Bond | None:
    """The two as superior and subordinate of that day; None where the one is not the other's direct superior."""
    return next((bond for bond in direct_bonds(subordinate, on) if bond.superior.employee.pk == superior.pk), None)


def bonds_of(author: Employee, employee: Employee, on: date) -> tuple[Bond | None, Bond | None]:
    """`bond_above` and, where the author is it, `direct_bond`; the employee's posts are asked for once."""
    own = own_posts(employee, on)
    above = bond_above(author, employee, on, own)
    if above is None:
        return None, None
    return above, next((bond for bond in direct_bonds(employee, on, own) if bond.superior.employee == author), None)


def bond_above(author: Employee, employee: Employee, on: date, own: list[Officer] | None = None) -> Bond | None:
    """The author as somebody above the employee that day, at whatever height, nearest first; None where they are not.

    A holder counts also while somebody acts for them: being away is no ban from having seen something.
    """
    if author.pk == employee.pk:
        return None
    stood_in = posts_stood_in(author, on)
    line = _above(stood_in, own if own is not None else own_posts(employee, on))
    return next((bond for bond in line if not bond.superior.concerns(employee)), None)


def own_posts(employee: Employee, on: date) -> list[Officer]:
    """The posts in which the employee stands, with those above them; three queries however long the line is."""
    stood_in = posts_stood_in(employee, on)
    lines = Position.objects.filter(pk__in=stood_in).select_related(LINE).in_bulk()
    return [replace(officer, position=lines[key]) for key, officer in stood_in.items()]


def _above(stood_in: dict[int, Officer], own: list[Officer]) -> Iterator[Bond]:
    for held in own:
        for post in posts_above(held.position):
            if post.pk in stood_in:
                yield Bond(stood_in[post.pk], held)
