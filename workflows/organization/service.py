"""Who served where in a period, and under whom: the parts in which their work is assessed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import CharField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast

from workflows.organization.calendar import days_within
from workflows.organization.models import ActingAppointment, Leave, Period, Position, Tenure
from workflows.rules.service_parts import ServicePart, Span, Standing, days_away, service_parts, without_leave

Place = tuple[int, int]  # the employee's key, the post's


def parts_of_service(places: Collection[tuple[int, Position]], period: Period) -> dict[Place, list[ServicePart]]:
    """The parts of the period in which each of these people served in the post; none where they did not. One query.

    A Plt serves in the post as its holder does. The superior of a part is the key of whoever held, or as Plt led, the
    post that it reports to; a Plh stands in for a while and makes no part. Days of a long leave are none of service.
    """
    posts = {post.pk: post for _employee, post in places}
    people = {employee for employee, _post in places}
    above = {post.reports_to_id for post in posts.values() if post.reports_to_id is not None}
    served: dict[Place, list[Span]] = defaultdict(list)
    led: dict[int, list[Standing]] = defaultdict(list)
    away: dict[int, list[Span]] = defaultdict(list)
    for employee, post, start, end in _standing(period, people, above):
        if post is None:
            away[employee].append(Span(start, end))
            continue
        served[employee, post].append(Span(start, end))
        led[post].append(Standing(Span(start, end), employee))
    found: dict[Place, list[ServicePart]] = {}
    for employee, post in places:
        spans = served.get((employee, post.pk), ())
        parts = service_parts(period.start, period.end, spans, _others(led, post, employee))
        found[employee, post.pk] = without_leave(parts, away.get(employee, ()))
    return found


def served_in(period: Period) -> Q:
    """The filter of rows with an `employee` and a `position` to those who served there in the period, as above.

    Of a long leave it knows nothing: `parts_of_service` does.
    """
    here = {"employee": OuterRef("employee"), "position": OuterRef("position")}
    acting = {"officer": OuterRef("employee"), "position": OuterRef("position")}
    held = _touching(Tenure.objects.filter(**here), period)
    led = _touching(ActingAppointment.objects.filter(capacity=ActingAppointment.Capacity.PLT, **acting), period)
    return Q(Exists(held)) | Q(Exists(led))


@dataclass(slots=True)
class Presence:
    """When somebody held a post, half-open, and on which days they were on leave of which kind."""

    in_post: list[tuple[date, date | None]] = field(default_factory=list)
    away: dict[date, str] = field(default_factory=dict)


def presences(first: date, after_last: date, people: Collection[int] | None = None) -> dict[int, Presence]:
    """When each of these, or everybody, held a post or was on leave, as far as it touches [first, after_last): 1 query.

    Whoever did neither is there as well once asked for.
    """
    open_ended = Q(end__isnull=True) | Q(end__gt=first)
    held: QuerySet[Any] = Tenure.objects.filter(open_ended, start__lt=after_last)
    leaves: QuerySet[Any] = Leave.objects.touching(first, after_last)
    if people is not None:
        held, leaves = held.filter(employee__in=people), leaves.filter(employee__in=people)
    rows = held.order_by().annotate(what=Value("", CharField())).values_list("employee_id", "what", "start", "end")
    also = leaves.order_by().annotate(what=F("kind")).values_list("employee_id", "what", "start", "end")
    found: dict[int, Presence] = defaultdict(Presence)
    for employee, kind, start, end in rows.union(also, all=True):
        if kind:
            found[employee].away |= dict.fromkeys(days_within(start, end, first, after_last), kind)
        else:
            found[employee].in_post.append((start, end))
    return found


def long_leave_of(employee_id: int, start: date, end: date) -> list[tuple[date, date]]:
    """The days of the person's long leave in [start, end), as spans in order. One query."""
    rows = Leave.objects.long().touching(start, end).filter(employee=employee_id)
    return days_away([Span(*ends) for ends in rows.values_list("start", "end")], start, end)


def _others(led: Mapping[int, list[Standing]], post: Position, employee: int) -> list[Standing]:
    """Who stood above; whoever acts for their own superior is not their own superior."""
    return [standing for standing in led.get(post.reports_to_id or 0, ()) if standing.who != employee]


def _standing(period: Period, people: Collection[int], posts: Collection[int]) -> Iterable[tuple[Any, ...]]:
    """Who held or as Plt led which post from when to when, of what touches the period: these people's, these posts'.

    Without a post: when these people were on a long leave.
    """
    in_posts = Q(position__in=posts)
    tenures = _touching(Tenure.objects.filter(Q(employee__in=people) | in_posts), period)
    leading = ActingAppointment.objects.filter(capacity=ActingAppointment.Capacity.PLT)
    acting = _touching(leading.filter(Q(officer__in=people) | in_posts), period)
    nowhere = Cast(Value(None, IntegerField()), IntegerField())
    away = Leave.objects.long().touching(period.start, period.end).filter(employee__in=people)
    return _spans(tenures, F("employee"), F("position")).union(
        _spans(acting, F("officer"), F("position")), _spans(away, F("employee"), nowhere), all=True
    )


def _spans(rows: QuerySet[Any], who: Any, where: Any) -> QuerySet[Any, tuple[Any, ...]]:
    return rows.order_by().annotate(who=who, where=where).values_list("who", "where", "start", "end")


def _touching(rows: QuerySet[Any], period: Period) -> QuerySet[Any]:
    return rows.filter(Q(end__isnull=True) | Q(end__gt=period.start), start__lt=period.end)
