"""The signed document from which a decision was recorded, handed out to whoever may see its case."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import FileResponse, Http404, HttpRequest
from django.views import View

from workflows.audit.models import Decision
from workflows.audit.verbs import Verb
from workflows.engine.models import SignedDocument, TieredCase, WorkItem
from workflows.engine.registry import FLOWS
from workflows.engine.sight import may_see_case
from workflows.engine.timeline import document_key


class Document(LoginRequiredMixin, View):
    """The file as a download, so that nothing in it runs in the page."""

    def get(self, request: HttpRequest, key: int) -> FileResponse:
        """:raises Http404: unknown, of a case that the reader may not see, or not for them yet."""
        document = SignedDocument.objects.filter(pk=key).first()
        case = _case_of(document.case_id) if document is not None else None
        if document is None or case is None or not may_see_case(request.user, case):
            raise Http404
        if case.hides_document(request.user, _done_by(document, case)):
            raise Http404
        return FileResponse(document.file.open("rb"), as_attachment=True)


def _done_by(document: SignedDocument, case: TieredCase) -> str:
    """What was recorded from it: the verb that the document stands for."""
    recorded = Decision.objects.of_case(case.process_code, case.pk).filter(verb=Verb.RECORD_OUTSIDE)
    return next((str(d.details.get("as", "")) for d in recorded if document_key(d) == document.pk), "")


def _case_of(case_id: int) -> TieredCase | None:
    code = WorkItem.objects.filter(case=case_id).values_list("process", flat=True).first()
    model: Any = FLOWS[code].process_class if code in FLOWS else None
    found: TieredCase | None = (
        model._default_manager.select_related("person__user", "position").filter(pk=case_id).first() if model else None
    )
    return found
