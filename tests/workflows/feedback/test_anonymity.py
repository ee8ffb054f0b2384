"""A test that tries to find a rater out, by all that can be read anywhere.

Two worlds are played that differ in one thing alone: who of the raters said what, or who of them answered at all. If
everything that a reader gets is the same in both, nobody can tell in which of them they are.
"""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import models

from tests import factories as make
from tests.workflows.feedback import states as given
from tests.workflows.feedback.watching import changed, in_a_world_of_its_own, pages_of, stored
from workflows.audit.models import Decision
from workflows.feedback.models import Invitation, OpinionRound, Remark, Tally, Urn
from workflows.organization.models import Role
from workflows.rules.berakhlak import BEHAVIOURS

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
GOOD, BAD, FAIR = ("ABOVE", "Selalu menolong."), ("BELOW", "Sering menunda."), ("MEETS", "")


@pytest.fixture(autouse=True)
def _the_clock_stands():
    with time_machine.travel(datetime(2026, 11, 24, 3, 0, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def round_(office, hr):
    office.raters = [office.other, *given.colleagues(office, 3)]
    return given.opened(hr, office.staff, office.raters)


@pytest.fixture
def readers(office, hr, enter):
    """Everybody who could be curious, logged in: the rated person, their superiors, a rater, HR, the team, auditors."""
    office.raters[0].user.refresh_from_db()
    watching = {
        "rated": office.staff, "superior": office.section, "hr": hr, "rater": office.raters[3],
        "auditor": make.with_role(Role.AUDITOR, "Agus"),
        "technical": make.with_role(Role.TECHNICAL_ADMIN, "Toni"),
    }  # fmt: skip
    return {name: enter(person) for name, person in watching.items()}


@pytest.fixture
def rating_clients(office, round_, enter):
    return {rater.pk: enter(rater) for rater in office.raters}


def answer(client, round_, rater, said):
    rating, remark = said
    address = f"/feedback/opinions/{given.invited(round_, rater).pk}/"
    values = {value.code: rating for value in BEHAVIOURS} | {"remark": remark}
    assert client.post(address, values).status_code == 302


def without_order(rows):
    """Remarks lie in a random order: another test looks at that."""
    return rows | {"feedback_remark": sorted(rows["feedback_remark"])}


def play(office, hr, round_, clients, said, readers, *, closes):
    """What lies in the database after each answer, and what everybody can read after the last, or when it is closed."""
    rows = []
    for rater, words in said:
        answer(clients[rater.pk], round_, rater, words)
        if not closes:
            rows.append(stored())
    if closes:
        given.closed(OpinionRound.objects.get(pk=round_.pk), hr)
        rows.append(without_order(stored()))
    return rows, {name: pages_of(client, office.staff, round_) for name, client in readers.items()}


def differences(one, other):
    """Where two worlds can be told apart: tables, and pages of which reader."""
    (steps, pages), (other_steps, other_pages) = one, other
    tables = {
        table
        for rows, other_rows in zip(steps, other_steps, strict=True)
        for table in rows
        if rows[table] != other_rows[table]
    }
    return tables | {
        f"{reader} {address}"
        for reader in pages
        for address in pages[reader]
        if pages[reader][address] != other_pages[reader].get(address)
    }


@pytest.mark.parametrize("closes", [False, True], ids=["while it is open", "when it is closed"])
def test_who_said_what_cannot_be_told(office, hr, round_, readers, rating_clients, closes):
    first, second, third, _ = office.raters
    one = [(first, GOOD), (second, BAD), (third, FAIR)]
    other = [(first, BAD), (second, FAIR), (third, GOOD)]

    worlds = [
        in_a_world_of_its_own(lambda said=said: play(office, hr, round_, rating_clients, said, readers, closes=closes))
        for said in (one, other)
    ]

    assert differences(*worlds) == set()
    if closes:
        assert "Sering menunda." in worlds[0][1]["rated"][f"/feedback/opinions/result/{round_.pk}/"]


def test_who_answered_cannot_be_told_when_it_is_closed_nor_by_hr_before(
    office, hr, round_, readers, rating_clients
):  # fmt: skip
    first, second, third, fourth = office.raters
    one = [(first, GOOD), (second, BAD), (third, FAIR)]
    other = [(second, GOOD), (fourth, BAD), (first, FAIR)]
    del readers["rater"]  # they know of themselves

    closed = [
        in_a_world_of_its_own(lambda said=said: play(office, hr, round_, rating_clients, said, readers, closes=True))
        for said in (one, other)
    ]
    assert differences(*closed) == set()

    still_open = [
        in_a_world_of_its_own(lambda said=said: play(office, hr, round_, rating_clients, said, readers, closes=False))
        for said in (one, other)
    ]
    assert differences(*still_open) == {"feedback_invitation"}  # who has answered, for as long as it is open


def test_the_test_would_find_them(office, hr, round_, readers, rating_clients):
    """Other numbers, and a decision that names the rater, are seen: the worlds are compared in earnest."""
    first, second, third, _ = office.raters
    del readers["technical"], readers["rater"]
    one = [(first, GOOD), (second, BAD), (third, FAIR)]
    worlds = [
        in_a_world_of_its_own(lambda said=said: play(office, hr, round_, rating_clients, said, readers, closes=True))
        for said in (one, [(first, GOOD), (second, GOOD), (third, FAIR)])
    ]
    found = differences(*worlds)
    assert {"feedback_tally", "feedback_remark"} <= found
    assert {f"{who} /feedback/opinions/result/{round_.pk}/" for who in ("rated", "superior", "hr", "auditor")} <= found


def test_an_answer_changes_the_urn_and_the_mark_of_having_answered_and_nothing_else(
    office, round_, rating_clients
):  # fmt: skip
    before = stored()
    for rater, said in zip(office.raters, (GOOD, BAD, FAIR, GOOD), strict=True):
        sealed = bytes(Urn.objects.get().sealed)
        answer(rating_clients[rater.pk], round_, rater, said)
        after = stored()
        assert set(changed(before, after)) == {"feedback_invitation", "feedback_urn"}
        anew = bytes(Urn.objects.get().sealed)
        alike = sum(old == new for old, new in zip(sealed, anew, strict=False))
        assert alike < max(len(sealed) / 50, 10)  # sealed anew as a whole, what was in it before included
        before = after


def test_nothing_that_is_kept_of_an_answer_has_a_time_or_a_history():
    for model in (Urn, Tally, Remark, Invitation):
        kinds = [type(field) for field in model._meta.get_fields() if isinstance(field, models.Field)]
        assert not {models.DateField, models.DateTimeField, models.TimeField} & set(kinds), model
        assert not hasattr(model, "history"), model


def test_remarks_do_not_lie_in_the_order_of_the_answers(office, hr, round_):
    """Three remarks have six orders: that twelve closings all give one has a chance of one in 360 million."""
    texts = ["Pertama.", "Kedua.", "Ketiga."]

    def order():
        for rater, text in zip(office.raters, texts, strict=False):
            given.answered(round_, rater, "MEETS", text)
        given.closed(OpinionRound.objects.get(pk=round_.pk), hr)
        rows = stored()["feedback_remark"]
        return tuple(next(text for text in texts if text in row) for row in rows)

    orders = {in_a_world_of_its_own(order) for _ in range(12)}

    assert len(orders) > 1


def test_no_page_names_a_rater(office, hr, round_, readers, rating_clients):
    """In lists of people, messages and log-ins they stand as everybody does; nowhere in what is about the round."""
    for rater, said in zip(office.raters, (GOOD, BAD, FAIR), strict=False):
        answer(rating_clients[rater.pk], round_, rater, said)
    for act in (None, given.closed):
        if act is not None:
            act(OpinionRound.objects.get(pk=round_.pk), hr)
        for name in ("rated", "superior", "hr", "auditor"):
            for address, text in pages_of(readers[name], office.staff, round_).items():
                if "opinion" in address or "decision" in address or address.startswith("/feedback/person/"):
                    for rater in office.raters:
                        assert rater.nip not in text, (name, address)
                        assert rater.name not in text, (name, address)
    assert set(Decision.objects.filter(process="feedback").values_list("particulars__actor_nip", flat=True)) == {hr.nip}
