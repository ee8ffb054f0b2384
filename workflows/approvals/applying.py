"""Which chain applies to whom: the published version of the most specific chain of a process."""

from collections.abc import Hashable, Iterable

from workflows.approvals.models import ChainVersion, Tier
from workflows.organization.models import Position, Unit
from workflows.organization.offices import Office
from workflows.rules.chain_conditions import Condition, applies, specificity


class NoChain(Exception):
    """No published chain applies to the person: an office that removed its default chain."""


def published(process: str, office: Office | None = None) -> list[ChainVersion]:
    """The versions in force of the process, with their chains and tiers, in one query; of a whole office read once."""

    def read() -> list[ChainVersion]:
        tiers = Tier.objects.filter(version__chain__process=process, version__status=ChainVersion.Status.PUBLISHED)
        versions: dict[int, ChainVersion] = {}
        for tier in tiers.select_related("version__chain").order_by("version_id", "number"):
            version = versions.setdefault(tier.version_id, tier.version)
            version.tiers_in_order = [*(version.tiers_in_order or ()), tier]
            tier.version = version
        return list(versions.values())

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
    known = list(versions)
    # The units above are read only where a chain asks for one: most offices have none that does.
    units = _unit_and_above(position.unit) if any(version.chain.unit_id for version in known) else ()
    meant = [(version, _condition(version, units)) for version in known]
    applying = [pair for pair in meant if applies(pair[1], position.kind, position.eselon, units)]
    best = max(applying, key=lambda pair: (specificity(pair[1]), -pair[0].chain_id), default=None)
    return best[0] if best else None


def tiers_of(version: ChainVersion) -> list[Tier]:
    """The version's tiers in order: as they were read with it, else from its prefetched set."""
    return version.tiers_in_order or sorted(version.tiers.all(), key=lambda tier: tier.number)


def _unit_and_above(unit: Unit) -> tuple[int, ...]:
    line: list[int] = []
    at: Unit | None = unit
    while at is not None and at.pk not in line:
        line.append(at.pk)
        at = at.parent
    return tuple(line)


def _condition(version: ChainVersion, units: tuple[int, ...]) -> Condition:
    """For whom the version's chain is meant; `units` is the post's unit and those above, nearest first."""
    chain = version.chain
    at: tuple[Hashable, ...] = ()
    if chain.unit_id is not None:
        at = units[units.index(chain.unit_id) :] if chain.unit_id in units else (chain.unit_id,)
    return Condition(kind=chain.position_kind, eselon=chain.eselon, units=at)
