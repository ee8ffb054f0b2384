"""Two HR admins at once, on PostgreSQL: one version in force, no tie, nothing published that was not on the screen."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from tests import factories as make
from workflows.approvals.content import hash_of
from workflows.approvals.drafting import amend_draft, draft_version, open_chain
from workflows.approvals.models import ApprovalChain, ChainVersion
from workflows.approvals.publishing import publish
from workflows.audit.models import Decision
from workflows.organization.models import Role
from workflows.rules.chain_head import ChainHead
from workflows.rules.chain_tiers import ChainPlan, TierPlan
from workflows.rules.violation import RuleViolation

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What each act, all started together, came to: "done" or the refusal's code."""
    start, found = Barrier(len(acts)), [""] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
            found[place] = "done"
        except RuleViolation as refused:
            found[place] = refused.code or "refused"
        except PermissionDenied:
            found[place] = "denied"
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


def plan(days: int = 3) -> ChainPlan:
    return ChainPlan(tiers=(TierPlan(title="Verifikasi", working_days=days),))


def drafted(hr, code, **where):
    version = open_chain(by=make.actor(hr), head=ChainHead(code=code, name=code, process="daily", **where))
    amend_draft(by=make.actor(hr), version=version, plan=plan(), seen=hash_of(version))
    return version


@pytest.fixture
def team():
    make.office()
    return [make.with_role(Role.HR_ADMIN, f"HR {number}") for number in range(4)]


def publishing(person, version):
    mine, by, seen = ChainVersion.objects.get(pk=version.pk), make.actor(person), hash_of(version)
    return lambda: publish(by=by, version=mine, reason="x", seen=seen)


def test_one_draft_is_published_once(team):
    version = drafted(team[0], "satu", position_kind="EXECUTING")

    found = at_once(*(publishing(person, version) for person in team[1:]))

    assert found == ["done", "version_published", "version_published"]
    assert Decision.objects.filter(verb="PUBLISH").count() == 1


def test_of_two_chains_that_tie_one_is_published(team):
    first, second = drafted(team[0], "satu", position_kind="SUPERVISOR"), drafted(team[0], "dua", eselon="IV.a")

    found = at_once(publishing(team[1], first), publishing(team[2], second))

    assert found == ["chain_refused", "done"]
    assert ChainVersion.objects.filter(pk__in=[first.pk, second.pk], status="PUBLISHED").count() == 1


def test_draft_that_is_edited_while_it_is_published_is_published_as_seen_or_not_at_all(team):
    version = drafted(team[0], "satu", position_kind="EXECUTING")
    seen, mine, by = hash_of(version), ChainVersion.objects.get(pk=version.pk), make.actor(team[0])

    found = at_once(publishing(team[1], version), lambda: amend_draft(by=by, version=mine, plan=plan(9), seen=seen))

    after = ChainVersion.objects.get(pk=version.pk)
    assert found in (["done", "version_published"], ["done", "draft_changed_meanwhile"])
    assert (after.content_hash or seen) == seen
    assert hash_of(after) == seen if after.status == "PUBLISHED" else hash_of(after) != seen


def test_chain_gets_one_draft(team):
    chains = [ApprovalChain.objects.get(code="daily") for _ in team]
    actors = [make.actor(person) for person in team]

    found = at_once(
        *(lambda c=chain, b=by: draft_version(by=b, chain=c) for chain, by in zip(chains, actors, strict=True))
    )

    assert found == ["chain_has_a_draft"] * 3 + ["done"]
    assert ChainVersion.objects.filter(chain__code="daily", status="DRAFT").count() == 1
