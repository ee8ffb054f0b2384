"""Beginning and keeping a plan: allowed, refused by status, refused by person, what it leaves behind."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests import factories as make
from tests.workflows.skp.states import MONDAY, STATUSES, everything, one_result, put_in
from workflows.audit.models import Decision
from workflows.engine.refusals import NotAllowedHere, NotYours
from workflows.organization.models import ActingAppointment
from workflows.rules.violation import RuleViolation
from workflows.skp import actions
from workflows.skp.entries import ResultEntry, entries_of
from workflows.skp.models import Indicator, Skp

pytestmark = pytest.mark.django_db


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
