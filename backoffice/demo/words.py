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
DIALOGUE = (
    "Kita membahas urutan pekerjaan usulan mutasi: berkas yang lengkap didahulukan, yang kurang dikembalikan pada hari "
    "yang sama."
)
DIALOGUE_AGREED = "Daftar berkas yang kurang dikirim ke perangkat daerah setiap Senin."
DIALOGUE_ANSWER = "Siap. Saya mulai Senin depan, dan daftarnya saya simpan di map bersama."
NOTES = (
    "Rekap bulan ini rapi dan tepat waktu. Bagian tabelnya enak dibaca.",
    "Mohon laporan harian ditulis pada harinya, supaya tidak menumpuk di akhir minggu.",
    "Terima kasih sudah mendampingi rekan baru. Layanan loket jadi tidak tersendat.",
)
NOTE_UPWARDS = "Verifikasi laporan akhir-akhir ini lama. Mohon dapat dilihat dua kali seminggu, Pak."
REMARKS = (
    "Mudah ditemui dan mau mendengar.",
    "Tenang saat pekerjaan menumpuk.",
    "Pembagian tugas dapat lebih jelas sejak awal minggu.",
    "Cepat membantu bila ada kesulitan dengan aplikasi.",
    "Menepati janji waktu kepada perangkat daerah.",
    "Rapat dapat lebih singkat.",
    "Mau belajar hal baru dan membagikannya.",
)
UNIT_REASONS = {
    "OUTSTANDING": "Seluruh target triwulan unit terlampaui, dan pengaduan layanan nihil.",
    "GOOD": "Target unit tercapai; layanan berjalan sesuai standar.",
    "NEEDS_IMPROVEMENT": "Dua dari lima indikator unit di bawah target karena berkas terlambat diproses.",
}
DISTRIBUTION_REASON = (
    "Capaian pegawai bulan ini sangat bergantung pada laporan harian yang belum lengkap; hasil unit tetap tercapai. "
    "Pengisian laporan kami benahi mulai Oktober."
)
