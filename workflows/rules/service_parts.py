"""Into which parts a period falls for somebody in a post: while they served there, under one superior each.

PermenPANRB 6/2022 has whoever moves in mid-period assessed where and by whom they worked. A day on which nobody stood
above belongs to the superior who came next, or where none came to the one before. Of a long leave (cuti besar, cuti di
luar tanggungan negara, tugas belajar) no article says how its days count; the office's rule here [?]: they carry no
target, at the edge of a part they cut it off, inside it they are counted out, and a part that is leave alone is none.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Span:
    """Days, [start, end); without an end they go on."""

    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Who stood above in these days."""

    span: Span
    who: Hashable


@dataclass(frozen=True, slots=True)
class ServicePart:
    """A part of the period, [start, end), served in one go under one superior; None where nobody ever stood above.

    `leave_days` are those of its days, never its first or last, on which the person was on a long leave.
    """

    start: date
    end: date
    superior: Hashable
    leave_days: int = 0

    @property
    def days(self) -> int:
        """How many days it has, without the leave inside it."""
        return (self.end - self.start).days - self.leave_days


def service_parts(start: date, end: date, served: Iterable[Span], above: Sequence[Standing]) -> list[ServicePart]:
    """The parts of the period [start, end) in which somebody served, in order; none where they did not serve at all."""
    return [
        part
        for first, last in _joined(_clipped(span, start, end) for span in served)
        for part in _under_each(first, last, above)
    ]


def without_leave(parts: Iterable[ServicePart], leaves: Iterable[Span]) -> list[ServicePart]:
    """The parts without days of long leave: cut off at the edges, counted inside; what is leave alone is left out."""
    away = list(leaves)
    return [kept for part in parts if (kept := _worked(part, away)) is not None]


def days_away(leaves: Iterable[Span], start: date, end: date) -> list[tuple[date, date]]:
    """The days of these leaves in [start, end), each once: in order, those that touch or overlap as one."""
    return _joined(_clipped(leave, start, end) for leave in leaves)


def is_whole(parts: Sequence[ServicePart], start: date, end: date) -> bool:
    """Whether the period is served as one part."""
    return len(parts) == 1 and (parts[0].start, parts[0].end) == (start, end)


def _worked(part: ServicePart, leaves: Iterable[Span]) -> ServicePart | None:
    away = days_away(leaves, part.start, part.end)
    start, end = part.start, part.end
    if away and away[0][0] == start:
        start = away.pop(0)[1]
    if away and away[-1][1] == end:
        end = away.pop()[0]
    inside = sum((last - first).days for first, last in away)
    return replace(part, start=start, end=end, leave_days=inside) if start < end else None


def _clipped(span: Span, start: date, end: date) -> tuple[date, date]:
    return max(span.start, start), end if span.end is None else min(span.end, end)


def _joined(spans: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """The spans in order, those that touch or overlap as one; empty ones left out."""
    joined: list[tuple[date, date]] = []
    for first, last in sorted(span for span in spans if span[0] < span[1]):
        if joined and first <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], last)
        else:
            joined.append((first, last))
    return joined


def _under_each(first: date, last: date, above: Sequence[Standing]) -> list[ServicePart]:
    spans = [(_clipped(standing.span, first, last), standing.who) for standing in above]
    stood = sorted(((span, who) for span, who in spans if span[0] < span[1]), key=lambda each: each[0])
    parts: list[ServicePart] = []
    begins = first
    for place, ((_since, until), who) in enumerate(stood):
        # Until the next one comes, or to the end: a vacancy behind the last one is theirs.
        ends = last if place == len(stood) - 1 else until
        if parts and parts[-1].superior == who:
            parts[-1] = ServicePart(parts[-1].start, ends, who)
        elif ends > begins:
            parts.append(ServicePart(begins, ends, who))
        begins = ends
    return parts or [ServicePart(first, last, None)]
