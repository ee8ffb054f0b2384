"""A bad row of attendance or activities is told and left out; the good ones are stored."""

import pytest

from tests.backoffice.imports.conftest import EVENT_ROWS, problems
from workflows.attendance.models import AttendanceDay
from workflows.daily.models import DailyActivity, DailyReport

pytestmark = pytest.mark.django_db
ATTENDANCE, ACTIVITIES = "attendance-2026.csv", "daily-activities-2026.csv"
HEAD = "196806061994031029"
FIRST = "07:30,09:00,tambahan,,Melaksanakan tugas kedinasan lain sesuai perintah atasan,1,kegiatan,2026-09-01T16:19"

MISTAKES = [
    (ATTENDANCE, f"{HEAD},01/09/2026", "196806061994031099,01/09/2026", "NIP", "196806061994031099",
     "Pegawai dengan NIP ini belum terdaftar. Tambahkan di berkas pegawai, atau perbaiki NIP."),
    (ATTENDANCE, f"{HEAD},01/09/2026", "1.96806E+17,01/09/2026", "NIP", "1.96806E+17",
     "NIP “1.96806E+17” sudah diubah lembar kerja menjadi bilangan, sehingga angka belakangnya hilang. "
     "Jadikan kolom NIP berformat teks, lalu isi lagi 18 angkanya."),
    (ATTENDANCE, "01/09/2026", "31/09/2026", "TANGGAL", "31/09/2026",
     "Tanggal ini tidak ada di kalender. Tulis dd/mm/yyyy, misalnya 01/09/2026."),
    (ATTENDANCE, "01/09/2026", "9/1/2026", "TANGGAL", "9/1/2026",
     "Tanggal tidak dikenali. Tulis dd/mm/yyyy, misalnya 01/09/2026."),
    (ATTENDANCE, "07:33", "25:33", "JAM MASUK", "25:33", "Jam tidak dikenali. Tulis jj:mm, misalnya 07:30."),
    (ATTENDANCE, "07:33,16:06", "07:33,07:06", "JAM PULANG", "07:06",
     "Jam pulang lebih awal daripada jam masuk 07.33. Perbaiki salah satu jam itu."),
    (ATTENDANCE, "16:06,H", "16:06,X", "STATUS", "X",
     "Isian ini tidak dikenal. Pilih salah satu: H, C, S, I, DL, (kosong)."),
    (ACTIVITIES, f"{HEAD},2026-09-01", "196806061994031099,2026-09-01", "nip", "196806061994031099",
     "Pegawai dengan NIP ini belum terdaftar. Tambahkan di berkas pegawai, atau perbaiki NIP."),
    (ACTIVITIES, "2026-09-01,07:30", "2026-02-30,07:30", "date", "2026-02-30",
     "Tanggal ini tidak ada di kalender. Tulis yyyy-mm-dd, misalnya 2026-09-01."),
    (ACTIVITIES, "2026-09-01,07:30", "2021-12-31,07:30", "date", "2021-12-31",
     "Pegawai ini belum memegang jabatan pada tanggal ini. Periksa TMT JABATAN."),
    (ACTIVITIES, "07:30,09:00", "09:30,09:00", "end", "09:00",
     "Jam selesai harus sesudah jam mulai 09.30. Perbaiki salah satu jam itu."),
    (ACTIVITIES, "09:00,tambahan", "09:00,lain", "kind", "lain",
     "Isian ini tidak dikenal. Pilih salah satu: jabatan, tambahan."),
    (ACTIVITIES, "09:00,tambahan,,", "09:00,jabatan,,", "skp_ref", "",
     "Kegiatan jabatan perlu hasil kerja. Isi rujukan, atau tulis tambahan di kind."),
    (ACTIVITIES, "09:00,tambahan,,", "09:00,jabatan,K1,", "skp_ref", "K1",
     "Ini bukan hasil kerja dalam SKP 2026 pegawai ini. Perbaiki rujukannya atau SKP-nya."),
    (ACTIVITIES, "atasan,1,", "atasan,-1,", "quantity", "-1", "Angka ini kurang dari 0. Tulis 0 atau lebih."),
    (ACTIVITIES, "atasan,1,", "atasan,satu,", "quantity", "satu",
     "Angka tidak dikenali. Tulis tanpa titik ribuan, misalnya 1200 atau 97,5."),
    (ACTIVITIES, "2026-09-01T16:19", "2026-09-01", "entered_at", "2026-09-01",
     "Waktu tidak dikenali. Tulis yyyy-mm-ddTjj:mm, misalnya 2026-09-01T16:19."),
    (ACTIVITIES, "2026-09-01T16:19", "2026-08-31T16:19", "entered_at", "2026-08-31T16:19",
     "Kegiatan dicatat sebelum tanggalnya, 1 September 2026. Perbaiki salah satunya."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "column", "value", "words"), MISTAKES,
    ids=[f"{m[0].split('-')[0]} {m[3]} {m[4]}" for m in MISTAKES],
)  # fmt: skip
def test_a_bad_row_is_told_and_the_good_ones_are_stored(files, file, old, new, column, value, words):
    files.replace(file, old, new)

    outcome = files.run()

    shown = f", “{value}”" if value else ""
    assert problems(outcome) == [f"{file}, baris 2, kolom {column}{shown}: {words}"]
    assert outcome.masters_stored
    assert AttendanceDay.objects.count() == EVENT_ROWS - (file == ATTENDANCE)
    assert DailyActivity.objects.count() == EVENT_ROWS - (file == ACTIVITIES)


