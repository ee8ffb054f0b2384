"""What is taken out of the back-office as a file: marked, and recorded in one decision before it leaves."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

import tablib
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from backoffice.marking import Mark
from workflows.audit import clock
from workflows.audit.record import Entry, record
from workflows.audit.verbs import Verb
from workflows.organization.actor import Actor, Channel

PROCESS = "audit"  # under which the record keeps what was taken out of Jenjang
NO_FILTER = {"p", "o", "_changelist_filters", "file"}  # which page, in which order, where from: nothing that limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What is taken along: `label` names it in the record, `what` in the file; `name` without its ending."""

    label: str
    what: str
    name: str
    rows: int
    filters: dict[str, str] = field(default_factory=dict)
    is_personal: bool = True


def filters_of(request: HttpRequest) -> dict[str, str]:
    """By what the page was narrowed, as its address says."""
    return {
        name: ", ".join(given) for name, given in sorted(request.GET.lists()) if name not in NO_FILTER and any(given)
    }


def handed_out(request: HttpRequest, kind: Any, table: tablib.Dataset, taken: Taken) -> HttpResponse:
    """The table as a file of this kind, marked; that it was taken stands in the record with the file's hash."""
    by, now = Actor.of_request(request, Channel.BACKOFFICE), clock.now()
    signatory = by.signatory(now.date())
    mark = Mark(
        what=taken.what, who=f"{signatory.name} ({signatory.nip})", when=now, rows=taken.rows,
        filters=" dan ".join(f"{name}: {value}" for name, value in taken.filters.items()),
        is_personal=taken.is_personal,
    )  # fmt: skip
    content = kind.marked(table, mark)
    name = f"{taken.name}.{kind.get_extension()}"
    record_taken(by, taken, name=name, kind=kind.get_extension(), content=content)
    answer = HttpResponse(content, content_type=kind.get_content_type())
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def record_taken(by: Actor, taken: Taken, *, name: str, kind: str, content: bytes) -> None:
    """One decision: who took what, how many rows, by which filter, and by which hash the file is known again."""
    with transaction.atomic():
        record(
            Entry(
                verb=Verb.EXPORT, process=PROCESS, subject=taken.label[:64],
                signatory=by.signatory(clock.today()), channel=by.channel, request_id=by.request_id,
                details={
                    "file": name, "format": kind, "rows": taken.rows, "filter": taken.filters,
                    "personal": taken.is_personal, "sha256": hashlib.sha256(content).hexdigest(),
                },
            )
        )  # fmt: skip
