"""One mistake in a master file: one line that says where and what to do, and nothing is stored."""

import pytest

pytestmark = pytest.mark.django_db
UNKNOWN_UNIT = "Unit ini tidak dikenal. Tambahkan unit ini ke units.csv atau perbaiki kodenya."
UNKNOWN_POST = "Jabatan ini tidak dikenal. Tambahkan jabatan ini ke positions.csv atau perbaiki kodenya."
EMPLOYEES, POSITIONS, CASCADE = "employees-siasn.csv", "positions.csv", "skp-cascade.csv"
HEAD = "196806061994031029"

# file, what stands there, what a test makes of it, the line, the column, the value, the words.
MISTAKES = [
    ("units.csv", "PLG.SETDA,Sekretariat Daerah,PLG,", "PLG.SETDA,Sekretariat Daerah,PLQ,", 4, "parent", "PLQ",
     UNKNOWN_UNIT),
    ("units.csv", "PLG.SETDA,", "PLG,", 4, "code", "PLG", "Kode ini sudah ada di baris 3. Hapus salah satu baris."),
    ("units.csv", "PLG.SETDA,Sekretariat Daerah", "PLG.SETDA,", 4, "name", None,
     "Kolom ini belum diisi. Isi kolom ini."),
    (POSITIONS, "Sekretaris Badan,PLG.BKPSDM.1,", "Sekretaris Badan,PLG.BKPSDM.9,", 4, "unit", "PLG.BKPSDM.9",
     UNKNOWN_UNIT),
    (POSITIONS, "III.a,12,BKPSDM-00", "III.a,12,BKPSDM-0", 4, "reports_to", "BKPSDM-0", UNKNOWN_POST),
    (POSITIONS, "III.a,12,BKPSDM-00", "III.a,12,BKPSDM-10", 4, "reports_to", "BKPSDM-10",
     "Jabatan ini menjadi atasannya sendiri. Isi dengan kode jabatan atasan langsungnya."),
    (POSITIONS, "administrator,III.a,12", "kepala,III.a,12", 4, "kind", "kepala",
     "Isian ini tidak dikenal. Pilih salah satu: JPT, administrator, pengawas, fungsional, pelaksana."),
    (POSITIONS, "III.a,12,", "III.a,18,", 4, "job_class", "18", "Tulis bilangan bulat 1 sampai 17."),
    (POSITIONS, "PLG.BKPSDM.1,administrator", "PLG.BKPSDM.1,administrator,III.a,12,BKPSDM-00\nBKPSDM-10,Dua,PLG,JPT", 5,
     "code", "BKPSDM-10", "Kode ini sudah ada di baris 4. Hapus salah satu baris."),
    (EMPLOYEES, HEAD, "1.97E+17", 3, "NIP BARU", "1.97E+17",
     "NIP “1.97E+17” sudah diubah lembar kerja menjadi bilangan, sehingga angka belakangnya hilang. "
     "Jadikan kolom NIP berformat teks, lalu isi lagi 18 angkanya."),
    (EMPLOYEES, HEAD, HEAD[:-1], 3, "NIP BARU", HEAD[:-1],
     f"NIP “{HEAD[:-1]}” terdiri atas 17 angka. Tulis 18 angka NIP."),
    (EMPLOYEES, HEAD, "197008072000031012", 3, "NIP BARU", "197008072000031012",
     "NIP ini sudah ada di baris 2. Hapus atau perbaiki salah satu baris."),
    (EMPLOYEES, "06-06-1968", "31-02-1968", 3, "TANGGAL LAHIR", "31-02-1968",
     "Tanggal ini tidak ada di kalender. Tulis dd-mm-yyyy, misalnya 07-08-1970."),
    (EMPLOYEES, "06-06-1968", "1968/06/06", 3, "TANGGAL LAHIR", "1968/06/06",
     "Tanggal tidak dikenali. Tulis dd-mm-yyyy, misalnya 07-08-1970."),
    (EMPLOYEES, "06-06-1968", "07-06-1968", 3, "TANGGAL LAHIR", "07-06-1968",
     f"NIP {HEAD} memuat tanggal lahir 6 Juni 1968. Periksa NIP atau tanggal lahirnya."),
    (EMPLOYEES, "06-06-1968,M", "06-06-1968,F", 3, "JENIS KELAMIN", "F",
     f"NIP {HEAD} menyatakan laki-laki (M). Periksa NIP atau jenis kelaminnya."),
    (EMPLOYEES, "082259776425,PNS Daerah", "082259776425,PPPK", 3, "JENIS PEGAWAI NAMA", "PPPK",
     f"NIP {HEAD} adalah NIP PNS. Periksa NIP atau jenis pegawainya."),
    (EMPLOYEES, "IV/c", "IX", 3, "GOL AKHIR NAMA", "IX",
     "Golongan “IX” tidak dikenal untuk PNS. Tulis misalnya III/a."),
    (EMPLOYEES, "uda.waluyo.1@example.go.id", "uda.waluyo", 3, "EMAIL", "uda.waluyo",
     "Ini bukan alamat e-mail. Perbaiki, atau kosongkan kolom ini."),
    (EMPLOYEES, "BKPSDM-00,02-01-2022", "BKPSDM-99,02-01-2022", 3, "KODE JABATAN", "BKPSDM-99", UNKNOWN_POST),
    (EMPLOYEES, "Sumber Daya Manusia,PLG.BKPSDM,", "Sumber Daya Manusia,PLG.X,", 3, "KODE UNOR", "PLG.X", UNKNOWN_UNIT),
    (EMPLOYEES, "Sumber Daya Manusia,PLG.BKPSDM,", "Sumber Daya Manusia,PLG.SETDA,", 3, "KODE UNOR", "PLG.SETDA",
     "Jabatan BKPSDM-00 ada di unit PLG.BKPSDM. Samakan unit atau jabatannya."),
    (EMPLOYEES, "02-01-2022", "02-13-2022", 3, "TMT JABATAN", "02-13-2022",
     "Tanggal ini tidak ada di kalender. Tulis dd-mm-yyyy, misalnya 07-08-1970."),
    ("acting.csv", "BKPSDM-52,BKPSDM-53", "BKPSDM-59,BKPSDM-53", 2, "position", "BKPSDM-59", UNKNOWN_POST),
    ("acting.csv", "BKPSDM-41,BKPSDM-42", "BKPSDM-41,BKPSDM-41", 3, "acting_position", "BKPSDM-41",
     "Jabatan ini mewakili dirinya sendiri. Isi jabatan pejabat yang ditunjuk."),
    ("acting.csv", "BKPSDM-41,BKPSDM-42", "BKPSDM-41,BKPSDM-52", 3, "acting_position", "BKPSDM-52",
     "Tidak ada yang memegang jabatan ini pada 5 Oktober 2026. Pilih jabatan yang ada pejabatnya."),
    ("acting.csv", "Plh,2026-10-05", "Pj,2026-10-05", 3, "capacity", "Pj",
     "Isian ini tidak dikenal. Pilih salah satu: Plt, Plh."),
    ("acting.csv", "2026-10-16", "2026-10-04", 3, "end", "2026-10-04",
     "Tanggal akhir lebih awal daripada tanggal mulai 5 Oktober 2026. Perbaiki salah satunya."),
    ("acting.csv", "SP 800/211/BKPSDM/2026", "", 3, "decree", None, "Kolom ini belum diisi. Isi kolom ini."),
    ("acting.csv", "BKPSDM-30,BKPSDM-40,Plh,2026-11-16", "BKPSDM-41,BKPSDM-40,Plh,2026-10-16", 4, "start",
     "2026-10-16",
     "Masa ini bertumpang tindih dengan penunjukan di baris 3 sejak 5 Oktober 2026. Perbaiki tanggal salah satunya."),
    ("performance-agreement.csv", "2026,PLG.BKPSDM,Meningkatnya", "2026,PLG.X,Meningkatnya", 2, "unit", "PLG.X",
     UNKNOWN_UNIT),
    ("performance-agreement.csv", "Prajabatan,100,", "Prajabatan,-1,", 2, "target", "-1",
     "Angka ini kurang dari 0. Tulis 0 atau lebih."),
    ("performance-agreement.csv", "2026,PLG.BKPSDM,Pengelolaan", "2027,PLG.BKPSDM,Pengelolaan", 11, "year", "2027",
     "Baris lain berisi tahun 2026. Satu berkas hanya untuk satu tahun: pisahkan."),
    (CASCADE, "BKPSDM-10,S1,A5", "BKPSDM-1,S1,A5", 12, "position", "BKPSDM-1", UNKNOWN_POST),
    (CASCADE, "BKPSDM-10,S1,A5", "BKPSDM-10,S1,K1", 12, "parent_ref", "K1",
     "Ini bukan hasil kerja jabatan atasan, Kepala Badan Kepegawaian dan Pengembangan Sumber Daya Manusia (BKPSDM-00). "
     "Pilih salah satu: A1, A2, A3, A4, A5, dan A6."),
    (CASCADE, "usulan,120,style", "usulan,-120,style", 20, "year_quantity", "-120",
     "Angka ini kurang dari 0. Tulis 0 atau lebih."),
    (CASCADE, "120,usulan,120,style", "-120,usulan,,style", 20, "target", "-120",
     "Angka ini kurang dari 0. Tulis 0 atau lebih."),
    (CASCADE, "usulan,120,style", "usulan,100,style", 20, "year_quantity", "100",
     "Jumlah setahun berbeda dari target 120. Samakan, atau kosongkan kolom ini."),
    (CASCADE, "waktu,100,persen,,style", "mutu,100,persen,,style", 12, "aspect", "mutu",
     "Isian ini tidak dikenal. Pilih salah satu: kuantitas, kualitas, waktu, biaya."),
    (CASCADE, "BKPSDM-10,S2,A6", "BKPSDM-10,S1,A6", 13, "parent_ref", "A6",
     "Baris 12 dengan ref S1 berisi lain. Samakan, atau beri ref yang berbeda."),
    ("allowance-classes.csv", "17,40000000", "17,40.000.000", 2, "basic_allowance_rupiah", "40.000.000",
     "Angka tidak dikenali. Tulis tanpa titik ribuan, misalnya 1200 atau 97,5."),
    ("allowance-classes.csv", "15,", "17,", 3, "job_class", "17",
     "Kelas ini sudah ada di baris 2. Hapus salah satu baris."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "column", "value", "words"), MISTAKES,
    ids=[f"{m[0].split('.')[0]} {m[4]} {m[5]}" for m in MISTAKES],
)  # fmt: skip
def test_one_mistake_is_told_in_one_line_and_nothing_is_stored(
    files, refused, file, old, new, line, column, value, words
):
    files.replace(file, old, new)

    shown = f", “{value}”" if value else ""
    assert refused() == [f"{file}, baris {line}, kolom {column}{shown}: {words}".replace("\xa0", " ")]


