"""Whether a file is one that left Jenjang as it is: looked up in the record by its hash. Nothing of it is kept."""

import hashlib
import re
from typing import Any

from django import forms
from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextInputWidget

from backoffice.findings.access import require, takes_reports
from backoffice.findings.pages import shown
from backoffice.findings.sampling import FILE as SAMPLE_FILE
from backoffice.findings.sampling import SAMPLE
from workflows.audit.models import Decision
from workflows.audit.taken_files import files_with

MOST_BYTES = 200 * 1024 * 1024
MOST_FOUND = 20
SHA256 = re.compile(r"[0-9a-f]{64}")
LABELS = {
    SAMPLE_FILE: _("Sample"), "audit.YearlyReport": _("Yearly report of changes"), "audit.Export": _("Whole record"),
}  # fmt: skip
TOLD = (
    ("file", _("File")), ("rows", _("Rows")), ("year", _("Year")), ("unit", _("Unit")), ("filter", _("Filter")),
    ("content", _("Digest of the content")),
)  # fmt: skip


class CheckForm(forms.Form):
    """A file, or its hash where somebody has computed it elsewhere."""

    file = forms.FileField(label=_("File"), required=False, widget=UnfoldAdminFileFieldWidget)
    sha256 = forms.CharField(
        label="SHA-256", max_length=100, required=False, widget=UnfoldAdminTextInputWidget,
        help_text=_("Instead of the file: its SHA-256, 64 letters and digits."),
    )  # fmt: skip

    def clean_sha256(self) -> str:
        """As it is stored: lower case, without blanks."""
        text = "".join(self.cleaned_data["sha256"].split()).lower()
        if text and not SHA256.fullmatch(text):
            raise forms.ValidationError(translated("A SHA-256 has 64 characters, 0 to 9 and a to f."))
        return text

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        given = super().clean() or self.cleaned_data
        file = given.get("file")
        if file and file.size > MOST_BYTES:
            self.add_error("file", translated("The file is too large. Compute its SHA-256 and fill that in instead."))
        elif not self.errors and not file and not given.get("sha256"):
            raise forms.ValidationError(translated("Choose a file, or fill in its SHA-256."))
        return given

    @property
    def hashed(self) -> str:
        """The file's SHA-256, read piece by piece; else the one that was filled in."""
        if not self.cleaned_data["file"]:
            return str(self.cleaned_data["sha256"])
        found = hashlib.sha256()
        for piece in self.cleaned_data["file"].chunks():
            found.update(piece)
        return found.hexdigest()


def check_page(request: HttpRequest) -> HttpResponse:
    """The form, and what the record says of the file that was posted."""
    require(takes_reports(request.user))
    form = CheckForm(request.POST, request.FILES) if request.method == "POST" else CheckForm()
    found: dict[str, Any] = {}
    if form.is_bound and form.is_valid():
        sha256 = form.hashed
        taken = files_with(sha256).exclude(subject=SAMPLE)[:MOST_FOUND]
        found = {"sha256": sha256, "taken": [(each, label_of(each), told_of(each)) for each in taken]}
    return shown(
        request, "check_file.html", _("Check a file"), 422 if form.errors else 200, form=form, is_checked=bool(found),
        **found,
    )  # fmt: skip


def label_of(decision: Decision) -> Any:
    """What the file is: one of these pages', else a list's, named by what it lists."""
    if decision.subject in LABELS:
        return LABELS[decision.subject]
    try:
        return capfirst(apps.get_model(decision.subject)._meta.verbose_name_plural)
    except (LookupError, ValueError):  # a page of no model: its file's name tells
        return ""


def told_of(decision: Decision) -> list[tuple[Any, str]]:
    """What the record says about it."""
    return [(label, _plain(decision.details[name])) for name, label in TOLD if decision.details.get(name)]


def _plain(value: Any) -> str:
    return ", ".join(f"{name}: {each}" for name, each in value.items()) if isinstance(value, dict) else str(value)
