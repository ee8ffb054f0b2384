"""What can be attached to an activity as evidence: photos and PDF that are what they say, up to 5 MB."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import factories as make
from workflows.daily.forms import ActivityForm
from workflows.engine.evidence_fields import MOST_BYTES
from workflows.engine.models import WorkItem


def errors(name, content):
    form = ActivityForm(
        {"description": "Rapat"},
        {"evidence_file": SimpleUploadedFile(name, content)},
        choices=list,
        day=date(2026, 1, 5),
    )
    form.is_valid()
    return [error.code or "" for error in form.errors.get("evidence_file", ()).as_data()] if form.errors else []


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("bukti.pdf", b"%PDF-1.7\n"),
        ("Foto Rapat.JPG", b"\xff\xd8\xff\xe0"),
        ("layar.png", b"\x89PNG\r\n\x1a\n"),
        ("foto.webp", b"RIFF\x00\x01\x02\x03WEBPVP8 "),
    ],
)
def test_photos_and_pdf_are_taken(name, begins):
    assert errors(name, begins + b"rest") == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bukti.html", b"<script>alert(1)</script>"),
        ("bukti.pdf.exe", b"MZ"),
        ("bukti.svg", b"<svg/>"),
        ("bukti.pdf", b"<html><script>alert(1)</script>"),
        ("foto.jpg", b"MZ\x90\x00"),
        ("bukti.pdf", b"%PDF-" + b"0" * MOST_BYTES),
    ],
)
def test_anything_else_is_refused(name, content):
    assert errors(name, content) != []


@pytest.mark.django_db
def test_what_was_sent_is_what_is_read():
    office = make.office()
    report = make.submitted_report(office.staff)
    case = WorkItem.objects.get(case__dailyprocess__report=report).case.dailyprocess

    sent = report.cases.get()
    sent.report = report  # with the activities as they were typed, a quantity of 3
    assert case.content_hash == sent.content_hash
