"""Eight ways in which one task may be decided at the same moment: pages, bulk, the back-office and an action.

Each way says in a word how it was answered: `DECIDED`, or what its person was told instead. The tests race them, and
the benchmark a thousand times over.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from django.contrib.messages import get_messages
from django.db import transaction
from django.test import Client

from tests import factories as make
from workflows.audit.models import Decision
from workflows.daily import actions as daily
from workflows.daily.models import DailyProcess, DailyReport
from workflows.engine import held, many, turns
from workflows.engine.models import WorkItem
from workflows.engine.refusals import Refusal
from workflows.engine.starting import start
from workflows.organization.models import Employee

DECIDED = "decided"
TOLD = frozenset({"page 403", "page 409", "bulk refused", "back-office warned", "action MovedOn", "action NotYours"})
REASON = "Lampirkan bukti dukungnya."
DECIDING = ("APPROVE", "RETURN", "OVERRIDE")
Way = Callable[[int], str]


def waiting_tasks(office: make.Office, count: int) -> list[int]:
    """The tasks of so many reports of the staff, one a day, that wait for the section's head."""
    by = make.actor(office.staff)
    with transaction.atomic():
        for back in range(count):
            day = make.A_MONDAY - timedelta(days=back)
            report = DailyReport.objects.create(
                employee=office.staff, day=day, position=office.posts["staff"], status="SUBMITTED"
            )
            start("daily", by=by, at=make.at(day), person=office.staff, position=report.position, report=report)
    return list(WorkItem.objects.open().order_by("pk").values_list("task_id", flat=True))


def browser_of(person: Employee) -> Client:
    """A browser in which the person is logged in; what fails in it is an answer of 500."""
    client = Client(raise_request_exception=False)
    client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
    return client


class Ways:
    """The ways to the tasks of an office whose section's head has a Plh; two HR admins stand beside them.

    Each has browsers of its own, so that a way is one tab.
    """

    def __init__(self, office: make.Office) -> None:
        self.office = office
        make.acting(office.other, office.posts["section"], "PLH", start=make.A_MONDAY)
        self.admins = [make.with_role("HR_ADMIN", name) for name in ("Ratna Kepegawaian", "Rina Kepegawaian")]
        self.tasks: list[int] = []
        self.seen: dict[int, str] = {}

    def open_tasks(self, count: int) -> list[int]:
        """So many waiting tasks, and what every tab has on its screen of them."""
        self.tasks = waiting_tasks(self.office, count)
        cases = DailyProcess.objects.select_related("report").filter(finished=None)
        hashes = {case.pk: case.content_hash for case in cases}
        rows = WorkItem.objects.open().values_list("task_id", "case_id")
        self.seen = {task_id: hashes[case_id] for task_id, case_id in rows}
        return self.tasks

    def all_eight(self) -> dict[str, Way]:
        """By name: three pages of the task, two presses, two overrides, one action."""
        holder, plh = self.office.section, self.office.other
        first, second = self.admins
        return {
            "page of the holder": self.page(holder, "approve"),
            "second tab of the holder": self.page(holder, "return"),
            "page of the Plh": self.page(plh, "approve"),
            "press of the holder": self.press(holder),
            "press of the Plh": self.press(plh),
            "override": self.override(first, "approve"),
            "another override": self.override(second, "return"),
            "action of the Plh": self.action(plh),
        }

    def page(self, person: Employee, verb: str) -> Way:
        """The decision page of the task."""
        client = browser_of(person)

        def decide(task_id: int) -> str:
            form = {"verb": verb, "seen": self.seen[task_id], "return_reason": REASON}
            status = client.post(f"/inbox/{task_id}/", form).status_code
            return DECIDED if status == 302 else f"page {status}"

        return decide

    def press(self, person: Employee) -> Way:
        """The button under the inbox, with this one report ticked."""
        client = browser_of(person)

        def decide(task_id: int) -> str:
            answer = client.post("/inbox/selected/", {"l": [task_id]})
            if answer.status_code != 200:
                return f"bulk {answer.status_code}"
            # Read off the page: where tests run in threads, each client's `context` holds the others' too.
            page = answer.content.decode()
            approved, refused = 'aria-labelledby="ok"' in page, "notice-amber" in page
            return {(True, False): DECIDED, (False, True): "bulk refused"}.get((approved, refused), "bulk unclear")

        return decide

    def override(self, admin: Employee, verb: str) -> Way:
        """The back-office's page of the task."""
        client = browser_of(admin)

        def decide(task_id: int) -> str:
            client.cookies.pop("messages", None)
            form = {"verb": verb, "seen": self.seen[task_id], "reason": REASON}
            answer = client.post(f"/admin/engine/workitem/override/{task_id}/", form)
            if answer.status_code != 302:
                return f"back-office {answer.status_code}"
            (message,) = get_messages(answer.wsgi_request)
            return {"success": DECIDED, "warning": "back-office warned"}[message.level_tag]

        return decide

    def action(self, person: Employee) -> Way:
        """The action itself, as the API and commands would call it."""
        by = make.actor(person)

        def decide(task_id: int) -> str:
            try:
                daily.verify(task_id=task_id, by=by, at=make.at(make.A_MONDAY, 17))
            except Refusal as refusal:
                return f"action {type(refusal).__name__}"
            return DECIDED

        return decide


