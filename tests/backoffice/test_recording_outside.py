"""HR keys in a signed document: the form, the file's kind and size, who may open it, and where the way to it is."""

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.backoffice.conftest import TODAY, tables
from workflows.audit.models import Decision
from workflows.daily.models import DailyReport
from workflows.engine.models import SignedDocument, WorkItem

PDF = b"%PDF-1.7 surat penetapan"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def item(people):
    """A report that waits for a superior who cannot log in."""
    make.submitted_report(people.office.staff, TODAY)
    user = people.office.section.user
    user.set_unusable_password()
    user.save()
    return WorkItem.objects.open().get()


def address(item):
    return f"/admin/engine/workitem/record-outside/{item.task_id}/"


def text(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def typed(browser, item, *, name="surat.pdf", content=PDF, **values):
    """What the page posts, bound to what it showed."""
    seen = BeautifulSoup(browser.get(address(item)).content, "html.parser").select_one("input[name=seen]")["value"]
    return {
        "verb": "approve", "signatory": "Luis Sihombing", "signatory_post": "Deputi", "number": "B/12/2026",
        "dated": "2026-11-20", "reason": "Ditetapkan dengan surat.", "seen": seen,
        "file": SimpleUploadedFile(name, content), **values,
    }  # fmt: skip


def recorded(people, enter, item):
    browser = enter(people.hr)
    return browser.post(address(item), typed(browser, item), follow=True)


def test_hr_reads_the_case_and_records_what_was_signed(people, enter, item):
    assert "Memeriksa usulan mutasi" in text(enter(people.hr).get(address(item)))

    assert "Keputusan dicatat dari dokumen." in text(recorded(people, enter, item))

    assert DailyReport.objects.get().status == "VERIFIED"
    decision = Decision.objects.latest("pk")
    assert (decision.verb, decision.channel, decision.details["signatory"]) == (
        "RECORD_OUTSIDE", "BACKOFFICE", {"name": "Luis Sihombing", "post": "Deputi"},
    )  # fmt: skip
    with SignedDocument.objects.get().file.open() as file:
        assert file.read() == PDF


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": "surat.html", "content": b"<script>"}, "Lampirkan foto (JPG, PNG, WEBP) atau PDF."),
        ({"name": "surat.pdf", "content": b"<script>"}, "Lampirkan foto (JPG, PNG, WEBP) atau PDF."),
        ({"name": "surat.exe"}, "Lampirkan foto (JPG, PNG, WEBP) atau PDF."),
        ({"content": PDF + b" " * 5 * 1024 * 1024}, "Berkas lebih besar dari 5 MB"),
        ({"reason": ""}, "Tulis alasannya."),
        ({"number": ""}, "Tulis nomor dokumen."),
        ({"dated": "2026-12-01"}, "Tanggal dokumen tidak boleh sesudah"),
    ],
)
def test_what_is_missing_or_unsafe_is_refused_and_nothing_is_kept(people, enter, item, values, sentence):
    browser = enter(people.hr)
    before = tables()

    answer = browser.post(address(item), typed(browser, item, **values))

    assert answer.status_code == 422
    assert sentence in text(answer)
    assert tables() == before


def test_what_changed_since_the_page_was_opened_is_refused(people, enter, item):
    browser = enter(people.hr)
    given = typed(browser, item, seen="x" * 64)
    before = tables()

    assert browser.post(address(item), given).status_code == 409
    assert tables() == before


def test_only_hr_admins_reach_the_page(people, enter, item):
    before = tables()
    for person in (people.team, people.auditor, people.technical, people.office.division):
        browser = enter(person)
        assert browser.get(address(item)).status_code in {302, 403}
        assert browser.post(address(item), {"verb": "approve"}).status_code in {302, 403}
    assert tables() == before


def test_where_whoever_is_asked_can_log_in_the_page_says_so(people, enter, item):
    people.office.section.user.set_password("rahasia-sekali")
    people.office.section.user.save()

    page = enter(people.hr).get(address(item))

    assert "memutusnya sendiri" in text(page)
    assert not BeautifulSoup(page.content, "html.parser").select("input[name=file]")


def test_override_and_stuck_pages_lead_to_it(people, enter, item):
    make.vacant(people.office.posts["section"], TODAY)
    for page in ("/admin/engine/workitem/stuck/", f"/admin/engine/workitem/override/{item.task_id}/"):
        links = {a.get("href") for a in BeautifulSoup(enter(people.hr).get(page).content, "html.parser").select("a")}
        assert address(item) in links, page


def test_file_is_for_whoever_may_see_the_case(people, enter, item):
    recorded(people, enter, item)
    link = f"/inbox/dokumen/{SignedDocument.objects.get().pk}/"

    for person in (people.office.staff, people.office.division, people.hr, people.auditor):
        answer = enter(person).get(link)
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment")
        assert b"".join(answer.streaming_content) == PDF
    for person in (people.office.other, people.office.stranger, people.technical):
        assert enter(person).get(link).status_code == 404


def test_the_person_reads_from_which_document_it_was_decided(people, enter, item):
    recorded(people, enter, item)

    page = enter(people.office.staff).get(f"/daily/{DailyReport.objects.get().pk}/")

    shown = text(page)
    assert "Disetujui, dicatat dari dokumen" in shown
    assert "Luis Sihombing, Deputi, dokumen B/12/2026" in shown
    assert f"/inbox/dokumen/{SignedDocument.objects.get().pk}/" in page.content.decode()


def test_page_costs_few_queries(people, enter, item):
    browser = enter(people.hr)
    browser.get(address(item))
    with CaptureQueriesContext(connection) as queries:
        browser.get(address(item))

    assert len(queries) <= 26
