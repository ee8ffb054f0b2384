"""A tier as somebody writes it down, and everything that keeps a chain of tiers from being published, at once.

Posts, units and seats are named by their codes, so that a plan reads the same from a form, a file and the database.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from .violation import RuleViolation

DIRECT_SUPERIOR, SUPERIOR_OF_SUPERIOR = "DIRECT_SUPERIOR", "SUPERIOR_OF_SUPERIOR"
UNIT_HEAD, POSITION, ROLE, COMMITTEE = "UNIT_HEAD", "POSITION", "ROLE", "COMMITTEE"
ONE, ALL, QUORUM = "ONE", "ALL", "QUORUM"
REMIND, ESCALATE, PASS_ON = "REMIND", "ESCALATE", "PASS_ON"
MOST_TIERS, MOST_SEATS, MOST_DAYS, LONGEST_TITLE = 12, 25, 260, 80


@dataclass(frozen=True, slots=True, kw_only=True)
class TierPlan:
    """One tier. `key` is the row that it was, None for a new one; it makes no difference to what the tier says."""

    title: str
    rule: str = DIRECT_SUPERIOR
    position: str = ""
    unit: str = ""
    role: str = ""
    seats: tuple[str, ...] = ()
    mode: str = ONE
    quorum: int = 1
    may_approve: bool = True
    may_return: bool = True
    may_reject: bool = False
    reason_to_approve: bool = False
    skip_same_person: bool = True
    working_days: int = 3
    overdue: str = ESCALATE
    key: int | None = field(default=None, compare=False)

    def tidied(self) -> "TierPlan":
        """Without what its rule does not ask for, so that nothing forgotten lies hidden in a published tier."""
        return replace(
            self,
            title=" ".join(self.title.split()),
            position=self.position if self.rule == POSITION else "",
            unit=self.unit if self.rule == UNIT_HEAD else "",
            role=self.role if self.rule in {ROLE, COMMITTEE} else "",
            seats=tuple(sorted(set(self.seats))) if self.rule == COMMITTEE else (),
            quorum=self.quorum if self.mode == QUORUM else 1,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainPlan:
    """All that a version of a chain says: its tiers in order, and its switches."""

    tiers: tuple[TierPlan, ...] = ()
    same_person_may_decide_twice: bool = False
    again_from_tier: int = 1


@dataclass(frozen=True, slots=True)
class ChainProblem:
    """One thing to mend: the tier's number from 1 (None: the chain), its field, and a sentence that says what to do."""

    tier: int | None
    field: str
    sentence: str


class ChainRefused(RuleViolation):
    """A chain with at least one problem; `message` is all of them in one line."""

    def __init__(self, problems: Sequence[ChainProblem], heading: str, code: str) -> None:
        self.problems = tuple(problems)
        self.heading = heading
        super().__init__(f"{heading} {' '.join(p.sentence for p in self.problems)}", self.problems[0].field, code)


def draft_problems(plan: ChainPlan) -> list[ChainProblem]:
    """What even a draft cannot be stored with; the rest may be mended later, before publishing."""
    problems = []
    if len(plan.tiers) > MOST_TIERS:
        problems.append(ChainProblem(None, "tiers", f"Paling banyak {MOST_TIERS} tahap. Hapus yang tidak perlu."))
    if not 1 <= plan.again_from_tier <= MOST_TIERS:
        sentence = f"Tahap yang memutus lagi adalah bilangan 1 sampai {MOST_TIERS}. Ubah angkanya."
        problems.append(ChainProblem(None, "again_from_tier", sentence))
    for number, tier in enumerate(plan.tiers, start=1):
        problems += [ChainProblem(number, name, f"{_named(number, tier)}: {text}") for name, text in _unstorable(tier)]
    return problems


