"""The record: written in the change's own transaction, chained, signed, in the order of what happened."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.workflows.audit.attacker import lift_the_guards
from tests.workflows.audit.chain import broken_links, chains
from workflows.audit.models import Decision, Stream
from workflows.audit.models.stream import STREAMS
from workflows.audit.record import Entry, Signatory, record
from workflows.audit.verbs import Verb

pytestmark = pytest.mark.django_db
SIGNATORY = Signatory(nip="198001012005012001", name="Jaya Ramadan", post="Kepala Sub Bidang")


def entry(case_id=1, verb=Verb.APPROVE, **values):
    return Entry(
        verb=verb,
        process="daily",
        subject=f"daily.DailyReport#{case_id}",
        case_id=case_id,
        signatory=SIGNATORY,
        **values,
    )


def test_sixteen_streams_are_there_from_the_start():
    assert list(Stream.objects.order_by("number").values_list("number", flat=True)) == list(range(STREAMS))


def test_signatures_recompute_from_what_was_stored():
    for case_id in range(40):
        record(
            entry(
                case_id,
                reason="Sesuai, e\u0301 dan é",
                details={"minutes": 165, "marks": ["late"], "n": {"b": 1, "a": None}},
            )
        )
        record(entry(case_id, Verb.SET, at=datetime(2026, 9, 1, 8, 15, 7, 123456, tzinfo=UTC)))

    assert sum(map(len, chains().values())) == 80
    assert len(chains()) > 8
    assert broken_links() == []


@pytest.mark.parametrize(
    "change",
    [
        {"verb": "REJECT"}, {"particulars_digest": "0" * 64}, {"changes_digest": "0" * 64}, {"subject": "x.Y#1"},
        {"effective_at": datetime(2026, 1, 1, tzinfo=UTC)}, {"case_id": 99}, {"decree": "SP-2"}, {"seen": "0" * 64},
        {"recorded_at": datetime(2026, 1, 1, tzinfo=UTC)}, {"round": 2}, {"capacity": "PLT"},
    ],
)  # fmt: skip
def test_every_stored_value_is_signed(change):
    (decision,) = record(entry())
    lift_the_guards()
    Decision.objects.filter(pk=decision.pk).update(**change)

    assert broken_links() == [(decision.stream, decision.seq)]


def test_decisions_of_one_case_stay_in_one_stream_and_in_order():
    for verb in (Verb.SUBMIT, Verb.RETURN, Verb.SUBMIT):
        record(entry(5, verb, reason="Lampirkan berkasnya."))
    record(entry(5, Verb.APPROVE), entry(6, Verb.SUBMIT), entry(5, Verb.SKIP), entry(5, Verb.SET))

    of_case = list(Decision.objects.of_case("daily", 5))

    assert [decision.verb for decision in of_case] == ["SUBMIT", "RETURN", "SUBMIT", "APPROVE", "SKIP", "SET"]
    assert len({decision.stream for decision in of_case}) == 1
    assert [d.seq for d in of_case] == sorted(d.seq for d in of_case)
    assert [Decision.objects.of_case("daily", case_id).count() for case_id in (5, 6, 7)] == [6, 1, 0]
    assert broken_links() == []


def test_several_heads_are_locked_by_one_statement_in_order():
    """In opposite orders 31 of 40 transactions died."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        record(*(entry(case_id) for case_id in (9, 3, 27, 1, 14)))

    locks = [q["sql"] for q in queries if q["sql"].startswith("SELECT") and "audit_stream" in q["sql"]]
    assert len(locks) == 1
    assert 'ORDER BY "audit_stream"."number" ASC' in locks[0]
    if connection.vendor == "postgresql":
        assert locks[0].endswith("FOR UPDATE")
    assert queries[0]["sql"] == locks[0]
    assert broken_links() == []


@pytest.mark.django_db(transaction=True)
def test_nothing_is_recorded_outside_a_transaction():
    with pytest.raises(RuntimeError, match="inside the transaction"):
        record(entry())

    assert not Decision.objects.exists()


def test_change_that_fails_leaves_no_decision_and_no_gap():
    record(entry())

    def fail_after_recording():
        with transaction.atomic():
            record(entry())
            raise RuntimeError("the change itself failed")

    with pytest.raises(RuntimeError, match="the change itself"):
        fail_after_recording()

    record(entry())
    assert Decision.objects.count() == 2
    assert broken_links() == []


def test_chain_does_not_fork():
    (decision,) = record(entry())
    fork = Decision.objects.get(pk=decision.pk)
    fork.pk, fork.seq = None, decision.seq + 1

    with pytest.raises(IntegrityError), transaction.atomic():
        fork.save(force_insert=True)
    fork.seq, fork.prev_hash = decision.seq, "x"
    with pytest.raises(IntegrityError), transaction.atomic():
        fork.save(force_insert=True)


def test_moment_that_counts_and_moment_of_recording_are_both_kept():
    given = datetime(2026, 9, 1, 8, 15, tzinfo=UTC)

    past, present = record(entry(at=given), entry())

    assert past.effective_at == given
    assert past.recorded_at > given
    assert abs((present.effective_at - present.recorded_at).total_seconds()) < 5


def test_both_names_are_frozen_as_text():
    acting = Signatory(
        nip="198001012005012002", name="Cornelia", post="Analis", principal_name="Jaya Ramadan",
        principal_post="Kepala Sub Bidang", capacity="PLH", decree="SP-1/2026",
    )  # fmt: skip

    (decision,) = record(Entry(verb=Verb.APPROVE, process="skp", subject="skp.Skp#1", case_id=1, signatory=acting))

    decision.refresh_from_db()
    assert (decision.actor_name, decision.actor_post) == ("Cornelia", "Analis")
    assert (decision.principal_name, decision.principal_post) == ("Jaya Ramadan", "Kepala Sub Bidang")
    assert (decision.capacity, decision.decree) == ("PLH", "SP-1/2026")
