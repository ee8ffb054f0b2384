"""What a dry run says of a person, of a unit, and of the difference that a draft would make."""

from datetime import date

import pytest

from tests import factories as make
from workflows.approvals.dry_run import Outcome, Why, is_for, try_chain
from workflows.approvals.dry_run_office import difference, try_many
from workflows.approvals.models import ChainVersion, Seat, Tier
from workflows.organization.models import DelegatedProcess, Delegation
from workflows.organization.reporting import WholeOffice

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture
def office():
    return make.office()


def delegate(giver, taker, *processes):
    made = Delegation.objects.create(
        delegator=giver, delegate=taker, start=date(2026, 11, 20), end=date(2026, 12, 1), reason="Cuti tahunan"
    )
    for process in processes:
        DelegatedProcess.objects.create(delegation=made, process=process)


def draft(*rules, code="skp", **values):
    """A second version of a shipped chain."""
    in_force = ChainVersion.objects.get(chain__code=code)
    version = ChainVersion.objects.create(chain=in_force.chain, number=2, **values)
    for number, rule in enumerate(rules, start=1):
        Tier.objects.create(version=version, number=number, title=f"Tahap {number}", **rule)
    return ChainVersion.objects.select_related("chain").prefetch_related("tiers").get(pk=version.pk)


def who(tier):
    return [(decider.name, str(decider.why)) for decider in tier.deciders]


# ---- one person ------------------------------------------------------------------------------------------------------


def test_holders_are_foretold_tier_by_tier(office):
    trial = try_chain("skp", office.staff, TODAY)

    assert [who(tier) for tier in trial.tiers] == [[("Jaya Ramadan", "holder")], [("Siti Pratama", "holder")]]
    assert [tier.deciders[0].post for tier in trial.tiers] == [
        "Kepala Sub Bidang Mutasi",
        "Kepala Bidang Mutasi dan Promosi",
    ]
    assert (trial.is_complete, trial.problem, trial.gaps) == (True, "", [])


def test_acting_officer_is_told_with_decree_and_days(office):
    make.acting(office.stranger, office.posts["section"], "PLH", start=date(2026, 11, 16), end=date(2026, 11, 28))

    (decider,) = try_chain("daily", office.staff, TODAY).tiers[0].deciders

    assert (decider.name, decider.why, decider.capacity) == ("Ani Sirait", Why.ACTING, "Plh")
    assert (decider.decree, decider.on_behalf_of) == ("SP-821/2026", "Jaya Ramadan")
    assert (decider.start, decider.last) == (date(2026, 11, 16), date(2026, 11, 27))


def test_delegate_is_told_beside_the_holder_and_is_not_counted(office):
    delegate(office.section, office.stranger, "daily")

    (tier,) = try_chain("daily", office.staff, TODAY).tiers

    assert who(tier) == [("Jaya Ramadan", "holder"), ("Ani Sirait", "delegated")]
    assert ([d.name for d in tier.asked], tier.needed) == (["Jaya Ramadan"], 1)
    delegated = tier.deciders[1]
    assert (delegated.on_behalf_of, delegated.start, delegated.last) == (
        "Jaya Ramadan",
        date(2026, 11, 20),
        date(2026, 11, 30),
    )
    assert who(try_chain("skp", office.staff, TODAY).tiers[0]) == [("Jaya Ramadan", "holder")]


def test_delegate_is_left_out_of_their_own_case_and_where_they_decided_before(office):
    delegate(office.section, office.staff, "skp")
    delegate(office.division, office.section, "skp")

    own = try_chain("skp", office.staff, TODAY)
    others = try_chain("skp", office.other, TODAY)

    assert [who(tier) for tier in own.tiers] == [[("Jaya Ramadan", "holder")], [("Siti Pratama", "holder")]]
    assert who(others.tiers[0]) == [("Jaya Ramadan", "holder"), ("Ghaliyati Wahyuni", "delegated")]
    assert who(others.tiers[1]) == [("Siti Pratama", "holder")]


def test_members_of_a_role_are_told_by_name(office):
    make.with_role("AUDITOR", "Agus")
    version = draft({"rule": "ROLE", "role": "AUDITOR"})

    (tier,) = try_chain("skp", office.staff, TODAY, version=version).tiers

    assert who(tier) == [("Agus", "role")]


def test_gap_and_skip_say_why(office):
    make.vacant(office.posts["section"])
    trial = try_chain("skp", office.staff, TODAY)
    assert [tier.outcome for tier in trial.tiers] == [Outcome.GAP, Outcome.GAP]
    assert "Tetapkan pejabat atau Plt" in trial.gaps[0].note

    second = try_chain("skp", office.head, TODAY).tiers[1]
    assert (second.outcome, second.deciders) == (Outcome.SKIPPED, ())
    assert "berakhir di sini" in second.note


def test_whoever_has_no_post_or_no_chain_is_told_so(office):
    assert "tidak memegang jabatan" in try_chain("skp", make.employee("Tanpa Jabatan"), TODAY).problem
    ChainVersion.objects.filter(chain__code="skp").update(status="RETIRED")

    trial = try_chain("skp", office.staff, TODAY)

    assert "Belum ada rantai persetujuan terbit" in trial.problem
    assert not trial.is_complete


