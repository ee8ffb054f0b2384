"""Who served where in a period, and under whom: the parts in which their work is assessed."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from workflows.organization.models import ActingAppointment, Period, Position, Tenure
from workflows.rules.service_parts import ServicePart, Span, Standing, service_parts

Place = tuple[int, int]  # the employee's key, the post's


def parts_of_service(places: Collection[tuple[int, Position]], period: Period) -> dict[Place, list[ServicePart]]:
    """The parts of the period in which each of these people served in the post; none where they did not. Two queries.

    A Plt serves in the post as its holder does. The superior of a part is the key of whoever held, or as Plt led, the
    post that it reports to; a Plh stands in for a while and makes no part.
    """
    posts = {post.pk: post for _employee, post in places}
    people = {employee for employee, _post in places}
    above = {post.reports_to_id for post in posts.values() if post.reports_to_id is not None}
    served: dict[Place, list[Span]] = defaultdict(list)
    led: dict[int, list[Standing]] = defaultdict(list)
    for employee, post, start, end in _standing(period, people, above):
        served[employee, post].append(Span(start, end))
        led[post].append(Standing(Span(start, end), employee))
    return {
        (employee, post.pk): service_parts(
            period.start, period.end, served.get((employee, post.pk), ()), _others(led, post, employee)
        )
        for employee, post in places
    }


def _others(led: Mapping[int, list[Standing]], post: Position, employee: int) -> list[Standing]:
    """Who stood above; whoever acts for their own superior is not their own superior."""
    return [standing for standing in led.get(post.reports_to_id or 0, ()) if standing.who != employee]


def _standing(period: Period, people: Collection[int], posts: Collection[int]) -> list[tuple[Any, ...]]:
    """Who held or as Plt led which post from when to when, of what touches the period: these people's, these posts'."""
    in_posts = Q(position__in=posts)
    tenures = _touching(Tenure.objects.filter(Q(employee__in=people) | in_posts), period)
    leading = ActingAppointment.objects.filter(capacity=ActingAppointment.Capacity.PLT)
    acting = _touching(leading.filter(Q(officer__in=people) | in_posts), period)
    return [
        *tenures.values_list("employee_id", "position_id", "start", "end"),
        *acting.values_list("officer_id", "position_id", "start", "end"),
    ]


def _touching(rows: QuerySet[Any], period: Period) -> QuerySet[Any]:
    return rows.filter(Q(end__isnull=True) | Q(end__gt=period.start), start__lt=period.end)
