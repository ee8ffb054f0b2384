"""The shipped chains have no history; they are known by what is shipped, every column, and by nothing else."""

from contextlib import suppress

import pytest
from django.db import IntegrityError, transaction

from tests.workflows.audit.attacker import drop
from tests.workflows.audit.test_covering import other_value
from tests.workflows.audit.test_reconciling import told
from workflows.approvals.defaults import DEFAULTS
from workflows.approvals.guards import GUARDS
from workflows.approvals.models import ApprovalChain, ChainVersion, Tier
from workflows.approvals.shipped import chains, tiers, versions
from workflows.audit.reconciling import Kind

pytestmark = pytest.mark.django_db
ALL = [(ApprovalChain, chains), (ChainVersion, versions), (Tier, tiers)]
REFUSED = {"chain", "version", "number"}  # the next place is taken
UNKNOWN_TO_ALL = {"published_at"}  # when the migration ran


@pytest.fixture(autouse=True)
def attacker():
    """Somebody with the database in their hands."""
    drop(*GUARDS)


def test_all_stand_as_shipped():
    assert [len(known().keys) for _model, known in ALL] == [5, 5, sum(len(tiers) for _name, tiers in DEFAULTS.values())]
    assert [known().missing for _model, known in ALL] == [(), (), ()]
    assert told() == []


@pytest.mark.parametrize("model", [model for model, _known in ALL])
def test_a_shipped_row_that_was_changed_in_any_column_is_found(model):
    row = model.objects.order_by("pk").first()
    columns = [each for each in model._meta.concrete_fields if not each.primary_key and each.name not in UNKNOWN_TO_ALL]
    found = []
    for field in columns:
        with suppress(IntegrityError), transaction.atomic():  # some, a constraint refuses whoever writes
            value = other_value(getattr(row, field.attname), field)
            model._base_manager.filter(pk=row.pk).update(**{field.attname: value})
            assert (Kind.WITHOUT_HISTORY, model._meta.label, 1, [row.pk]) in told(), field
            found.append(field.name)
            transaction.set_rollback(True)
    assert {each.name for each in columns} - set(found) <= REFUSED


def test_a_tier_that_was_put_in_is_found():
    first = Tier.objects.order_by("pk").first()
    (put_in,) = Tier.objects.bulk_create([Tier(version=first.version, number=9, title="Siluman", rule="UNIT_HEAD")])

    assert told() == [(Kind.WITHOUT_HISTORY, "approvals.Tier", 1, [put_in.pk])]


def test_a_shipped_chain_that_was_taken_away_is_found():
    Tier.objects.filter(version__chain__code="daily")._raw_delete("default")

    assert told() == [(Kind.GONE_WITHOUT_HISTORY, "approvals.Tier", 1, ["daily 1 1"])]


def test_a_version_of_which_another_took_the_place_goes_by_its_history():
    version = ChainVersion.objects.get(chain__code="daily")
    version.status = ChainVersion.Status.RETIRED
    version.save(update_fields=["status"])
    assert [each for each in told() if each[0] != Kind.HISTORY_WITHOUT_DECISION] == []

    ChainVersion.objects.filter(pk=version.pk).update(status="PUBLISHED")

    assert (Kind.DIFFERS_FROM_HISTORY, "approvals.ChainVersion", 1, [version.pk]) in told()