def test_version_may_be_meant_for_another(office):
    version = make.chain("khusus", process="skp", eselon="IV.a", publish=False)

    assert is_for(version, office.posts["section"])
    assert not is_for(version, office.posts["staff"])
    assert try_chain("skp", office.staff, TODAY, version=version).version == version


# ---- many ------------------------------------------------------------------------------------------------------------


def test_unit_is_tried_with_everybody_below_it_and_gaps_first(office):
    make.vacant(office.posts["division"])
    office_today = WholeOffice(TODAY)

    many = try_many("skp", office_today, unit_id=office.posts["division"].unit_id)

    assert [trial.employee.name for trial in many.trials] == [
        "Ani Sirait", "Cornelia Oktaviani", "Ghaliyati Wahyuni", "Jaya Ramadan",
    ]  # fmt: skip
    assert many.incomplete == 4
    causes = {(cause.tier, cause.people): cause.why for cause in many.causes}
    assert "Kepala Bidang Mutasi dan Promosi" in causes[("Penetapan", 3)]
    assert "Kepala Sub Bidang Kepangkatan" in causes[("Persetujuan", 1)]
    assert len(try_many("skp", office_today).trials) == 6


def test_complete_ones_come_after_those_with_gaps(office):
    make.vacant(office.posts["section"])

    trials = try_many("daily", WholeOffice(TODAY)).trials

    assert [(t.employee.name, t.is_complete) for t in trials][:5] == [
        ("Ani Sirait", False), ("Cornelia Oktaviani", False), ("Ghaliyati Wahyuni", False), ("Luis Sihombing", False),
        ("Siti Pratama", True),
    ]  # fmt: skip


def test_draft_is_tried_on_those_whom_it_would_be_for(office):
    version = make.chain("khusus", process="skp", position_kind="EXECUTING", publish=False)

    many = try_many("skp", WholeOffice(TODAY), version=version)

    assert {trial.employee for trial in many.trials} == {office.staff, office.other, office.stranger}
    assert many.others == 4


# ---- the difference --------------------------------------------------------------------------------------------------


def test_difference_groups_people_by_who_decides_before_and_after(office):
    version = draft(
        {"rule": "DIRECT_SUPERIOR"},
        {"rule": "SUPERIOR_OF_SUPERIOR"},
        {"rule": "POSITION", "position": office.posts["head"]},
    )

    changes = difference(version, WholeOffice(TODAY))

    grouped = {tuple(sorted(p.name for p in group.people)): group for group in changes.groups}
    group = grouped[("Cornelia Oktaviani", "Ghaliyati Wahyuni")]
    assert [who(tier) for tier in group.before.tiers] == [[("Jaya Ramadan", "holder")], [("Siti Pratama", "holder")]]
    assert who(group.after.tiers[2]) == [("Uda Waluyo", "holder")]
    assert (group.is_new, group.loses_somebody) == (False, False)
    assert changes.changed == sum(len(group.people) for group in changes.groups)
    assert (changes.changed + changes.same, changes.newly, changes.others) == (7, 0, 0)


def test_version_with_the_same_deciders_changes_nobody(office):
    version = draft(
        {"rule": "DIRECT_SUPERIOR", "working_days": 9}, {"rule": "SUPERIOR_OF_SUPERIOR", "may_reject": True}
    )

    changes = difference(version, WholeOffice(TODAY))

    assert (changes.groups, changes.changed, changes.same) == ([], 0, 7)


def test_people_who_lose_their_decider_come_first(office):
    version = draft({"rule": "DIRECT_SUPERIOR"}, {"rule": "POSITION", "position": office.posts["second_section"]})

    changes = difference(version, WholeOffice(TODAY))

    assert changes.groups[0].loses_somebody
    assert [group.loses_somebody for group in changes.groups] == sorted(
        (group.loses_somebody for group in changes.groups), reverse=True
    )
    assert changes.incomplete == 7


def test_different_gaps_are_not_one_group(office):
    version = draft({"rule": "DIRECT_SUPERIOR"})
    make.vacant(office.posts["section"])

    groups = [group for group in difference(version, WholeOffice(TODAY)).groups if group.after.gaps]

    causes = {tuple(gap.note for gap in group.after.gaps) for group in groups}
    assert len(causes) == len(groups) == 2


def test_people_who_come_under_a_new_chain_are_counted_even_with_the_same_deciders(office):
    version = make.chain(
        "khusus",
        process="skp",
        position_kind="EXECUTING",
        publish=False,
        tiers=[{"rule": "DIRECT_SUPERIOR"}, {"rule": "SUPERIOR_OF_SUPERIOR"}],
    )

    changes = difference(version, WholeOffice(TODAY))

    assert (changes.newly, changes.changed, changes.others) == (3, 0, 4)
    assert {group.is_new for group in changes.groups} == {True}


def test_committee_of_a_draft_counts_its_quorum(office):
    version = draft({"rule": "COMMITTEE", "mode": "QUORUM", "quorum": 2})
    for name in ("head", "division", "section"):
        Seat.objects.create(tier=version.tiers.get(), position=office.posts[name])

    (tier,) = try_chain("skp", office.staff, TODAY, version=version).tiers

    assert (len(tier.asked), tier.needed) == (3, 2)
    (own,) = try_chain("skp", office.section, TODAY, version=version).tiers
    assert sorted(d.name for d in own.asked) == ["Siti Pratama", "Uda Waluyo"]
