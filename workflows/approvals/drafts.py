"""A draft under lock: still a draft, still what the person had before them, and what it can hold."""

from workflows.approvals.content import hash_of
from workflows.approvals.models import ChainVersion
from workflows.approvals.plans import Named
from workflows.rules.chain_tiers import ChainPlan, ChainProblem, ChainRefused, draft_problems
from workflows.rules.violation import RuleViolation

NOT_STORED = "Rancangan belum disimpan."


def lock_draft(version: ChainVersion) -> None:
    """Lock the version's row, re-read it into the instance, and make sure that it is still a draft.

    :raises RuleViolation: it was thrown away, published or retired.
    """
    try:
        version.refresh_from_db(
            from_queryset=ChainVersion.objects.select_for_update(of=("self",)).select_related("chain")
        )
    except ChainVersion.DoesNotExist:
        raise RuleViolation("Rancangan ini sudah dibuang. Buat rancangan baru.", None, "draft_thrown_away") from None
    if version.status != ChainVersion.Status.DRAFT:
        raise RuleViolation(
            f"Versi {version.number} sudah terbit dan tidak berubah lagi. Buat rancangan versi berikutnya.",
            None,
            "version_published",
        )


def same_content(version: ChainVersion, seen: str) -> None:
    """The draft is still what the person had before them.

    :raises RuleViolation: somebody changed it meanwhile.
    """
    if hash_of(version) != seen:
        raise RuleViolation(
            "Rancangan ini berubah sejak Anda membukanya. Muat ulang halaman, lihat perubahannya, lalu ulangi.",
            None,
            "draft_changed_meanwhile",
        )


def tidied(plan: ChainPlan) -> ChainPlan:
    """The plan without what its tiers do not ask for."""
    return ChainPlan(
        tiers=tuple(tier.tidied() for tier in plan.tiers),
        same_person_may_decide_twice=plan.same_person_may_decide_twice,
        again_from_tier=plan.again_from_tier,
    )


def content_problems(plan: ChainPlan) -> list[ChainProblem]:
    """What a draft cannot hold, every problem at once: unknown codes and words, and what the rules say."""
    return [*Named.by(plan).problems(plan.tiers), *draft_problems(plan)]


def checked(plan: ChainPlan) -> ChainPlan:
    """The plan, tidied, for a draft.

    :raises ChainRefused: what a draft cannot hold.
    """
    wanted = tidied(plan)
    if problems := content_problems(wanted):
        raise ChainRefused(problems, NOT_STORED, "draft_refused")
    return wanted
