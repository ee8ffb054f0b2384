"""Who sets a unit's predicate and who explains its distribution; what is recorded, and what is refused."""

import pytest
from django.utils import timezone

from tests import factories as make
from tests import factories_distribution as given
from tests.workflows.assessment import states
from workflows.assessment.models import DistributionReason, UnitPredicate
from workflows.assessment.unit_levels import UnitTree
from workflows.assessment.unit_predicates import give_distribution_reason, set_unit_predicate
from workflows.assessment.unit_rating import leaders_rating, suggested_to_leader, unit_rating
from workflows.audit.models import Decision
from workflows.engine.refusals import NotAllowedHere, NotYours, OwnCase
from workflows.organization.models import Period, Role
from workflows.rules.permenpanrb_6_2022 import Rating, Suggestion
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db
WHY = "Capaian IKU 98 % pada laporan kinerja 2026."
SEPTEMBER = given.IN_THE_YEAR.replace(month=9, day=15)


@pytest.fixture
def office():
    return make.office()


def give(office, by, *, post="section", predicate="GOOD", reason=WHY, **more):
    more.setdefault("at", make.at(SEPTEMBER))
    return set_unit_predicate(
        unit=office.posts[post].unit, period=more.pop("period", given.the_year()), predicate=predicate, reason=reason,
        by=make.actor(by), **more,
    )  # fmt: skip


def explain(office, by, reason="Semua target terlampaui."):
    return give_distribution_reason(
        unit=office.posts["section"].unit, period=given.the_year(), reason=reason, by=make.actor(by)
    )


def nothing_changed():
    return not UnitPredicate.objects.exists() and not Decision.objects.exists()


def test_the_head_of_the_unit_above_sets_it_and_it_is_recorded(office):
    row = give(office, office.division)

    assert (row.predicate, row.reason, row.set_at) == ("GOOD", WHY, make.at(SEPTEMBER))
    assert row.set_by == f"Siti Pratama, NIP {office.division.nip}, Kepala Bidang Mutasi dan Promosi"
    decision = Decision.objects.get()
    assert (decision.verb, decision.reason, decision.actor_nip) == ("SET", WHY, office.division.nip)
    assert decision.subject == f"assessment.UnitPredicate#{row.pk}"
    assert decision.details == {
        "unit": row.unit.code, "period": "2026", "predicate": "GOOD", "before": "",
    }  # fmt: skip
    history = row.history.get()
    assert (history.history_user, history.history_date) == (office.division.user, make.at(SEPTEMBER))


def test_it_is_changed_with_a_reason_and_both_stay_in_the_history(office):
    give(office, office.division)

    give(office, office.division, predicate="POOR", reason="Temuan BPK.", at=make.at(SEPTEMBER, 17))

    row = UnitPredicate.objects.get()
    assert (row.predicate, row.reason) == ("POOR", "Temuan BPK.")
    assert list(row.history.order_by("history_date").values_list("predicate", flat=True)) == ["GOOD", "POOR"]
    last = Decision.objects.latest("pk")
    assert (last.verb, last.details["before"], last.details["predicate"]) == ("AMEND", "GOOD", "POOR")


def test_months_have_theirs_too(office):
    give(office, office.division, period=Period.objects.get(code="2026-08"))

    assert UnitPredicate.objects.get().period.code == "2026-08"


def test_an_acting_officer_above_sets_it_and_both_names_stay(office):
    make.acting(office.stranger, office.posts["division"], "PLH")

    row = give(office, office.stranger)

    decision = Decision.objects.get()
    assert (decision.actor_name, decision.principal_name, decision.capacity) == ("Ani Sirait", "Siti Pratama", "PLH")
    assert row.set_by == (
        f"Ani Sirait, NIP {office.stranger.nip}, Plh Kepala Bidang Mutasi dan Promosi, mewakili Siti Pratama"
    )


@pytest.mark.parametrize("who", ["staff", "head", "outside", "stranger"])
def test_nobody_else_sets_it(office, who):
    with pytest.raises(NotYours, match="ditetapkan oleh Kepala Bidang Mutasi dan Promosi"):
        give(office, getattr(office, who))

    assert nothing_changed()


