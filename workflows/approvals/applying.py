"""Which chain applies to whom: the published version of the most specific chain of a process."""

from collections.abc import Iterable

from workflows.approvals.models import ChainVersion, Tier
from workflows.organization.models import Position, Unit
from workflows.organization.offices import Office


class NoChain(Exception):
    """No published chain applies to the person: an office that removed its default chain."""


def published(process: str, office: Office | None = None) -> list[ChainVersion]:
    """The versions in force of the process, with their chains and tiers; of a whole office read once."""

    def read() -> list[ChainVersion]:
        rows = ChainVersion.objects.filter(chain__process=process, status=ChainVersion.Status.PUBLISHED)
        return list(rows.select_related("chain").prefetch_related("tiers"))

    return read() if office is None else office.keep(("published", process), read)


def chain_for(process: str, position: Position, *, office: Office | None = None) -> ChainVersion:
    """The published version of the most specific chain of the process that applies to the post, with its tiers.

    :raises NoChain: none applies.
    """
    version = most_specific(published(process, office), position)
    if version is None:
        raise NoChain(f"Belum ada rantai persetujuan terbit untuk proses {process}. Terbitkan satu di kantor belakang.")
    return version


def most_specific(versions: Iterable[ChainVersion], position: Position) -> ChainVersion | None:
    """Which of these versions applies to the post; None where none does."""
    applying = [version for version in versions if _applies(version, position)]
    return max(applying, key=lambda version: (_specific(version), -version.chain_id), default=None)


def tiers_of(version: ChainVersion) -> list[Tier]:
    """The version's tiers in order, from its prefetched set."""
    return sorted(version.tiers.all(), key=lambda tier: tier.number)


def _applies(version: ChainVersion, position: Position) -> bool:
    chain = version.chain
    if chain.position_kind and chain.position_kind != position.kind:
        return False
    if chain.eselon and chain.eselon != position.eselon:
        return False
    return chain.unit_id is None or chain.unit_id in _unit_and_above(position.unit)


def _unit_and_above(unit: Unit) -> set[int]:
    line: list[int] = []
    at: Unit | None = unit
    while at is not None and at.pk not in line:
        line.append(at.pk)
        at = at.parent
    return set(line)


def _specific(version: ChainVersion) -> int:
    chain = version.chain
    return sum(map(bool, (chain.position_kind, chain.eselon, chain.unit_id)))
