"""NIP: what is read from it, and every refusal with its words."""

import csv
from datetime import date
from pathlib import Path

import pytest

from workflows.rules.nip import Nip, parse_nip
from workflows.rules.violation import RuleViolation

OFFICE = Path(__file__).parents[2] / "demo" / "office" / "employees-siasn.csv"


def test_nip_of_pns_tells_birth_appointment_and_sex():
    assert parse_nip("197412062001022054") == Nip(
        text="197412062001022054",
        birth_date=date(1974, 12, 6),
        appointed_year=2001,
        appointed_month=2,
        sex="F",
        kind="PNS",
        serial="054",
    )


def test_nip_of_pppk_has_21_for_the_month():
    nip = parse_nip("200204172025211017")
    assert (nip.kind, nip.appointed_year, nip.appointed_month, nip.sex) == ("PPPK", 2025, None, "M")


@pytest.mark.parametrize(
    "text", ["'197412062001022054", "  197412062001022054\t", " '197412062001022054 ", "\u00a0’197412062001022054"]
)
def test_apostrophe_and_blanks_are_no_harm(text):
    assert parse_nip(text).text == "197412062001022054"


@pytest.mark.parametrize(
    "value",
    ["1.97E+17", "1,97E+17", "1.97412E17", "'1.97e+17", 1.97e17, 197412062001022054, True, "197412062001022054.0"],
)
def test_number_of_a_spreadsheet_is_refused(value):
    with pytest.raises(RuleViolation) as refusal:
        parse_nip(value)
    assert (refusal.value.code, refusal.value.field) == ("nip_mangled", "nip")
    assert "Jadikan kolom NIP berformat teks, lalu isi lagi 18 angkanya." in refusal.value.message


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("", "nip_not_18_digits", "NIP belum diisi. Tulis 18 angka NIP."),
        (None, "nip_not_18_digits", "NIP belum diisi. Tulis 18 angka NIP."),
        ("19741206", "nip_not_18_digits", "NIP “19741206” terdiri atas 8 angka. Tulis 18 angka NIP."),
        (
            "19741206 200102 2 054",
            "nip_not_18_digits",
            "NIP “19741206 200102 2 054” bukan 18 angka. Tulis 18 angka NIP tanpa spasi, titik, atau huruf.",
        ),
        (
            "١٩٧٤١٢٠٦٢٠٠١٠٢٢٠٥٤",
            "nip_not_18_digits",
            "NIP “١٩٧٤١٢٠٦٢٠٠١٠٢٢٠٥٤” bukan 18 angka. Tulis 18 angka NIP tanpa spasi, titik, atau huruf.",
        ),
        (
            "197402302001022054",
            "nip_date",
            "NIP 197402302001022054 memuat tanggal lahir 30-02-1974, yang tidak ada di kalender. "
            "Periksa kembali 8 angka pertama.",
        ),
        (
            "197412062001132054",
            "nip_date",
            "NIP 197412062001132054 memuat bulan pengangkatan 13. "
            "Periksa kembali angka ke-13 dan ke-14: 01 sampai 12 untuk PNS, 21 untuk PPPK.",
        ),
        (
            "197412061974022054",
            "nip_date",
            "NIP 197412061974022054 memuat tahun pengangkatan 1974, padahal tahun lahirnya 1974. "
            "Periksa kembali angka ke-9 sampai ke-12.",
        ),
        (
            "197412062001023054",
            "nip_sex",
            "Angka ke-15 NIP 197412062001023054 adalah 3, padahal hanya 1 (laki-laki) atau 2 (perempuan). "
            "Periksa kembali NIP.",
        ),
    ],
)
def test_refusals_say_what_is_wrong(text, code, words):
    with pytest.raises(RuleViolation) as refusal:
        parse_nip(text)
    assert (refusal.value.code, refusal.value.message) == (code, words)


@pytest.mark.skipif(not OFFICE.exists(), reason="demo/office is not there")
def test_every_nip_of_the_demo_office_agrees_with_its_row():
    with OFFICE.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 87
    for row in rows:
        nip = parse_nip(row["NIP BARU"])
        assert nip.kind == {"PNS Daerah": "PNS", "PPPK": "PPPK"}[row["JENIS PEGAWAI NAMA"]]
        assert nip.sex == row["JENIS KELAMIN"]
        assert nip.birth_date.strftime("%d-%m-%Y") == row["TANGGAL LAHIR"]
        assert str(nip.appointed_year) == row["TMT CPNS"][6:]
        if nip.appointed_month is not None:
            assert f"{nip.appointed_month:02}" == row["TMT CPNS"][3:5]
