"""The codes by which BKN's SIASN takes a result; only PermenPANRB 6/2022 has them."""

from dataclasses import dataclass

from .permenpanrb_6_2022 import CODE, PREDICATES, RATINGS, Predicate, Rating, predicate
from .rule_sets import rule_set
from .violation import RuleViolation


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """`hasilKinerjaNilai`, `perilakuKerjaNilai` and `kuadranKinerjaNilai` of SIASN's `skp22`."""

    work: int
    behaviour: int
    quadrant: int


def siasn_codes(code: str, work: str, behaviour: str, given: str) -> Codes:
    """The codes of a result by rule set `code`: its two ratings and its predicate.

    The earlier sets have predicates of the same names and other meanings, so nothing is translated.

    :raises RuleViolation: code `siasn_other_rule_set` for a result of another set, `siasn_incomplete` where a rating is
        missing, `siasn_other_quadrant` where the predicate is not that of the two ratings.
    """
    if code != CODE:
        raise RuleViolation(
            "Kode hasil kerja, perilaku kerja, dan kuadran SIASN hanya ada untuk PermenPANRB Nomor 6 Tahun 2022. "
            f"Hasil ini dinilai dengan angka menurut {rule_set(code).title}: laporkan nilainya, bukan kodenya.",
            "rule_set", "siasn_other_rule_set",
        )  # fmt: skip
    if work not in set(Rating) or behaviour not in set(Rating) or given not in set(Predicate):
        raise RuleViolation(
            "Penilaian ini belum mempunyai hasil yang dapat dilaporkan.", "predicate", "siasn_incomplete"
        )
    quadrant = predicate(work, behaviour).predicate
    if quadrant != given:
        raise RuleViolation(
            f"Predikat {PREDICATES[Predicate(given)].label} bukan predikat dari kedua penilaiannya "
            f"({PREDICATES[quadrant].label}). Periksa penilaian ini sebelum dilaporkan.",
            "predicate", "siasn_other_quadrant",
        )  # fmt: skip
    return Codes(
        work=RATINGS[Rating(work)].siasn, behaviour=RATINGS[Rating(behaviour)].siasn,
        quadrant=PREDICATES[quadrant].siasn,
    )  # fmt: skip