def test_hr_does_not_set_what_somebody_of_the_office_sets(office):
    with pytest.raises(NotYours):
        give(office, make.with_role(Role.HR_ADMIN))

    assert nothing_changed()


def test_nobody_sets_their_own_units_not_even_as_an_acting_officer_above(office):
    with pytest.raises(OwnCase):
        give(office, office.section)
    make.acting(office.section, office.posts["division"])
    with pytest.raises(OwnCase):
        give(office, office.section)
    assert nothing_changed()

    give(office, office.head)
    assert UnitPredicate.objects.get().predicate == "GOOD"


def test_a_vacant_level_above_is_named_and_nothing_is_set(office):
    make.vacant(office.posts["division"])

    with pytest.raises(NotAllowedHere, match=r"Kepala Bidang Mutasi dan Promosi .* kosong"):
        give(office, office.head)

    assert nothing_changed()


@pytest.mark.parametrize("role", [Role.HR_ADMIN, Role.PERFORMANCE_TEAM])
def test_the_top_units_is_recorded_from_outside(office, role):
    give(office, make.with_role(role), post="head", reason="SK Wali Kota 821/2026.")

    decision = Decision.objects.get()
    assert (decision.verb, decision.reason) == ("RECORD_OUTSIDE", "SK Wali Kota 821/2026.")
    assert UnitPredicate.objects.get().unit.name == "Badan"


def test_the_top_unit_is_nobody_elses_and_never_its_heads(office):
    for who in (office.division, make.with_role(Role.AUDITOR)):
        with pytest.raises(NotYours, match="di luar kantor ini"):
            give(office, who, post="head")
    make.RoleGrant.objects.create(user=office.head.user, role=Role.HR_ADMIN, start=given.IN_THE_YEAR)
    with pytest.raises(OwnCase):
        give(office, office.head, post="head")
    with pytest.raises(NotAllowedHere):
        give(office, make.with_role(Role.HR_ADMIN), post="outside")

    assert nothing_changed()


@pytest.mark.parametrize("closed", ["2026", "2026-08"])
def test_a_closed_period_is_refused(office, closed):
    Period.objects.filter(code=closed).update(status="CLOSED")

    with pytest.raises(NotAllowedHere, match="sudah ditutup"):
        give(office, office.division, period=Period.objects.get(code="2026-08"))

    assert nothing_changed()


@pytest.mark.parametrize(("values", "field"), [({"reason": " "}, "reason"), ({"predicate": "VERY_GOOD"}, "predicate")])
def test_without_a_reason_or_with_an_unknown_predicate_it_is_refused(office, values, field):
    with pytest.raises(RuleViolation) as refused:
        give(office, office.division, **values)

    assert refused.value.field == field
    assert nothing_changed()


def test_the_same_predicate_again_changes_nothing(office):
    give(office, office.division)

    with pytest.raises(RuleViolation, match="Tidak ada yang diubah"):
        give(office, office.division, reason="Sekali lagi.")

    assert Decision.objects.count() == 1
    assert UnitPredicate.objects.get().reason == WHY


def test_the_head_explains_and_may_explain_anew(office):
    given.staffed(office, *["VERY_GOOD"] * 5)
    give(office, office.division)

    explain(office, office.section, "Target terlampaui.")
    row = explain(office, office.section, "Target terlampaui; bukti di map 4.")

    assert (row.reason, row.given_by) == (
        "Target terlampaui; bukti di map 4.",
        f"Jaya Ramadan, NIP {office.section.nip}, Kepala Sub Bidang Mutasi",
    )
    first, last = Decision.objects.filter(subject=f"assessment.DistributionReason#{row.pk}").order_by("pk")
    assert (first.verb, last.verb) == ("SUBMIT", "AMEND")
    assert last.details["counts"] == {"VERY_GOOD": 5}
    assert row.history.count() == 2


@pytest.mark.parametrize("who", ["division", "staff", "stranger", "head"])
def test_nobody_else_explains_while_somebody_heads_the_unit(office, who):
    given.staffed(office, *["VERY_GOOD"] * 5)
    give(office, office.division)

    with pytest.raises(NotYours):
        explain(office, getattr(office, who))

    assert not DistributionReason.objects.exists()
    assert Decision.objects.count() == 1


