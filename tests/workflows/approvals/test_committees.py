"""Whom a committee asks: who stands in its seats, each once, never the person concerned; and when it cannot decide."""

from datetime import date

import pytest

from tests import factories as make
from workflows.approvals.models import Seat
from workflows.approvals.resolver import Asked, Gap, Skipped, explain, only_once, who_decides

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture
def office():
    return make.office()


def committee(office, *seats, **values):
    values = {"mode": "QUORUM", "quorum": 2, **values}
    tier = make.chain("panitia", tiers=[{"rule": "COMMITTEE", **values}], publish=False).tiers.get()
    for name in seats:
        Seat.objects.create(tier=tier, position=office.posts[name])
    return tier


def names(found):
    assert isinstance(found, Asked), found
    return sorted(officer.employee.name for officer in found.officers)


def gap(found):
    assert isinstance(found, Gap), found
    return found.why


def test_who_stands_in_the_seats_is_asked_and_the_quorum_decides(office):
    found = who_decides(committee(office, "head", "division", "section"), office.staff, TODAY)

    assert names(found) == ["Jaya Ramadan", "Siti Pratama", "Uda Waluyo"]
    assert found.needed == 2
    assert found.users == ()


def test_seats_go_before_a_role(office):
    make.with_role("AUDITOR", "Ratna")

    found = who_decides(committee(office, "head", "division", role="AUDITOR"), office.staff, TODAY)

    assert names(found) == ["Siti Pratama", "Uda Waluyo"]
    assert found.users == ()


def test_acting_officer_sits_for_a_vacant_seat(office):
    make.vacant(office.posts["section"])
    appointment = make.acting(office.stranger, office.posts["section"])

    found = who_decides(committee(office, "head", "section"), office.staff, TODAY)

    assert names(found) == ["Ani Sirait", "Uda Waluyo"]
    assert [officer.acting for officer in found.officers if officer.acting] == [appointment]


def test_one_person_in_two_seats_has_one_voice_in_their_own_post(office):
    make.acting(office.section, office.posts["second_section"])
    tier = committee(office, "second_section", "section", "head")

    found = who_decides(tier, office.staff, TODAY)

    assert names(found) == ["Jaya Ramadan", "Uda Waluyo"]
    assert [o.position for o in found.officers if o.employee == office.section] == [office.posts["section"]]
    assert "hanya 1 yang dapat memutus" in gap(who_decides(tier, office.head, TODAY))


def test_the_person_concerned_does_not_sit(office):
    tier = committee(office, "head", "division", "section")

    assert names(who_decides(tier, office.section, TODAY)) == ["Siti Pratama", "Uda Waluyo"]
    make.acting(office.other, office.posts["section"], "PLH")
    assert names(who_decides(tier, office.section, TODAY)) == ["Siti Pratama", "Uda Waluyo"]
    assert names(who_decides(tier, office.other, TODAY)) == ["Siti Pratama", "Uda Waluyo"]


def test_too_few_for_the_quorum_is_a_gap_that_names_each_seat_and_what_to_do(office):
    make.vacant(office.posts["division"])
    tier = committee(office, "division", "section", "head")

    assert names(who_decides(tier, office.staff, TODAY)) == ["Jaya Ramadan", "Uda Waluyo"]
    why = gap(who_decides(tier, office.section, TODAY))

    codes = {name: office.posts[name].code for name in ("division", "section")}
    assert why.startswith("Tahap 1 (Tahap 1) memerlukan 2 orang, tetapi hanya 1 yang dapat memutus: ")
    assert f"Kepala Bidang Mutasi dan Promosi ({codes['division']}) kosong" in why
    assert f"Kepala Sub Bidang Mutasi ({codes['section']}) adalah jabatan orang yang bersangkutan sendiri" in why
    assert why.endswith("Isi jabatan yang kosong atau tetapkan Plt, atau ubah anggotanya pada versi rantai yang baru.")


def test_all_needs_every_seat_but_the_persons_own(office):
    tier = committee(office, "division", "section", "head", mode="ALL")

    assert names(who_decides(tier, office.staff, TODAY)) == ["Jaya Ramadan", "Siti Pratama", "Uda Waluyo"]
    found = who_decides(tier, office.section, TODAY)
    assert names(found) == ["Siti Pratama", "Uda Waluyo"]
    assert found.needed == 2
    make.vacant(office.posts["division"])
    assert "memerlukan semua anggotanya" in gap(who_decides(tier, office.staff, TODAY))
    assert "memerlukan semua anggotanya" in gap(who_decides(tier, office.section, TODAY))


def test_committee_whose_only_seat_is_the_persons_own_is_a_gap(office):
    for mode in ("ALL", "ONE", "QUORUM"):
        tier = make.chain(mode, tiers=[{"rule": "COMMITTEE", "mode": mode}], publish=False).tiers.get()
        Seat.objects.create(tier=tier, position=office.posts["section"])
        assert "tidak seorang pun yang dapat memutus" in gap(who_decides(tier, office.section, TODAY))


def test_one_of_a_committee_is_enough_where_one_decides(office):
    make.vacant(office.posts["division"])

    found = who_decides(committee(office, "division", "section", mode="ONE"), office.staff, TODAY)

    assert names(found) == ["Jaya Ramadan"]
    assert found.needed == 1


def test_committee_with_neither_seats_nor_role_is_a_gap(office):
    assert "Tidak seorang pun memegang peran" in gap(who_decides(committee(office), office.staff, TODAY))