def test_a_circle_in_the_reporting_line_names_its_posts(files, refused):
    files.replace(POSITIONS, "III.a,12,BKPSDM-00", "III.a,12,BKPSDM-11")

    one, two = "Sekretaris Badan (BKPSDM-10)", "Kepala Sub Bagian Umum dan Kepegawaian (BKPSDM-11)"
    assert refused() == [
        f"positions.csv, baris 4, kolom reports_to, “BKPSDM-11”: Garis atasan berputar: {one} → {two} → {one}. "
        "Perbaiki reports_to salah satu jabatan itu.",
        f"positions.csv, baris 5, kolom reports_to, “BKPSDM-10”: Garis atasan berputar: {two} → {one} → {two}. "
        "Perbaiki reports_to salah satu jabatan itu.",
    ]  # fmt: skip


def test_a_circle_of_units_is_refused(files, refused):
    files.replace("units.csv", "PLG,Pemerintah Kota Palembang,,", "PLG,Pemerintah Kota Palembang,PLG.SETDA,")

    assert refused() == [
        "units.csv, baris 3, kolom parent, “PLG.SETDA”: Susunan unit berputar: PLG → PLG.SETDA → PLG. "
        "Perbaiki parent salah satu unit itu.",
        "units.csv, baris 4, kolom parent, “PLG”: Susunan unit berputar: PLG.SETDA → PLG → PLG.SETDA. "
        "Perbaiki parent salah satu unit itu.",
    ]