def test_a_row_twice_is_refused_wherever_it_stands(files):
    files.append(ATTENDANCE, files.read(ATTENDANCE).splitlines()[1])
    files.append(ACTIVITIES, files.read(ACTIVITIES).splitlines()[1])

    assert problems(files.run()) == [
        f"{ATTENDANCE}, baris 42, kolom TANGGAL, “01/09/2026”: Kehadiran pegawai ini pada tanggal ini sudah ada "
        "di baris 2. Hapus salah satu baris.",
        f"{ACTIVITIES}, baris 42, kolom activity, “Melaksanakan tugas kedinasan lain sesuai perintah atasan”: "
        "Kegiatan yang sama pada tanggal dan jam ini sudah ada di baris 2. Hapus salah satu baris.",
    ]
    assert (AttendanceDay.objects.count(), DailyActivity.objects.count()) == (EVENT_ROWS, EVENT_ROWS)


def test_of_an_unreadable_file_nothing_is_stored_and_of_the_others_all(files):
    files.append(ACTIVITIES, f'{HEAD},2026-09-01,07:30,09:00,tambahan,,"Rapat')

    outcome = files.run()

    assert problems(outcome) == [
        f"{ACTIVITIES}, baris 42: Mulai baris ini berkas tidak terbaca sebagai CSV. "
        "Periksa tanda kutip yang tidak ditutup."
    ]
    assert outcome.masters_stored
    assert not DailyReport.objects.exists()
    assert AttendanceDay.objects.count() == EVENT_ROWS
    assert "activities" not in outcome.tallies


def test_events_of_a_stored_office_are_stored_though_its_master_files_are_refused(files):
    files.run()
    files.append(ATTENDANCE, f"{HEAD},23/11/2026,07:30,16:00,H")
    files.replace("units.csv", "PLG.SETDA,Sekretariat Daerah,PLG,", "PLG.SETDA,Sekretariat Daerah,X,")

    outcome = files.run()

    assert not outcome.masters_stored
    assert outcome.tallies["attendance"].created == 1


def test_a_folder_of_events_alone_needs_no_master_files(files, masters_only):
    masters_only.run()
    for file in masters_only.path.iterdir():
        file.unlink()
    masters_only.write("attendance-november.csv", f"NIP,TANGGAL,JAM MASUK,JAM PULANG,STATUS\n{HEAD},02/11/2026,,,DL\n")

    outcome = masters_only.run()

    assert problems(outcome) == []
    assert AttendanceDay.objects.get().status == "DUTY"


def test_events_before_anybody_is_known_are_refused(masters_only):
    for file in masters_only.path.iterdir():
        file.unlink()
    masters_only.write("attendance-1.csv", "NIP,TANGGAL,JAM MASUK,JAM PULANG,STATUS\n")

    assert problems(masters_only.run()) == ["attendance-1.csv: Belum ada pegawai. Impor dahulu berkas pegawai."]
