"""What somebody without log-in signs on paper, and HR keying it in."""

from datetime import date, datetime

from django.core.files.base import ContentFile

from tests import factories as make
from workflows.engine.models import SignedDocument, WorkItem
from workflows.engine.recording_outside import Paper, record_outside
from workflows.organization.models import Employee

PDF = b"%PDF-1.7 surat penetapan"
WHY = "Ditetapkan dengan surat Deputi."
SIGNATORY = "Luis Sihombing"


def without_access(person: Employee) -> None:
    """Nobody ever logs in as them."""
    person.user.set_unusable_password()
    person.user.save()


def paper(**values: object) -> Paper:
    """The signed document as it is keyed in."""
    return Paper(**{
        "file": ContentFile(PDF, "surat.pdf"), "number": "B/12/2026", "dated": date(2026, 11, 3),
        "signatory": SIGNATORY, "signatory_post": "Deputi", **values,
    })  # fmt: skip


def record(
    item: WorkItem, by: Employee, at: datetime, *, verb: str = "approve", given: object = None, reason: str = WHY,
    **values: object,
) -> SignedDocument:  # fmt: skip
    """HR records what the paper says of the task."""
    return record_outside(
        task_id=item.task_id, verb=verb, reason=reason, paper=paper(**values), given=given, by=make.actor(by), at=at
    )
