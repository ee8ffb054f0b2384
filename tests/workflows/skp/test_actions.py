"""Each verb of an SKP: allowed, refused by status, refused by person, and what it leaves behind."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from viewflow.workflow.models import Task

from tests import factories as make
from workflows.audit.models import Decision
from workflows.engine.models import WorkItem
from workflows.engine.refusals import ContentChanged, DecidedBefore, MovedOn, NotAllowedHere, NotYours, TimeNotYours
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import ActingAppointment
from workflows.organization.periods import year_of
from workflows.rules.violation import RuleViolation
from workflows.skp import actions
from workflows.skp.checking import PlanRefused
from workflows.skp.entries import IndicatorEntry, ResultEntry, entries_of
from workflows.skp.models import Indicator, PerformanceAgreement, Skp, WorkResult

pytestmark = pytest.mark.django_db

MONDAY = make.IN_JANUARY
STATUSES = set(Skp.Status)


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def year(office):
    return year_of(MONDAY)


def put_in(skp, status):
    """The row in this status, for refusals alone."""
    Skp.objects.filter(pk=skp.pk).update(status=status)
    skp.refresh_from_db()
    return skp


def everything():
    """What a refusal must leave as it was."""
    return (
        list(Skp.objects.order_by("pk").values()),
        list(WorkResult.objects.order_by("pk").values()),
        list(Indicator.objects.order_by("pk").values()),
        Decision.objects.count(),
        list(WorkItem.objects.order_by("pk").values_list("pk", "closed_at")),
        Task.objects.count(),
        Skp.history.count() + WorkResult.history.count() + Indicator.history.count(),
    )


# ---- start_draft ----
def test_begun_plan_is_an_empty_draft_bound_to_the_rule_set_of_its_year(office, year):
    skp = actions.start_draft(
        employee=office.staff,
        position=office.posts["staff"],
        period=year,
        by=make.actor(office.staff),
        at=make.at(MONDAY),
    )

    assert (skp.status, skp.version, skp.rule_set) == ("DRAFT", 1, "permenpanrb_6_2022")
    assert not skp.results.exists()
    history = skp.history.get()
    assert (history.history_change_reason, history.history_user_id) == ("start_draft", office.staff.user_id)
    assert history.history_date == make.at(MONDAY)


@pytest.mark.parametrize("who", ["other", "section", "stranger"])
def test_nobody_begins_a_plan_for_somebody_else(office, year, who):
    before = everything()

    with pytest.raises(NotYours):
        actions.start_draft(
            employee=office.staff, position=office.posts["staff"], period=year, by=make.actor(getattr(office, who))
        )

    assert everything() == before


def test_a_plan_is_begun_only_for_a_post_that_one_stands_in(office, year):
    with pytest.raises(NotYours, match="tidak memegang jabatan"):
        actions.start_draft(
            employee=office.staff, position=office.posts["other"], period=year, by=make.actor(office.staff)
        )

    assert not Skp.objects.exists()


def test_the_plt_has_the_plan_of_the_vacant_post_and_the_plh_has_not(office, year):
    plt = {"position": office.posts["second_section"], "officer": office.section, "start": date(2026, 1, 2)}
    ActingAppointment.objects.create(**plt, capacity="PLT", decree="SK 1")
    plh = {"position": office.posts["division"], "officer": office.section, "start": date(2026, 1, 2)}
    ActingAppointment.objects.create(**plh, capacity="PLH", decree="SK 2")
    by = make.actor(office.section)

    skp = actions.start_draft(employee=office.section, position=plt["position"], period=year, by=by, at=make.at(MONDAY))
    with pytest.raises(NotYours, match="bukan oleh Plh"):
        actions.start_draft(employee=office.section, position=plh["position"], period=year, by=by, at=make.at(MONDAY))

    assert Skp.objects.get() == skp


@pytest.mark.parametrize("status", ["DRAFT", "SUBMITTED", "RETURNED"])
def test_a_second_version_is_not_begun_while_one_is_unfinished(office, year, status):
    put_in(make.draft_skp(office.staff, office.posts["staff"]), status)
    before = everything()

    with pytest.raises(NotAllowedHere, match="sudah ada"):
        actions.start_draft(
            employee=office.staff, position=office.posts["staff"], period=year, by=make.actor(office.staff)
        )

    assert everything() == before


@pytest.mark.parametrize("status", sorted(actions.FINISHED))
def test_after_a_finished_version_the_next_begins_as_its_copy(office, year, status):
    first = put_in(make.draft_skp(office.staff, office.posts["staff"]), status)

    second = actions.start_draft(
        employee=office.staff, position=office.posts["staff"], period=year, by=make.actor(office.staff)
    )

    assert (second.version, second.status) == (2, "DRAFT")
    (mine,), (theirs,) = entries_of(second), entries_of(first)
    assert mine.follows_id == theirs.key
    assert [i.follows_id for i in mine.indicators] == [i.key for i in theirs.indicators]
    assert (mine.text, [i.target for i in mine.indicators]) == (theirs.text, [i.target for i in theirs.indicators])
    assert {r.pk for r in second.results.all()}.isdisjoint(r.pk for r in first.results.all())


# ---- save_draft ----
def one_result(**values):
    indicator = IndicatorEntry(text="Jumlah usulan", target=Decimal(120), unit="usulan")
    return ResultEntry(**{"text": "Terprosesnya usulan", "indicators": (indicator,), **values})


def test_draft_is_kept_with_gaps_and_its_rows_keep_their_keys(office):
    skp = make.draft_skp(office.staff, office.posts["staff"])
    result = skp.results.get()
    given = entries_of(skp)[0]
    first, second = given.indicators

    actions.save_draft(
        skp=skp, by=make.actor(office.staff), expectations={"LOYAL": "Menjaga rahasia jabatan", "ADAPTIVE": ""},
        results=[replace(given, indicators=(replace(second, target=Decimal(95)),)), ResultEntry(text="Belum lengkap")],
    )  # fmt: skip

    assert [r.text for r in skp.results.order_by("number")] == ["Terprosesnya usulan mutasi", "Belum lengkap"]
    assert skp.results.first().pk == result.pk
    left = result.indicators.get()
    assert (left.pk, left.number, left.target) == (second.key, 1, Decimal(95))
    assert Indicator.history.filter(id=first.key).latest("history_date").history_type == "-"
    assert dict(skp.expectations.values_list("value", "text")) == {"LOYAL": "Menjaga rahasia jabatan"}
    assert Decision.objects.count() == 0


def test_saving_without_a_change_leaves_no_history(office):
    skp = make.draft_skp(office.staff, office.posts["staff"])
    before = everything()

    actions.save_draft(skp=skp, results=entries_of(skp), by=make.actor(office.staff))

    assert everything() == before


@pytest.mark.parametrize("status", sorted(STATUSES - actions.EDITABLE))
def test_content_cannot_be_changed_once_it_is_sent_or_decided(office, status):
    skp = put_in(make.draft_skp(office.staff, office.posts["staff"]), status)
    before = everything()

    with pytest.raises(NotAllowedHere):
        actions.save_draft(skp=skp, results=[one_result()], by=make.actor(office.staff))

    assert everything() == before


@pytest.mark.parametrize("who", ["other", "section", "division", "stranger"])
def test_only_the_employee_edits(office, who):
    skp = make.draft_skp(office.staff, office.posts["staff"])
    before = everything()

    with pytest.raises(NotYours):
        actions.save_draft(skp=skp, results=[one_result()], by=make.actor(getattr(office, who)))

    assert everything() == before


def test_a_row_of_another_plan_is_not_changed_through_ones_own(office):
    mine = make.draft_skp(office.staff, office.posts["staff"])
    theirs = make.draft_skp(office.other, office.posts["other"])
    before = everything()

    with pytest.raises(RuleViolation) as refused:
        actions.save_draft(skp=mine, results=[one_result(key=theirs.results.get().pk)], by=make.actor(office.staff))

    assert refused.value.code == "plan_stranger"
    assert everything() == before


# ---- submit ----
def test_submitted_plan_waits_for_the_direct_superior_with_a_snapshot_of_that_day(office):
    skp = make.submitted_skp(office)

    item = make.open_item_of(skp)
    assert (item.owner_id, item.principal_id, item.node) == (
        office.section.user_id, office.posts["section"].pk, "decide",
    )  # fmt: skip
    assert item.title == "SKP 2026 Ghaliyati Wahyuni"
    assert (skp.status, skp.submitted_at) == ("SUBMITTED", make.at(MONDAY, 9))
    assert (skp.snapshot.taken_on, skp.snapshot.name, skp.snapshot.assessor_name) == (
        MONDAY, "Ghaliyati Wahyuni", "Jaya Ramadan",
    )  # fmt: skip
    decision = Decision.objects.filter(subject=f"skp.Skp#{skp.pk}").get()
    assert (decision.verb, decision.actor_name, decision.round) == ("SUBMIT", "Ghaliyati Wahyuni", 1)
    assert decision.seen == skp.cases.get().content_hash


@pytest.mark.parametrize("status", sorted(STATUSES - {Skp.Status.DRAFT}))
def test_only_a_draft_is_submitted(office, status):
    carried = make.set_skp(office, "section").results.get()
    skp = put_in(make.draft_skp(office.staff, office.posts["staff"], carries_on=carried), status)
    before = everything()

    with pytest.raises(NotAllowedHere):
        actions.submit(skp=skp, by=make.actor(office.staff))

    assert everything() == before


def test_nobody_submits_for_somebody_else(office):
    carried = make.set_skp(office, "section").results.get()
    skp = make.draft_skp(office.staff, office.posts["staff"], carries_on=carried)
    before = everything()

    with pytest.raises(NotYours):
        actions.submit(skp=skp, by=make.actor(office.section))

    assert everything() == before


def test_a_time_is_given_by_the_demonstration_and_imports_alone(office):
    skp = make.draft_skp(office.staff, office.posts["staff"])

    with pytest.raises(TimeNotYours):
        actions.submit(skp=skp, by=make.actor(office.staff, Channel.PAGE), at=make.at(MONDAY))

    skp.refresh_from_db()
    assert skp.status == "DRAFT"


def test_plan_without_the_superiors_set_plan_is_refused(office):
    submitted_above = make.submitted_skp(office, "section")
    skp = make.draft_skp(office.staff, office.posts["staff"], carries_on=submitted_above.results.get())
    before = everything()

    with pytest.raises(RuleViolation) as refused:
        actions.submit(skp=skp, by=make.actor(office.staff))

    assert refused.value.code == "cascade_superior_not_set"
    assert everything() == before


def test_main_result_must_carry_on_a_result_of_the_own_superior(office):
    make.set_skp(office, "section")
    loose = make.draft_skp(office.staff, office.posts["staff"])
    two_up = Skp.objects.get(employee=office.division, status="SET").results.get()
    stray = make.draft_skp(office.other, office.posts["other"], carries_on=two_up)

    with pytest.raises(RuleViolation) as missing:
        actions.submit(skp=loose, by=make.actor(office.staff))
    with pytest.raises(RuleViolation) as stranger:
        actions.submit(skp=stray, by=make.actor(office.other))

    assert (missing.value.code, stranger.value.code) == ("cascade_missing", "cascade_stranger")
    assert set(Skp.objects.filter(pk__in=[loose.pk, stray.pk]).values_list("status", flat=True)) == {"DRAFT"}


def test_vacant_superior_is_named_as_the_gap(office):
    make.vacant(office.posts["section"], since=date(2026, 1, 1))
    skp = make.draft_skp(office.staff, office.posts["staff"])

    with pytest.raises(RuleViolation, match="Kepala Sub Bidang Mutasi") as refused:
        actions.submit(skp=skp, by=make.actor(office.staff), at=make.at(MONDAY))

    assert refused.value.code == "cascade_gap"
    assert not WorkItem.objects.exists()


def test_plan_below_a_vacant_post_carries_on_the_plan_that_is_set_for_its_plt(office):
    make.set_skp(office, "division")
    ActingAppointment.objects.create(
        position=office.posts["second_section"], officer=office.section, capacity="PLT", start=date(2026, 1, 2),
        decree="SK 821",
    )  # fmt: skip
    carried = Skp.objects.get(employee=office.division).results.get()
    plan_of_post = make.draft_skp(office.section, office.posts["second_section"], carries_on=carried)
    actions.submit(skp=plan_of_post, by=make.actor(office.section), at=make.at(MONDAY))
    for person in (office.division, office.head):
        actions.approve(task_id=make.open_item_of(plan_of_post).task_id, by=make.actor(person), at=make.at(MONDAY))
    below = make.draft_skp(office.stranger, office.posts["stranger"], carries_on=plan_of_post.results.get())

    actions.submit(skp=below, by=make.actor(office.stranger), at=make.at(MONDAY))

    below.refresh_from_db()
    assert below.snapshot.assessor_post == "Plt Kepala Sub Bidang Kepangkatan"
    assert make.open_item_of(below).owner_id == office.section.user_id


def test_while_a_plh_stands_in_the_absent_holders_plan_is_carried_on(office):
    section_plan = make.set_skp(office, "section")
    ActingAppointment.objects.create(
        position=office.posts["section"], officer=office.division, capacity="PLH", start=date(2026, 1, 2), decree="SP 1"
    )
    skp = make.draft_skp(office.staff, office.posts["staff"], carries_on=section_plan.results.get())

    actions.submit(skp=skp, by=make.actor(office.staff), at=make.at(MONDAY))

    assert make.open_item_of(skp).owner_id == office.division.user_id


def test_the_heads_main_results_come_from_the_performance_agreement(office, year):
    goal = PerformanceAgreement.objects.create(
        period=year, unit=office.posts["head"].unit, goal="Meningkatnya kinerja aparatur", indicator="Indeks kepuasan",
        target=85, target_unit="poin",
    )  # fmt: skip
    head = make.draft_skp(office.head, office.posts["head"], text="Hasil lain")

    with pytest.raises(RuleViolation) as refused:
        actions.submit(skp=head, by=make.actor(office.head))
    linked = [replace(entry, agreement_id=goal.pk) for entry in entries_of(head)]
    actions.submit(skp=head, results=linked, by=make.actor(office.head))

    assert refused.value.code == "cascade_agreement_missing"
    assert head.status == "SUBMITTED"
    assert make.open_item_of(head).owner_id == office.outside.user_id


def test_the_official_outside_has_no_plan_here(office):
    skp = make.draft_skp(office.outside, office.posts["outside"])

    with pytest.raises(RuleViolation) as refused:
        actions.submit(skp=skp, by=make.actor(office.outside))

    assert refused.value.code == "line_ends"


def test_incomplete_plan_is_refused_with_every_problem(office):
    carried = make.set_skp(office, "section").results.get()
    skp = make.draft_skp(office.staff, office.posts["staff"], carries_on=carried)
    given = [
        one_result(carries_on_id=carried.pk, indicators=()),
        one_result(is_main=False, indicators=(IndicatorEntry(text="", target=Decimal(1), unit=""),)),
    ]
    before = everything()

    with pytest.raises(PlanRefused) as refused:
        actions.submit(skp=skp, results=given, by=make.actor(office.staff))

    assert refused.value.problems == [
        "Hasil kerja 1: tulis paling sedikit satu indikator.",
        "Hasil kerja 2, indikator 1: tulis indikatornya.",
        "Hasil kerja 2, indikator 1: tulis satuannya, misalnya dokumen atau persen.",
    ]
    assert everything() == before


# ---- approve ----
def test_plan_is_set_after_the_last_tier_and_not_before(office):
    skp = make.submitted_skp(office)

    actions.approve(task_id=make.open_item_of(skp).task_id, by=make.actor(office.section), at=make.at(MONDAY, 10))
    skp.refresh_from_db()
    assert (skp.status, skp.set_at) == ("SUBMITTED", None)

    item = make.open_item_of(skp)
    assert item.owner_id == office.division.user_id
    actions.approve(task_id=item.task_id, by=make.actor(office.division), at=make.at(MONDAY, 11))
    skp.refresh_from_db()

    assert (skp.status, skp.set_at) == ("SET", make.at(MONDAY, 11))
    assert make.open_item_of(skp) is None
    approvals = Decision.objects.filter(subject=f"skp.Skp#{skp.pk}", verb="APPROVE").order_by("id")
    assert [(d.actor_name, d.tier, d.details) for d in approvals] == [
        ("Jaya Ramadan", "Persetujuan", {}), ("Siti Pratama", "Penetapan", {"set": True}),
    ]  # fmt: skip


def test_the_heads_plan_is_set_by_the_official_outside_and_the_missing_tier_is_recorded(office):
    skp = make.set_skp(office, "head")

    decisions = Decision.objects.filter(subject=f"skp.Skp#{skp.pk}").order_by("id")
    assert [(d.verb, d.actor_name) for d in decisions] == [
        ("SUBMIT", "Uda Waluyo"), ("APPROVE", "Luis Sihombing"), ("SKIP", "system:engine"),
    ]  # fmt: skip
    assert skp.status == "SET"


@pytest.mark.parametrize("who", ["staff", "other", "stranger", "division", "head"])
@pytest.mark.parametrize("verb", ["approve", "send_back", "reject"])
def test_only_the_asked_superior_decides(office, who, verb):
    skp = make.submitted_skp(office)
    before = everything()

    with pytest.raises(NotYours):
        getattr(actions, verb)(
            task_id=make.open_item_of(skp).task_id, by=make.actor(getattr(office, who)), reason="Alasan saya."
        )

    assert everything() == before


def test_nobody_decides_two_tiers_of_one_plan(office):
    skp = make.submitted_skp(office)
    actions.approve(task_id=make.open_item_of(skp).task_id, by=make.actor(office.section))
    ActingAppointment.objects.create(
        position=office.posts["division"], officer=office.section, capacity="PLH", start=date(2026, 1, 2), decree="SP 1"
    )
    before = everything()

    with pytest.raises(DecidedBefore):
        actions.approve(task_id=make.open_item_of(skp).task_id, by=make.actor(office.section))

    assert everything() == before


def test_second_decision_is_told_what_happened(office):
    skp = make.submitted_skp(office)
    task = make.open_item_of(skp).task_id
    actions.approve(task_id=task, by=make.actor(office.section), at=make.at(MONDAY, 10))
    before = everything()

    with pytest.raises(MovedOn, match="Jaya Ramadan menyetujuinya"):
        actions.approve(task_id=task, by=make.actor(office.section), at=make.at(MONDAY, 11))

    assert everything() == before


def test_a_decision_is_bound_to_what_was_on_the_screen(office):
    skp = make.submitted_skp(office)
    seen = skp.cases.get().content_hash
    Indicator.objects.filter(result__skp=skp, number=1).update(target=1)
    before = everything()

    with pytest.raises(ContentChanged):
        actions.approve(task_id=make.open_item_of(skp).task_id, by=make.actor(office.section), seen=seen)

    assert everything() == before


def test_acting_officer_decides_and_both_names_are_kept(office):
    skp = make.submitted_skp(office)
    ActingAppointment.objects.create(
        position=office.posts["section"], officer=office.division, capacity="PLH", start=MONDAY, decree="SP 800/1",
        end=MONDAY + timedelta(days=5),
    )  # fmt: skip

    actions.approve(task_id=make.open_item_of(skp).task_id, by=make.actor(office.division), at=make.at(MONDAY, 12))

    decision = Decision.objects.get(subject=f"skp.Skp#{skp.pk}", verb="APPROVE")
    assert (decision.actor_name, decision.principal_name, decision.capacity, decision.decree) == (
        "Siti Pratama", "Jaya Ramadan", "PLH", "SP 800/1",
    )  # fmt: skip


def test_a_later_version_replaces_the_one_in_force_when_it_is_set(office, year):
    first = make.set_skp(office)
    by = make.actor(office.staff)
    second = actions.start_draft(employee=office.staff, position=office.posts["staff"], period=year, by=by)
    lower = [
        replace(e, indicators=(replace(e.indicators[0], target=Decimal(300)), *e.indicators[1:]))
        for e in entries_of(second)
    ]
    actions.submit(skp=second, results=lower, by=by)
    first.refresh_from_db()
    assert first.status == "SET"

    for person in (office.section, office.division):
        actions.approve(task_id=make.open_item_of(second).task_id, by=make.actor(person))

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status, second.version) == ("REPLACED", "SET", 2)
    assert first.history.latest("history_date").history_change_reason == "replaced"
    assert first.results.get().indicators.get(number=1).target == Decimal(360)


def test_what_others_carry_on_goes_over_to_the_version_in_force(office, year):
    below = make.set_skp(office)
    old = below.results.get().carries_on
    by = make.actor(office.section)
    second = actions.start_draft(employee=office.section, position=office.posts["section"], period=year, by=by)
    actions.submit(skp=second, by=by)
    assert below.results.get().carries_on == old

    for person in (office.division, office.head):
        actions.approve(task_id=make.open_item_of(second).task_id, by=make.actor(person))

    new = second.results.get()
    assert (new.follows, below.results.get().carries_on) == (old, new)
    assert new.indicators.get(number=1).follows == old.indicators.get(number=1)
    moved = below.results.get().history.latest("history_date")
    assert (moved.history_change_reason, moved.history_user_id) == ("replaced", office.head.user_id)
    assert not WorkResult.objects.carried_on_by_nobody().exists()


# ---- send_back, reject ----
def test_returned_plan_keeps_in_the_record_what_was_read(office):
    skp = make.submitted_skp(office)

    actions.send_back(
        task_id=make.open_item_of(skp).task_id, by=make.actor(office.section), reason="Target terlalu rendah."
    )

    skp.refresh_from_db()
    item = make.open_item_of(skp)
    assert (skp.status, item.node, item.owner_id) == ("RETURNED", "revise", office.staff.user_id)
    decision = Decision.objects.get(verb="RETURN")
    assert decision.reason == "Target terlalu rendah."
    assert decision.details["content"]["results"][0]["indicators"][0]["target"] == "360.00"


@pytest.mark.parametrize("verb", ["send_back", "reject"])
def test_a_return_or_rejection_says_why(office, verb):
    skp = make.submitted_skp(office)
    actions.approve(task_id=make.open_item_of(skp).task_id, by=make.actor(office.section))
    before = everything()

    with pytest.raises(RuleViolation) as refused:
        getattr(actions, verb)(task_id=make.open_item_of(skp).task_id, by=make.actor(office.division), reason=" ")

    assert refused.value.field == "reason"
    assert everything() == before


def test_the_first_tier_returns_and_does_not_reject(office):
    skp = make.submitted_skp(office)
    before = everything()

    with pytest.raises(NotAllowedHere):
        actions.reject(task_id=make.open_item_of(skp).task_id, by=make.actor(office.section), reason="Tidak sesuai.")

    assert everything() == before


def test_rejected_plan_ends_and_leaves_the_one_in_force(office, year):
    first = make.set_skp(office)
    by = make.actor(office.staff)
    second = actions.start_draft(employee=office.staff, position=office.posts["staff"], period=year, by=by)
    actions.submit(skp=second, by=by)
    actions.approve(task_id=make.open_item_of(second).task_id, by=make.actor(office.section))

    actions.reject(
        task_id=make.open_item_of(second).task_id, by=make.actor(office.division), reason="Tidak ada alasan."
    )

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("SET", "REJECTED")
    assert second.cases.get().status == "DONE"


# ---- revise, withdraw ----
@pytest.fixture
def returned(office):
    skp = make.submitted_skp(office)
    actions.send_back(
        task_id=make.open_item_of(skp).task_id, by=make.actor(office.section), reason="Target terlalu rendah."
    )
    skp.refresh_from_db()
    return skp


def test_revised_plan_goes_through_all_tiers_in_a_new_round(office, returned):
    given = entries_of(returned)[0]
    higher = replace(given, indicators=(replace(given.indicators[0], target=Decimal(400)), *given.indicators[1:]))

    actions.revise(
        task_id=make.open_item_of(returned).task_id,
        results=[higher],
        by=make.actor(office.staff),
        at=make.at(MONDAY, 13),
    )

    returned.refresh_from_db()
    case = returned.cases.get()
    assert (returned.status, case.round, case.tier.number) == ("SUBMITTED", 2, 1)
    assert make.open_item_of(returned).owner_id == office.section.user_id
    assert returned.results.get().indicators.get(number=1).target == Decimal(400)


def test_revision_is_checked_as_a_submission(office, returned):
    before = everything()

    with pytest.raises(PlanRefused):
        actions.revise(task_id=make.open_item_of(returned).task_id, results=[], by=make.actor(office.staff))

    assert everything() == before


@pytest.mark.parametrize("verb", ["revise", "withdraw"])
@pytest.mark.parametrize("who", ["section", "other", "stranger"])
def test_only_the_employee_revises_or_withdraws(office, returned, verb, who):
    before = everything()

    with pytest.raises(NotYours):
        getattr(actions, verb)(task_id=make.open_item_of(returned).task_id, by=make.actor(getattr(office, who)))

    assert everything() == before


@pytest.mark.parametrize("verb", ["revise", "withdraw"])
def test_a_plan_that_waits_for_a_decision_is_not_revised_or_withdrawn(office, verb):
    skp = make.submitted_skp(office)
    before = everything()

    with pytest.raises(NotAllowedHere):
        getattr(actions, verb)(task_id=make.open_item_of(skp).task_id, by=make.actor(office.section))

    assert everything() == before


def test_withdrawn_plan_ends_and_a_new_version_can_be_begun(office, returned, year):
    actions.withdraw(task_id=make.open_item_of(returned).task_id, by=make.actor(office.staff), reason="Disusun ulang.")

    returned.refresh_from_db()
    assert (returned.status, returned.cases.get().status, make.open_item_of(returned)) == ("WITHDRAWN", "DONE", None)
    again = actions.start_draft(
        employee=office.staff, position=office.posts["staff"], period=year, by=make.actor(office.staff)
    )
    assert again.version == 2


def test_an_import_stores_a_draft_for_somebody(office, year):
    by = Actor.system("import_office", Channel.IMPORT)

    skp = actions.start_draft(employee=office.staff, position=office.posts["staff"], period=year, by=by)
    actions.save_draft(skp=skp, results=[one_result()], by=by)

    assert skp.history.get().history_change_reason == "start_draft system:import_office"
    assert skp.results.get().text == "Terprosesnya usulan"
