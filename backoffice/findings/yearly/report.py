"""A report as a whole: its lines with their digest, and the two files that it becomes."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from backoffice.findings.files import taken_by, workbook
from backoffice.findings.yearly.kinds import KINDS, Kind
from backoffice.findings.yearly.lines import Line, all_lines
from backoffice.findings.yearly.proof import State, archive_of, state_of_record
from backoffice.findings.yearly.scope import Scope
from backoffice.marking import PERSONAL
from workflows.audit import clock
from workflows.audit.canonical import canonical
from workflows.organization.actor import Actor
from workflows.printing.pdf import render_pdf
from workflows.printing.words import long_date, moment, number
from workflows.rules.violation import RuleViolation

LABEL = "audit.YearlyReport"
MOST = {"pdf": 500, "xlsx": 5_000}  # lines: more takes longer than somebody waits
INSTEAD = {"pdf": " atau ambil sebagai XLSX", "xlsx": ""}
HEADS = (
    "Nomor", "Kelompok", "Waktu", "Tindakan", "Oleh", "Atas nama", "Tentang", "Lama", "Baru", "Alasan", "Dokumen",
    "Bukti", "Rantai", "Urutan", "Tanda tangan keputusan", "Sidik perubahan (SHA-256)",
)  # fmt: skip
WHOLE = "Seluruh kantor"


@dataclass(frozen=True, slots=True)
class Report:
    """The lines of a scope, or of one kind of them, with the state of the record when they were read."""

    scope: Scope
    kind: Kind | None
    lines: Sequence[Line]
    state: State

    @property
    def content(self) -> str:
        """SHA-256 over every word of every line and its proof: the same in both files of one report."""
        found = hashlib.sha256()
        for line in self.lines:
            found.update(canonical(line.told()) + b"\n")
        return found.hexdigest()

    @property
    def unsound(self) -> int:
        """How many lines are not what was recorded."""
        return sum(not line.proof.is_sound for line in self.lines)

    @property
    def unit(self) -> str:
        """The unit's name with its code."""
        return f"{self.scope.unit} ({self.scope.unit.code})" if self.scope.unit is not None else WHOLE

    @property
    def groups(self) -> list[tuple[str, list[tuple[int, Line]]]]:
        """The lines by kind, each with its number."""
        numbered = enumerate(self.lines, start=1)
        return [(str(kind.label), list(of_kind)) for kind, of_kind in groupby(numbered, key=lambda each: each[1].kind)]

    @property
    def verdict(self) -> str:
        """What was verified when the report was made."""
        own = (
            f"Tanda tangan keputusan dan sidik perubahan dari {number(len(self.lines))} baris dihitung ulang: "
            + (f"{number(self.unsound)} TIDAK cocok. " if self.unsound else "semua cocok. ")
        )  # fmt: skip
        found = self.state.verdict
        if found is None:
            return own + (
                f"Seluruh catatan ({number(self.state.records)} keputusan) terlalu panjang untuk diverifikasi saat itu "
                "juga; jalankan verify_audit."
            )
        if found.broken is None:
            return own + (
                f"Seluruh catatan diverifikasi: {number(found.checked)} keputusan dan {number(found.covered)} baris "
                "riwayat utuh."
            )
        at = found.broken
        place = f"rantai {at.stream}, urutan {at.seq}" if at.stream is not None else f"tabel {at.table}, baris {at.row}"
        return own + f"Seluruh catatan diverifikasi: RUSAK, pertama pada {place}."

    @property
    def seal(self) -> str:
        """The last seal that the office keeps."""
        kept = self.state.seal
        if kept is None:
            return "Belum ada segel."
        return f"Segel {long_date(kept.day)}, setelah {number(kept.records)} keputusan: {kept.seal}"

    def facts(self, request: HttpRequest) -> list[tuple[str, str]]:
        """What stands in front of the lines, in both files."""
        return [
            ("Tahun", f"{self.scope.year}"), ("Unit kerja", self.unit),
            ("Kelompok", str(self.kind.label) if self.kind is not None else "Semua"),
            ("Baris", number(len(self.lines))), ("Diambil oleh", taken_by(request)), ("Verifikasi", self.verdict),
            *((("Arsip", archived),) if (archived := in_archive(self.scope.year)) else ()),
            ("Segel terakhir", self.seal), ("Ujung catatan", self.state.code), ("Sidik isi (SHA-256)", self.content),
        ]  # fmt: skip

    def details(self) -> dict[str, object]:
        """What the record keeps of it, beside the file's hash."""
        return {
            "year": self.scope.year, "unit": self.scope.unit.code if self.scope.unit is not None else "",
            "kind": self.kind.code if self.kind is not None else "", "rows": len(self.lines), "content": self.content,
            "sound": self.state.verdict.sound if self.state.verdict is not None else None, "unsound": self.unsound,
        }  # fmt: skip


def in_archive(year: int) -> str:
    """Where the year's cases went, in words; empty where they are here."""
    found = archive_of(year)
    if found is None:
        return ""
    file, sha256 = found.details.get("file", ""), found.details.get("sha256", "")
    return (
        f"Perkara tahun ini sudah diarsipkan pada {moment(found.recorded_at)} ke berkas {file} (SHA-256 {sha256}). "
        "Laporan ini hanya memuat perubahan yang masih tersimpan."
    )


def made(scope: Scope, kind: Kind | None, form: str) -> Report:
    """The report for a file of this form, in the office's language, whoever takes it.

    :raises RuleViolation: it has more lines than such a file may have, or none.
    """
    with translation.override(settings.LANGUAGE_CODE):
        lines = all_lines(KINDS if kind is None else (kind,), scope, MOST[form])
    if len(lines) > MOST[form]:
        raise RuleViolation(
            f"Laporan ini lebih dari {number(MOST[form])} baris, terlalu panjang untuk satu berkas {form.upper()}. "
            f"Pilih unit yang lebih kecil atau satu kelompok perubahan{INSTEAD[form]}.",
            None, "report_too_long",
        )  # fmt: skip
    if not lines:
        raise RuleViolation("Tidak ada perubahan yang tercatat pada tahun dan unit ini.", None, "report_empty")
    return Report(scope, kind, lines, state_of_record())


def as_pdf(report: Report, request: HttpRequest) -> bytes:
    """The report on paper.

    :raises PrintingUnavailable: where the server lacks Pango.
    """
    with translation.override(settings.LANGUAGE_CODE):
        context: dict[str, Any] = {
            "report": report, "facts": report.facts(request), "personal": PERSONAL, "printed_at": clock.now(),
            "printed_by": Actor.of_request(request).signatory(clock.today()).name,
            "square": segno.make_qr(report.state.code, error="m").svg_inline(scale=2, omitsize=False, border=4),
        }  # fmt: skip
        return render_pdf("backoffice/findings/yearly_sheet.html", context, request)


def as_xlsx(report: Report, request: HttpRequest) -> bytes:
    """The report as a workbook."""
    with translation.override(settings.LANGUAGE_CODE):
        rows = (_cells(place, line) for place, line in enumerate(report.lines, start=1))
        return workbook(report.facts(request), "Perubahan", HEADS, rows)


def _cells(place: int, line: Line) -> list[Any]:
    proof = line.proof
    return [
        place, str(line.kind.label), moment(line.at), line.what, line.who, line.behalf, line.about, line.old, line.new,
        line.why, line.document, str(proof.words), proof.stream, proof.seq, proof.hash, proof.digest,
    ]  # fmt: skip


FORMS = {"pdf": as_pdf, "xlsx": as_xlsx}
