"""Grades: of PNS a group and a letter (III/a), of PPPK a Roman number from I to XVII."""

import re
from typing import Literal

from .violation import RuleViolation

Group = Literal["I", "II", "III", "IV"]
PNS_GRADE = re.compile(r"(I|II|III|IV)/[a-e]")
ROMAN = (
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII",
)  # fmt: skip


def group_of_pns(grade: str) -> Group:
    """The group of a PNS grade: III of III/a.

    :raises RuleViolation: code `grade_unknown`.
    """
    found = PNS_GRADE.fullmatch(grade)
    groups: dict[str, Group] = {"I": "I", "II": "II", "III": "III", "IV": "IV"}
    if found is None:
        raise RuleViolation(
            f"Golongan “{grade}” tidak dikenal untuk PNS. Tulis misalnya III/a.", "grade", "grade_unknown"
        )
    return groups[found[1]]


def level_of_pppk(grade: str) -> int:
    """The number of a PPPK grade: 9 of IX.

    :raises RuleViolation: code `grade_unknown`.
    """
    if grade not in ROMAN:
        raise RuleViolation(
            f"Golongan “{grade}” tidak dikenal untuk PPPK. Tulis I sampai XVII dengan angka Romawi.",
            "grade",
            "grade_unknown",
        )
    return ROMAN.index(grade) + 1