@pytest.mark.parametrize("rule", ["ROLE", "COMMITTEE"])
def test_members_of_a_role_need_their_quorum_too(office, rule):
    make.with_role("AUDITOR", "Ratna")
    budi = make.with_role("AUDITOR", "Budi")
    tier = make.chain("peran", tiers=[{"rule": rule, "role": "AUDITOR", "mode": "QUORUM", "quorum": 2}]).tiers.get()

    found = who_decides(tier, office.staff, TODAY)

    assert isinstance(found, Asked)
    assert (len(found.users), found.needed) == (2, 2)
    assert "memerlukan 2 orang, tetapi hanya 1" in gap(who_decides(tier, budi, TODAY))


@pytest.mark.parametrize(
    ("mode", "quorum", "decided", "left"),
    [
        ("QUORUM", 2, [], ["Jaya Ramadan", "Siti Pratama", "Uda Waluyo"]),
        ("QUORUM", 2, ["section"], ["Siti Pratama", "Uda Waluyo"]),
        ("QUORUM", 2, ["section", "head"], None),
        ("ALL", 1, ["section"], None),
        ("ONE", 1, ["section", "head"], ["Siti Pratama"]),
        ("ONE", 1, ["section", "head", "division"], None),
    ],
)
def test_those_who_decided_before_leave_a_gap_where_too_few_remain(office, mode, quorum, decided, left):
    tier = committee(office, "head", "division", "section", mode=mode, quorum=quorum)
    found = who_decides(tier, office.staff, TODAY)

    remaining = only_once(found, [getattr(office, name).nip for name in decided])

    if left is None:
        assert "sudah memutus tahap sebelumnya" in gap(remaining) or "belum memutus tahap sebelumnya" in gap(remaining)
    else:
        assert names(remaining) == left


# ---- the head of a unit ----------------------------------------------------------------------------------------------


def head_of(office, who, **values):
    tier = make.chain("pimpinan", tiers=[{"rule": "UNIT_HEAD", **values}], publish=False).tiers.get()
    return who_decides(tier, getattr(office, who), TODAY)


def test_head_of_a_unit_is_decided_by_the_head_of_the_unit_above(office):
    assert names(head_of(office, "section")) == ["Siti Pratama"]


def test_head_of_a_named_unit_looks_above_that_unit(office):
    assert names(head_of(office, "division", unit=office.posts["division"].unit)) == ["Uda Waluyo"]


def test_above_the_topmost_unit_the_tier_is_skipped(office):
    found = head_of(office, "head")

    assert isinstance(found, Skipped)
    assert found.line_ends
    assert found.why == "Di atas Badan tidak ada unit yang pimpinannya dapat memutus."


def test_plh_of_the_head_does_not_decide_about_the_head(office):
    make.acting(office.other, office.posts["section"], "PLH")

    assert names(head_of(office, "section")) == ["Siti Pratama"]


def test_vacant_head_and_a_unit_without_a_leading_post_are_gaps_that_say_what_to_do(office):
    make.vacant(office.posts["section"])
    assert "Kepala Sub Bidang Mutasi" in gap(head_of(office, "staff"))
    bare = make.unit("Tim Kecil")
    tier = make.chain("tim", tiers=[{"rule": "UNIT_HEAD", "unit": bare}], publish=False).tiers.get()

    why = gap(who_decides(tier, office.staff, TODAY))

    assert why.startswith(f"Unit Tim Kecil ({bare.code}) tidak mempunyai jabatan pimpinan.")


def test_post_with_a_plh_is_not_asked_about_its_absent_holder(office):
    make.acting(office.other, office.posts["division"], "PLH")
    tier = make.chain("jabatan", tiers=[{"rule": "POSITION", "position": office.posts["division"]}]).tiers.get()

    assert "jabatan orang yang bersangkutan sendiri" in gap(who_decides(tier, office.division, TODAY))
    assert names(who_decides(tier, office.staff, TODAY)) == ["Cornelia Oktaviani"]


# ---- a whole chain beforehand ----------------------------------------------------------------------------------------


def test_explaining_leaves_out_whoever_surely_decided_and_marks_who_perhaps_did(office):
    version = make.chain(
        tiers=[
            {"rule": "COMMITTEE", "mode": "QUORUM", "quorum": 2},
            {"rule": "DIRECT_SUPERIOR"},
            {"rule": "POSITION", "position": office.posts["section"]},
        ],
        publish=False,
    )
    for name in ("section", "division", "head"):
        Seat.objects.create(tier=version.tiers.get(number=1), position=office.posts[name])

    first, second, third = explain(version, office.staff, TODAY)

    assert (len(first.nips), first.needed, first.perhaps_before) == (3, 2, frozenset())
    assert second.perhaps_before == {office.section.nip}
    assert isinstance(third, Skipped)


def test_explaining_asks_again_after_a_gap_since_nobody_knows_who_took_it_up(office):
    version = make.chain(
        tiers=[
            {"rule": "DIRECT_SUPERIOR"},
            {"rule": "POSITION", "position": office.posts["second_section"]},
            {"rule": "DIRECT_SUPERIOR"},
        ],
        twice=True,
    )

    first, second, third = explain(version, office.staff, TODAY)

    assert names(first) == names(third) == ["Jaya Ramadan"]
    assert isinstance(second, Gap)
