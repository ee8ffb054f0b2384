"""How many statements the pages take on which a report is sent and decided, session and all."""

import sys
from datetime import date

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import ready  # noqa: F401  sets Django up before the models are imported
from benchmarks.forms import approval_form, report_form
from benchmarks.judging import Judge
from tests import factories as make
from workflows.daily.models import DailyProcess, DailyReport
from workflows.engine.models import WorkItem

MOST = 26


def main() -> int:
    """Post a report and an approval, each as the second of its kind: what is asked once a process is left out."""
    judge = Judge()
    office = make.office()
    staff, section = _logged_in(office.staff), _logged_in(office.section)
    for day in (date(2026, 11, 19), date(2026, 11, 20)):
        with CaptureQueriesContext(connection) as submitting:
            response = staff.post("/daily/write/", report_form(day))
        judge.exactly("answer to a report", response.status_code, 302)
        case = DailyProcess.objects.get(report__day=day)
        task_id = WorkItem.objects.open().get(case_id=case.pk).task_id
        with CaptureQueriesContext(connection) as reading:
            section.get(f"/inbox/{task_id}/")
        with CaptureQueriesContext(connection) as deciding:
            response = section.post(f"/inbox/{task_id}/", approval_form(case.content_hash))
        judge.exactly("answer to an approval", response.status_code, 302)
        judge.exactly("reports verified", DailyReport.objects.filter(day=day, status="VERIFIED").count(), 1)
    judge.at_most("queries of sending a report", _asked(submitting), MOST)
    judge.at_most("queries of deciding", _asked(deciding), MOST)
    judge.tell("queries of opening the task", _asked(reading))
    if judge.missed:
        for query in (*submitting, *deciding):
            print("     ", query["sql"][:150])
    return judge.status


def _asked(captured: CaptureQueriesContext) -> int:
    """Statements that ask or write; opening and closing the transaction is told by every one of them alike."""
    return len(
        [query for query in captured if not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))]
    )


def _logged_in(person: make.Employee) -> Client:
    client = Client()
    client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
    return client


if __name__ == "__main__":
    sys.exit(main())
