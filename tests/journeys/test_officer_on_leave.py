"""An officer goes on leave: a Plh or a delegate decides, both names stand everywhere, and the officer comes back."""

import re
from datetime import date

import pytest

from tests import factories as make
from tests.journeys.conftest import decide, task_address
from tests.journeys.papers import words_on
from tests.journeys.test_assessment import account_for, rate
from tests.workflows.assessment import states as given
from workflows.audit.models import Decision
from workflows.daily.models import DailyReport
from workflows.organization.models import Delegation, Leave, User

pytestmark = pytest.mark.django_db
BEFORE, FIRST, LAST, BACK = date(2026, 11, 13), date(2026, 11, 16), date(2026, 11, 20), date(2026, 11, 23)
AFTER_LAST = date(2026, 11, 21)
DECREE = "SP 800/301/BKPSDM/2026"
STAFF, OFFICER, HOLDER = "Ghaliyati Wahyuni", "Dewi Lestari", "Jaya Ramadan"
POST = "Kepala Sub Bidang Mutasi"


@pytest.fixture
def colleague(office):
    """The head of the other section."""
    return make.employee(OFFICER, office.posts["second_section"])


@pytest.fixture
def away(office):
    """The head of the section is on leave for a week."""
    return Leave.objects.create(employee=office.section, start=FIRST, end=AFTER_LAST)


@pytest.fixture
def plh(office, as_, hr, colleague, away):
    """HR appointed the colleague on the back-office's page."""
    as_(hr).open("/admin/organization/actingappointment/add/")
    answer = as_(hr).client.post(as_(hr).address, {
        "position": office.posts["section"].pk, "officer": colleague.pk, "capacity": "PLH", "start": "2026-11-16",
        "end": "2026-11-21", "decree": DECREE, "reason": "Cuti tahunan.", "_save": "1",
    })  # fmt: skip
    assert answer.status_code == 302
    return colleague


@pytest.fixture
def delegate(office, as_, today, colleague, away):
    """The officer delegated to the colleague on their own page, before they left."""
    today(BEFORE)
    page = as_(office.section).open("/delegation/").follow("Delegasikan selama Anda tidak di tempat")
    page.press("Cari", search="Dewi")
    page.press("Delegasikan", delegate=str(colleague.pk), processes=["daily", "assessment"], reason="Cuti tahunan.")
    page.sees(f"{OFFICER} memutus mewakili Anda sejak 16 November 2026 sampai dengan 20 November 2026.")
    assert Delegation.objects.get().delegate == colleague
    return colleague


def decided_in_their_place(office, as_, today, officer, acted):
    """The officer rates the staff's assessment and verifies a report while the holder is away; both are final."""
    today(FIRST)
    assessment = given.opened(office.staff, office.posts["staff"])
    account_for(as_(office.staff), task_address("assessment", office.staff), assessment)
    as_(officer).open("/inbox/").sees(f"{acted} mewakili {HOLDER}")
    rate(as_(officer), task_address("assessment", office.staff))
    report = make.submitted_report(office.staff, FIRST, when=make.at(FIRST, 16))
    as_(office.staff).open(f"/daily/{report.pk}/").sees(OFFICER, POST)
    as_(officer).open(task_address("daily", office.staff)).sees(HOLDER, POST)
    decide(as_(officer), task_address("daily", office.staff), "approve")
    decide(as_(office.division), task_address("assessment", office.staff), "approve")
    return assessment, report


def steps(visitor):
    """The stairs of the page, a text for each step."""
    return [" ".join(step.get_text(" ").split()) for step in visitor.page.select("ol.chain > li")]


