"""The chains that Jenjang ships with, one for each process; HR may replace each by a new version."""

from typing import Any

from workflows.audit import clock
from workflows.audit.canonical import content_hash

SHIPPED_BY = "Jenjang"
_COMMON = {
    "mode": "ONE", "quorum": 1, "may_approve": True, "may_return": True, "reason_to_approve": False,
    "skip_same_person": True, "working_days": 3, "overdue": "ESCALATE", "role": "",
}  # fmt: skip
_DIRECT = {**_COMMON, "rule": "DIRECT_SUPERIOR"}
_ABOVE = {**_COMMON, "rule": "SUPERIOR_OF_SUPERIOR"}

NO_POST = {"position_id": None, "unit_id": None}

# What was shipped once stays as it is: a migration made it, and the reconciliation holds what stands against it.
DEFAULTS: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "skp": (
        "Persetujuan SKP",
        [
            {**_DIRECT, "number": 1, "title": "Persetujuan", "may_reject": False, "working_days": 5},
            {**_ABOVE, "number": 2, "title": "Penetapan", "may_reject": True, "working_days": 5},
        ],
    ),
    "targets": ("Target bulanan", [{**_DIRECT, "number": 1, "title": "Persetujuan", "may_reject": False}]),
    "daily": ("Laporan harian", [{**_DIRECT, "number": 1, "title": "Verifikasi", "may_reject": True}]),
    "assessment": (
        "Penilaian kinerja",
        [
            {**_DIRECT, "number": 1, "title": "Penilaian", "may_reject": False},
            {**_ABOVE, "number": 2, "title": "Pengesahan", "may_reject": False},
        ],
    ),
    "objection": (
        "Keberatan",
        [{**_ABOVE, "number": 1, "title": "Putusan keberatan", "may_return": False, "may_reject": False}],
    ),
}


def publish_defaults(chain_model: Any, using: str = "default") -> None:
    """Make and publish each default chain that is missing; `chain_model` is the model, or a migration's.

    They leave no history, whoever makes them: what Jenjang ships is nobody's change.
    """
    version_model = chain_model._meta.get_field("versions").related_model
    tier_model = version_model._meta.get_field("tiers").related_model
    known = set(chain_model.objects.using(using).values_list("code", flat=True))
    for process, (name, tiers) in DEFAULTS.items():
        if process in known:
            continue
        chain = _without_history(chain_model(code=process, name=name, process=process), using)
        version = version_model(chain=chain, number=1, status="DRAFT", drafted_by=SHIPPED_BY)
        _without_history(version, using)
        tier_model.objects.using(using).bulk_create(tier_model(version=version, **tier) for tier in tiers)
        version.content_hash = hash_of(tiers)
        version.status, version.published_by, version.published_at = "PUBLISHED", SHIPPED_BY, clock.now()
        _without_history(version, using)


def hash_of(tiers: list[dict[str, Any]]) -> str:
    """The content hash of a shipped version."""
    content = [{**tier, **NO_POST} for tier in tiers]
    return content_hash({"same_person_may_decide_twice": False, "tiers": content})


def _without_history(row: Any, using: str) -> Any:
    row.skip_history_when_saving = True
    row.save(using=using)
    return row
