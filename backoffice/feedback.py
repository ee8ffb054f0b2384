"""Feedback notes and critical incidents, to be read: both sides wrote them, nobody changes them."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter
from unfold.decorators import display

from backoffice.base import ReadOnlyAdmin
from backoffice.site import site
from workflows.feedback.models import Incident, Note


class WordsAdmin(ReadOnlyAdmin):
    """What two people wrote, for whoever looks at people's work; not taken along as a file."""

    ordering = ("-on", "-pk")

    @display(description=_("written by"), header=True)
    def writer(self, row: Note | Incident) -> list[str]:
        """The name over the NIP."""
        return [row.author.name, row.author.nip]


@admin.register(Note, site=site)
class NoteAdmin(WordsAdmin):
    """Notes, the latest first."""

    list_display = ("on", "kind", "writer", "reader", "direction", "answered_at")
    list_display_links = ("on",)
    list_select_related = ("author", "recipient")
    list_filter = (("kind", ChoicesDropdownFilter), ("direction", ChoicesDropdownFilter), ("on", RangeDateFilter))
    search_fields = ("recipient__nip__startswith", "author__nip__startswith", "recipient__name__icontains")

    @display(description=_("written to"), header=True)
    def reader(self, note: Note) -> list[str]:
        """The name over the NIP."""
        return [note.recipient.name, note.recipient.nip]


@admin.register(Incident, site=site)
class IncidentAdmin(WordsAdmin):
    """Incidents, the latest first; the evidence by the page that asks who may see it."""

    list_display = ("on", "nature", "person", "writer", "answered_at")
    list_display_links = ("on",)
    list_select_related = ("author", "employee")
    list_filter = (("nature", ChoicesDropdownFilter), ("on", RangeDateFilter))
    search_fields = ("employee__nip__startswith", "employee__name__icontains")
    fields = (
        "employee", "nature", "on", "text", "evidence", "evidence_link", "author", "author_post", "author_for",
        "written_at", "answer", "answered_at",
    )  # fmt: skip

    @display(description=_("employee"), header=True)
    def person(self, incident: Incident) -> list[str]:
        """The name over the NIP."""
        return [incident.employee.name, incident.employee.nip]

    @display(description=_("evidence"))
    def evidence(self, incident: Incident) -> str:
        """The way to the file."""
        if not incident.evidence_file:
            return "–"
        return format_html('<a href="/feedback/incident/{}/evidence/">{}</a>', incident.pk, _("Open file"))
