"""A round of opinion: who opens it for whom, who answers once, what closing keeps, and all that is refused."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tests import factories as make
from tests.workflows.feedback import states as given
from workflows.audit.models import Decision
from workflows.engine.models import OutboxMessage
from workflows.feedback import actions
from workflows.feedback.models import Invitation, OpinionRound, Remark, Tally, Urn
from workflows.feedback.proposing import propose_raters
from workflows.feedback.queries import opinion_summary, opinion_views
from workflows.feedback.urn import UrnUnreadable
from workflows.organization.actor import Actor
from workflows.organization.models import Employee, Period, Role
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db


@pytest.fixture
def peers(office):
    """Four people under the same superior as `staff`, `other` included."""
    return [office.other, *given.colleagues(office, 3)]


def rows():
    models = (OpinionRound, Invitation, Urn, Tally, Remark, Decision, OutboxMessage)
    return [model.objects.count() for model in models] + [OpinionRound.history.count()]


def year():
    return Period.objects.get(code="2026")


def numbers(round_, cell=0, line=0):
    """The counts of one value in one cell."""
    view = opinion_views(OpinionRound.objects.filter(pk=round_.pk))[0]
    return [count for _rating, count in view.cells[cell].lines[line][1]]


# ---- proposing ----


def test_peers_and_subordinates_are_proposed_from_the_line(office, peers):
    proposed = propose_raters(office.staff, given.TODAY)
    assert [each.employee for each in proposed.peers] == peers
    assert proposed.subordinates == []
    proposed = propose_raters(office.section, given.TODAY)
    assert proposed.peers == []
    assert {each.employee.name for each in proposed.subordinates} == {
        "Ghaliyati Wahyuni", "Cornelia Oktaviani", "Rekan 1", "Rekan 2", "Rekan 3",
    }  # fmt: skip


def test_an_acting_superior_is_no_peer(office, peers):
    make.acting(office.other, office.posts["section"], "PLH", start=date(2026, 11, 20), end=date(2026, 12, 1))
    assert [each.employee for each in propose_raters(office.staff, given.TODAY).peers] == peers[1:]


# ---- opening ----


def test_a_round_is_opened_recorded_and_raters_are_told_without_a_name(office, hr, peers):
    opened = given.opened(hr, office.staff, peers)

    assert (opened.status, opened.minimum, opened.answers) == ("OPEN", 3, None)
    assert Invitation.objects.filter(round=opened, group="PEER", is_answered=False).count() == 4
    decision = Decision.objects.get()
    assert (decision.verb, decision.actor_nip, decision.person_nip) == ("OPEN", hr.nip, office.staff.nip)
    assert decision.details == {
        "PEER": 4, "SUBORDINATE": 0, "period": "2026", "minimum": 3, "answer_until": "2026-12-10",
    }  # fmt: skip
    messages = list(OutboxMessage.objects.all())
    assert {message.recipient for message in messages} == {peer.user for peer in peers}
    for message in messages:
        assert "Ghaliyati" not in message.subject + message.body
        assert message.link == "/feedback/opinions/"
        assert str(opened.pk) not in message.key.partition(":")[0]


def test_the_performance_team_opens_too(office, peers):
    assert given.opened(make.with_role(Role.PERFORMANCE_TEAM), office.staff, peers).status == "OPEN"


@pytest.mark.parametrize("who", ["staff", "section", "head", "auditor", "technical"])
def test_nobody_else_conducts_a_round(office, hr, peers, who):
    office.auditor, office.technical = make.with_role(Role.AUDITOR), make.with_role(Role.TECHNICAL_ADMIN)
    person = getattr(office, who)
    with pytest.raises(PermissionDenied):
        given.opened(person, office.other, peers[1:])
    opened = given.opened(hr, office.staff, peers)
    before = rows()
    for act in (actions.close_round, actions.remind_raters):
        with pytest.raises(PermissionDenied):
            act(by=make.actor(person), of=opened)
    with pytest.raises(PermissionDenied):
        actions.record_outside_opinion(by=make.actor(person), of=opened, ratings=given.ratings())
    assert rows() == before


def test_jobs_conduct_no_round(office, hr, peers):
    opened = given.opened(hr, office.staff, peers)
    with pytest.raises(PermissionDenied):
        actions.close_round(by=Actor.system("tick"), of=opened)


def test_nobody_conducts_a_round_about_themselves(office, hr, peers):
    with pytest.raises(RuleViolation) as refusal:
        given.opened(hr, hr, peers)
    assert refusal.value.code == "round_about_oneself"
    second = make.with_role(Role.HR_ADMIN, "Rina HR")
    opened = given.opened(second, hr, peers)
    before = rows()
    for act in (actions.close_round, actions.remind_raters):
        with pytest.raises(RuleViolation, match="admin lain"):
            act(by=make.actor(hr), of=opened)
    assert rows() == before


@pytest.mark.parametrize(
    ("raters", "changed", "code"),
    [
        (2, {}, "too_few_raters"),
        (3, {"minimum": 4}, "too_few_raters"),
        (4, {"minimum": 2}, "minimum_too_low"),
        (4, {"answer_until": date(2026, 11, 23)}, "answer_until_is_past"),
    ],
)
def test_a_round_is_refused(office, hr, peers, raters, changed, code):
    with pytest.raises(RuleViolation) as refusal:
        given.opened(hr, office.staff, peers[:raters], **changed)
    assert refusal.value.code == code
    assert rows() == [0] * 8


@pytest.mark.parametrize(
    ("who", "group", "code"),
    [
        ("section", "PEER", "rater_is_superior"),
        ("head", "PEER", "rater_is_superior"),
        ("staff", "PEER", "rater_is_the_person"),
        ("other", "SUBORDINATE", "rater_named_twice"),
        ("gone", "PEER", "rater_inactive"),
        ("stranger", "OUTSIDE", "rater_of_no_group"),
    ],
)
def test_a_rater_is_refused(office, hr, peers, who, group, code):
    office.gone = make.employee("Sudah Pensiun")
    Employee.objects.filter(pk=office.gone.pk).update(is_active=False)
    office.gone.refresh_from_db()
    raters = [*((each, "PEER") for each in peers), (getattr(office, who), group)]
    with pytest.raises(RuleViolation) as refusal:
        given.opened(hr, office.staff, raters=raters)
    assert refusal.value.code == code
    assert rows() == [0] * 8


def test_there_is_one_round_for_a_person_and_period_also_when_it_is_closed(office, hr, peers):
    given.closed(given.opened(hr, office.staff, peers), hr)
    before = rows()
    with pytest.raises(RuleViolation) as refusal:
        given.opened(hr, office.staff, peers)
    assert refusal.value.code == "round_opened_already"
    assert rows() == before
    assert given.opened(hr, office.staff, peers, period=Period.objects.get(code="2026-11")).pk


# ---- answering ----


def test_an_answer_leaves_no_decision_no_message_and_no_history(office, hr, peers):
    opened = given.opened(hr, office.staff, peers)
    before = rows()

    given.answered(opened, peers[0])

    assert rows() == before
    assert given.invited(opened, peers[0]).is_answered


def test_a_rater_answers_once(office, hr, peers):
    opened = given.opened(hr, office.staff, peers)
    given.answered(opened, peers[0])
    sealed = bytes(Urn.objects.get().sealed)
    with pytest.raises(RuleViolation) as refusal:
        given.answered(opened, peers[0], "BELOW")
    assert refusal.value.code == "answered_already"
    assert bytes(Urn.objects.get().sealed) == sealed


@pytest.mark.parametrize("who", ["staff", "section", "stranger"])
def test_nobody_answers_in_anothers_place(office, hr, peers, who):
    opened = given.opened(hr, office.staff, peers)
    for person in (getattr(office, who), peers[1], hr):
        with pytest.raises(PermissionDenied):
            actions.give_opinion(
                by=make.actor(person), invitation=given.invited(opened, peers[0]), ratings=given.ratings()
            )
    assert not given.invited(opened, peers[0]).is_answered


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"LOYAL": ""}, "value_without_rating"),
        ({"LOYAL": "GREAT"}, "value_without_rating"),
        ({"remark": "a" * 501}, "remark_too_long"),
    ],
)
def test_half_an_answer_is_refused(office, hr, peers, changed, code):
    opened = given.opened(hr, office.staff, peers)
    sealed = bytes(Urn.objects.get().sealed)
    with pytest.raises(RuleViolation) as refusal:
        given.answered(opened, peers[0], **changed)
    assert refusal.value.code == code
    assert not given.invited(opened, peers[0]).is_answered
    assert bytes(Urn.objects.get().sealed) == sealed


def test_nobody_answers_too_late(office, hr, peers, settings):
    opened = given.opened(hr, office.staff, peers, answer_until=given.TODAY)
    settings.DEMO_TODAY = date(2026, 11, 25)
    by = make.actor(peers[0])
    for act in (
        lambda: actions.give_opinion(by=by, invitation=given.invited(opened, peers[0]), ratings=given.ratings()),
        lambda: actions.record_outside_opinion(by=make.actor(hr), of=opened, ratings=given.ratings()),
        lambda: actions.remind_raters(by=make.actor(hr), of=opened),
    ):
        with pytest.raises(RuleViolation) as refusal:
            act()
        assert refusal.value.code == "round_is_over"


def test_after_closing_nothing_is_taken_and_nothing_reopened(office, hr, peers):
    opened = given.closed(given.opened(hr, office.staff, peers), hr)
    before = rows()
    by = make.actor(hr)
    for act in (
        lambda: given.answered(opened, peers[0]),
        lambda: actions.record_outside_opinion(by=by, of=opened, ratings=given.ratings()),
        lambda: actions.remind_raters(by=by, of=opened),
        lambda: actions.close_round(by=by, of=opened),
    ):
        with pytest.raises(RuleViolation) as refusal:
            act()
        assert refusal.value.code == "round_closed"
    assert rows() == before
    assert not hasattr(actions, "reopen_round")


def test_an_outside_party_s_form_is_entered_without_name_or_content(office, hr, peers):
    opened = given.opened(hr, office.staff, peers)
    actions.record_outside_opinion(by=make.actor(hr), of=opened, ratings=given.ratings("BELOW"), remark="Lama.")

    decision = Decision.objects.latest("pk")
    assert (decision.verb, decision.actor_nip) == ("RECORD_OUTSIDE", hr.nip)
    assert (decision.reason, decision.details, decision.seen) == ("", {}, "")
    assert Invitation.objects.filter(is_answered=True).count() == 0


def test_everybody_is_reminded_once_a_day_whether_they_answered_or_not(office, hr, peers, settings):
    opened = given.opened(hr, office.staff, peers)
    given.answered(opened, peers[0])
    OutboxMessage.objects.all().delete()

    actions.remind_raters(by=make.actor(hr), of=opened)

    assert {message.recipient for message in OutboxMessage.objects.all()} == {peer.user for peer in peers}
    assert len({(message.subject, message.body, message.created_at) for message in OutboxMessage.objects.all()}) == 1
    with pytest.raises(RuleViolation) as refusal:
        actions.remind_raters(by=make.actor(hr), of=opened)
    assert refusal.value.code == "reminded_already"
    settings.DEMO_TODAY = date(2026, 11, 25)
    assert actions.remind_raters(by=make.actor(hr), of=opened).status == "OPEN"


# ---- closing ----


def test_three_answers_are_counted_and_remarks_shown(office, hr, peers):
    opened = given.opened(hr, office.staff, peers)
    given.answered(opened, peers[0], "ABOVE", "Selalu menolong.")
    given.answered(opened, peers[1], "MEETS", LOYAL="BELOW")
    given.answered(opened, peers[2], "ABOVE", "Ramah.")

    given.closed(opened, hr)

    assert numbers(opened) == [2, 1, 0]
    assert numbers(opened, line=4) == [2, 0, 1]
    assert {remark.text for remark in Remark.objects.all()} == {"Selalu menolong.", "Ramah."}
    assert (opened.answers, opened.status) == (3, "CLOSED")
    assert Urn.objects.count() == 0
    decision = Decision.objects.latest("pk")
    assert (decision.verb, decision.details) == ("CLOSE", {"answers": 3, "is_shown": True})
    summary = opinion_summary(office.staff, year())
    assert (summary.answers, summary.counts["LOYAL"]) == (3, {"ABOVE": 2, "MEETS": 0, "BELOW": 1})
    assert summary.weighs_in("permenpanrb_8_2021")
    assert not summary.weighs_in("permenpanrb_6_2022")


def test_two_answers_leave_nothing_at_all(office, hr, peers):
    opened = given.opened(hr, office.staff, peers)
    for peer in peers[:2]:
        given.answered(opened, peer, "BELOW", "Ini rahasia.")

    given.closed(opened, hr)

    assert (Tally.objects.count(), Remark.objects.count(), Urn.objects.count()) == (0, 0, 0)
    assert Decision.objects.latest("pk").details == {"answers": 2, "is_shown": False}
    summary = opinion_summary(office.staff, year())
    assert (summary.answers, summary.counts, summary.is_usable) == (0, {}, False)
    assert not summary.weighs_in("permenpanrb_8_2021")


def test_it_is_not_kept_who_answered(office, hr, peers):
    opened = given.opened(hr, office.staff, peers)
    for peer in peers[:3]:
        given.answered(opened, peer)
    given.closed(opened, hr)
    assert {invitation.is_answered for invitation in Invitation.objects.all()} == {None}


def test_a_small_group_is_counted_with_another_and_its_remarks_too(office, hr):
    below = [office.staff, office.other, *given.colleagues(office, 1)]
    opened = given.opened(hr, office.section, [office.stranger], below)
    for rater in below:
        given.answered(opened, rater, "ABOVE")
    given.answered(opened, office.stranger, "BELOW", "Dari rekan.")

    given.closed(opened, hr)

    assert {tally.groups for tally in Tally.objects.all()} == {"PEER+SUBORDINATE"}
    assert numbers(opened) == [3, 0, 1]
    assert Remark.objects.get().text == "Dari rekan."


def test_answers_that_are_left_out_leave_no_remark(office, hr, peers):
    opened = given.opened(hr, office.staff, peers)
    for peer in peers[:2]:
        given.answered(opened, peer, "BELOW", "Dari dalam.")
    for _ in range(3):
        actions.record_outside_opinion(by=make.actor(hr), of=opened, ratings=given.ratings("ABOVE"), remark="Cepat.")

    given.closed(opened, hr)

    assert {tally.groups for tally in Tally.objects.all()} == {"OUTSIDE"}
    assert numbers(opened) == [3, 0, 0]
    assert {remark.text for remark in Remark.objects.all()} == {"Cepat."}
    assert opinion_summary(office.staff, year()).answers == 3


def test_with_another_key_the_answers_stay_sealed(office, hr, peers, settings):
    opened = given.opened(hr, office.staff, peers)
    given.answered(opened, peers[0])
    before = rows()
    settings.AUDIT_KEY = "quite-another-key-of-quite-another-server"
    with pytest.raises(UrnUnreadable, match="kuncinya lain"):
        actions.close_round(by=make.actor(hr), of=opened)
    assert rows() == before
    assert OpinionRound.objects.get().status == "OPEN"


# ---- what the database refuses ----


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"minimum": 2}, "opinion_round_minimum"),
        ({"status": "CLOSED"}, "opinion_round_closed_is_counted"),
        ({"answers": 3}, "opinion_round_closed_is_counted"),
    ],
)
def test_the_database_refuses(office, hr, peers, changed, name):
    opened = given.opened(hr, office.staff, peers)
    for field, value in changed.items():
        setattr(opened, field, value)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        opened.save()


def test_an_outside_party_has_no_invitation(office, hr, peers):
    opened = given.opened(hr, office.staff, peers)
    with pytest.raises(IntegrityError, match="opinion_outside_has_no_name"), transaction.atomic():
        Invitation.objects.create(round=opened, rater=office.stranger, group="OUTSIDE")
