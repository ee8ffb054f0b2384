"""The auditor's pages in the menu."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as translated

from backoffice.findings.access import audits, reads_findings, takes_reports


def auditors_pages(user: Any) -> Iterator[dict[str, Any]]:
    """Those that this user may open, as unfold reads them."""
    if reads_findings(user):
        yield _item(translated("Notes and findings"), "sticky_note_2", "admin:audit_findings")
    if audits(user):
        yield _item(translated("Samples"), "casino", "admin:audit_sample")
        yield _item(translated("Saved searches"), "bookmark", "admin:audit_saved_queries")
    if takes_reports(user):
        yield _item(translated("Yearly report of changes"), "summarize", "admin:audit_yearly")
        yield _item(translated("Check a file"), "task", "admin:audit_check_file")


def _item(title: str, icon: str, name: str) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse(name)}
