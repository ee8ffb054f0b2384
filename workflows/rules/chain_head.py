"""What a chain is called, which process it is for and whom, as somebody writes it down; and what is wrong with that."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from .chain_tiers import ChainProblem

CODE = re.compile(r"[\w.-]{1,40}")
LONGEST_NAME, LONGEST_ESELON = 120, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainHead:
    """A chain without its versions; the unit by its code, empty where none is asked."""

    code: str
    name: str
    process: str
    position_kind: str = ""
    eselon: str = ""
    unit: str = ""

    def tidied(self) -> "ChainHead":
        """Without blanks that nobody meant."""
        return ChainHead(
            code=self.code.strip(), name=" ".join(self.name.split()), process=self.process.strip(),
            position_kind=self.position_kind.strip(), eselon=self.eselon.strip(), unit=self.unit.strip(),
        )  # fmt: skip


def head_problems(head: ChainHead, processes: Collection[str], kinds: Collection[str]) -> list[ChainProblem]:
    """Everything that is wrong with it; `processes` and `kinds` are the codes that are known."""
    found = []
    if not CODE.fullmatch(head.code):
        found.append(("code", "Isi kode rantai dengan huruf, angka, titik atau garis, paling banyak 40, tanpa spasi."))
    if not 1 <= len(head.name) <= LONGEST_NAME:
        found.append(("name", f"Isi nama rantai, paling banyak {LONGEST_NAME} huruf."))
    if head.process not in processes:
        found.append(("process", f"Proses “{head.process}” tidak dikenal. Pilih: {', '.join(processes)}."))
    if head.position_kind and head.position_kind not in kinds:
        sentence = f"Jenis jabatan “{head.position_kind}” tidak dikenal. Pilih: {', '.join(kinds)}."
        found.append(("position_kind", sentence))
    if len(head.eselon) > LONGEST_ESELON:
        found.append(("eselon", "Eselon ditulis seperti III.a. Perbaiki isinya."))
    return [ChainProblem(None, field, sentence) for field, sentence in found]
