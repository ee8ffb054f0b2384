"""What the database itself refuses, and the filters that read aloud."""

import pytest
from django.db import IntegrityError, transaction

from tests import factories as make
from workflows.skp.models import BehaviourExpectation, Indicator, Skp, WorkResult

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def skp(office):
    return make.draft_skp(office.staff, office.posts["staff"])


def refused(name, act):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        act()
    # SQLite names the columns of a broken unique constraint, PostgreSQL the constraint itself.
    return name in str(error.value) or "UNIQUE constraint failed" in str(error.value)


def copy_of(skp, **values):
    own = {"employee": skp.employee, "position": skp.position, "period": skp.period, "rule_set": skp.rule_set}
    return Skp(**{**own, **values})


def test_a_version_exists_once(skp):
    assert refused("skp_version_once", copy_of(skp, version=1).save)


def test_one_version_is_in_force(skp):
    Skp.objects.filter(pk=skp.pk).update(status="SET")

    assert refused("skp_one_in_force", copy_of(skp, version=2, status="SET").save)
    copy_of(skp, version=2).save()


def test_a_plan_is_of_a_person_in_a_post_so_that_the_plt_has_two(office, skp):
    second = copy_of(skp, position=office.posts["second_section"])
    second.save()

    assert set(Skp.objects.of(office.staff)) == {skp, second}


def test_a_result_has_its_number_once_and_does_not_carry_on_itself(skp):
    result = skp.results.get()
    result.carries_on = result

    assert refused("work_result_number_once", WorkResult(skp=skp, number=1, kind="MAIN", text="Lagi").save)
    assert refused("work_result_not_its_own_source", result.save)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("indicator_target_not_negative", {"target": -1}),
        ("indicator_range_has_ends", {"direction": "RANGE", "target": 1}),
        ("indicator_range_has_ends", {"direction": "RANGE", "target": 1, "target_low": 90, "target_high": 80}),
        ("indicator_number_once", {"number": 1, "target": 1}),
    ],
)
def test_an_indicator_is_measurable(skp, name, values):
    usual = {"number": 9, "text": "Lama layanan", "aspect": "TIME", "measure": "LEVEL", "unit": "hari"}
    indicator = Indicator(result=skp.results.get(), **{**usual, **values})

    assert refused(name, indicator.save)


def test_an_expectation_is_said_once_a_value(skp):
    BehaviourExpectation.objects.create(skp=skp, value="LOYAL", text="Menjaga rahasia")

    assert refused("expectation_once_a_value", BehaviourExpectation(skp=skp, value="LOYAL", text="Lagi").save)


def test_a_result_that_is_carried_on_cannot_go(office):
    skp = make.set_skp(office)
    carried = skp.results.get().carries_on

    with pytest.raises(Exception, match="protected foreign keys"):
        carried.delete()


def test_gaps_are_main_results_in_force_of_leading_posts_that_nobody_carries_on(office):
    skp = make.set_skp(office)
    section = Skp.objects.get(employee=office.section)
    gap = WorkResult.objects.create(skp=section, number=2, kind="MAIN", text="Tersusunnya laporan mutasi")
    WorkResult.objects.create(skp=section, number=3, kind="ADDITIONAL", text="Menjadi narasumber")

    assert list(WorkResult.objects.carried_on_by_nobody()) == [gap]

    draft = make.draft_skp(office.other, office.posts["other"], carries_on=gap)
    assert list(WorkResult.objects.carried_on_by_nobody()) == [gap]
    Skp.objects.filter(pk=draft.pk).update(status="SUBMITTED")
    assert not WorkResult.objects.carried_on_by_nobody().exists()
    assert skp.status == "SET"
