"""The file in which a chain travels: JSON with a version of its format, read with every fault named at its place."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from .chain_head import ChainHead
from .chain_tiers import ChainPlan, ChainProblem, ChainRefused, TierPlan
from .violation import RuleViolation

FORMAT, FORMAT_VERSION = "jenjang-chain", 1
LARGEST = 256 * 1024  # characters; a chain of twelve tiers has some six thousand
NOT_READ = "Berkas tidak diimpor."
WORDS = {str: "teks dalam tanda petik", bool: "true atau false", int: "bilangan bulat", tuple: "daftar [ … ] teks"}
SWITCHES: Mapping[str, type] = {"same_person_may_decide_twice": bool, "again_from_tier": int}
OF_HEAD: Mapping[str, type] = {f.name: str for f in fields(ChainHead)}
OF_TIER: Mapping[str, type] = {
    f.name: {"quorum": int, "working_days": int, "seats": tuple}.get(f.name, bool if type(f.default) is bool else str)
    for f in fields(TierPlan)
    if f.compare
}
NEEDED_OF_HEAD, NEEDED_OF_TIER = ("code", "name", "process"), ("title", "rule")
FRAME = {"format", "format_version", "version", "chain", "tiers", *SWITCHES}


@dataclass(frozen=True, slots=True)
class ChainFile:
    """What a file says: for whom, and which tiers."""

    head: ChainHead
    plan: ChainPlan


def written(file: ChainFile, version: int) -> str:
    """The file as text; `version` is told for people and not read back."""
    said = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "chain": asdict(file.head),
        "version": version,
        **{name: getattr(file.plan, name) for name in SWITCHES},
        "tiers": [{name: getattr(tier, name) for name in OF_TIER} for tier in file.plan.tiers],
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def read(text: str) -> ChainFile:
    """What the file says.

    :raises RuleViolation: no JSON, no such file, another version of the format. :raises ChainRefused: everything that
        does not stand as it should, with its place.
    """
    said = _frame(text)
    if problems := [*_of_frame(said)]:
        raise ChainRefused(problems, NOT_READ, "chain_file_refused")
    tiers = tuple(TierPlan(**{**tier, "seats": tuple(tier.get("seats", ()))}) for tier in said["tiers"])
    switches = {name: said[name] for name in SWITCHES if name in said}
    return ChainFile(ChainHead(**said["chain"]), ChainPlan(tiers=tiers, **switches))


def _frame(text: str) -> dict[str, Any]:
    if len(text) > LARGEST:
        raise RuleViolation("Berkas terlalu besar. Pilih berkas rantai, bukan berkas lain.", "file", "chain_file_large")
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        place = f" pada baris {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise RuleViolation(
            f"Berkas ini bukan JSON yang utuh{place}. Unduh lagi dari halaman rantai, lalu impor.",
            "file",
            "chain_file_broken",
        ) from None
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise RuleViolation(
            f"Berkas ini bukan berkas rantai persetujuan: “format” harus “{FORMAT}”.", "file", "chain_file_format"
        )
    if said.get("format_version") != FORMAT_VERSION:
        raise RuleViolation(
            f"Berkas ini berformat versi {said.get('format_version')}; yang dibaca di sini versi {FORMAT_VERSION}. "
            "Unduh lagi dari Jenjang yang sama versinya.",
            "file",
            "chain_file_version",
        )
    return said


def _of_frame(said: dict[str, Any]) -> Iterator[ChainProblem]:
    yield from _of_values(None, "", said, {**SWITCHES, "version": int}, FRAME, ())
    head = said.get("chain")
    if isinstance(head, dict):
        yield from _of_values(None, "chain: ", head, OF_HEAD, set(OF_HEAD), NEEDED_OF_HEAD)
    else:
        yield ChainProblem(None, "chain", "“chain” harus berupa { … } dengan code, name dan process.")
    tiers = said.get("tiers")
    if not isinstance(tiers, list):
        yield ChainProblem(None, "tiers", "“tiers” harus berupa daftar tahap [ … ].")
        return
    for number, tier in enumerate(tiers, start=1):
        if isinstance(tier, dict):
            yield from _of_values(number, f"Tahap {number}: ", tier, OF_TIER, set(OF_TIER), NEEDED_OF_TIER)
        else:
            yield ChainProblem(number, "tiers", f"Tahap {number} harus berupa {{ … }}.")


def _of_values(
    tier: int | None,
    where: str,
    values: dict[str, Any],
    kinds: Mapping[str, type],
    known: set[str],
    needed: tuple[str, ...],
) -> Iterator[ChainProblem]:
    for name in values:
        if name not in known:
            yield ChainProblem(tier, name, f"{where}“{_short(name)}” tidak dikenal. Hapus dari berkas.")
    for name in needed:
        if name not in values:
            yield ChainProblem(tier, name, f"{where}“{name}” belum ada. Isi.")
    for name, kind in kinds.items():
        if name in values and not _is(values[name], kind):
            yield ChainProblem(tier, name, f"{where}“{name}” harus berupa {WORDS[kind]}.")


def _is(value: Any, kind: type) -> bool:
    """Whether the value is of the kind; true is no number, and text holds no signs that no screen shows."""
    if kind is tuple:
        return isinstance(value, list) and all(_is(part, str) for part in value)
    if kind is str:
        return isinstance(value, str) and all(sign.isprintable() for sign in value)
    return type(value) is kind


def _short(name: str) -> str:
    shown = "".join(sign for sign in name if sign.isprintable())
    return shown if len(shown) <= 40 else shown[:40] + "…"
