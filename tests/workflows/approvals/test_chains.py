"""Chains as data: the shipped ones are published by migration, and what is published never changes."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests import factories as make
from workflows.approvals.defaults import DEFAULTS, publish_defaults
from workflows.approvals.models import ApprovalChain, ChainVersion, Tier
from workflows.approvals.publishing import hash_of, publish_first

pytestmark = pytest.mark.django_db


@pytest.fixture
def published():
    return ChainVersion.objects.get(chain__code="skp")


def sql(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_default_chains_are_published_by_migration():
    shape = {
        version.chain.process: [(tier.rule, tier.may_reject) for tier in version.tiers.order_by("number")]
        for version in ChainVersion.objects.filter(status="PUBLISHED").select_related("chain")
    }

    assert shape == {
        "skp": [("DIRECT_SUPERIOR", False), ("SUPERIOR_OF_SUPERIOR", True)],
        "targets": [("DIRECT_SUPERIOR", False)],
        "daily": [("DIRECT_SUPERIOR", True)],
        "assessment": [("DIRECT_SUPERIOR", False), ("SUPERIOR_OF_SUPERIOR", False)],
        "objection": [("SUPERIOR_OF_SUPERIOR", False)],
    }


@pytest.mark.parametrize("process", DEFAULTS)
def test_default_chain_bears_the_hash_of_its_content(process):
    version = ChainVersion.objects.get(chain__code=process)

    assert version.content_hash == hash_of(version)
    assert (version.number, version.published_by, version.drafted_by) == (1, "Jenjang", "Jenjang")
    assert version.published_at is not None


def test_publishing_defaults_again_changes_nothing():
    before = list(ChainVersion.objects.order_by("pk").values())

    publish_defaults(ApprovalChain)

    assert list(ChainVersion.objects.order_by("pk").values()) == before


def test_shipped_chains_leave_no_history_whoever_makes_them(monkeypatch):
    monkeypatch.setitem(DEFAULTS, "another", DEFAULTS["daily"])

    publish_defaults(ApprovalChain)

    assert ApprovalChain.objects.get(code="another").versions.get().status == "PUBLISHED"
    assert not ApprovalChain.history.exists()
    assert not ChainVersion.history.exists()


def test_hash_is_of_the_content_whatever_the_keys():
    copy = draft_like(ChainVersion.objects.get(chain__code="assessment"))

    assert hash_of(copy) == ChainVersion.objects.get(chain__code="assessment").content_hash
    copy.tiers.filter(number=2).update(working_days=9)
    assert hash_of(copy) != ChainVersion.objects.get(chain__code="assessment").content_hash


def draft_like(version):
    chain = ApprovalChain.objects.create(code=f"{version.chain.code}-lain", name="Lain", process=version.chain.process)
    draft = ChainVersion.objects.create(chain=chain, number=1)
    for tier in version.tiers.order_by("-number"):
        tier.pk, tier.version = None, draft
        tier.save(force_insert=True)
    return draft


VERSION_CHANGES = [
    {"content_hash": "0" * 64},
    {"number": 9},
    {"status": "DRAFT"},
    {"same_person_may_decide_twice": True},
    {"drafted_by": "Orang lain"},
    {"published_by": "Orang lain"},
    {"published_at": None},
]


@pytest.mark.parametrize("change", VERSION_CHANGES, ids=lambda change: next(iter(change)))
def test_published_version_is_not_changed_by_a_queryset(published, change):
    with pytest.raises(DatabaseError, match="chain_version_published_unchanged"), transaction.atomic():
        ChainVersion.objects.filter(pk=published.pk).update(**change)

    after = ChainVersion.objects.get(pk=published.pk)
    assert {name: getattr(after, name) for name in change} == {name: getattr(published, name) for name in change}


def test_published_version_is_not_changed_by_its_instance_or_raw_sql(published):
    published.same_person_may_decide_twice = True

    with pytest.raises(DatabaseError, match="chain_version_published_unchanged"), transaction.atomic():
        published.save()
    with pytest.raises(DatabaseError, match="chain_version_published_unchanged"):
        sql("UPDATE approvals_chainversion SET number = 7 WHERE id = %s", published.pk)


def test_published_version_is_retired_and_stays_so(published):
    ChainVersion.objects.filter(pk=published.pk).update(status="RETIRED")

    for status in ("PUBLISHED", "DRAFT"):
        with pytest.raises(DatabaseError, match="chain_version_published_unchanged"), transaction.atomic():
            ChainVersion.objects.filter(pk=published.pk).update(status=status)


@pytest.mark.parametrize("change", [{"working_days": 30}, {"rule": "SUPERIOR_OF_SUPERIOR"}, {"may_reject": True}])
def test_tier_of_a_published_version_is_not_changed(published, change):
    tier = published.tiers.get(number=1)

    with pytest.raises(DatabaseError, match="tier_published_unchanged"), transaction.atomic():
        published.tiers.filter(number=1).update(**change)
    for name, value in change.items():
        setattr(tier, name, value)
    with pytest.raises(DatabaseError, match="tier_published_unchanged"), transaction.atomic():
        tier.save()
    with pytest.raises(DatabaseError, match="tier_published_unchanged"):
        sql("UPDATE approvals_tier SET quorum = 3 WHERE id = %s", tier.pk)


def test_tier_of_a_published_version_is_not_moved_into_a_draft(published):
    draft = ChainVersion.objects.create(chain=published.chain, number=2)

    with pytest.raises(DatabaseError, match="tier_published_unchanged"), transaction.atomic():
        published.tiers.update(version=draft)


def test_no_tier_is_added_to_a_published_version(published):
    with pytest.raises(DatabaseError, match="tier_published_no_more"), transaction.atomic():
        Tier.objects.create(version=published, number=3, title="Lagi", rule="DIRECT_SUPERIOR")


def test_no_draft_tier_is_moved_into_a_published_version(published):
    draft = ChainVersion.objects.create(chain=published.chain, number=2)
    Tier.objects.create(version=draft, number=3, title="Lagi", rule="DIRECT_SUPERIOR")

    with pytest.raises(DatabaseError, match="tier_published"), transaction.atomic():
        draft.tiers.update(version=published)


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["approvals_chainversion", "approvals_tier", "approvals_seat"])
def test_published_versions_are_not_emptied_away(table):
    with (
        pytest.raises(DatabaseError, match=f"{table}_not_emptied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"TRUNCATE {table} CASCADE")
    assert ChainVersion.objects.filter(status="PUBLISHED").exists()


def test_published_version_and_its_tiers_are_not_deleted(published):
    with pytest.raises(DatabaseError, match="tier_published_stays"), transaction.atomic():
        published.tiers.get(number=2).delete()
    with pytest.raises(DatabaseError, match="tier_published_stays"):
        sql("DELETE FROM approvals_tier WHERE version_id = %s", published.pk)
    with pytest.raises(DatabaseError, match="published_stays"), transaction.atomic():
        published.delete()

    assert published.tiers.count() == 2


def test_draft_is_changed_deleted_and_published():
    draft = draft_like(ChainVersion.objects.get(chain__code="daily"))
    draft.tiers.update(working_days=1)
    publish_first(draft, "Ratna HR")

    draft.refresh_from_db()
    assert (draft.status, draft.published_by, draft.content_hash) == ("PUBLISHED", "Ratna HR", hash_of(draft))
    with pytest.raises(DatabaseError), transaction.atomic():
        draft.tiers.update(working_days=2)

    second = ChainVersion.objects.create(chain=draft.chain, number=2)
    Tier.objects.create(version=second, number=1, title="Satu", rule="DIRECT_SUPERIOR")
    second.delete()
    assert draft.chain.versions.count() == 1


def test_chain_has_one_published_version(published):
    second = ChainVersion.objects.create(chain=published.chain, number=2)

    with pytest.raises(IntegrityError), transaction.atomic():
        publish_first(second, "Ratna HR")


def test_publishing_needs_a_hash(published):
    with pytest.raises(IntegrityError), transaction.atomic():
        ChainVersion.objects.create(chain=published.chain, number=2, status="RETIRED")


@pytest.mark.parametrize("values", [{"rule": "POSITION"}, {"rule": "ROLE"}])
def test_tier_names_the_post_or_role_that_it_asks(published, values):
    draft = ChainVersion.objects.create(chain=published.chain, number=2)

    with pytest.raises(IntegrityError), transaction.atomic():
        Tier.objects.create(version=draft, number=1, title="Tahap", **values)


def test_post_that_a_tier_names_is_protected(published):
    post = make.position("Kepala", make.unit())
    draft = ChainVersion.objects.create(chain=published.chain, number=2)
    Tier.objects.create(version=draft, number=1, title="Tahap", rule="POSITION", position=post)

    with pytest.raises(IntegrityError), transaction.atomic():
        post.delete()