def publishing_problems(plan: ChainPlan) -> list[ChainProblem]:
    """Everything that keeps the chain from being published, in the order of the page; empty where nothing does."""
    problems = draft_problems(plan)
    if not plan.tiers:
        return [*problems, ChainProblem(None, "tiers", "Rantai ini belum mempunyai tahap. Tambahkan sekurangnya satu.")]
    titles = [tier.title.casefold() for tier in plan.tiers]
    for number, tier in enumerate(plan.tiers, start=1):
        found = list(_undecidable(tier))
        if tier.title and titles.index(tier.title.casefold()) < number - 1:
            found.append((
                "title",
                f"namanya sama dengan tahap {titles.index(tier.title.casefold()) + 1}. "
                "Beri nama lain; menurut nama inilah pengajuan dipindahkan ke versi lain.",
            ))  # fmt: skip
        if number == len(plan.tiers) and tier.overdue == PASS_ON:
            found.append((
                "overdue",
                "tahap terakhir tidak dapat meneruskan bila lewat batas, karena tidak ada yang memutus sesudahnya. "
                "Pilih ingatkan atau naikkan.",
            ))  # fmt: skip
        problems += [ChainProblem(number, name, f"{_named(number, tier)}: {text}") for name, text in found]
    if len(plan.tiers) < plan.again_from_tier <= MOST_TIERS:
        problems.append(
            ChainProblem(
                None,
                "again_from_tier",
                f"Isi yang diubah diminta diputus lagi mulai tahap {plan.again_from_tier}, "
                f"padahal rantai ini hanya mempunyai {len(plan.tiers)} tahap. Pilih tahap yang ada.",
            )
        )
    return problems


def _unstorable(tier: TierPlan) -> Iterator[tuple[str, str]]:
    if not tier.title:
        yield "title", "belum bernama. Isi sebutan keputusannya, misalnya Persetujuan atau Pengesahan."
    elif len(tier.title) > LONGEST_TITLE:
        yield "title", f"nama lebih panjang daripada {LONGEST_TITLE} huruf. Singkatkan."
    if tier.rule == POSITION and not tier.position:
        yield "position", "jabatan yang memutus belum dipilih. Isi jabatannya."
    if tier.rule == ROLE and not tier.role:
        yield "role", "peran yang memutus belum dipilih. Pilih perannya."
    if len(tier.seats) > MOST_SEATS:
        yield "seats", f"paling banyak {MOST_SEATS} kursi. Kurangi."
    if not 1 <= tier.quorum <= MOST_SEATS:
        yield "quorum", f"jumlah suara 1 sampai {MOST_SEATS}. Ubah jumlahnya."
    if not 1 <= tier.working_days <= MOST_DAYS:
        yield "working_days", f"batas waktu 1 sampai {MOST_DAYS} hari kerja. Ubah jumlah harinya."


def _undecidable(tier: TierPlan) -> Iterator[tuple[str, str]]:
    if not tier.may_approve:
        yield "may_approve", "harus boleh menyetujui, karena tanpa itu pengajuan tidak dapat maju. Centang menyetujui."
    if tier.rule != COMMITTEE and tier.mode != ONE:
        yield "mode", "hanya tim yang memutus bersama. Pilih satu orang, atau pilih tim sebagai pemutus."
    if tier.rule == COMMITTEE:
        if not tier.seats and not tier.role:
            yield "seats", "tim belum mempunyai anggota. Isi kursinya, atau pilih peran yang menjadi anggota."
        elif tier.seats and tier.role:
            yield "role", "anggota tim disebut dua kali, dengan kursi dan dengan peran. Kosongkan salah satu."
        if tier.mode == QUORUM and tier.quorum < 2:
            yield "quorum", "isi berapa suara yang diperlukan, sekurangnya 2. Untuk satu suara pilih satu orang."
        elif tier.mode == QUORUM and tier.seats and tier.quorum > len(tier.seats):
            yield (
                "quorum",
                (
                    f"diperlukan {tier.quorum} suara, padahal hanya ada {len(tier.seats)} kursi. "
                    "Kurangi jumlah suara atau tambah kursi."
                ),
            )


def _named(number: int, tier: TierPlan) -> str:
    return f"Tahap {number} ({tier.title})" if tier.title else f"Tahap {number}"
