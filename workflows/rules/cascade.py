"""The cascade: a subordinate's results carry on results of the assessor's own set SKP; what nobody carries on is a gap.

Only direct cascading is known here. The non-direct form's rule is not (DOMAIN.md §3b), so it is not offered.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from .violation import RuleViolation
from .wording import listing


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnResult:
    """A planned result and the key of the superior's result that it carries on, None where none was chosen."""

    key: Hashable
    text: str
    is_main: bool
    carries_on: Hashable | None


@dataclass(frozen=True, slots=True)
class SuperiorResult:
    """A result of the assessor's set SKP."""

    key: Hashable
    text: str


@dataclass(frozen=True, slots=True)
class CarriedResult:
    """A set result and how many results of subordinates carry it on."""

    key: Hashable
    text: str
    children: int


def check_carries_on(
    own_results: Sequence[OwnResult], superior_results: Sequence[SuperiorResult], line_ends: bool
) -> None:
    """Every main result carries on a result of the assessor's set SKP, an additional one may.

    `line_ends`: the assessor is outside the office, so there is no SKP above and the goals come from the performance
    agreement. Then nothing is carried on. `superior_results` is empty as long as the assessor's SKP is not set.

    :raises RuleViolation: field `carries_on`, code `cascade_superior_not_set`, `cascade_missing`,
        `cascade_stranger` (a result that is not in the assessor's set SKP).
    """
    if not line_ends and not superior_results and any(result.is_main for result in own_results):
        raise RuleViolation(
            "SKP atasan belum ditetapkan, jadi belum ada hasil kerja yang dapat diteruskan. "
            "Simpan dahulu SKP ini, lalu kirim setelah SKP atasan ditetapkan.",
            "carries_on",
            "cascade_superior_not_set",
        )
    known = {result.key for result in superior_results}
    strangers = [r.text for r in own_results if r.carries_on is not None and r.carries_on not in known]
    if strangers:
        raise RuleViolation(
            f"Hasil kerja {_quoted(strangers)} meneruskan hasil kerja yang tidak ada dalam SKP atasan yang ditetapkan. "
            "Pilih hasil kerja dari SKP atasan Anda.",
            "carries_on",
            "cascade_stranger",
        )
    loose = [r.text for r in own_results if r.is_main and r.carries_on is None]
    if loose and not line_ends:
        raise RuleViolation(
            f"Hasil kerja utama {_quoted(loose)} belum meneruskan hasil kerja atasan. "
            "Pilih hasil kerja atasan yang diteruskan, atau jadikan hasil kerja tambahan.",
            "carries_on",
            "cascade_missing",
        )


def gaps(results_with_children: Sequence[CarriedResult]) -> list[CarriedResult]:
    """The results that nobody carries on, in the order given. A gap is shown, not refused."""
    return [result for result in results_with_children if result.children == 0]


def _quoted(texts: Sequence[str]) -> str:
    return listing([f"“{text}”" for text in texts])
