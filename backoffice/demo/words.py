"""What people of the demonstration write: reasons, notes, feedback."""

RETURN_SKP = (
    "Sasaran belum terukur. Mohon jumlahnya disesuaikan dengan target bidang.",
    "Indikator kualitas belum menyebut cara mengukurnya. Mohon dilengkapi.",
    "Ekspektasi perilaku mohon disesuaikan dengan tugas pelayanan.",
)
RETURN_TARGETS = ("Beban Juni terlalu besar karena masuk masa penilaian. Mohon dibagi ulang.",)
RETURN_REPORT = (
    "Jumlah hasil belum sesuai dengan uraian. Mohon diperiksa lagi.",
    "Uraian terlalu umum. Tulis apa yang dikerjakan dan untuk siapa.",
    "Jam kegiatan bertumpang tindih. Mohon dirapikan.",
    "Buktinya belum ada. Mohon dilampirkan atau tulis tautannya.",
)
SELF_NOTES = (
    "Sebagian besar target tercapai. Beberapa berkas menunggu kelengkapan dari perangkat daerah.",
    "Pekerjaan selesai sesuai rencana. Laporan harian akan saya isi lebih teratur.",
    "Dua hari tersita rapat di luar kantor, selebihnya berjalan sesuai rencana.",
    "Target bulan ini tercapai.",
)
EVIDENCE = ("Rekapitulasi bulanan sub bidang", "Laporan layanan bulan berjalan", "Daftar hasil pemeriksaan berkas")
FEEDBACK = {
    "ABOVE": ("Hasil kerja melampaui harapan. Pertahankan, dan bagikan caranya kepada rekan.",),
    "MEETS": (
        "Pekerjaan berjalan sesuai harapan. Laporan harian mohon diisi pada harinya.",
        "Ramah melayani perangkat daerah. Ketelitian berkas sudah baik.",
        "Sudah baik. Bulan depan mohon pembagian waktu dirapikan.",
    ),
    "BELOW": (
        "Capaian masih di bawah target. Mari susun urutan pekerjaan bersama setiap Senin.",
        "Banyak hari belum dilaporkan. Mohon diisi pada harinya supaya hasil kerja terlihat.",
    ),
}
DEPARTURE = (
    "Sebagian hasil belum dilaporkan, padahal berkasnya selesai dan sudah saya periksa.",
    "Ada penugasan di luar kantor yang tidak tampak dalam laporan harian.",
)
BEHAVIOUR_NOTES = ("", "", "", "Konsisten sepanjang bulan.", "Perlu lebih sering berbagi pengetahuan.")
CORRECTED = " Sudah dilengkapi sesuai catatan."
