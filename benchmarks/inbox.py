"""The inbox's page at a thousand and at a million open and closed tasks, with four acted posts: hardly longer."""

import sys

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import ready  # noqa: F401  sets Django up before the models are imported
from benchmarks.items import fill, settle
from benchmarks.judging import Judge, median_ratio, median_seconds
from tests import factories as make
from workflows.audit import clock
from workflows.engine.inbox import PAGE, arms_of, read_page
from workflows.engine.models import WorkItem
from workflows.organization.models import Employee

FEW, MANY = 1_000, 1_000_000
MOST_QUERIES, MOST_TIMES_LONGER = 8, 1.15
ACTED = 4


def main() -> int:
    """Measure two people's inboxes in one database: one among few tasks, one among many.

    Both stand in their own post and act for four others; half of the tasks of each are done.
    """
    judge = Judge()
    few, many = _person_with(FEW), _person_with(MANY)
    settle()
    judge.tell("work items in the table", WorkItem.objects.count())
    pages = {}
    for name, person in (("few", few), ("many", many)):
        client = Client()
        client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
        pages[name] = client
    queries = {}
    for name, client in pages.items():
        client.get("/inbox/")
        with CaptureQueriesContext(connection) as captured:
            response = client.get("/inbox/")
        queries[name] = len(captured)
        rows = response.content.decode().count("/inbox/") if response.status_code == 200 else 0
        judge.at_least(f"rows of the page among {name}", min(rows, PAGE), PAGE)
    judge.at_most(f"queries of the page at {FEW}", queries["few"], MOST_QUERIES)
    judge.at_most(f"queries of the page at {MANY:,}", queries["many"], queries["few"])
    taken = {name: median_seconds(lambda client=client: client.get("/inbox/")) for name, client in pages.items()}
    judge.tell("milliseconds of the page", {name: round(1000 * seconds, 1) for name, seconds in taken.items()})
    ratio = median_ratio(lambda: pages["many"].get("/inbox/"), lambda: pages["few"].get("/inbox/"), 25)
    judge.at_most(f"time of the page at {MANY:,} against {FEW}", ratio, MOST_TIMES_LONGER, " times")
    ratio = median_ratio(lambda: _first_page(many), lambda: _first_page(few), 25)
    judge.tell("time of reading its rows alone", f"{ratio:.2f} times")
    ratio = median_ratio(lambda: _deep_page(many), lambda: _first_page(many), 25)
    judge.tell("time of a page far down against the first", f"{ratio:.2f} times")
    return judge.status


def _person_with(tasks: int) -> Employee:
    """Somebody in whose posts so many tasks wait or waited, among as many of others."""
    office = make.office()
    beside = [
        make.position(f"Kepala Sub Bidang {n}", office.posts["staff"].unit, office.posts["division"], kind="SUPERVISOR")
        for n in range(1, ACTED)
    ]
    acted = [office.posts["second_section"], *beside]
    for post in acted:
        make.acting(office.section, post)
    make.submitted_report(office.staff)
    example = WorkItem.objects.order_by("-pk").get(person=office.staff)
    mine = [office.posts["section"].pk, *(post.pk for post in acted)]
    fill(example, tasks, posts=[*mine, office.posts["other"].pk])
    return office.section


def _first_page(person: Employee) -> None:
    read_page(arms_of(person.user, person, clock.today()))


def _deep_page(person: Employee) -> None:
    middle = WorkItem.objects.open().filter(owner=person.user, due_at__isnull=False)
    place = _PLACES.get(person.pk)
    if place is None:
        row = middle.order_by("due_at", "pk")[middle.count() // 2]
        place = _PLACES[person.pk] = (row.due_at, row.pk)
    read_page(arms_of(person.user, person, clock.today()), after=place)


_PLACES: dict[int, tuple] = {}

if __name__ == "__main__":
    sys.exit(main())
