"""A chain as a file, and a file as a draft: posts and units by their codes, so that it can be read in another office.

What comes in goes the same way as what is typed: it becomes a draft, and somebody else publishes it.
"""

from datetime import datetime

from django.db import transaction

from workflows.approvals.by_whom import may_shape_chains
from workflows.approvals.content import hash_of
from workflows.approvals.drafting import amend_draft, draft_version, open_chain
from workflows.approvals.drafts import content_problems, tidied
from workflows.approvals.heads import head_of, heads_problems
from workflows.approvals.models import ApprovalChain, ChainVersion
from workflows.approvals.plans import plan_of
from workflows.organization.actor import Actor
from workflows.organization.keeping import moment_of
from workflows.rules.chain_file import NOT_READ, ChainFile, read, written
from workflows.rules.chain_head import ChainHead
from workflows.rules.chain_tiers import ChainPlan, ChainProblem, ChainRefused

IMPORTED = "impor berkas"  # the reason in the history where nobody gave one


def exported(version: ChainVersion) -> str:
    """The chain and what this version of it says, as text that `imported` reads."""
    return written(ChainFile(head_of(version.chain), plan_of(version)), version.number)


def imported(*, by: Actor, text: str, reason: str = "", at: datetime | None = None) -> ChainVersion:
    """Make a draft of what the file says: of its chain, or of a new one where no chain has its code.

    :raises PermissionDenied: the actor is no HR admin. :raises RuleViolation: no such file; the chain has an open
        draft. :raises ChainRefused: everything that is wrong with it, each with where and what to do.
    """
    moment = moment_of(by, at)
    with transaction.atomic():
        may_shape_chains(by, moment.date())
        file = read(text)
        head, plan = file.head.tidied(), tidied(file.plan)
        chain = ApprovalChain.objects.select_related("unit").filter(code=head.code).first()
        if problems := [*_of_head(head, chain), *content_problems(plan)]:
            raise ChainRefused(problems, NOT_READ, "chain_file_refused")
        version = _draft(by, head, chain, reason, at)
        if plan != ChainPlan():
            amend_draft(by=by, version=version, plan=plan, seen=hash_of(version), reason=reason or IMPORTED, at=at)
    return version


def _of_head(head: ChainHead, chain: ApprovalChain | None) -> list[ChainProblem]:
    """What is wrong with the head; of a chain that is there already, where it is for others than the file says."""
    if chain is None:
        return heads_problems(head)
    found = []
    stored = head_of(chain)
    for name in ("process", "position_kind", "eselon", "unit"):
        here, there = getattr(stored, name), getattr(head, name)
        if here != there:
            sentence = (
                f"Rantai {chain.code} sudah ada, dengan {name} “{here}”, sedangkan di berkas “{there}”. "
                "Samakan isinya, atau beri kode lain di berkas supaya menjadi rantai baru."
            )
            found.append(ChainProblem(None, name, sentence))
    return found


def _draft(by: Actor, head: ChainHead, chain: ApprovalChain | None, reason: str, at: datetime | None) -> ChainVersion:
    if chain is not None:
        return draft_version(by=by, chain=chain, copy=False, reason=reason, at=at)
    return open_chain(by=by, head=head, reason=reason, at=at)
