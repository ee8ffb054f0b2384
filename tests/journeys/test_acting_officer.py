"""A Plh decides while the holder is away: both names are kept; afterwards the work is the holder's again by itself."""

from datetime import date

import pytest

from tests import factories as make
from tests.journeys.conftest import decide, task_address
from tests.journeys.papers import words_on
from tests.journeys.test_assessment import account_for, rate
from tests.workflows.assessment import states as given
from workflows.audit.models import Decision
from workflows.daily.models import DailyReport
from workflows.organization.models import Employee

pytestmark = pytest.mark.django_db
DECREE = "SP 800/256/BKPSDM/2026"
FIRST, LAST, BACK = date(2026, 11, 16), date(2026, 11, 20), date(2026, 11, 23)


@pytest.fixture
def plh(office) -> Employee:
    """The head of the other section, Plh of the section from the 16th to the 20th."""
    officer = make.employee("Dewi Lestari", office.posts["second_section"])
    appointment = make.acting(officer, office.posts["section"], "PLH", start=FIRST, end=date(2026, 11, 21))
    appointment.decree = DECREE
    appointment.save()
    return officer


def test_the_plh_decides_and_both_names_are_kept(office, as_, today, plh):
    assessment = given.opened(office.staff, office.posts["staff"])
    staff, officer = as_(office.staff), as_(plh)
    today(FIRST)
    account_for(staff, task_address("assessment", office.staff), assessment)

    officer.open("/inbox/").sees("Plh Kepala Sub Bidang Mutasi")
    officer.open(task_address("assessment", office.staff)).sees("Jaya Ramadan", DECREE)
    rate(officer, task_address("assessment", office.staff))
    report = make.submitted_report(office.staff, FIRST, when=make.at(FIRST, 16))
    decide(officer, task_address("daily", office.staff), "approve")
    decide(as_(office.division), task_address("assessment", office.staff), "approve")

    for process in ("assessment", "daily"):
        decision = Decision.objects.get(process=process, particulars__actor_nip=plh.nip)
        assert (decision.actor_name, decision.actor_post) == ("Dewi Lestari", "Kepala Sub Bidang Kepangkatan")
        assert (decision.principal_name, decision.principal_post) == ("Jaya Ramadan", "Kepala Sub Bidang Mutasi")
        assert (decision.capacity, decision.decree) == ("PLH", DECREE)
    for address in (f"/daily/{report.pk}/", f"/assessment/{assessment.pk}/"):
        staff.open(address).sees("Dewi Lestari", "Plh Kepala Sub Bidang Mutasi", "Mewakili Jaya Ramadan", DECREE)
    words = words_on(staff.client.get(f"/assessment/{assessment.pk}/sheet.pdf"))
    for name in ("Ghaliyati Wahyuni", "Dewi Lestari", "Jaya Ramadan", DECREE):
        assert name in words


def test_after_the_plh_the_holder_has_the_work_again_by_itself(office, as_, today, plh):
    today(LAST)
    make.submitted_report(office.staff, LAST, when=make.at(LAST, 15))
    address = task_address("daily", office.staff)
    officer, holder = as_(plh), as_(office.section)
    officer.open("/inbox/")
    assert address in officer.links()
    seen = officer.open(address).value("seen")

    today(BACK)
    officer.open("/inbox/")
    assert address not in officer.links()
    assert not officer.open(address).page.select("input[name=verb]")  # they were asked: they may read it, no more
    assert officer.client.post(address, {"verb": "approve", "seen": seen}).status_code == 403
    assert DailyReport.objects.get().status == DailyReport.Status.SUBMITTED
    decide(holder, address, "approve")

    decision = Decision.objects.latest("id")
    assert (decision.verb, decision.actor_name, decision.principal_name, decision.capacity) == (
        "APPROVE", "Jaya Ramadan", "", "",
    )  # fmt: skip


def test_the_officer_of_their_own_superior_does_not_decide_their_own_report(office, as_, today):
    make.acting(office.staff, office.posts["section"], "PLH", start=FIRST, end=date(2026, 11, 21))
    today(FIRST)
    make.submitted_report(office.staff, FIRST, when=make.at(FIRST, 15))
    address = task_address("daily", office.staff)

    as_(office.staff).open("/inbox/")
    assert address not in as_(office.staff).links()
    as_(office.staff).client.post(address, {"verb": "approve", "seen": "0" * 64})
    assert DailyReport.objects.get().status == DailyReport.Status.SUBMITTED
    decide(as_(office.division), address, "approve")
    assert DailyReport.objects.get().status == DailyReport.Status.VERIFIED