class StartingLine:
    """Before the lock of the case: in every second round all wait there for each other, each having read the task as
    open. One of them, in turn, is let to the lock first; all others ask for what it holds.

    In the other rounds they only begin together, so that whoever is slow comes to a task that is decided already.
    """

    def __init__(self, parties: int) -> None:
        self.barrier = threading.Barrier(parties, timeout=60)
        self.runner = threading.local()

    def begin(self, number: int, place: int) -> None:
        """Say that the runner of this place begins this round."""
        again, is_free = divmod(number, 2)
        self.runner.waits, self.runner.is_first = not is_free, again % self.barrier.parties == place

    @contextmanager
    def drawn(self) -> Iterator[None]:
        """Everybody who comes to the lock of a case, or of many, comes by the line first."""
        one, chunk = self._behind(turns.locked_case), self._behind(many.read_chunk)
        with (
            patch.object(turns, "locked_case", one),
            patch.object(held, "locked_case", one),
            patch.object(many, "read_chunk", chunk),
        ):
            yield

    def _behind(self, reach: Callable[..., Any]) -> Callable[..., Any]:
        def reached(*args: Any, **kwargs: Any) -> Any:
            waits, self.runner.waits = getattr(self.runner, "waits", False), False
            if not waits:  # a free round, or there already in this one
                return reach(*args, **kwargs)
            self.barrier.wait()
            if not self.runner.is_first:
                self.barrier.wait()
                return reach(*args, **kwargs)
            try:
                return reach(*args, **kwargs)
            finally:
                self.barrier.wait()

        return reached


def decisions_of_tasks() -> Counter[int]:
    """By task, how many decisions stand in the record of its case."""
    of_case = Counter(Decision.objects.filter(verb__in=DECIDING).values_list("case_id", flat=True))
    rows = WorkItem.objects.filter(tier__isnull=False).values_list("task_id", "case_id").distinct()
    return Counter({task_id: of_case[case_id] for task_id, case_id in rows})


def contradicting() -> list[Any]:
    """Reports that do not stand as the one decision of their case says."""
    status_of = {"APPROVE": "VERIFIED", "RETURN": "RETURNED"}
    said = {
        decision.case_id: status_of[str(decision.details.get("as", decision.verb))]
        for decision in Decision.objects.filter(verb__in=DECIDING)
    }
    cases = DailyProcess.objects.select_related("report")
    return [case.report for case in cases if case.report.status != said.get(case.pk, "SUBMITTED")]