def test_where_nobody_heads_it_the_level_above_explains(office):
    given.staffed(office, *["VERY_GOOD"] * 5)
    give(office, office.division)
    make.vacant(office.posts["section"])

    explain(office, office.division)

    assert DistributionReason.objects.get().given_by.startswith("Siti Pratama")


def test_what_is_as_expected_or_not_set_needs_no_reason(office):
    with pytest.raises(NotAllowedHere, match="belum ditetapkan"):
        explain(office, office.section)
    give(office, office.division)
    with pytest.raises(NotAllowedHere, match="sesuai"):
        explain(office, office.section)
    with pytest.raises(RuleViolation):
        explain(office, office.section, " ")

    assert not DistributionReason.objects.exists()


def test_a_closed_year_takes_no_reason(office):
    given.staffed(office, *["VERY_GOOD"] * 5)
    give(office, office.division)
    Period.objects.filter(code="2026").update(status="CLOSED")

    with pytest.raises(NotAllowedHere, match="sudah ditutup"):
        explain(office, office.section)

    assert not DistributionReason.objects.exists()


@pytest.mark.parametrize(
    ("predicate", "rating"),
    [
        ("OUTSTANDING", "ABOVE"), ("GOOD", "MEETS"), ("NEEDS_IMPROVEMENT", "BELOW"), ("POOR", "BELOW"),
        ("VERY_POOR", "BELOW"),
    ],
)  # fmt: skip
def test_the_leader_takes_the_units_result(office, predicate, rating):
    give(office, office.division, predicate=predicate)

    assert unit_rating(office.posts["section"], given.the_year()) == rating


def test_the_reason_of_a_leaders_rating_names_the_predicate_or_that_there_is_none(office):
    year = given.the_year()
    none_yet = leaders_rating(office.posts["section"], year)
    assert none_yet is not None
    assert (none_yet.rating, none_yet.reasons[0]) == (
        None,
        "Predikat unit Sub Bidang Mutasi untuk tahun 2026 belum ditetapkan.",
    )

    give(office, office.division)

    found = leaders_rating(office.posts["section"], year)
    assert found is not None
    assert found.reasons[0] == "Predikat unit Sub Bidang Mutasi: Baik."
    assert leaders_rating(office.posts["staff"], year) is None
    assert leaders_rating(office.posts["second_section"], year) is None  # its unit is led by the division's head
    assert leaders_rating(office.posts["section"], states.october()).rating is None


def test_a_leader_is_suggested_the_units_result_and_others_what_was_measured(office):
    year = given.the_year()
    measured = Suggestion(Rating.BELOW, ("“Usulan” mencapai 78 %.",), ())

    assert suggested_to_leader(measured, office.posts["staff"], year) == measured
    before = suggested_to_leader(measured, office.posts["section"], year)
    assert (before.rating, before.reasons) == (
        Rating.BELOW,
        ("Predikat unit Sub Bidang Mutasi untuk tahun 2026 belum ditetapkan.", "“Usulan” mencapai 78 %."),
    )

    give(office, office.division)

    after = suggested_to_leader(measured, office.posts["section"], year)
    assert (after.rating, after.reasons[0]) == (Rating.MEETS, "Predikat unit Sub Bidang Mutasi: Baik.")
    assert after.trace[-1].inputs == {"predikat unit": "Baik"}
    assert suggested_to_leader(measured, office.posts["staff"], year) == measured


def test_who_stands_above_is_found_for_many_units_in_four_queries(office, django_assert_num_queries):
    with django_assert_num_queries(4):
        tree = UnitTree()
        levels = tree.levels(tree.units, timezone.localdate(make.at(SEPTEMBER)))

    named = {tree.units[key].name: level.post.title if level.post else "" for key, level in levels.items()}
    assert named == {
        "Pusat": "",
        "Badan": "",
        "Bidang Mutasi dan Promosi": "Kepala Badan",
        "Sub Bidang Mutasi": "Kepala Bidang Mutasi dan Promosi",
    }
