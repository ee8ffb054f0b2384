"""Turns a rendered template into PDF; reads no file but our own static ones."""

from __future__ import annotations

import mimetypes
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header

from workflows.printing.pictures.ink import with_ink

try:
    # The package loads Pango, a library of the operating system. Where it is missing everything but
    # printing must go on working, so the failure is kept and told when somebody prints.
    import weasyprint
    from weasyprint.urls import URLFetcher, URLFetcherResponse
except OSError as missing:
    weasyprint = None
    URLFetcher = URLFetcherResponse = object
    REASON = str(missing).splitlines()[0]
else:
    REASON = ""

# A name that no machine answers to: relative addresses get a scheme, and nothing is ever asked of a network.
BASE = "https://jenjang.invalid/"


class PrintingUnavailable(Exception):
    """PDF cannot be made on this server; the text is one sentence for the screen."""

    def __init__(self) -> None:
        super().__init__(
            "Lembar PDF belum dapat dibuat karena Pango belum terpasang di server ini. "
            "Gunakan cetak dari peramban, atau hubungi pengelola sistem."
        )


def static_name(url: str) -> str:
    """Return the path of a static file within the static folder.

    :raises ValueError: for every other address: other hosts, other schemes, other paths, a way out of the folder.
    """
    static = urlsplit(settings.STATIC_URL)
    prefix = f"/{static.path.lstrip('/')}"
    parts = urlsplit(url)
    allowed_hosts = {urlsplit(BASE).netloc} | ({static.netloc} if static.netloc else set())
    path = unquote(parts.path)
    if parts.scheme != "https" or parts.netloc not in allowed_hosts or not path.startswith(prefix):
        raise ValueError(f"not a static file of ours: {url}")
    name = path[len(prefix) :]
    if ".." in name.split("/") or name.startswith("/") or "\\" in name:
        raise ValueError(f"not a static file of ours: {url}")
    return name


def read_static(name: str) -> bytes:
    """Return a static file's content, from the sources in development and from the collected folder in production.

    :raises ValueError: where there is no such file.
    """
    if found := finders.find(name):
        with open(found, "rb") as source:
            return source.read()
    if staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as source:
            return bytes(source.read())
    raise ValueError(f"no such static file: {name}")


class StaticOnly(URLFetcher):
    """Hands the PDF writer our static files and refuses everything else."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        """Return the file.

        :raises ValueError: for anything but a static file; the writer then goes on without it.
        """
        name = static_name(url)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, read_static(name), {"Content-Type": kind})


def render_pdf(template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> bytes:
    """Return the template as PDF.

    :raises PrintingUnavailable: where the server lacks Pango.
    """
    if weasyprint is None:
        raise PrintingUnavailable
    markup = with_ink(render_to_string(template_name, context, request=request))
    document = weasyprint.HTML(string=markup, base_url=BASE, url_fetcher=StaticOnly())
    return bytes(document.write_pdf(pdf_variant=None))


def pdf_response(
    filename: str,
    template_name: str,
    context: dict[str, Any],
    request: HttpRequest | None = None,
    inline: bool = True,
) -> HttpResponse:
    """Return the PDF for the browser, to be read (`inline`) or kept; never stored by anything on the way.

    :raises PrintingUnavailable: where the server lacks Pango.
    """
    response = HttpResponse(render_pdf(template_name, context, request), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(not inline, filename) or ""
    response["Cache-Control"] = "private, no-store"
    return response
