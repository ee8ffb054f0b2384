"""The office as it was known: over random offices it answers as the live one did before everything changed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories as make
from tests.workflows.approvals.test_whole_office import facts, plain
from tests.workflows.random_office import DAY, build, plans
from workflows.approvals.resolver import explain
from workflows.organization.known_office import KnownOffice
from workflows.organization.models import ActingAppointment, Delegation, Employee, Position, RoleGrant, Tenure, Unit
from workflows.organization.reporting import LiveOffice

pytestmark = pytest.mark.django_db
BEFORE, CHANGED, AFTER = (make.at(DAY, hour) for hour in (8, 9, 10))
PICKS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=8)


@dataclass
class Answers:
    """All that is asked of an office, as values."""

    version: Any
    office: Any

    def all(self) -> dict[str, object]:
        """By what was asked."""
        posts = list(Position.objects.order_by("pk"))
        people = list(Employee.objects.select_related("user").order_by("pk"))
        seen = [getattr(self.office, "post", lambda key: Position.objects.get(pk=key))(post.pk) for post in posts]
        held = [self.office.position_of(person) for person in people]
        return {
            "officers": {key: facts(officer) for key, officer in self.office.officers(seen).items()},
            "delegations": {
                process: {key: given.pk for key, given in self.office.delegations_of(seen, process).items()}
                for process in ("daily", "skp")
            },
            "heads": [self.office.head_of(unit.pk) for unit in Unit.objects.order_by("pk")],
            "held": held,
            "tiers": [
                [plain(found) for found in explain(self.version, person, DAY, post, office=self.office)]
                for person, post in zip(people, held, strict=True)
                if post is not None
            ],
        }


def change(kind: int, which: int, to: int) -> None:
    """Something about the office becomes otherwise, whatever the rules would say; what cannot be is left."""
    models = (Tenure, ActingAppointment, Delegation, RoleGrant, Position, Employee, Tenure)
    rows = list(models[kind].objects.order_by("pk"))
    if not rows:
        return
    row: Any = rows[which % len(rows)]
    if kind == 6:
        row.delete()
        return
    if kind == 4:
        posts = list(Position.objects.filter(pk__lt=row.pk).order_by("pk"))
        row.reports_to, row.job_class = posts[to % len(posts)] if posts else None, to % 5 + 5
    elif kind == 5:
        row.is_active, row.name = not row.is_active, f"{row.name} {to}"
        row.user.is_active = row.is_active
        row.user.save()
    elif kind == 2:
        row.end = row.start
    else:
        row.start, row.end = date(2026, 1, 1), DAY if to % 2 else date(2026, 12, 1)
    row.save()


@settings(max_examples=40, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
@given(plan=plans(), changes=PICKS)
def test_it_answers_as_the_live_office_did_then_and_does_now(plan, changes):
    with transaction.atomic():
        with time_machine.travel(BEFORE, tick=False):
            _, version = build(plan)
        before = Answers(version, LiveOffice(DAY)).all()
        assert Answers(version, KnownOffice(AFTER, None)).all() == before
        with time_machine.travel(CHANGED, tick=False):
            for each in changes:
                change(*each)

        assert Answers(version, KnownOffice(BEFORE, BEFORE)).all() == before
        assert Answers(version, KnownOffice(AFTER, AFTER)).all() == Answers(version, LiveOffice(DAY)).all()
        transaction.set_rollback(True)
