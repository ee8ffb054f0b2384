"""Who is meant by a tier, and which chain applies to whom."""

from datetime import date

import pytest

from tests import factories as make
from workflows.approvals.models import ChainVersion
from workflows.approvals.resolver import Asked, Gap, NoChain, Skipped, chain_for, explain, tiers_of, who_decides

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture
def office():
    return make.office()


def tier(**values):
    return make.chain(tiers=[values]).tiers.get()


def asked(found):
    assert isinstance(found, Asked), found
    return [officer.employee.name for officer in found.officers] + [user.employee.name for user in found.users]


@pytest.mark.parametrize(
    ("rule", "expected"), [("DIRECT_SUPERIOR", "Jaya Ramadan"), ("SUPERIOR_OF_SUPERIOR", "Siti Pratama")]
)
def test_superiors_are_found_in_the_reporting_line(office, rule, expected):
    assert asked(who_decides(tier(rule=rule), office.staff, TODAY)) == [expected]


def test_acting_officer_is_asked_for_a_vacant_superior(office):
    make.vacant(office.posts["section"])
    appointment = make.acting(office.other, office.posts["section"])

    found = who_decides(tier(rule="DIRECT_SUPERIOR"), office.staff, TODAY)

    assert asked(found) == ["Cornelia Oktaviani"]
    assert found.officers[0].acting == appointment


def test_missing_superior_is_a_gap_that_is_named(office):
    make.vacant(office.posts["section"])

    found = who_decides(tier(rule="DIRECT_SUPERIOR"), office.staff, TODAY)

    assert isinstance(found, Gap)
    assert "Kepala Sub Bidang Mutasi" in found.why


def test_tier_above_the_end_of_the_line_is_skipped(office):
    found = who_decides(tier(rule="SUPERIOR_OF_SUPERIOR"), office.head, TODAY)

    assert isinstance(found, Skipped)
    assert found.line_ends
    assert "berakhir di sini" in found.why


def test_post_is_asked_whoever_stands_in_it(office):
    named = tier(rule="POSITION", position=office.posts["division"])

    assert asked(who_decides(named, office.staff, TODAY)) == ["Siti Pratama"]
    make.acting(office.other, office.posts["division"], "PLH")
    assert asked(who_decides(named, office.staff, TODAY)) == ["Cornelia Oktaviani"]


def test_empty_post_and_ones_own_post_are_gaps(office):
    empty = tier(rule="POSITION", position=office.posts["second_section"])
    own = make.chain("sendiri", tiers=[{"rule": "POSITION", "position": office.posts["staff"]}]).tiers.get()

    assert isinstance(who_decides(empty, office.staff, TODAY), Gap)
    assert isinstance(who_decides(own, office.staff, TODAY), Gap)


def test_head_of_a_named_unit_is_asked(office):
    named = tier(rule="UNIT_HEAD", unit=office.posts["division"].unit)

    assert asked(who_decides(named, office.staff, TODAY)) == ["Siti Pratama"]


def test_head_of_ones_own_unit_is_asked_where_none_is_named(office):
    own = tier(rule="UNIT_HEAD")

    assert asked(who_decides(own, office.staff, TODAY, office.posts["staff"])) == ["Jaya Ramadan"]
    assert asked(who_decides(own, office.stranger, TODAY)) == ["Siti Pratama"]


@pytest.mark.parametrize("rule", ["ROLE", "COMMITTEE"])
def test_members_of_a_role_are_asked_but_never_the_person_concerned(office, rule):
    named = tier(rule=rule, role="PERFORMANCE_TEAM")
    assert isinstance(who_decides(named, office.staff, TODAY), Gap)

    first, second = make.with_role("PERFORMANCE_TEAM", "Ratna"), make.with_role("PERFORMANCE_TEAM", "Budi")

    assert sorted(asked(who_decides(named, office.staff, TODAY))) == ["Budi", "Ratna"]
    assert asked(who_decides(named, first, TODAY)) == ["Budi"]
    assert asked(who_decides(named, second, TODAY)) == ["Ratna"]


def test_most_specific_chain_wins(office):
    staff, section, division = (office.posts[name] for name in ("staff", "section", "division"))
    of_kind = make.chain("pelaksana", position_kind="EXECUTING")
    of_unit = make.chain("pelaksana-mutasi", position_kind="EXECUTING", unit=division.unit)
    of_eselon = make.chain("eselon-4", eselon="IV.a")

    assert chain_for("daily", staff) == of_unit
    assert chain_for("daily", section) == of_eselon
    assert chain_for("daily", office.posts["head"]).chain.code == "daily"
    outside_unit = make.position("Arsiparis", make.unit("Sekretariat"))
    assert chain_for("daily", outside_unit) == of_kind
    assert chain_for("skp", staff).chain.code == "skp"


def test_older_chain_wins_among_equally_specific_ones(office):
    older = make.chain("a", position_kind="EXECUTING")
    make.chain("b", position_kind="EXECUTING")  # past publishing, which refuses a tie

    assert chain_for("daily", office.posts["staff"]) == older


def test_drafts_and_retired_versions_do_not_apply(office):
    make.chain("rancangan", position_kind="EXECUTING", publish=False)
    assert chain_for("daily", office.posts["staff"]).chain.code == "daily"

    ChainVersion.objects.filter(chain__code="daily").update(status="RETIRED")
    with pytest.raises(NoChain, match="daily"):
        chain_for("daily", office.posts["staff"])


def test_tiers_come_in_order_whatever_their_keys(office):
    version = make.chain(tiers=[{"rule": "DIRECT_SUPERIOR"}, {"rule": "SUPERIOR_OF_SUPERIOR"}], publish=False)
    version.tiers.filter(number=1).update(number=5)

    assert [tier.number for tier in tiers_of(version)] == [2, 5]


def names(found):
    return [each.officers[0].employee.name if isinstance(each, Asked) else type(each).__name__ for each in found]


def test_explaining_names_each_tiers_person(office):
    version = ChainVersion.objects.get(chain__code="assessment")

    assert names(explain(version, office.staff, TODAY)) == ["Jaya Ramadan", "Siti Pratama"]
    assert names(explain(version, office.head, TODAY)) == ["Luis Sihombing", "Skipped"]


def test_explaining_skips_the_same_person_and_shows_gaps(office):
    version = ChainVersion.objects.get(chain__code="assessment")
    make.vacant(office.posts["section"])
    assert names(explain(version, office.staff, TODAY)) == ["Gap", "Gap"]

    make.acting(office.division, office.posts["section"])
    found = list(explain(version, office.staff, TODAY))
    assert names(found) == ["Siti Pratama", "Skipped"]
    assert not found[1].line_ends


def test_explaining_parks_a_tier_that_would_ask_somebody_twice(office):
    """Where the tier does not skip the same person, and the chain does not let one person decide twice."""
    tiers = [
        {"rule": "DIRECT_SUPERIOR"},
        {"rule": "SUPERIOR_OF_SUPERIOR"},
        {"rule": "POSITION", "position": office.posts["section"]},
    ]
    once, twice = make.chain("sekali", tiers=tiers), make.chain("dua-kali", tiers=tiers, twice=True)

    assert names(explain(once, office.staff, TODAY)) == ["Jaya Ramadan", "Siti Pratama", "Gap"]
    assert names(explain(twice, office.staff, TODAY)) == ["Jaya Ramadan", "Siti Pratama", "Jaya Ramadan"]
