"""An assessor with forty waiting reports becomes inactive: HR finds them stuck and hands them over with one press."""

from collections import Counter
from datetime import date, time
from decimal import Decimal

import pytest

from tests import factories as make
from tests.journeys.conftest import task_address
from workflows.audit.models import Decision
from workflows.daily.entries import ActivityEntry
from workflows.daily.models import DailyReport
from workflows.engine.models import WorkItem
from workflows.organization.models import Employee

pytestmark = pytest.mark.django_db
STUCK = "/admin/engine/workitem/stuck/"
DAYS = [date(2026, 11, day) for day in (16, 17, 18, 19, 20)]
REASON = "Jaya Ramadan mengundurkan diri; menunggu pejabat baru."
NEW = "Dewi Lestari"


@pytest.fixture
def people(office):
    """Eight who report to the section."""
    posts = [make.position(f"Penata {n}", office.posts["staff"].unit, office.posts["section"]) for n in range(6)]
    return [office.staff, office.other, *(make.employee(f"Pegawai {n}", post) for n, post in enumerate(posts))]


@pytest.fixture
def officer(office):
    """One of the section's own people, who also acts for the head of the other section."""
    post = make.position("Analis Kepegawaian", office.posts["staff"].unit, office.posts["section"])
    person = make.employee(NEW, post)
    make.acting(person, office.posts["second_section"], "PLT")
    return person


def sent(person, day):
    """A report whose words are of that day alone."""
    entry = ActivityEntry(
        description=f"Memeriksa usulan mutasi tanggal {day:%d-%m}", starts=time(7, 30), ends=time(9, 30),
        quantity=Decimal(3), unit="usulan",
    )  # fmt: skip
    return make.submitted_report(person, day, [entry])


@pytest.fixture
def waiting(office, people, officer):
    """Forty reports of eight people for a week, and one of the officer's own, all asked of the section's head."""
    for person in people:
        for day in DAYS:
            sent(person, day)
    sent(officer, DAYS[0])
    items = list(WorkItem.objects.open().order_by("due_at", "pk"))
    assert Counter(item.principal_id for item in items) == {office.posts["section"].pk: 41}
    return items


@pytest.fixture
def inactive(office, as_, hr, waiting):
    """HR takes the head of the section off duty, on the employee's page."""
    page = as_(hr).open(f"/admin/organization/employee/{office.section.pk}/change/")
    form = page.page.select_one("form#employee_form")
    given = {name: value for name, value in page.fields_of(form).items() if name != "is_active"}
    answer = page.client.post(page.address, {**given, "change_reason": "Mengundurkan diri.", "_save": "1"})
    assert answer.status_code == 302
    office.section.refresh_from_db()
    assert not office.section.is_active
    return office.section


def all_of_the_stuck_list(visitor):
    """The keys of the items on every page of the list, with the reason that each row gives."""
    visitor.open(STUCK)
    found = {}
    while True:
        for box in visitor.page.select("input[name=item]"):
            found[int(box["value"])] = " ".join(box.find_parent("tr").get_text(" ").split())
        if not visitor.page.select("a[href*='after=']"):
            return found
        visitor.follow("Halaman berikutnya")


def test_the_stuck_list_says_why_and_what_to_do_about_each_of_them(as_, hr, waiting, inactive):
    as_(hr).open(STUCK).sees(
        "Kepala Sub Bidang Mutasi", "Pemegang jabatan ini, Jaya Ramadan, tidak aktif lagi.",
        "Tetapkan pejabat atau Plt, atau serahkan kepada pejabat lain.", "Serahkan semuanya",
    )  # fmt: skip
    rows = all_of_the_stuck_list(as_(hr))
    assert set(rows) == {item.pk for item in waiting}
    for item in waiting:
        assert item.person.name in rows[item.pk]
        assert "Pemegang jabatan ini, Jaya Ramadan, tidak aktif lagi." in rows[item.pk]


def test_all_are_handed_over_with_one_press_and_the_new_officer_verifies_them(
    office, as_, hr, people, officer, waiting, inactive
):
    as_(hr).open(STUCK).follow("Serahkan semuanya").sees("41", NEW)
    as_(hr).press("Serahkan", to=officer.nip).sees("Tulis alasan")
    assert not Decision.objects.filter(verb="HAND_OVER").exists()
    as_(hr).press("Serahkan", to=officer.nip, reason=REASON)

    as_(hr).sees(f"40 dari 41 diserahkan kepada {NEW}", f"Perkara ini menyangkut {NEW} sendiri.")
    records = Decision.objects.filter(verb="HAND_OVER")
    assert Counter(d.person_name for d in records) == {person.name: 5 for person in people}
    assert {(d.actor_name, d.reason, d.tier_number) for d in records} == {("Ratna Kepegawaian", REASON, 1)}
    assert {(d.details["from"], d.details["to_nip"]) for d in records} == {("Kepala Sub Bidang Mutasi", officer.nip)}
    was = {item.task_id: item.due_at for item in waiting}
    moved = WorkItem.objects.open().filter(principal=office.posts["second_section"])
    assert {item.task_id: item.due_at for item in moved} == {
        task: due for task, due in was.items() if task != task_of(officer)
    }

    # The new officer is told from where it came, and verifies page by page; their own report is not among them.
    page = as_(officer).open("/inbox/").sees("Diserahkan kepada Anda dari Kepala Sub Bidang Mutasi")
    own = task_address("daily", officer)
    assert own not in page.links()
    for count in (25, 15):
        page.open("/inbox/?pilih=semua").press(f"Setujui {count} laporan").misses(NEW + ", 16")
    reports = DailyReport.objects.all()
    assert Counter(reports.values_list("status", flat=True)) == {"VERIFIED": 40, "SUBMITTED": 1}
    assert reports.get(status="SUBMITTED").employee == officer
    approvals = Decision.objects.filter(verb="APPROVE")
    assert {(d.actor_name, d.principal_post, d.capacity) for d in approvals} == {
        (NEW, "Kepala Sub Bidang Kepangkatan", "PLT")
    }

    # Their own goes to somebody else, and what is left of the list is empty.
    as_(hr).open(STUCK).follow("Serahkan semuanya").press(
        "Serahkan", to="other", nip=office.division.nip, reason=REASON
    )
    as_(hr).sees("1 dari 1 diserahkan kepada Siti Pratama").open(STUCK).sees("Tidak ada yang macet")
    as_(office.staff).open(f"/daily/{reports.filter(employee=office.staff).first().pk}/").sees(NEW, REASON)


def task_of(person: Employee) -> int:
    """The task of the person's only waiting case."""
    return WorkItem.objects.open().get(person=person).task_id


def test_the_inactive_assessor_reaches_none_of_it(office, as_, hr, waiting, inactive):
    before = Decision.objects.count()
    answer = as_(inactive).client.get("/inbox/")
    assert answer.status_code in {302, 403}
    as_(inactive).client.post("/inbox/selected/", {"l": [item.task_id for item in waiting]})
    assert Decision.objects.count() == before
