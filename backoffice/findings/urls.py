"""The addresses of the auditor's pages."""

from typing import Any

from django.urls import URLPattern, path

from backoffice.findings import checking_files, pages, sampling, saved_queries
from backoffice.findings.yearly.pages import yearly_page
from backoffice.site import site


def urls(admin_site: Any) -> list[URLPattern]:
    """Each behind the back-office's door; who may open it, the page itself asks."""
    found = [
        ("findings/", pages.findings_list, "audit_findings"),
        ("findings/write/", pages.write_page, "audit_write_finding"),
        ("findings/<int:object_id>/", pages.thread_page, "audit_finding"),
        ("sample/", sampling.sample_page, "audit_sample"),
        ("sample/<int:object_id>/", sampling.drawn_page, "audit_sample_drawn"),
        ("queries/", saved_queries.queries_list, "audit_saved_queries"),
        ("queries/save/", saved_queries.save_page, "audit_save_query"),
        ("queries/<int:object_id>/put-away/", saved_queries.put_away_page, "audit_put_query_away"),
        ("yearly/", yearly_page, "audit_yearly"),
        ("check-file/", checking_files.check_page, "audit_check_file"),
    ]
    return [path(f"audit/{route}", admin_site.admin_view(view), name=name) for route, view, name in found]


site.further_pages.append(urls)
