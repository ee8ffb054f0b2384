"""People of the office, employees-siasn.csv as SIASN exports them: each with a log-in that HR has yet to let in."""

import re
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from backoffice.imports.known import Known
from backoffice.imports.problems import Problems
from backoffice.imports.reading import Row, read_rows
from backoffice.imports.source import Source
from backoffice.imports.values import DAY_FIRST, day, day_or_none, nip, word
from backoffice.imports.writing import Author, Tally, store_rows
from workflows.organization.models import Employee, User
from workflows.rules.grade import group_of_pns, level_of_pppk
from workflows.rules.nip import Nip
from workflows.rules.violation import RuleViolation
from workflows.rules.wording import day_in_words

COLUMNS = (
    "NIP BARU", "NAMA", "GELAR DEPAN", "GELAR BELAKANG", "TEMPAT LAHIR NAMA", "TANGGAL LAHIR", "JENIS KELAMIN", "EMAIL",
    "NOMOR HP", "JENIS PEGAWAI NAMA", "KEDUDUKAN HUKUM NAMA", "STATUS CPNS PNS", "TMT CPNS", "GOL AKHIR NAMA",
    "JENIS JABATAN NAMA", "JABATAN NAMA", "KODE JABATAN", "TMT JABATAN", "UNOR NAMA", "KODE UNOR",
    "INSTANSI KERJA NAMA",
)  # fmt: skip
KINDS = {
    "PNS": Employee.Kind.PNS, "PNS Daerah": Employee.Kind.PNS, "PNS Pusat": Employee.Kind.PNS,
    "PPPK": Employee.Kind.PPPK,
}  # fmt: skip
SEXES = {"M": Employee.Sex.MALE, "F": Employee.Sex.FEMALE}
SEX_WORDS = {"M": "laki-laki (M)", "F": "perempuan (F)"}
PROBATION = {"C": True, "P": False}
WORDS = re.compile(r"[^\s.-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployeeRow:
    """One person as the file has them: `values` are the employee's fields, then the post and since when."""

    file: str
    line: int
    nip: str
    values: dict[str, object]
    position: str
    since: date


def read_employees(source: Source, known: Known, problems: Problems) -> list[EmployeeRow]:
    """The file's people; a double NIP, an unknown post or unit, two holders of a post go to `problems`.

    :raises FileRefused: the file cannot be read.
    """
    first_lines: dict[str, int] = {}
    holders: dict[str, tuple[str, int]] = {}

    def parse(row: Row) -> EmployeeRow:
        read = nip(row, "NIP BARU")
        if read.text in first_lines:
            message = f"NIP ini sudah ada di baris {first_lines[read.text]}. Hapus atau perbaiki salah satu baris."
            raise row.refused("NIP BARU", message)
        first_lines[read.text] = row.line
        known.people.setdefault(read.text, read.text)
        values = _values(row, read)
        known.people[read.text] = str(values["name"])
        position = _position(row, known)
        since = day(row, "TMT JABATAN", DAY_FIRST)
        if position in holders:
            other, line = holders[position]
            raise row.refused(
                "KODE JABATAN",
                f"Jabatan ini sudah dipegang NIP {other} di baris {line}. "
                "Satu jabatan hanya untuk satu orang: perbaiki salah satu baris.",
            )
        holders[position] = (read.text, row.line)
        return EmployeeRow(
            file=source.name, line=row.line, nip=read.text, values=values, position=position, since=since
        )

    rows = list(read_rows(source, COLUMNS, parse, problems))
    if not first_lines and not known.people:
        raise source.refused("Berkas ini belum berisi pegawai. Isi paling sedikit satu baris.")
    return rows


def name_in_words(name: str) -> str:
    """A name in capital letters as people write it: LUIS SIHOMBING → Luis Sihombing; another is left as it is."""
    return WORDS.sub(lambda found: found[0].capitalize(), name) if name.isupper() else name


def _position(row: Row, known: Known) -> str:
    """The post, which must be known and lie in the unit named beside it."""
    code, unit = row.text("KODE JABATAN"), row.text("KODE UNOR")
    if code not in known.posts:
        raise row.refused(
            "KODE JABATAN", "Jabatan ini tidak dikenal. Tambahkan jabatan ini ke positions.csv atau perbaiki kodenya."
        )
    if unit not in known.units:
        raise row.refused("KODE UNOR", "Unit ini tidak dikenal. Tambahkan unit ini ke units.csv atau perbaiki kodenya.")
    if unit != known.post_units[code] and known.line_complete:
        raise row.refused(
            "KODE UNOR", f"Jabatan {code} ada di unit {known.post_units[code]}. Samakan unit atau jabatannya."
        )
    return code


def _values(row: Row, read: Nip) -> dict[str, object]:
    """The employee's fields, checked against what the NIP says."""
    born = day(row, "TANGGAL LAHIR", DAY_FIRST)
    if born != read.birth_date:
        raise row.refused(
            "TANGGAL LAHIR",
            f"NIP {read.text} memuat tanggal lahir {day_in_words(read.birth_date)}. Periksa NIP atau tanggal lahirnya.",
        )
    sex = word(row, "JENIS KELAMIN", SEXES)
    if sex != read.sex:
        raise row.refused(
            "JENIS KELAMIN", f"NIP {read.text} menyatakan {SEX_WORDS[read.sex]}. Periksa NIP atau jenis kelaminnya."
        )
    kind = word(row, "JENIS PEGAWAI NAMA", KINDS)
    if kind != read.kind:
        raise row.refused(
            "JENIS PEGAWAI NAMA", f"NIP {read.text} adalah NIP {read.kind}. Periksa NIP atau jenis pegawainya."
        )
    return {
        "nip": read.text,
        "name": name_in_words(row.text("NAMA", most=200)),
        "front_title": row.text("GELAR DEPAN", most=60, required=False),
        "back_title": row.text("GELAR BELAKANG", most=60, required=False),
        "birth_place": row.text("TEMPAT LAHIR NAMA", most=100, required=False),
        "birth_date": born,
        "sex": sex,
        "email": _email(row),
        "phone": row.text("NOMOR HP", most=30, required=False),
        "kind": kind,
        "legal_status": row.text("KEDUDUKAN HUKUM NAMA", most=40),
        "on_probation": word(row, "STATUS CPNS PNS", PROBATION),
        "appointed_on": day_or_none(row, "TMT CPNS", DAY_FIRST),
        "grade": _grade(row, read),
    }


def _email(row: Row) -> str:
    text = row.text("EMAIL", most=254, required=False)
    if text:
        try:
            validate_email(text)
        except ValidationError:
            raise row.refused("EMAIL", "Ini bukan alamat e-mail. Perbaiki, atau kosongkan kolom ini.") from None
    return text


def _grade(row: Row, read: Nip) -> str:
    grade = row.text("GOL AKHIR NAMA")
    try:
        if read.kind == "PNS":
            group_of_pns(grade)
        else:
            level_of_pppk(grade)
    except RuleViolation as refusal:
        raise row.refused("GOL AKHIR NAMA", refusal.message) from None
    return grade


def store_employees(rows: list[EmployeeRow], author: Author) -> Tally:
    """Keep the people, each new one with a log-in without a usable password."""
    existing = {employee.nip: employee for employee in Employee.objects.filter(nip__in=[row.nip for row in rows])}
    users = _new_log_ins([row.nip for row in rows if row.nip not in existing])
    wanted = [(row.nip, row.values | ({"user": users[row.nip]} if row.nip in users else {})) for row in rows]
    return store_rows(Employee, existing, wanted, author)


def _new_log_ins(nips: list[str]) -> dict[str, User]:
    """A log-in for each NIP; one that somebody made by hand before is taken over with its password."""
    found = {user.username: user for user in User.objects.filter(username__in=nips)}
    new = [User(username=each) for each in nips if each not in found]
    for user in new:
        user.set_unusable_password()
    User.objects.bulk_create(new)
    return found | {user.username: user for user in new}
