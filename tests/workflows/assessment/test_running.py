"""The running achievement of many is what their assessments would be opened with, in as many statements as one's."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.workflows.assessment import states as given
from workflows.assessment.models import ResultRealisation
from workflows.assessment.opening import open_assessments, plans_of
from workflows.assessment.running import running_achievements
from workflows.organization.actor import Actor, Channel
from workflows.skp.models import Indicator

pytestmark = pytest.mark.django_db
AT = make.at(date(2027, 1, 4), 6)


def a_staff_of(people, office):
    for number in range(people):
        post = make.position(f"Analis {number}", office.posts["staff"].unit, office.posts["section"])
        given.set_plan(make.employee(f"Pegawai {number}", post), post, quantity=Decimal("12.50") + number)


def test_it_is_what_an_assessment_is_opened_with():
    a_staff_of(3, make.office())
    # From half of the year's target to twice as much: a month's share of it is asked of a month.
    Indicator.objects.filter(measure="QUANTITY", target__isnull=False, result__skp__position__title="Analis 1").update(
        direction="RANGE", target_low=Decimal(180), target_high=Decimal(720)
    )
    october = given.october()

    running = running_achievements(plans_of(october), october)

    open_assessments(period=october, by=Actor.system("tick", Channel.DEMO), at=AT)
    rows = ResultRealisation.objects.values_list(
        "assessment__skp", "indicator", "target", "realised", "reports", "achievement"
    )
    assert sorted(running) == sorted(rows)
    assert len(running) == 6
    assert sum(row.achievement is not None for row in running) == 3


def test_more_people_cost_no_more_statements():
    office, october = make.office(), given.october()

    def statements(people):
        a_staff_of(people, office)
        with CaptureQueriesContext(connection) as captured:
            running = running_achievements(plans_of(october), october)
        assert len(running) >= 2 * people
        return len(captured)

    assert statements(1) == statements(7) == 3
