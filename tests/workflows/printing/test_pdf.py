"""PDF is made of our own static files only, and its absence is told in one sentence."""

import pytest
from django.template.loader import render_to_string

from workflows.printing import pdf
from workflows.printing.pictures.ink import with_ink


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://jenjang.invalid/static/sheet.css",
        "https://example.org/static/sheet.css",
        "https://jenjang.invalid/media/evidence.pdf",
        "https://jenjang.invalid/static/../manage.py",
        "https://jenjang.invalid/static/%2e%2e/manage.py",
        "https://jenjang.invalid/static//etc/passwd",
        "data:text/plain,x",
    ],
)
def test_everything_but_our_static_files_is_refused(address):
    with pytest.raises(ValueError, match="not a static file of ours"):
        pdf.static_name(address)


def test_a_static_file_is_read():
    assert pdf.static_name("https://jenjang.invalid/static/sheet.css") == "sheet.css"
    assert b"@page" in pdf.read_static("sheet.css")


def test_a_missing_static_file_is_refused():
    with pytest.raises(ValueError, match="no such static file"):
        pdf.read_static("nothing.css")


@pytest.mark.skipif(pdf.weasyprint is None, reason=f"no PDF on this machine: {pdf.REASON}")
def test_a_sheet_becomes_pdf():
    response = pdf.pdf_response("SKP Ghaliyati.pdf", "print_base.html", {"sheet_title": "Sasaran Kinerja Pegawai"})
    assert response.content.startswith(b"%PDF-")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="SKP Ghaliyati.pdf"'
    assert response["Cache-Control"] == "private, no-store"


def test_a_server_without_pango_says_so(monkeypatch):
    monkeypatch.setattr(pdf, "weasyprint", None)
    with pytest.raises(pdf.PrintingUnavailable, match="Pango belum terpasang"):
        pdf.render_pdf("print_base.html", {})


def test_pictures_carry_their_colours_onto_paper():
    assert with_ink('<p></p><svg class="bar" role="img"><rect class="a"/></svg>').startswith(
        '<p></p><svg class="bar" role="img"><style>'
    )


@pytest.mark.parametrize("page", ["400.html", "500.html", "503.html", "403_csrf.html"])
def test_error_pages_need_neither_context_nor_database(page):
    markup = render_to_string(page)
    assert "<h1>" in markup
    assert "style=" not in markup
