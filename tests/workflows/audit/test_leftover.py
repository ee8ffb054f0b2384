"""What no action recorded is recorded when its transaction commits, whichever way it came; nothing is left over."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import RequestFactory
from simple_history.utils import bulk_update_with_history

from tests import factories as make
from tests.workflows.audit.test_record import entry
from workflows.audit.middleware import OriginMiddleware, address_of
from workflows.audit.models import Change, Decision
from workflows.audit.origin import Origin, coming_from
from workflows.audit.record import record
from workflows.audit.verifying import verify
from workflows.organization.models import Employee, Unit
from workflows.organization.models.history import create_with_history, save_changed, stamp


@pytest.fixture
def people(transactional_db):
    """An office, committed."""
    with transaction.atomic():
        return make.office()


def last() -> Decision:
    return Decision.objects.latest("id")


def covered(decision: Decision) -> int:
    return Change.objects.filter(decision=decision).count()


def rename_in_vain(person, *entries) -> None:
    """A new name, and what is recorded of it, both rolled back."""
    with transaction.atomic():
        save_changed(person, reason="Tidak jadi.", name="Cornelia Baru")
        if entries:
            record(*entries)
        raise RuntimeError("both are rolled back")


def test_a_row_saved_by_hand_past_every_action_is_recorded(people):
    before = Decision.objects.count()

    people.staff.name = "Cornelia Baru"
    people.staff.save()

    decision = last()
    assert Decision.objects.count() == before + 1
    assert (decision.verb, decision.process, decision.channel) == ("AMEND", "organization", "DIRECT")
    assert decision.subject == f"organization.Employee#{people.staff.pk}"
    assert (decision.actor_nip, decision.person_nip) == ("system:direct", people.staff.nip)
    assert covered(decision) == 1
    assert verify().sound


def test_it_tells_who_why_and_from_where(people):
    with coming_from(Origin(address="10.0.0.7", request_id="r-1", channel="BACKOFFICE")), transaction.atomic():
        save_changed(people.staff, user=people.head.user, reason="Nama di SK berbeda.", name="Cornelia Baru")

    decision = last()
    assert (decision.actor_name, decision.reason) == (people.head.name, "Nama di SK berbeda.")
    assert (decision.address, decision.request_id, decision.channel) == ("10.0.0.7", "r-1", "BACKOFFICE")


def test_rows_of_different_people_are_recorded_apart(people):
    before = Decision.objects.count()

    with transaction.atomic():
        save_changed(people.staff, user=people.head.user, reason="Satu.", name="A")
        save_changed(people.staff, user=people.section.user, reason="Dua.", name="B")

    decisions = Decision.objects.order_by("id")[before:]
    assert [(d.actor_name, d.reason) for d in decisions] == [
        (people.head.name, "Satu."), (people.section.name, "Dua."),
    ]  # fmt: skip
    assert verify().sound


def test_what_an_action_recorded_is_not_recorded_again(people):
    before = Decision.objects.count()

    with transaction.atomic():
        save_changed(people.staff, reason="Sesuai SK.", name="Cornelia Baru")
        (decision,) = record(entry(1))

    assert Decision.objects.count() == before + 1
    assert covered(decision) == 1


def test_a_history_that_is_rolled_back_is_forgotten(people):
    before = Decision.objects.count()

    with transaction.atomic():
        with pytest.raises(RuntimeError):
            rename_in_vain(people.staff)
        (decision,) = record(entry(1))
    with pytest.raises(RuntimeError):
        rename_in_vain(people.staff)
    with transaction.atomic():
        save_changed(people.staff, reason="Tidak jadi.", name="Cornelia Lain")
        transaction.set_rollback(True)

    assert (Decision.objects.count(), covered(decision)) == (before + 1, 0)
    assert connection.unrecorded == []
    assert verify().sound


def test_a_decision_that_is_rolled_back_leaves_its_rows_to_another(people):
    with transaction.atomic():
        save_changed(people.staff, reason="Jadi.", name="Cornelia Baru")
        with pytest.raises(RuntimeError):
            rename_in_vain(people.other, entry(1))

    assert (last().reason, covered(last())) == ("Jadi.", 1)
    assert verify().sound


def test_many_rows_at_once_are_one_decision(people):
    staff = list(Employee.objects.all())
    for each in staff:
        each.name = f"{each.name}, S.E."
        stamp(each, reason="Gelar")

    with transaction.atomic():
        bulk_update_with_history(staff, Employee, ["name"], default_change_reason="Gelar")
        create_with_history([Unit(code=f"U{n}", name=f"Unit {n}") for n in range(3)], reason="Unit baru")

    assert [covered(d) for d in Decision.objects.order_by("-id")[:2]] == [3, len(staff)]
    assert verify().sound


def test_a_save_that_changes_nothing_leaves_nothing(people):
    before = Decision.objects.count()

    with transaction.atomic():
        assert not save_changed(people.staff, reason="Sama.", name=people.staff.name)

    assert Decision.objects.count() == before


def test_where_recording_fails_the_change_is_not_committed_either(people, monkeypatch):
    monkeypatch.setattr("workflows.audit.leftover.record", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        people.staff.save()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        save_changed(people.staff, reason="Gagal.", name="Cornelia Baru")

    monkeypatch.undo()
    people.staff.refresh_from_db()
    assert people.staff.name != "Cornelia Baru"
    assert verify().sound


def test_a_command_comes_from_the_account_that_runs_it(people):
    call_command("tick")
    record_of_hand = Employee.objects.get(pk=people.staff.pk)
    record_of_hand.name = "Lain"
    record_of_hand.save()

    assert "@" in last().address


class TestAddress:
    def asked(self, settings, proxies: int, **headers: str) -> str:
        settings.TRUSTED_PROXIES = proxies
        return address_of(RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", **headers))

    def test_is_that_of_the_connection_where_no_proxy_is_ours(self, settings):
        assert self.asked(settings, 0, HTTP_X_FORWARDED_FOR="1.2.3.4") == "10.0.0.1"

    def test_is_what_our_own_proxy_noted_and_not_what_was_claimed(self, settings):
        assert self.asked(settings, 1, HTTP_X_FORWARDED_FOR="6.6.6.6, 1.2.3.4") == "1.2.3.4"
        assert self.asked(settings, 2, HTTP_X_FORWARDED_FOR="1.2.3.4") == "10.0.0.1"

    def test_a_number_that_is_none_is_replaced_and_told(self, settings):
        seen = []

        def answer(request):
            seen.append(request)
            return {}

        given = OriginMiddleware(answer)(RequestFactory().get("/", HTTP_X_REQUEST_ID="a b\n"))
        kept = OriginMiddleware(answer)(RequestFactory().get("/", HTTP_X_REQUEST_ID="abc-1"))

        assert len(given["X-Request-ID"]) == 32
        assert kept["X-Request-ID"] == "abc-1"
