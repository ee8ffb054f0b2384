"""A signed document by which somebody outside the office decided on a case."""

from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Process

from workflows.organization.models import User


def document_path(document: "SignedDocument", filename: str) -> str:
    """Where the file lies: by case; never served by its path."""
    return f"documents/{document.case_id}/{filename}"


class SignedDocument(models.Model):
    """The file, what it is, who signed it and who keyed it in. Written once; the decision's record has its hash."""

    case = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="+", verbose_name=_("case"))
    file = models.FileField(
        _("file"),
        upload_to=document_path,
        max_length=250,
        validators=[FileExtensionValidator(["pdf", "jpg", "jpeg", "png", "webp"])],
    )
    sha256 = models.CharField("SHA-256", max_length=64)
    number = models.CharField(_("document number"), max_length=100)
    dated = models.DateField(_("date of the document"))
    signatory = models.CharField(_("signed by"), max_length=200)
    signatory_post = models.CharField(_("post of the signatory"), max_length=250)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("signed document")
        verbose_name_plural = _("signed documents")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(number="") & ~models.Q(signatory="") & ~models.Q(file=""),
                name="signed_document_is_named",
            )
        ]

    def __str__(self) -> str:
        return self.number
