"""Where a reader looks at what a note, a sample or a line of a report is about."""

from django.urls import NoReverseMatch, reverse

from workflows.audit.models import Finding

CASE = "admin:audit_case"
SEARCH = "admin:audit_search"
LIST = "admin:audit_decision_changelist"


def case_url(process: str, case_id: int, subject: str) -> str:
    """The timeline of a case; where there is none, the decisions about its subject."""
    return _first(CASE, process, case_id) or subject_url(subject)


def subject_url(subject: str) -> str:
    """Everything that the record has about a subject."""
    return f"{reverse(LIST)}?q={subject.replace('#', '%23')}"


def decision_url(key: int) -> str:
    """The decision itself."""
    return reverse("admin:audit_decision_change", args=[key])


def search_url() -> str:
    """The page on which the record is searched; where there is none, the list of decisions."""
    return _first(SEARCH) or reverse(LIST)


def about_url(row: Finding) -> str:
    """What a note is about; nothing where it is general."""
    if row.case_id is not None:
        return case_url(row.process, row.case_id, row.subject)
    if row.about_id is not None:
        return decision_url(row.about_id)
    return subject_url(row.subject) if row.subject else ""


def _first(name: str, *args: object) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
