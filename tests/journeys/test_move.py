"""Through the pages: somebody moves to another post in the middle of a month, and is rated where the work was done."""

from datetime import date

import pytest

from tests import factories as make
from tests.journeys.conftest import decide
from tests.journeys.test_assessment import account_for, rate
from tests.workflows.assessment import states
from workflows.assessment.models import Assessment
from workflows.organization.models import Period, Tenure

pytestmark = pytest.mark.django_db
MOVED_ON = date(2026, 10, 17)


@pytest.fixture
def new_post(office):
    """A post under the division, to which the employee moves; each post has its plan."""
    post = make.position("Analis Kinerja", office.posts["staff"].unit, office.posts["division"])
    states.set_plan(office.staff, office.posts["staff"])
    states.set_plan(office.staff, post)
    Tenure.objects.filter(employee=office.staff, end=None).update(end=MOVED_ON)
    Tenure.objects.create(employee=office.staff, position=post, start=MOVED_ON)
    return post


def address_of(assessment):
    return f"/inbox/{states.task(assessment).task_id}/"


def opened(as_, hr, code):
    """HR opens everybody's assessment from the period's page."""
    period = Period.objects.get(code=code)
    as_(hr).open(f"/admin/organization/period/{period.pk}/assessment/").press("Buka penilaian semua pegawai")


def rated_through_the_tiers(as_, assessment, assessor):
    """Rated by this assessor, ratified by whoever is asked, accepted by the person."""
    assert states.task(assessment).owner == assessor.user
    rate(as_(assessor), address_of(assessment))
    decide(as_(states.task(assessment).owner.employee), address_of(assessment), "approve")
    as_(assessment.employee).open(address_of(assessment)).press("Terima penilaian")


def test_each_part_is_rated_by_who_was_superior_then_and_both_are_one_month(office, as_, hr, today, new_post):
    today(date(2026, 11, 3))
    opened(as_, hr, "2026-10")
    before, after = Assessment.objects.filter(employee=office.staff).order_by("starts_on")
    staff = as_(office.staff)
    for part in (before, after):
        account_for(staff, address_of(part), part)

    # The superior of one part neither rates nor sees the work list of the other.
    assert as_(office.section).client.get(address_of(after)).status_code in {403, 404}
    rated_through_the_tiers(as_, before, office.section)
    rated_through_the_tiers(as_, after, office.division)

    for part, days in ((before, "1 Oktober 2026 sampai 16 Oktober 2026"), (after, "17 Oktober 2026 sampai 31 Oktober")):
        part.refresh_from_db()
        assert (part.status, part.predicate) == (Assessment.Status.FINAL, "GOOD")
        staff.open(f"/assessment/{part.pk}/").sees(days, "Baik")
    staff.sees("Gabungan bagian-bagiannya", "Gabungan: Baik").open("/results/").sees(
        "1 Oktober 2026 sampai 16", "17 Oktober 2026 sampai 31"
    )
    assert as_(office.other).client.get(f"/assessment/{after.pk}/").status_code == 404

    today(date(2027, 1, 5))
    opened(as_, hr, "2026")
    spans = [each.span for each in Assessment.objects.filter(period__code="2026", employee=office.staff)]
    assert sorted(spans) == [(date(2026, 1, 1), MOVED_ON), (MOVED_ON, date(2027, 1, 1))]
