"""Form fields for what is attached as evidence: a photo or a PDF that is what its name says, or a link."""

import re
from typing import Any

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _

MOST_BYTES = 5 * 1024 * 1024
FILE_TYPES = ["pdf", "jpg", "jpeg", "png", "webp"]
BEGINS = re.compile(rb"%PDF-|\xff\xd8\xff|\x89PNG\r\n\x1a\n|RIFF....WEBP", re.DOTALL)
LONGEST_BEGINNING = 16  # bytes: enough for each of these


class EvidenceFile(forms.FileField):
    """A photo or a PDF; not required unless told, since a link serves as well."""

    def __init__(self, **kwargs: Any) -> None:
        validators = [FileExtensionValidator(FILE_TYPES, _("Attach a photo (JPG, PNG, WEBP) or a PDF."))]
        shown = {"label": _("Evidence"), "help_text": _("Photo or PDF, at most 5 MB.")}
        super().__init__(validators=validators, **{"required": False, **shown, **kwargs})

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse a file that is too large, or that is not what its name says."""
        upload = super().clean(data, initial)
        if not upload:
            return upload
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB. Attach a smaller one."))
        beginning = upload.read(LONGEST_BEGINNING)
        upload.seek(0)
        if not BEGINS.match(beginning):
            raise forms.ValidationError(_("Attach a photo (JPG, PNG, WEBP) or a PDF."))
        return upload


class EvidenceLink(forms.URLField):
    """The address of a file kept elsewhere."""

    def __init__(self, **kwargs: Any) -> None:
        unclear = {"invalid": _("Write the whole address, for example https://drive.example.go.id/file.")}
        shown = {"label": _("Link to evidence"), "assume_scheme": "https", "error_messages": unclear}
        super().__init__(required=False, **{**shown, **kwargs})
