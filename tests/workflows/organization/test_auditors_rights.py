"""An auditor's rights take two: what is proposed changes nothing, and who confirms is neither of the two concerned."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests import factories as make
from workflows.audit.models import Decision
from workflows.organization import auditors_rights as rights
from workflows.organization import one_time_codes
from workflows.organization.actions import end_role, grant_role, keep_employee
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Employee, OneTimeCode, Role, RoleGrant, RoleProposal, User
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
WHY = "SK 12/2026: memeriksa tahun 2026."


class People:
    """Two HR admins, an auditor, and Sari, who is to become one."""

    def __init__(self):
        self.hr, self.second = make.with_role(Role.HR_ADMIN, "Ratna"), make.with_role(Role.HR_ADMIN, "Rina")
        self.auditor, self.sari = make.with_role(Role.AUDITOR, "Agus"), make.employee("Sari")
        self.grant = RoleGrant.objects.get(user=self.auditor.user)


@pytest.fixture
def people(settings):
    settings.DEMO_TODAY = TODAY
    return People()


def by(person):
    return make.actor(person, Channel.BACKOFFICE)


def state():
    return [list(model.objects.order_by("pk").values()) for model in (RoleGrant, RoleProposal, OneTimeCode, User)]


def refused(code, act, *, kind=RuleViolation):
    before, decisions = state(), Decision.objects.count()
    with pytest.raises(kind) as caught, transaction.atomic():
        act()
    assert getattr(caught.value, "code", code) == code
    assert (state(), Decision.objects.count()) == (before, decisions)
    return str(caught.value)


def proposed(people, **values):
    given = {"user": people.sari.user, "start": TODAY, "reason": WHY, **values}
    return rights.propose_grant(by=by(people.hr), **given)


def verbs():
    return list(Decision.objects.order_by("id").values_list("verb", "subject"))


# ---- one alone ----
def test_one_hr_admin_alone_neither_makes_nor_ends_an_auditor(people):
    refused(
        "auditor_takes_two", lambda: grant_role(by=by(people.hr), user=people.sari.user, role="AUDITOR", start=TODAY)
    )
    refused("auditor_takes_two", lambda: end_role(by=by(people.hr), grant=people.grant, end=TODAY, reason=WHY))
    root = Actor(user=User.objects.create_superuser("teknisi"), channel=Channel.BACKOFFICE)
    refused("auditor_takes_two", lambda: grant_role(by=root, user=people.sari.user, role="AUDITOR", start=TODAY))


@pytest.mark.parametrize("changed", [{"nip": "199001012015032001"}, {"is_active": False}])
def test_one_alone_neither_closes_nor_renames_an_auditors_log_in(people, changed):
    def keep():
        person = Employee.objects.get(pk=people.auditor.pk)
        for name, value in changed.items():
            setattr(person, name, value)
        keep_employee(by=by(people.hr), employee=person, reason=WHY)

    assert "Usulkan dahulu akhir perannya" in refused("auditor_takes_two", keep)
    assert Employee.objects.get(pk=people.auditor.pk).nip == people.auditor.nip


def test_other_data_of_an_auditor_are_kept_by_one(people):
    person = Employee.objects.get(pk=people.auditor.pk)
    person.phone = "0812"
    keep_employee(by=by(people.hr), employee=person, reason=WHY)
    assert Employee.objects.get(pk=people.auditor.pk).phone == "0812"


def test_nobody_reads_a_whole_code_of_an_auditor(people):
    refused("auditor_takes_two", lambda: one_time_codes.issue(people.auditor.user, by=by(people.hr)))
    later = make.employee("Nanti")
    RoleGrant.objects.create(user=later.user, role="AUDITOR", start=TODAY + timedelta(days=5))
    refused("auditor_takes_two", lambda: one_time_codes.issue(later.user, by=by(people.hr)))


# ---- two ----
def test_a_proposal_alone_gives_nothing_and_is_in_the_record(people):
    proposal = proposed(people)

    assert not RoleGrant.objects.filter(user=people.sari.user).exists()
    assert (proposal.kind, proposal.role, proposal.proposed_by) == ("GRANT", "AUDITOR", people.hr.user)
    decision = Decision.objects.get()
    assert (decision.verb, decision.subject) == ("SUBMIT", f"organization.RoleProposal#{proposal.pk}")
    assert (decision.reason, decision.details["start"]) == (WHY, "2026-11-24")


@pytest.mark.parametrize("who", ["second", "auditor"])
def test_another_hr_admin_or_an_auditor_confirms_and_then_it_holds(people, who):
    proposal = proposed(people, end=date(2027, 1, 1))

    rights.confirm(by=by(getattr(people, who)), proposal=proposal, answer="Sudah diperiksa.")

    grant = RoleGrant.objects.get(user=people.sari.user)
    assert (grant.role, grant.start, grant.end) == ("AUDITOR", TODAY, date(2027, 1, 1))
    proposal.refresh_from_db()
    assert (proposal.outcome, proposal.grant, proposal.decided_by) == (
        "CONFIRMED", grant, getattr(people, who).user,
    )  # fmt: skip
    assert verbs()[1:] == [
        ("APPROVE", f"organization.RoleProposal#{proposal.pk}"), ("APPOINT", f"organization.RoleGrant#{grant.pk}"),
    ]  # fmt: skip
    assert grant.history.get().history_change_reason == WHY
    assert [row.history_type for row in proposal.history.order_by("history_id")] == ["+", "~"]


def test_ending_an_auditor_takes_two(people):
    proposal = rights.propose_end(by=by(people.hr), grant=people.grant, end=date(2026, 12, 1), reason=WHY)
    people.grant.refresh_from_db()
    assert people.grant.end is None

    rights.confirm(by=by(people.second), proposal=proposal)

    people.grant.refresh_from_db()
    assert people.grant.end == date(2026, 12, 1)
    assert [verb for verb, _ in verbs()] == ["SUBMIT", "APPROVE", "AMEND"]


def test_a_refusal_has_a_reason_and_leaves_everything(people):
    proposal = proposed(people)
    refused("reason_missing", lambda: rights.refuse(by=by(people.second), proposal=proposal, answer=" "))

    rights.refuse(by=by(people.second), proposal=proposal, answer="Bukan orangnya.")

    assert (proposal.outcome, proposal.answer) == ("REFUSED", "Bukan orangnya.")
    assert not RoleGrant.objects.filter(user=people.sari.user).exists()
    assert verbs()[-1] == ("REJECT", f"organization.RoleProposal#{proposal.pk}")
    refused("proposal_decided", lambda: rights.confirm(by=by(people.auditor), proposal=proposal))
    proposed(people)  # may be proposed anew


def test_only_the_proposer_withdraws(people):
    proposal = proposed(people)
    for other in (people.second, people.auditor, people.sari):
        refused(None, lambda o=other: rights.withdraw(by=by(o), proposal=proposal, answer="x"), kind=PermissionDenied)

    rights.withdraw(by=by(people.hr), proposal=proposal, answer="Salah orang.")

    assert (proposal.outcome, verbs()[-1][0]) == ("WITHDRAWN", "WITHDRAW")


# ---- who may not ----
def test_who_proposed_does_not_decide(people):
    proposal = proposed(people)
    refused("proposal_of_oneself", lambda: rights.confirm(by=by(people.hr), proposal=proposal))
    refused("proposal_of_oneself", lambda: rights.refuse(by=by(people.hr), proposal=proposal, answer=WHY))


def test_whom_it_concerns_does_not_decide(people):
    proposal = rights.propose_end(by=by(people.hr), grant=people.grant, end=TODAY, reason=WHY)
    refused("proposal_about_oneself", lambda: rights.confirm(by=by(people.auditor), proposal=proposal))
    refused("proposal_about_oneself", lambda: rights.refuse(by=by(people.auditor), proposal=proposal, answer=WHY))


@pytest.mark.parametrize("role", [None, "PERFORMANCE_TEAM", "LEADER", "TECHNICAL_ADMIN"])
def test_others_neither_propose_nor_decide(people, role):
    other = make.with_role(role, "Orang lain") if role else make.employee("Orang lain")
    proposal = proposed(people)
    acts = [
        lambda: rights.propose_grant(by=by(other), user=make.employee("X").user, start=TODAY, reason=WHY),
        lambda: rights.propose_end(by=by(other), grant=people.grant, end=TODAY, reason=WHY),
        lambda: rights.propose_code(by=by(other), user=people.auditor.user, reason=WHY),
        lambda: rights.confirm(by=by(other), proposal=proposal),
        lambda: rights.refuse(by=by(other), proposal=proposal, answer=WHY),
    ]
    for act in acts:
        refused(None, act, kind=PermissionDenied)


def test_auditors_propose_nothing_and_jobs_neither_propose_nor_confirm(people):
    proposal = proposed(people)
    for actor in (by(people.auditor), Actor.system("tick"), Actor()):
        refused(
            None, lambda a=actor: rights.propose_end(by=a, grant=people.grant, end=TODAY, reason=WHY),
            kind=PermissionDenied,
        )  # fmt: skip
    for actor in (Actor.system("tick"), Actor()):
        refused(None, lambda a=actor: rights.confirm(by=a, proposal=proposal), kind=PermissionDenied)


def test_an_hr_admin_proposes_nothing_about_themselves_and_gives_a_reason(people):
    refused("role_of_oneself", lambda: proposed(people, user=people.hr.user))
    refused("reason_missing", lambda: proposed(people, reason="  "))
    proposed(people)
    refused("proposed_already", lambda: proposed(people))


def test_a_second_log_in_that_one_has_just_made_confirms_nothing(people):
    puppet = make.employee("Boneka")
    grant_role(by=by(people.hr), user=puppet.user, role="HR_ADMIN", start=date(2026, 1, 1))
    proposal = proposed(people)

    told = refused("decider_too_new", lambda: rights.confirm(by=by(puppet), proposal=proposal))

    assert "mintalah auditor atau admin kepegawaian lain" in told
    made = RoleGrant.objects.get(user=puppet.user)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(rights.timezone, "now", lambda: made.history.get().history_date + timedelta(days=31))
        rights.confirm(by=by(puppet), proposal=proposal)


def test_a_log_in_that_another_has_just_opened_by_a_code_confirms_nothing(people, settings):
    code = one_time_codes.issue(people.second.user, by=by(people.hr))
    one_time_codes.redeem(people.second.nip, code, "tiga kata rahasia")
    proposal = proposed(people)

    assert "Kata sandi Anda dibuat dengan kode" in refused(
        "decider_too_new", lambda: rights.confirm(by=by(people.second), proposal=proposal)
    )
    settings.DEMO_TODAY = TODAY + timedelta(days=31)
    rights.confirm(by=by(people.second), proposal=proposal)


# ---- what has become impossible ----
def test_what_became_impossible_meanwhile_is_not_confirmed(people):
    proposal = proposed(people)
    grant_role(by=by(people.hr), user=people.sari.user, role="PERFORMANCE_TEAM", start=TODAY)
    refused("auditor_not_beside", lambda: rights.confirm(by=by(people.second), proposal=proposal))
    User.objects.filter(pk=people.sari.user_id).update(is_active=False)
    refused("role_user_inactive", lambda: rights.confirm(by=by(people.second), proposal=proposal))


def test_only_the_auditors_role_is_ended_by_two(people):
    other = RoleGrant.objects.get(user=people.second.user)
    refused(
        "proposal_not_auditor", lambda: rights.propose_end(by=by(people.hr), grant=other, end=TODAY, reason=WHY)
    )  # fmt: skip
    refused("proposal_not_auditor", lambda: rights.propose_code(by=by(people.hr), user=people.sari.user, reason=WHY))


# ---- the code in two halves ----
def test_neither_half_of_a_code_opens_the_log_in_and_both_do(people):
    proposal, first = rights.propose_code(by=by(people.hr), user=people.auditor.user, reason="Lupa kata sandi.")
    assert not OneTimeCode.objects.exists()

    second = rights.confirm(by=by(people.second), proposal=proposal)

    assert len(first) == len(second) == 6
    for wrong in (first, second, second + first, first + first):
        with pytest.raises(RuleViolation):
            one_time_codes.redeem(people.auditor.nip, wrong, "tiga kata rahasia")
    one_time_codes.redeem(people.auditor.nip, f"{first.lower()} {second}", "tiga kata rahasia")
    assert User.objects.get(pk=people.auditor.user_id).check_password("tiga kata rahasia")
    assert [verb for verb, _ in verbs()] == ["SUBMIT", "APPROVE", "OPEN"]
    stored = str(state()) + str(list(Decision.objects.values())) + str(list(RoleProposal.history.values()))
    assert first not in stored
    assert second not in stored


def test_a_code_from_before_ends_when_somebody_becomes_an_auditor(people):
    code = one_time_codes.issue(people.sari.user, by=by(people.hr))
    rights.confirm(by=by(people.second), proposal=proposed(people))
    with pytest.raises(RuleViolation):
        one_time_codes.redeem(people.sari.nip, code, "tiga kata rahasia")


# ---- the database ----
@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"outcome": "CONFIRMED", "decided_by": "hr", "decided_at": "now"}, "role_proposal_two_people"),
        ({"outcome": "REFUSED", "decided_by": "sari", "decided_at": "now"}, "role_proposal_two_people"),
        ({"outcome": "WITHDRAWN", "decided_by": "second", "decided_at": "now"}, "role_proposal_withdrawn_by_its_own"),
        ({"outcome": "CONFIRMED"}, "role_proposal_decided_by_somebody"),
        ({"decided_by": "second", "decided_at": "now"}, "role_proposal_decided_by_somebody"),
        ({"proposed_by": "sari"}, "role_proposal_not_of_oneself"),
        ({"reason": ""}, "role_proposal_has_a_reason"),
        ({"start": None}, "role_proposal_says_what"),
        ({"kind": "CODE"}, "role_proposal_says_what"),
        ({"kind": "END", "end": TODAY + timedelta(days=1)}, "role_proposal_says_what"),
        ({"end": TODAY}, "role_proposal_ends_after_start"),
    ],
)
def test_the_database_refuses_what_takes_two(people, wrong, name):
    values = {
        "user": "sari", "kind": "GRANT", "role": "AUDITOR", "start": TODAY, "reason": WHY, "proposed_by": "hr",
        "proposed_at": timezone.now(), **wrong,
    }  # fmt: skip
    for field in ("user", "proposed_by", "decided_by"):
        if values.get(field):
            values[field] = getattr(people, values[field]).user
    if values.get("decided_at"):
        values["decided_at"] = timezone.now()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        RoleProposal.objects.create(**values)


# ---- an office that has nobody who could confirm ----
def run(*arguments):
    out = StringIO()
    call_command("grant_auditor", *arguments, stdout=out)
    return out.getvalue()


def test_the_first_auditor_is_granted_by_whoever_has_the_server(people):
    assert "is an auditor from 2026-11-24" in run(people.sari.nip, "--decree", "SK 1/2026", "--reason", "Pertama.")

    grant = RoleGrant.objects.get(user=people.sari.user)
    decision = Decision.objects.get()
    assert (decision.verb, decision.channel, decision.actor_nip, decision.reason) == (
        "APPOINT", "COMMAND", "system:grant_auditor", "SK 1/2026. Pertama.",
    )  # fmt: skip
    run(people.sari.nip, "--decree", "SK 2/2026", "--reason", "Pindah.", "--end", "2026-12-01")
    grant.refresh_from_db()
    assert grant.end == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["1234", "--decree", "SK", "--reason", "x"], 2),
        (["{sari}", "--decree", " ", "--reason", "x"], 2),
        (["{sari}", "--decree", "SK", "--reason", "x", "--end", "2026-12-01"], 2),
        (["{hr}", "--decree", "SK", "--reason", "x"], 1),
        (["{auditor}", "--decree", "SK", "--reason", "x"], 1),
    ],
)
def test_the_command_refuses_with_a_code(people, capsys, arguments, code):
    names = {name: getattr(people, name).nip for name in ("sari", "hr", "auditor")}
    before = state()
    with pytest.raises(SystemExit) as ended:
        run(*[each.format(**names) for each in arguments])
    assert ended.value.code == code
    assert capsys.readouterr().err.count("\n") == 1
    assert state() == before
