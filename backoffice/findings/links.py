"""Where a reader looks at what a note, a sample or a line of a report is about."""

from django.urls import reverse

from workflows.audit.models import Finding


def case_url(process: str, case_id: int) -> str:
    """The timeline of a case."""
    return reverse("admin:audit_case", args=[process, case_id])


def subject_url(subject: str) -> str:
    """The timeline of a subject."""
    return reverse("admin:audit_subject", args=[subject])


def decision_url(key: int) -> str:
    """The decision itself."""
    return reverse("admin:audit_decision_change", args=[key])


def search_url() -> str:
    """The page on which the record is searched."""
    return reverse("admin:audit_search")


def about_url(row: Finding) -> str:
    """What a note is about; nothing where it is general."""
    if row.case_id is not None:
        return case_url(row.process, row.case_id)
    if row.about_id is not None:
        return decision_url(row.about_id)
    return subject_url(row.subject) if row.subject else ""
