"""Files that leave the auditor's pages: marked as personal data, and recorded by their hash before they leave."""

import hashlib
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

from backoffice.cells import harmless
from backoffice.marking import DUTY, PERSONAL, SIGN
from backoffice.taking_along import PROCESS
from workflows.audit import clock
from workflows.audit.models import Decision
from workflows.audit.record import Entry, record
from workflows.audit.verbs import Verb
from workflows.organization.actor import Actor, Channel
from workflows.printing.words import moment

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "pdf": "application/pdf",
}  # fmt: skip
BOLD, PLAIN, WRAPPED = Font(bold=True), Font(), Alignment(wrap_text=True, vertical="top")
SHORT = 12  # so many digits of its hash stand in a file's name
WIDE = 60


def taken_by(request: HttpRequest) -> str:
    """Who takes a file, and when, as the file says it."""
    signatory = Actor.of_request(request).signatory(clock.today())
    return f"{signatory.name}, NIP {signatory.nip}, {moment(clock.now())}"


def handed_out(
    request: HttpRequest, *, label: str, stem: str, kind: str, content: bytes, details: dict[str, object]
) -> HttpResponse:
    """The file, with the beginning of its hash in its name; who took it, what is in it and its hash are recorded."""
    sha256 = hashlib.sha256(content).hexdigest()
    name = f"{stem}-{sha256[:SHORT]}.{kind}"
    about = {"personal": True, "sha256": sha256, "file": name, "format": kind}
    record_export(request, label=label, seen=sha256, details={**about, **details})
    answer = HttpResponse(content, content_type=KINDS[kind])
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer


def record_export(request: HttpRequest, *, label: str, seen: str, details: dict[str, object]) -> Decision:
    """One decision: who took what out of the record; `seen` is the hash by which it is known again."""
    by = Actor.of_request(request, Channel.BACKOFFICE)
    with transaction.atomic():
        [made] = record(
            Entry(
                verb=Verb.EXPORT, process=PROCESS, subject=label, signatory=by.signatory(clock.today()), seen=seen,
                details=details, channel=by.channel, request_id=by.request_id,
            )
        )  # fmt: skip
    return made


def workbook(
    notes: Sequence[tuple[str, str]], title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]
) -> bytes:
    """A workbook, written row by row: first a sheet that says what it is, then the rows under their heads."""
    book = Workbook(write_only=True)
    front = book.create_sheet("Keterangan")
    front.column_dimensions["A"].width, front.column_dimensions["B"].width = 32, 90
    for name, value in ((f"{SIGN} {PERSONAL}", DUTY), *notes):
        front.append([_cell(front, name, bold=True), _cell(front, value)])
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.oddHeader.center.text = sheet.oddFooter.center.text = f"{SIGN} {PERSONAL}"
    for number in range(len(heads)):
        sheet.column_dimensions[chr(ord("A") + number)].width = WIDE if number in _wide(heads) else 22
    sheet.append([_cell(sheet, head, bold=True) for head in heads])
    for row in rows:
        sheet.append([_cell(sheet, each) for each in row])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _wide(heads: Sequence[str]) -> set[int]:
    return {number for number, head in enumerate(heads) if head in {"Lama", "Baru", "Alasan"}}


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    """A cell that no spreadsheet runs as a formula, without signs that a workbook may not hold."""
    text = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", value) if isinstance(value, str) else value
    cell = WriteOnlyCell(sheet, value=harmless(text))
    cell.font, cell.alignment = BOLD if bold else PLAIN, WRAPPED
    return cell
