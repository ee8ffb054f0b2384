"""BerAKHLAK: the seven values by which behaviour is rated, with their guides to conduct (SE MenPANRB 20/2021)."""

from typing import NamedTuple


class Behaviour(NamedTuple):
    """One of the seven values: code, label, guide to conduct."""

    code: str
    label: str
    guidance: str


BEHAVIOURS = (
    Behaviour(
        "SERVICE_ORIENTATION",
        "Berorientasi Pelayanan",
        "Memahami dan memenuhi kebutuhan masyarakat; ramah, cekatan, solutif, dan dapat diandalkan; "
        "melakukan perbaikan tiada henti.",
    ),
    Behaviour(
        "ACCOUNTABLE",
        "Akuntabel",
        "Melaksanakan tugas dengan jujur, bertanggung jawab, cermat, disiplin, dan berintegritas tinggi; menggunakan "
        "kekayaan dan barang milik negara secara bertanggung jawab, efektif, dan efisien; tidak menyalahgunakan "
        "kewenangan jabatan.",
    ),
    Behaviour(
        "COMPETENT",
        "Kompeten",
        "Meningkatkan kompetensi diri untuk menjawab tantangan yang selalu berubah; membantu orang lain belajar; "
        "melaksanakan tugas dengan kualitas terbaik.",
    ),
    Behaviour(
        "HARMONIOUS",
        "Harmonis",
        "Menghargai setiap orang apa pun latar belakangnya; suka menolong orang lain; membangun lingkungan kerja yang "
        "kondusif.",
    ),
    Behaviour(
        "LOYAL",
        "Loyal",
        "Memegang teguh ideologi Pancasila, Undang-Undang Dasar Negara Republik Indonesia Tahun 1945, setia kepada "
        "Negara Kesatuan Republik Indonesia serta pemerintahan yang sah; menjaga nama baik sesama ASN, pimpinan, "
        "instansi, dan negara; menjaga rahasia jabatan dan negara.",
    ),
    Behaviour(
        "ADAPTIVE",
        "Adaptif",
        "Cepat menyesuaikan diri menghadapi perubahan; terus berinovasi dan mengembangkan kreativitas; bertindak "
        "proaktif.",
    ),
    Behaviour(
        "COLLABORATIVE",
        "Kolaboratif",
        "Memberi kesempatan kepada berbagai pihak untuk berkontribusi; terbuka dalam bekerja sama untuk menghasilkan "
        "nilai tambah; menggerakkan pemanfaatan berbagai sumber daya untuk tujuan bersama.",
    ),
)
