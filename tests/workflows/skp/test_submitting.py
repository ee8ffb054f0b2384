"""Sending a plan: what is asked of it, refused by status, refused by person, what it leaves behind."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests import factories as make
from tests.workflows.skp.states import MONDAY, STATUSES, everything, one_result, put_in
from workflows.audit.models import Decision
from workflows.engine.models import WorkItem
from workflows.engine.refusals import NotAllowedHere, NotYours, TimeNotYours
from workflows.organization.actor import Channel
from workflows.organization.models import ActingAppointment
from workflows.rules.violation import RuleViolation
from workflows.skp import actions
from workflows.skp.checking import PlanRefused
from workflows.skp.entries import IndicatorEntry, entries_of
from workflows.skp.models import PerformanceAgreement, Skp

pytestmark = pytest.mark.django_db


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