def shows_both(office, as_, hr, assessment, report, acted):
    """Every page, list and sheet of what was decided names who decided, and in whose place."""
    for reader in (office.staff, office.division):
        for address in (f"/daily/{report.pk}/", f"/assessment/{assessment.pk}/"):
            page = as_(reader).open(address)
            (entry,) = [
                entry.get_text(" ")
                for entry in page.page.select("ol.timeline > li.acting")
                if OFFICER in entry.get_text(" ")
            ]
            assert HOLDER in entry
            assert acted in entry
            (step,) = [step for step in steps(page) if step.startswith(OFFICER)]
            assert acted in step
            assert f"mewakili {HOLDER}" in step
    for sheet in ("sheet", "realisation"):
        words = words_on(as_(office.staff).client.get(f"/assessment/{assessment.pk}/{sheet}.pdf"))
        for name in (STAFF, OFFICER, HOLDER, acted):
            assert name in words, (sheet, name)
    listed = as_(hr).open("/admin/audit/decision/?q=Dewi Lestari").response.content.decode()
    cells = re.findall(
        r'<td class="field-actor.*?</td>', listed, re.DOTALL
    )  # the library's cell ends tags it never began
    rows = [" ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in cells]
    assert [row for row in rows if row.startswith(OFFICER)] == [f"{OFFICER} {acted}, mewakili {HOLDER}"] * 3


def test_a_plh_decides_and_every_page_and_sheet_shows_both_names(office, as_, hr, today, plh):
    as_(plh).open("/")
    today(FIRST)
    make.submitted_report(office.other, FIRST, when=make.at(FIRST, 15))
    as_(plh).open("/inbox/").sees(f"Laporan harian, mewakili {HOLDER}", f"Plh {POST}", DECREE)
    as_(plh).open("/inbox/?pilih=semua").press("Setujui 1 laporan").sees(f"Plh {POST} mewakili {HOLDER}")
    assert DailyReport.objects.get().status == DailyReport.Status.VERIFIED

    assessment, report = decided_in_their_place(office, as_, today, plh, f"Plh {POST}")

    shows_both(office, as_, hr, assessment, report, f"Plh {POST}")
    decisions = Decision.objects.filter(particulars__actor_nip=plh.nip)
    assert {(d.verb, d.capacity, d.principal_name, d.principal_post, d.decree) for d in decisions} == {
        ("APPROVE", "PLH", HOLDER, POST, DECREE)
    }
    assert decisions.count() == 3


def test_a_delegate_decides_and_every_page_and_sheet_shows_both_names(office, as_, hr, today, delegate):
    today(FIRST)
    make.submitted_report(office.other, FIRST, when=make.at(FIRST, 15))
    as_(delegate).open("/inbox/").sees(f"Laporan harian, mewakili {HOLDER}")
    as_(delegate).open("/inbox/?pilih=semua").press("Setujui 1 laporan").sees(f"Atas delegasi {POST} mewakili {HOLDER}")

    assessment, report = decided_in_their_place(office, as_, today, delegate, f"Atas delegasi {POST}")

    shows_both(office, as_, hr, assessment, report, f"Atas delegasi {POST}")
    decisions = Decision.objects.filter(particulars__actor_nip=delegate.nip)
    assert {(d.verb, d.capacity, d.principal_name, d.principal_post) for d in decisions} == {
        ("APPROVE", "DELEGATE", HOLDER, POST)
    }


@pytest.mark.parametrize(("standing", "acted"), [("plh", f"Plh {POST}"), ("delegate", f"Atas delegasi {POST}")])
def test_a_plan_that_they_agreed_on_says_so_on_its_page_and_on_its_sheet(request, office, as_, today, standing, acted):
    officer = request.getfixturevalue(standing)
    if standing == "delegate":
        Delegation.objects.get().processes.create(process="skp")
    today(FIRST)
    skp = make.submitted_skp(office, when=make.at(FIRST, 9))
    as_(officer).open("/inbox/").sees(f"{acted} mewakili {HOLDER}")
    decide(as_(officer), task_address("skp", office.staff), "approve")
    while item := make.open_item_of(skp):
        decide(as_(item.owner.employee), f"/inbox/{item.task_id}/", "approve")

    as_(office.staff).open(f"/skp/{skp.pk}/").sees(OFFICER, acted, f"Mewakili {HOLDER}")
    words = words_on(as_(office.staff).client.get(f"/skp/{skp.pk}/sheet.pdf"))
    for name in (STAFF, OFFICER, HOLDER, POST):
        assert name in words


@pytest.mark.parametrize("standing", ["plh", "delegate"])
def test_after_their_time_the_work_is_the_holders_again(request, office, as_, today, standing):
    officer = request.getfixturevalue(standing)
    today(LAST)
    make.submitted_report(office.staff, LAST, when=make.at(LAST, 15))
    address = task_address("daily", office.staff)
    as_(officer).open("/inbox/")
    assert address in as_(officer).links()
    seen = as_(officer).open(address).value("seen")

    today(BACK)
    as_(officer).open("/inbox/")
    assert address not in as_(officer).links()
    before = Decision.objects.count()
    assert as_(officer).client.post(address, {"verb": "approve", "seen": seen}).status_code == 403
    item = address.strip("/").split("/")[-1]
    as_(officer).client.post("/inbox/selected/", {"l": [item]})
    assert (DailyReport.objects.get().status, Decision.objects.count()) == (DailyReport.Status.SUBMITTED, before)
    as_(office.staff).open(f"/daily/{DailyReport.objects.get().pk}/").sees(f"Menunggu {HOLDER}").misses(OFFICER)
    decide(as_(office.section), address, "approve")
    last = Decision.objects.latest("id")
    assert (last.actor_name, last.principal_name, last.capacity) == (HOLDER, "", "")


def test_an_officer_who_is_back_earlier_ends_the_delegation_and_decides_alone(office, as_, today, delegate):
    today(FIRST)
    make.submitted_report(office.staff, FIRST, when=make.at(FIRST, 15))
    address = task_address("daily", office.staff)
    as_(office.section).open("/delegation/").follow("Akhiri lebih awal").press(
        "Akhiri delegasi", reason="Kembali lebih awal."
    )
    as_(office.section).sees(f"Delegasi kepada {OFFICER} sudah berakhir.")

    as_(delegate).open("/inbox/")
    assert address not in as_(delegate).links()
    decide(as_(office.section), address, "approve")
    assert User.objects.get(pk=delegate.user_id).is_active
