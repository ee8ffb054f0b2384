"""The names of ranks (pangkat), as official sheets write them beside the grade."""

# PP 99/2000 as amended by PP 12/2002, annex: a rank for each grade of PNS. PPPK have a grade alone.
RANKS = {
    "I/a": "Juru Muda", "I/b": "Juru Muda Tingkat I", "I/c": "Juru", "I/d": "Juru Tingkat I",
    "II/a": "Pengatur Muda", "II/b": "Pengatur Muda Tingkat I", "II/c": "Pengatur", "II/d": "Pengatur Tingkat I",
    "III/a": "Penata Muda", "III/b": "Penata Muda Tingkat I", "III/c": "Penata", "III/d": "Penata Tingkat I",
    "IV/a": "Pembina", "IV/b": "Pembina Tingkat I", "IV/c": "Pembina Utama Muda", "IV/d": "Pembina Utama Madya",
    "IV/e": "Pembina Utama",
}  # fmt: skip


def rank_and_grade(grade: str) -> str:
    """Penata Muda (III/a) of a PNS; Golongan IX of a PPPK; a dash where there is none."""
    if not grade:
        return "-"
    rank = RANKS.get(grade)
    return f"{rank} ({grade})" if rank else f"Golongan {grade}"
