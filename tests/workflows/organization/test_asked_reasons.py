"""Where a reason has to be given: at the door of the record, rule by rule; and what is done to the rules."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from tests import factories as make
from tests.backoffice.conftest import tables
from workflows.audit.models import Decision
from workflows.audit.origin import giving_reason
from workflows.audit.record import Entry, Signatory, record
from workflows.audit.verbs import Verb
from workflows.organization.asked_reasons import ALWAYS, MAY_BE_ASKED, ReasonMissing, is_asked
from workflows.organization.models import ReasonRule, Role, RoleGrant
from workflows.organization.reason_rules import amend_reason_rule, make_reason_rule
from workflows.rules.reasons import NEW_ROW
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db
DAY = make.A_MONDAY
WHY = "Diperiksa bersama atasan."
NOTE = "Surat edaran 12/2026"
PROCESSES = ("skp", "targets", "daily", "assessment", "objection", "organization", "approvals", "feedback", "allowance")
EVERY_ALWAYS = [(verb, process) for verb, named in ALWAYS.items() for process in sorted(named or PROCESSES)]


@pytest.fixture
def hr():
    return make.with_role(Role.HR_ADMIN)


def rule(verb=Verb.APPROVE, **given):
    return ReasonRule.objects.create(**{"verb": verb, "start": DAY, "note": NOTE, **given})


def entry(verb=Verb.APPROVE, process="daily", reason="", nip="199001012015011001", at=DAY, **given):
    signatory = Signatory(nip=nip, name="Jaya Ramadan", capacity=given.pop("capacity", ""))
    return Entry(
        verb=verb, process=process, subject="daily.DailyReport#1", signatory=signatory, reason=reason, at=make.at(at),
        **given,
    )  # fmt: skip


def written(*entries):
    """What the record did with them, all or none."""
    with transaction.atomic():
        return [decision.verb for decision in record(*entries)]


def refused(*entries):
    before = tables()
    with pytest.raises(ReasonMissing) as caught:
        written(*entries)
    assert (caught.value.field, caught.value.code) == ("reason", "reason_demanded")
    assert tables() == before


# ---- the door ----
@pytest.mark.parametrize("verb", MAY_BE_ASKED)
def test_without_a_rule_no_act_needs_a_reason_that_did_not_need_one(verb):
    assert written(entry(verb)) == [verb]


@pytest.mark.parametrize("verb", MAY_BE_ASKED)
def test_each_act_that_may_be_ruled_is_refused_in_silence_and_recorded_with_a_reason(verb):
    rule(verb)

    refused(entry(verb))
    refused(entry(verb, reason="  . "))
    refused(entry(verb, reason=NEW_ROW))
    assert written(entry(verb, reason=WHY)) == [verb]


@pytest.mark.parametrize(("verb", "process"), EVERY_ALWAYS)
def test_what_is_always_asked_is_asked_without_any_rule(verb, process):
    refused(entry(verb, process))
    assert written(entry(verb, process, reason=WHY)) == [verb]


def test_every_verb_is_always_asked_or_may_be_or_is_no_persons_to_explain():
    left = {verb for verb in Verb if verb not in ALWAYS and verb not in MAY_BE_ASKED}
    # The system's own, a file that is its reason, and what is not done yet.
    assert left == {Verb.ESCALATE, Verb.REMIND, Verb.SKIP, Verb.LAPSE, Verb.IMPORT, Verb.EXPORT, Verb.LOCK, Verb.PAY}
    assert not set(ALWAYS) & set(MAY_BE_ASKED)


def test_the_process_matters():
    rule(process="skp")

    assert written(entry(process="daily")) == ["APPROVE"]
    refused(entry(process="skp"))


def test_the_verb_matters():
    rule(Verb.WITHDRAW)

    assert written(entry(Verb.APPROVE)) == ["APPROVE"]


def test_the_role_that_is_held_that_day_matters(hr):
    rule(role=Role.HR_ADMIN)
    ended = make.with_role(Role.HR_ADMIN, "Rina HR")
    RoleGrant.objects.filter(user=ended.user).update(end=DAY)

    refused(entry(nip=hr.nip))
    assert written(entry(nip=ended.nip)) == ["APPROVE"]
    assert written(entry(nip=make.with_role(Role.AUDITOR, "Agus").nip)) == ["APPROVE"]


@pytest.mark.parametrize(
    ("role", "meant", "not_meant"),
    [
        ("ACTING", {"capacity": "PLH"}, {"capacity": "DELEGATE"}),
        ("ACTING", {"capacity": "PLT"}, {}),
        ("DELEGATE", {"capacity": "DELEGATE"}, {"capacity": "PLH"}),
        ("CONCERNED", {"person_nip": "199001012015011001"}, {"person_nip": "199001012015011002"}),
    ],
)
def test_the_capacity_matters(role, meant, not_meant):
    rule(role=role)

    refused(entry(**meant))
    assert written(entry(**not_meant)) == ["APPROVE"]


def test_the_day_matters():
    rule(start=DAY, end=DAY + timedelta(days=2))

    assert written(entry(at=DAY - timedelta(days=1))) == ["APPROVE"]
    refused(entry(at=DAY))
    refused(entry(at=DAY + timedelta(days=1)))
    assert written(entry(at=DAY + timedelta(days=2))) == ["APPROVE"]


def test_one_silent_act_among_many_stops_all():
    rule(process="skp")

    refused(entry(process="daily"), entry(process="skp"))


def test_jobs_and_files_are_not_asked():
    rule()
    rule(Verb.SET)

    assert written(entry(nip="system:tick")) == ["APPROVE"]
    assert written(entry(Verb.RETURN, nip="system:tick")) == ["RETURN"]
    assert written(entry(Verb.SET, channel="IMPORT")) == ["SET"]


def test_what_auditors_do_is_not_hrs_to_rule():
    rule(Verb.CLOSE)

    assert written(entry(Verb.CLOSE, process="audit")) == ["CLOSE"]


def test_the_reason_that_a_page_sent_besides_is_recorded_where_the_act_has_none():
    rule()

    with giving_reason(WHY):
        assert written(entry(), entry(reason="Sesuai bukti.")) == ["APPROVE", "APPROVE"]
    assert [decision.reason for decision in Decision.objects.order_by("pk")] == [WHY, "Sesuai bukti."]


def test_what_jenjang_does_by_itself_meanwhile_is_not_given_the_persons_reason():
    with giving_reason(WHY):
        written(entry(Verb.SKIP, nip="system:engine"), entry())

    assert [decision.reason for decision in Decision.objects.order_by("pk")] == ["", WHY]


def test_rules_cost_no_statement_where_none_is_about_the_act(django_assert_num_queries, hr):
    rule(Verb.WITHDRAW, role=Role.HR_ADMIN)
    with transaction.atomic():
        record(entry(reason=WHY))  # stands for what the office's making left in histories
        with django_assert_num_queries(3):  # the head, the decision, the particulars
            record(entry(reason=WHY))
        with django_assert_num_queries(3):
            record(entry())


# ---- what pages ask ----
def test_a_page_asks_whom_a_rule_means(hr):
    rule(role=Role.HR_ADMIN)
    rule(Verb.CLAIM, process="skp", role="ACTING")
    team = make.with_role(Role.PERFORMANCE_TEAM, "Tika").user

    assert is_asked(hr.user, {Verb.APPROVE}, "daily", on=DAY)
    assert not is_asked(team, {Verb.APPROVE}, "daily", on=DAY)
    assert not is_asked(hr.user, {Verb.APPROVE}, "daily", on=DAY - timedelta(days=1))
    assert is_asked(team, {Verb.CLAIM}, "skp", on=DAY, capacities=["PLH"])
    assert not is_asked(team, {Verb.CLAIM}, "daily", on=DAY, capacities=["PLH"])
    assert not is_asked(team, {Verb.CLAIM}, "skp", on=DAY)
    assert is_asked(team, {Verb.RETURN}, "skp", on=DAY)


# ---- what is done to the rules ----
def made(by, **given):
    return make_reason_rule(
        by=make.actor(by), **{"verb": Verb.APPROVE, "start": DAY, "note": NOTE, "at": make.at(DAY), **given}
    )


def test_a_rule_that_is_made_and_ended_leaves_history_and_decisions(hr):
    kept = made(hr, process="daily", role="ACTING")
    amend_reason_rule(
        by=make.actor(hr), rule=kept, end=DAY + timedelta(days=9), note=NOTE, reason="Sudah cukup.", at=make.at(DAY)
    )

    ours = Decision.objects.filter(subject=f"organization.ReasonRule#{kept.pk}").order_by("pk")
    assert [(d.verb, d.process, d.reason, d.actor_nip) for d in ours] == [
        ("SET", "organization", NOTE, hr.nip), ("AMEND", "organization", "Sudah cukup.", hr.nip),
    ]  # fmt: skip
    assert ours[1].details["before"] == {"end": None, "note": NOTE}
    assert ours[1].details["end"] == (DAY + timedelta(days=9)).isoformat()
    history = kept.history.order_by("history_id").values_list("end", "history_change_reason", "history_user")
    assert list(history) == [(None, NOTE, hr.user_id), (DAY + timedelta(days=9), "Sudah cukup.", hr.user_id)]


def test_storing_a_rule_as_it_stands_leaves_no_trace(hr):
    kept, before = made(hr), tables()

    amend_reason_rule(by=make.actor(hr), rule=kept, end=None, note=NOTE, reason=WHY, at=make.at(DAY))

    assert tables() == before


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.PERFORMANCE_TEAM, Role.TECHNICAL_ADMIN, Role.LEADER])
def test_nobody_but_hr_makes_or_ends_a_rule(hr, role):
    kept, other = made(hr), make.with_role(role, "Orang lain")
    before = tables()

    with pytest.raises(PermissionDenied):
        made(other, verb=Verb.CLAIM)
    with pytest.raises(PermissionDenied):
        amend_reason_rule(by=make.actor(other), rule=kept, end=DAY, note=NOTE, reason=WHY, at=make.at(DAY))

    assert tables() == before


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"verb": Verb.RETURN}, "reason_rule_not_here"),
        ({"verb": Verb.LAPSE}, "reason_rule_not_here"),
        ({"process": "audit"}, "reason_rule_not_here"),
        ({"role": "NOBODY"}, "reason_rule_of_nobody"),
        ({"note": "  "}, "reason_rule_has_a_note"),
        ({"start": DAY - timedelta(days=1)}, "reason_rule_starts_in_the_past"),
        ({"end": DAY}, "reason_rule_ends_after_start"),
        ({"start": DAY + timedelta(days=3)}, "reason_rule_demanded_already"),
    ],
)
def test_a_rule_that_cannot_be_made(hr, given, code):
    made(hr)
    before = tables()

    with pytest.raises(RuleViolation) as caught:
        made(hr, **given)

    assert caught.value.code == code
    assert tables() == before


def test_a_rule_ends_not_before_today_and_once(hr):
    kept = made(hr, start=DAY)
    later = DAY + timedelta(days=9)

    def ended(on, end):
        return amend_reason_rule(by=make.actor(hr), rule=kept, end=end, note=NOTE, reason=WHY, at=make.at(on))

    with pytest.raises(RuleViolation, match="Aturan paling cepat berakhir") as caught:
        ended(later, later - timedelta(days=1))
    assert caught.value.code == "reason_rule_end_is_past"
    ended(later, later)
    with pytest.raises(RuleViolation) as caught:
        ended(later, None)
    assert caught.value.code == "reason_rule_is_over"
    kept.refresh_from_db()
    assert kept.end == later
