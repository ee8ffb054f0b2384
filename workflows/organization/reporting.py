"""Who was whose superior on a day: the reporting line of posts, and who stands in each.

The line is `Position.reports_to`; who stands in a post is `standing`'s answer. A post in which nobody stands is a gap,
and the gap is named. `office` is an `Office` read beforehand (`WholeOffice`) where thousands are asked about; without
one the database is asked.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import chain, islice
from operator import attrgetter

from workflows.organization.models import Employee, Position
from workflows.organization.offices import LiveOffice, Office, office_on
from workflows.organization.standing import (
    Officer,
    delegates_of,
    delegations_of,
    holders_of,
    officers,
    posts_of,
    posts_seen_from,
    posts_stood_in,
)
from workflows.organization.whole_office import WholeOffice

__all__ = [
    "DEEPEST",
    "GapInLine",
    "LineEnds",
    "LiveOffice",
    "Office",
    "Officer",
    "WholeOffice",
    "assessor_of",
    "delegates_of",
    "delegations_of",
    "holders_of",
    "officers",
    "position_of",
    "posts_above",
    "posts_below",
    "posts_of",
    "posts_seen_from",
    "posts_stood_in",
    "reporting_line",
    "superior",
]

DEEPEST = 12  # no office has more tiers; a longer line is a circle that slipped past


class GapInLine(Exception):
    """A post of the line in which nobody stands on the day."""

    def __init__(self, position: Position, on: date) -> None:
        self.position, self.on = position, on
        super().__init__(
            f"Jabatan {position.title} ({position.code}) kosong pada {on:%d-%m-%Y} dan belum ada Plt atau Plh. "
            "Tetapkan pejabat atau Plt di data jabatan."
        )


class LineEnds(Exception):
    """Nobody stands above: the post is the end of the reporting line."""

    def __init__(self, position: Position) -> None:
        self.position = position
        super().__init__(
            f"Di atas {position.title} ({position.code}) tidak ada jabatan: garis atasan berakhir di sini."
        )


def position_of(employee: Employee, on: date) -> Position | None:
    """The post that the employee holds on the day, with the posts above it; one query."""
    return LiveOffice(on).position_of(employee)


def posts_above(position: Position) -> list[Position]:
    """The posts above, nearest first."""
    return list(islice(_upwards(position, attrgetter("reports_to")), DEEPEST))


def reporting_line(employee: Employee, on: date, position: Position | None = None) -> list[Officer]:
    """Everybody above the employee on the day, nearest first; of `position` where the employee has several posts.

    Whoever stands in a post above and is the employee themselves (a Plt of one's own superior), or acts for them there,
    is passed over: nobody is their own superior.

    :raises GapInLine: a post of the line in which nobody stands.
    """
    own = position or position_of(employee, on)
    if own is None:
        return []
    above = posts_above(own)
    standing = officers(above, on)
    line = []
    for post in above:
        officer = standing.get(post.pk)
        if officer is None:
            raise GapInLine(post, on)
        if not officer.concerns(employee):
            line.append(officer)
    return line


def assessor_of(
    employee: Employee, on: date, position: Position | None = None, *, office: Office | None = None
) -> Officer:
    """The direct superior who assesses the employee on the day.

    :raises GapInLine: nobody stands in the superior's post.
    :raises LineEnds: there is no post above.
    """
    return superior(employee, on, 1, position, office=office)


def superior(
    employee: Employee, on: date, steps: int, position: Position | None = None, *, office: Office | None = None
) -> Officer:
    """The superior so many steps up (1 the direct one, 2 the superior's superior); gaps higher up do not matter.

    :raises GapInLine: nobody stands in that post, or in one on the way.
    :raises LineEnds: the line has fewer steps.
    """
    asked = office_on(office, on)
    own = position or asked.position_of(employee)
    if own is None:
        raise LineEnds(Position(code=employee.nip, title=employee.name))
    above = islice(_upwards(own, asked.above), DEEPEST)
    nearest = list(islice(above, steps))
    standing = asked.officers(nearest)
    remaining = steps
    last = own
    for post in chain(nearest, above):
        officer = standing.get(post.pk) or asked.officers([post]).get(post.pk)
        if officer is None:
            raise GapInLine(post, on)
        if not officer.concerns(employee):
            remaining -= 1
        if remaining == 0:
            return officer
        last = post
    raise LineEnds(last)


def _upwards(position: Position, next_of: Callable[[Position], Position | None]) -> Iterator[Position]:
    """The posts above, nearest first, each read only when it is asked for."""
    above = next_of(position)
    while above is not None:
        yield above
        above = next_of(above)


def posts_below(positions: Iterable[Position], everybody: dict[int | None, list[Position]]) -> list[Position]:
    """All posts below these, nearest first, from a map of superior's key to posts."""
    below: list[Position] = []
    level = list(positions)
    while level and len(below) < 100_000:
        level = [post for above in level for post in everybody.get(above.pk, [])]
        below.extend(level)
    return below
