"""An inspector holds the printed seal of a day against the record: in the pages, and without Jenjang at all."""

import json
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command

from tests import factories as make
from tests.journeys.papers import words_on
from tests.journeys.visitor import Visitor
from tests.workflows.audit.attacker import lift_the_guards
from tests.workflows.audit.test_anchors import cut, sign_anew
from workflows.audit import guards
from workflows.audit.models import Anchor, Decision
from workflows.audit.sealing import told
from workflows.organization.models import Employee, Role

pytestmark = pytest.mark.django_db
PRINTED = re.compile(r"JENJANG1(\d{4}-\d\d-\d\d)([\d.]+?)([0-9A-F]{64})Cara")


@pytest.fixture
def sealed(office, settings, tmp_path):
    """A day's work, sealed by the duties of the day and mailed to the inspectorate; then work goes on."""
    settings.ANCHOR_FOLDER, settings.INSPECTORATE_EMAILS = tmp_path / "seals", ["inspektorat@example.go.id"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    make.with_role(Role.AUDITOR, "Agus Auditor")
    make.submitted_skp(office, "staff")
    call_command("tick")
    make.submitted_skp(office, "other")
    return Anchor.objects.get()


def read_from(paper: str) -> str:
    """The printed code as a telephone reads the square beside it: the line breaks of the paper are not in it."""
    day, places, digest = PRINTED.search(paper.replace(" ", "")).groups()
    return f"JENJANG1 {day} {places} {digest}"


def test_a_printed_seal_is_checked_in_the_pages(sealed):
    auditor = Visitor(Employee.objects.get(name="Agus Auditor"))
    auditor.open("/admin/").follow("Segel rekam jejak").follow("24 November 2026")
    auditor.follow("Lembar cetak (PDF)")
    code = read_from(words_on(auditor.response))
    assert code == told(sealed).code

    auditor.open("/admin/").follow("Periksa segel").press("Tampilkan", code=code)
    auditor.sees("Segel cocok.", f"Ke-{sealed.records} catatan sampai 24 November 2026 masih berada di tempatnya")

    lift_the_guards()
    sign_anew(Decision.objects.order_by("pk").first().stream)
    auditor.open("/admin/").follow("Periksa segel").press("Tampilkan", code=code)
    auditor.sees("Segel tidak cocok.", "ditulis ulang").misses("Segel cocok.")


def test_a_cut_is_told_from_a_rewriting(sealed):
    auditor = Visitor(Employee.objects.get(name="Agus Auditor"))
    stream, seq = next((stream, seq) for stream, seq, _head in sealed.heads if seq > 1)
    lift_the_guards()
    cut(stream, seq - 1)

    auditor.open("/admin/").follow("Periksa segel").press("Tampilkan", code=told(sealed).code)

    auditor.sees("Segel tidak cocok.", "Catatan yang ada pada 24 November 2026 sudah hilang.")


def test_a_code_that_is_not_whole_is_told_so_and_kept(sealed):
    auditor = Visitor(Employee.objects.get(name="Agus Auditor"))
    half = told(sealed).code[:60]

    auditor.open("/admin/audit/anchor/check/").press("Tampilkan", code=half, expect=422)

    auditor.sees("Ini bukan segel atau tidak utuh")
    assert auditor.value("code") == half


def test_it_is_checked_at_the_inspectorate_without_jenjang(sealed, tmp_path):
    (letter,) = mail.outbox
    name, content, _kind = letter.attachments[0]
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert letter.to == ["inspektorat@example.go.id"]
    assert told(sealed).code in letter.body

    def checked(export: str, *seals: str) -> tuple[int, dict[str, object]]:
        ran = subprocess.run(
            [sys.executable, "-I", "-S", "verify.py", export, *seals], cwd=tmp_path, capture_output=True, text=True,
            check=False, env={"AUDIT_KEY": settings.AUDIT_KEY, "ANCHOR_KEY": settings.ANCHOR_KEY},
        )  # fmt: skip
        return ran.returncode, json.loads(ran.stdout)

    call_command("export_audit", str(tmp_path / "a.jsonl"), verifier=tmp_path / "verify.py")
    assert checked("a.jsonl", name, told(sealed).code)[0] == 0

    lift_the_guards()
    sign_anew(Decision.objects.order_by("pk").first().stream)
    guards.install()
    call_command("export_audit", str(tmp_path / "b.jsonl"))
    for seal in (name, told(sealed).code):
        code, said = checked("b.jsonl", seal)
        assert (code, said["broken"]["kind"]) == (1, "anchor does not match")


def test_the_days_duties_seal_and_mail_once(sealed):
    call_command("tick")

    assert Anchor.objects.count() == 1
    assert len(mail.outbox) == 1
    assert (settings.ANCHOR_FOLDER / "seal-2026-11-24.json").exists()


@pytest.mark.parametrize("role", [Role.TECHNICAL_ADMIN, Role.LEADER])
def test_others_see_no_seals(sealed, role):
    stranger = Visitor(make.with_role(role, "Orang Lain"))

    for page in ("", "check/", f"{sealed.pk}/sheet/", f"{sealed.pk}/file/"):
        stranger.open(f"/admin/audit/anchor/{page}", expect=403)