def test_two_holders_of_one_post_are_refused(files, refused):
    line = files.line_of(EMPLOYEES, "BKPSDM-11-03")
    files.replace(EMPLOYEES, "BKPSDM-11-03", "BKPSDM-11-02")

    assert refused() == [
        f"{EMPLOYEES}, baris {line}, kolom KODE JABATAN, “BKPSDM-11-02”: Jabatan ini sudah dipegang "
        "NIP 200109172025022040 di baris 7. Satu jabatan hanya untuk satu orang: perbaiki salah satu baris."
    ]


def test_a_plan_for_a_vacant_post_without_plt_is_refused(files, refused):
    files.write("acting.csv", files.read("acting.csv").splitlines()[0] + "\n")

    assert refused() == [
        "skp-cascade.csv, baris 30, kolom position, “BKPSDM-52”: Pada tahun 2026 jabatan ini kosong dan tanpa Plt. "
        "Tambahkan pejabatnya, atau Plt di acting.csv."
    ]


def test_several_mistakes_are_told_together(files, refused):
    files.replace("units.csv", "PLG.SETDA,Sekretariat Daerah,PLG,", "PLG.SETDA,Sekretariat Daerah,X,")
    files.replace(EMPLOYEES, "06-06-1968", "31-02-1968")
    files.replace("allowance-classes.csv", "17,", "18,")

    assert [line.split(":")[0] for line in refused()] == [
        "units.csv, baris 4, kolom parent, “X”",
        f"{EMPLOYEES}, baris 3, kolom TANGGAL LAHIR, “31-02-1968”",
        "allowance-classes.csv, baris 2, kolom job_class, “18”",
    ]


def test_a_missing_file_is_named(files, refused):
    (files.path / "acting.csv").unlink()

    assert refused() == ["acting.csv: Berkas ini tidak ada di folder. Tambahkan berkas ini."]


def test_a_file_that_cannot_be_read_does_not_make_the_others_wrong(files, refused):
    files.write("units.csv", files.read("units.csv").replace(",", ";"))

    assert refused() == [
        "units.csv, baris 1, “code;name;parent;kind”: Kolom dipisah dengan titik koma (;), "
        "sehingga terbaca sebagai satu kolom. Simpan ulang dengan pemisah koma (,)."
    ]


def test_an_empty_office_is_refused(files, refused):
    files.write("units.csv", "code,name,parent,kind\n")

    assert refused() == ["units.csv: Berkas ini belum berisi unit. Isi paling sedikit satu baris."]


def test_a_file_twice_is_refused(files, refused):
    (files.path / "units.xlsx").write_bytes(b"PK")

    assert refused() == ["units.xlsx: Berkas ini ada dua kali, juga sebagai units.csv. Hapus salah satunya."]
