"""The team drafts an SKP for somebody late: when, for whom, by whom; whose it is then, and who decides none of it."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.template.loader import render_to_string

from tests import factories as make
from tests.workflows.skp.states import everything, one_result, put_in
from workflows.audit.models import Decision
from workflows.engine.claiming import claim
from workflows.engine.models import OutboxMessage, WorkItem
from workflows.engine.moving import hand_over
from workflows.engine.refusals import NotAllowedHere, NotYours, OwnCase, TookPart
from workflows.organization.models import Role, RoleGrant, Tenure
from workflows.organization.periods import open_year
from workflows.rules.violation import RuleViolation
from workflows.skp import actions
from workflows.skp.drafting_for import draft_for, save_for, submit_for
from workflows.skp.late import without_skp
from workflows.skp.models import Skp
from workflows.skp.views.sheet import sheet_context

pytestmark = pytest.mark.django_db
LATE = date(2026, 1, 15)
WHY = "Belum menyusun SKP sampai pekan kedua Januari."


@pytest.fixture
def team(office):
    return make.with_role(Role.PERFORMANCE_TEAM, "Tika Kinerja")


def drafted(office, year, by, *, on=LATE, who="staff", reason=WHY):
    return draft_for(
        employee=getattr(office, who), position=office.posts[who], period=year, reason=reason, by=make.actor(by),
        at=make.at(on, 9),
    )  # fmt: skip


def sent(office, year, by):
    """The team's draft for `staff`, carrying on the superior's result, on its way."""
    above = make.set_skp(office, "section").results.get()
    skp = drafted(office, year, by)
    return submit_for(
        skp=skp, results=[one_result(carries_on_id=above.pk)], by=make.actor(by), at=make.at(LATE, 10)
    )  # fmt: skip


def test_draft_is_marked_recorded_and_told(office, year, team):
    skp = drafted(office, year, team)

    assert (skp.status, skp.version, skp.rule_set) == ("DRAFT", 1, "permenpanrb_6_2022")
    assert skp.drafted_by == f"Tika Kinerja, NIP {team.nip}, tim pengelola kinerja"
    assert skp.drafter_nips == {team.nip}
    assert not skp.results.exists()
    history = skp.history.get()
    assert (history.history_change_reason, history.history_user_id) == (WHY, team.user_id)
    decision = Decision.objects.get(subject=f"skp.Skp#{skp.pk}")
    assert (decision.verb, decision.actor_nip, decision.person_nip, decision.reason, decision.details) == (
        "OPEN", team.nip, office.staff.nip, WHY,
        {"drafted_by": skp.drafted_by, "version": 1, "took_over": False},
    )  # fmt: skip
    told = OutboxMessage.objects.get()
    assert (told.recipient_id, told.subject, told.link) == (
        office.staff.user_id, "Tim pengelola kinerja menyusun SKP Anda", f"/skp/{skp.pk}/",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("since", "first"),
    [
        (date(2024, 1, 1), date(2026, 1, 15)),
        (date(2026, 1, 1), date(2026, 1, 15)),
        (date(2026, 1, 2), date(2026, 1, 16)),
        (date(2026, 9, 1), date(2026, 9, 15)),
    ],
)
def test_late_is_from_the_third_week_of_january_or_two_weeks_after_joining(office, year, team, since, first):
    Tenure.objects.filter(employee=office.staff).update(start=since)
    before = everything()

    with pytest.raises(NotAllowedHere, match="menyusunnya sendiri"):
        drafted(office, year, team, on=date.fromordinal(first.toordinal() - 1))
    assert everything() == before

    assert drafted(office, year, team, on=first).status == "DRAFT"


def test_last_years_plan_is_copied_without_what_it_carried_on(office, year, team):
    former = make.set_skp(office)
    Skp.objects.filter(pk=former.pk).update(period=open_year(2025))

    skp = drafted(office, year, team)

    result = skp.results.get()
    assert (result.text, result.carries_on_id, result.follows_id) == ("Terprosesnya usulan mutasi", None, None)
    assert [(i.text, i.target, i.follows_id) for i in result.indicators.order_by("number")] == [
        ("Jumlah usulan mutasi yang diproses", Decimal(360), None),
        ("Persentase hasil kerja tanpa perbaikan", Decimal(90), None),
    ]


def test_after_a_version_that_was_given_up_the_next_begins_as_its_copy(office, year, team):
    former = put_in(make.draft_skp(office.staff, office.posts["staff"]), "WITHDRAWN")

    skp = drafted(office, year, team)

    assert (skp.version, skp.results.get().follows_id) == (2, former.results.get().pk)


def test_unsent_draft_is_taken_over_with_a_reason(office, year, team):
    own = make.draft_skp(office.staff, office.posts["staff"])

    skp = drafted(office, year, team)

    assert (skp.pk, skp.drafter_nips) == (own.pk, {team.nip})
    assert skp.results.get().text == "Terprosesnya usulan mutasi"
    assert Decision.objects.get(subject=f"skp.Skp#{skp.pk}").details["took_over"] is True
    assert skp.history.latest("history_id").history_change_reason == WHY


@pytest.mark.parametrize("status", ["SUBMITTED", "RETURNED", "SET"])
def test_what_is_sent_or_set_is_not_drafted_for(office, year, team, status):
    put_in(make.draft_skp(office.staff, office.posts["staff"]), status)
    before = everything()

    with pytest.raises(NotAllowedHere, match="sudah ada"):
        drafted(office, year, team)

    assert (everything(), OutboxMessage.objects.count()) == (before, 0)


def test_draft_of_an_amendment_is_not_taken_over(office, year, team):
    put_in(make.draft_skp(office.staff, office.posts["staff"]), "SET")
    Skp.objects.create(
        employee=office.staff, position=office.posts["staff"], period=year, version=2, rule_set="permenpanrb_6_2022"
    )
    before = everything()

    with pytest.raises(NotAllowedHere, match="sudah ada"):
        drafted(office, year, team)

    assert everything() == before


def test_what_the_team_drafts_already_is_not_begun_twice(office, year, team):
    drafted(office, year, team)
    before = everything()

    with pytest.raises(NotAllowedHere, match="sedang disusun Tika Kinerja"):
        drafted(office, year, make.with_role(Role.HR_ADMIN))

    assert everything() == before


@pytest.mark.parametrize("who", ["staff", "section", "division", "head", "auditor"])
def test_only_the_team_drafts_for_others(office, year, who):
    person = make.with_role(Role.AUDITOR) if who == "auditor" else getattr(office, who)
    before = everything()

    with pytest.raises(NotYours):
        drafted(office, year, person)

    assert everything() == before


def test_nobody_drafts_their_own_as_the_team(office, year):
    RoleGrant.objects.create(user=office.staff.user, role=Role.PERFORMANCE_TEAM, start=date(2026, 1, 1))
    before = everything()

    with pytest.raises(OwnCase):
        drafted(office, year, office.staff)

    assert everything() == before


def test_without_a_reason_nothing_is_drafted(office, year, team):
    before = everything()

    with pytest.raises(RuleViolation):
        drafted(office, year, team, reason="  ")

    assert everything() == before


def test_only_for_a_post_that_somebody_holds_inside_the_office(office, year, team):
    before = everything()

    with pytest.raises(NotAllowedHere, match="tidak memegang jabatan"):
        draft_for(
            employee=office.staff, position=office.posts["other"], period=year, reason=WHY, by=make.actor(team),
            at=make.at(LATE),
        )  # fmt: skip
    with pytest.raises(NotAllowedHere, match="di luar kantor ini"):
        drafted(office, year, team, who="outside")

    assert everything() == before


def test_each_of_the_team_who_writes_is_remembered(office, year, team):
    hr = make.with_role(Role.HR_ADMIN)
    skp = drafted(office, year, team)

    save_for(skp=skp, results=[one_result()], expectations={"LOYAL": "Menjaga rahasia."}, by=make.actor(hr))

    skp.refresh_from_db()
    assert skp.drafter_nips == {team.nip, hr.nip}
    assert skp.drafted_by == f"Ratna HR, NIP {hr.nip}, admin kepegawaian"
    assert skp.results.get().text == "Terprosesnya usulan"


def test_sent_draft_goes_through_the_same_tiers_and_says_who_drafted_it(office, year, team):
    skp = sent(office, year, team)

    assert (skp.status, skp.snapshot.nip, skp.drafted_by[:12]) == ("SUBMITTED", office.staff.nip, "Tika Kinerja")
    item = make.open_item_of(skp)
    assert item.owner_id == office.section.user_id
    assert item.summary == "Pengelola Mutasi Kepegawaian. Disusun tim pengelola kinerja."
    case = skp.cases.get()
    assert case.person == office.staff
    decision = Decision.objects.get(process="skp", case_id=case.pk)
    assert (decision.verb, decision.actor_nip, decision.reason, decision.details) == (
        "SUBMIT", team.nip, WHY, {"drafted_by": skp.drafted_by},
    )  # fmt: skip
    for person in (office.section, office.division):
        actions.approve(task_id=make.open_item_of(skp).task_id, by=make.actor(person))
    skp.refresh_from_db()
    assert skp.status == "SET"
    assert skp.drafted_by == f"Tika Kinerja, NIP {team.nip}, tim pengelola kinerja"


@pytest.mark.parametrize("verb", [save_for, submit_for])
def test_what_the_person_took_over_is_theirs(office, year, team, verb):
    skp = drafted(office, year, team)
    actions.save_draft(skp=skp, results=[one_result()], by=make.actor(office.staff))
    skp.refresh_from_db()
    assert (skp.drafted_by, skp.drafter_nips) == ("", {team.nip})
    before = everything()

    with pytest.raises(NotAllowedHere, match="milik pegawai"):
        verb(skp=skp, results=[one_result(text="Lain")], by=make.actor(team))

    assert everything() == before


def test_the_person_sends_the_teams_draft_as_their_own(office, year, team):
    above = make.set_skp(office, "section").results.get()
    skp = drafted(office, year, team)

    actions.submit(skp=skp, results=[one_result(carries_on_id=above.pk)], by=make.actor(office.staff))

    assert (skp.status, skp.drafted_by) == ("SUBMITTED", "")
    assert make.open_item_of(skp).summary == "Pengelola Mutasi Kepegawaian"
    assert Decision.objects.get(case_id=skp.cases.get().pk).details == {}


def test_returned_it_is_the_persons_to_revise(office, year, team):
    skp = sent(office, year, team)
    actions.send_back(task_id=make.open_item_of(skp).task_id, by=make.actor(office.section), reason="Target rendah.")
    item = make.open_item_of(skp)
    assert (item.node, item.owner_id) == ("revise", office.staff.user_id)
    before = everything()
    with pytest.raises(NotYours):
        actions.revise(task_id=item.task_id, by=make.actor(team))
    with pytest.raises(NotAllowedHere):
        save_for(skp=skp, results=[], by=make.actor(team))
    assert everything() == before

    actions.revise(task_id=item.task_id, by=make.actor(office.staff))

    skp.refresh_from_db()
    assert (skp.status, skp.drafted_by, skp.drafter_nips) == ("SUBMITTED", "", {team.nip})


def test_withdrawn_by_the_person_it_is_their_draft(office, year, team):
    skp = sent(office, year, team)

    actions.withdraw(task_id=make.open_item_of(skp).task_id, by=make.actor(office.staff))

    skp.refresh_from_db()
    assert (skp.status, skp.drafted_by) == ("DRAFT", "")


# ---- whoever drafted it decides no tier of it, by no way ----
@pytest.fixture
def drafter_above(office, year):
    """The team's member who drafted it is the direct superior: the case waits in the team's queue."""
    RoleGrant.objects.create(user=office.section.user, role=Role.PERFORMANCE_TEAM, start=date(2026, 1, 1))
    return sent(office, year, office.section)


def test_superior_who_drafted_it_is_not_asked(office, drafter_above):
    item = make.open_item_of(drafter_above)

    assert (item.owner_id, item.team) == (None, "PERFORMANCE_TEAM")
    assert item.gap.startswith("Yang ditunjuk tahap ini ikut menyusun SKP ini")


def test_drafter_does_not_take_it_from_the_queue(office, drafter_above):
    before = everything()

    with pytest.raises(TookPart, match="Anda ikut menyusun"):
        claim(task_id=make.open_item_of(drafter_above).task_id, by=make.actor(office.section))

    assert everything() == before


def test_drafter_does_not_override_it(office, year):
    hr = make.with_role(Role.HR_ADMIN)
    skp = sent(office, year, hr)
    before = everything()
    by = make.actor(hr)

    with pytest.raises(TookPart):
        actions.approve(
            task_id=make.open_item_of(skp).task_id, reason="Supaya cepat selesai.",
            by=type(by)(user=by.user, channel=by.channel, overrides=True),
        )  # fmt: skip

    assert everything() == before


def test_it_is_not_handed_over_to_the_drafter(office, drafter_above):
    hr = make.with_role(Role.HR_ADMIN)
    item = WorkItem.objects.open().get(case__skpprocess__skp=drafter_above)
    before = everything()

    [result] = hand_over(to=office.section, by=make.actor(hr), reason="Supaya jalan.", item_ids=[item.pk])

    assert (result.done, result.why) == (
        False, "Jaya Ramadan ikut menyusun SKP ini sebagai tim pengelola kinerja, jadi tidak memutusnya.",
    )  # fmt: skip
    assert everything() == before


def test_drafter_decides_it_neither_as_acting_officer_nor_by_delegation(office, year, team):
    skp = sent(office, year, team)
    appointed = make.acting(team, office.posts["section"], "PLH", start=LATE)
    before = everything()
    with pytest.raises(TookPart):
        actions.approve(task_id=make.open_item_of(skp).task_id, by=make.actor(team), at=make.at(LATE, 12))
    assert everything() == before

    appointed.delete()
    make.delegation(office.section, team, "skp", start=LATE)
    with pytest.raises(TookPart):
        actions.approve(task_id=make.open_item_of(skp).task_id, by=make.actor(team), at=make.at(LATE, 12))
    assert everything() == before


def test_deputy_of_the_drafter_does_not_decide_it(office, year, drafter_above):
    make.delegation(office.section, office.other, "skp", start=LATE)
    item = make.open_item_of(drafter_above)
    WorkItem.objects.filter(pk=item.pk).update(
        team="", gap="", owner=office.section.user, principal=office.posts["section"]
    )
    before = everything()

    with pytest.raises(TookPart, match="Orang yang Anda wakili ikut menyusun"):
        actions.approve(task_id=item.task_id, by=make.actor(office.other), at=make.at(LATE, 12))

    assert everything() == before


def test_second_tiers_officer_who_drafted_it_is_passed_to_the_queue(office, year):
    RoleGrant.objects.create(user=office.division.user, role=Role.PERFORMANCE_TEAM, start=date(2026, 1, 1))
    skp = sent(office, year, office.division)

    actions.approve(task_id=make.open_item_of(skp).task_id, by=make.actor(office.section), at=make.at(LATE, 12))

    item = make.open_item_of(skp)
    assert (item.tier.number, item.owner_id, item.team) == (2, None, "PERFORMANCE_TEAM")


def test_nothing_is_half_done_when_the_record_fails(office, year, team, monkeypatch):
    above = make.set_skp(office, "section").results.get()
    skp = drafted(office, year, team)
    before, told = everything(), OutboxMessage.objects.count()

    def fail(*_entries):
        raise RuntimeError("no record")

    monkeypatch.setattr("workflows.skp.drafting_for.record", fail)
    with pytest.raises(RuntimeError, match="no record"):
        submit_for(skp=skp, results=[one_result(carries_on_id=above.pk)], by=make.actor(team), at=make.at(LATE, 10))

    assert (everything(), OutboxMessage.objects.count()) == (before, told)


# ---- what the paper and the database say ----
def test_sheet_says_who_drafted_it_and_that_the_person_did_not_send_it(office, year, team):
    skp = sent(office, year, team)
    shown = sheet_context(skp, LATE)

    own = shown["signatures"][0]
    assert own["name"] == "Ghaliyati Wahyuni"
    assert own["decided"] == "Disusun dan diajukan tim pengelola kinerja (Tika Kinerja) 15\xa0Januari 2026"
    paper = render_to_string("skp/sheet.html", shown)
    assert f"Disusun oleh Tika Kinerja, NIP {team.nip}, tim pengelola kinerja" in paper

    own_plan = make.submitted_skp(office, "other")
    assert "Disusun oleh" not in render_to_string("skp/sheet.html", sheet_context(own_plan, LATE))


def test_a_plan_drafted_by_somebody_has_an_nip_for_the_guards(office, year):
    with pytest.raises(IntegrityError, match="skp_drafted_by_somebody_known"):
        Skp.objects.create(
            employee=office.staff, position=office.posts["staff"], period=year, rule_set="x", drafted_by="Tika"
        )  # fmt: skip


def test_list_of_the_late_leaves_out_who_has_one_on_its_way(office, year):
    put_in(make.draft_skp(office.staff, office.posts["staff"]), "RETURNED")
    own = make.draft_skp(office.other, office.posts["other"])

    found = {tenure.employee: tenure.draft_id for tenure in without_skp(year, LATE)}

    assert office.staff not in found
    assert office.outside not in found
    assert (found[office.other], found[office.stranger]) == (own.pk, None)
