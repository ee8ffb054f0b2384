"""*My superior*: what the data say, reporting that they are wrong, and that everybody sees their own alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from workflows.audit.models import Decision
from workflows.engine.models import OutboxMessage
from workflows.engine.office_news import answer_and_tell
from workflows.organization.models import Role, SuperiorReport
from workflows.organization.superior_reports import report_superior

PAGE = "/superior/"
SAYS = "Sejak 1 September saya di Sub Bidang Kepangkatan."


@pytest.fixture
def send_as(client):
    """Post as an employee."""

    def sent(person, values):
        client.force_login(person.user)
        return client.post(PAGE, values)

    return sent


def text(response):
    return response.content.decode()


def test_the_page_says_who_and_why(office, open_as):
    page = text(open_as(office.staff, PAGE))
    for words in (
        "Pengelola Mutasi Kepegawaian", "Sub Bidang Mutasi", "Jaya Ramadan", "Kepala Sub Bidang Mutasi",
        "Memegang jabatan di atas jabatan Anda", "1\u00a0Januari 2024",
    ):  # fmt: skip
        assert words in page
    make.acting(office.division, office.posts["section"], "PLH", end=make.date(2026, 12, 1))
    page = text(open_as(office.staff, PAGE))
    assert "Bertugas dengan SP-821/2026, menggantikan Jaya Ramadan" in page
    assert "sampai dengan 30\u00a0November 2026" in page


def test_a_gap_and_the_end_of_the_line_are_said(office, open_as):
    make.vacant(office.posts["section"])
    assert "belum ada Plt atau Plh" in text(open_as(office.staff, PAGE))
    assert "garis atasan berakhir di sini" in text(open_as(office.outside, PAGE))
    page = text(open_as(make.employee("Tanpa Jabatan"), PAGE))
    assert "Jabatan Anda perlu dicatat dahulu" in page
    assert "<textarea" not in page


def test_a_technical_log_in_has_no_superior(office, client, django_user_model):
    client.force_login(
        django_user_model.objects.create_superuser("teknis", "rahasia-sekali"),
        backend="workflows.organization.login.RoleBackend",
    )
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"says": SAYS}).status_code == 403


def test_finding_stores_nothing_and_keeps_what_was_typed(office, send_as):
    page = send_as(office.staff, {"find": "1", "says": SAYS, "search": "siti"})
    assert page.status_code == 200
    assert "Siti Pratama" in text(page)
    assert "Kepala Bidang Mutasi dan Promosi, Bidang Mutasi dan Promosi" in text(page)
    assert office.division.nip not in text(page)
    assert SAYS in text(page)
    assert SuperiorReport.objects.count() == 0


def test_a_report_is_sent_seen_and_answered(office, open_as, send_as):
    assert send_as(office.staff, {"says": SAYS, "claimed": office.division.pk}).status_code == 302
    report = SuperiorReport.objects.get()
    assert (report.employee, report.says, report.claimed) == (office.staff, SAYS, office.division)
    page = text(open_as(office.staff, PAGE))
    assert "Laporan Anda menunggu admin kepegawaian" in page
    assert "Atasan yang benar: Siti Pratama." in page
    assert "<textarea" not in page

    hr = make.with_role(Role.HR_ADMIN)
    answer_and_tell(by=make.actor(hr), report=report, status="CORRECTED", answer="Jabatan atasan sudah diubah.")
    page = text(open_as(office.staff, PAGE))
    assert "Jabatan atasan sudah diubah." in page
    assert f"Ratna HR ({hr.nip})" in page
    assert "<textarea" in page
    message = OutboxMessage.objects.get()
    assert (message.recipient, message.link, message.body) == (
        office.staff.user, "/superior/", "Jabatan atasan sudah diubah.",
    )  # fmt: skip


def test_words_alone_are_enough(office, send_as):
    assert send_as(office.staff, {"says": SAYS, "search": "siti", "claimed": ""}).status_code == 302
    assert SuperiorReport.objects.get().claimed is None


@pytest.mark.parametrize(
    ("says", "claims", "words"),
    [
        ("  ", "", "Tulis siapa atasan Anda seharusnya"),
        (SAYS, "section", "sudah tercatat sebagai atasan langsung Anda"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(office, send_as, says, claims, words):
    claimed = getattr(office, claims).pk if claims else ""
    page = send_as(office.staff, {"says": says, "claimed": claimed})
    assert page.status_code == 422
    assert words in text(page)
    assert says.strip() in text(page)
    assert (SuperiorReport.objects.count(), Decision.objects.count()) == (0, 0)


def test_a_second_report_is_refused(office, send_as):
    report_superior(by=make.actor(office.staff), says=SAYS)
    page = send_as(office.staff, {"says": "Lagi"})
    assert page.status_code == 422
    assert "masih menunggu jawaban" in text(page)
    assert SuperiorReport.objects.count() == 1


@pytest.mark.parametrize("who", ["other", "section", "division", "stranger", "team"])
def test_nobody_sees_anothers_report_here(office, open_as, who):
    office.team = make.with_role(Role.PERFORMANCE_TEAM)
    report_superior(by=make.actor(office.staff), says=SAYS)
    page = text(open_as(getattr(office, who), PAGE))
    assert SAYS not in page
    assert "Ghaliyati" not in page


def test_the_page_costs_no_more_with_more_reports(office, client):
    hr = make.actor(make.with_role(Role.HR_ADMIN))
    client.force_login(office.staff.user)

    def cost():
        client.get(PAGE)  # what is asked once an hour is asked here
        with CaptureQueriesContext(connection) as asked:
            assert client.get(PAGE).status_code == 200
        return len(asked)

    first = cost()
    for number in range(8):
        report = report_superior(by=make.actor(office.staff), says=f"{SAYS} {number}", claimed=office.division)
        answer_and_tell(by=hr, report=report, status="KEPT", answer="Tetap.")
    assert cost() <= first
    assert first <= 12
    assert len(client.get(PAGE).context["answered"]) == 5
