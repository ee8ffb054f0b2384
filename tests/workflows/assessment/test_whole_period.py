"""A period that a move split is put together by days, with its trace; while a part waits, it says for which."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tests import factories as make
from tests.workflows.assessment import states
from tests.workflows.assessment.test_parts import october, replace_superior
from workflows.assessment.models import Assessment
from workflows.assessment.period_words import period_name
from workflows.assessment.whole_period import whole_of
from workflows.organization.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def parts(office):
    states.set_plan(office.staff, office.posts["staff"])
    replace_superior(office)
    return october(office)


def result(part, **values):
    """As if it had gone through its tiers."""
    Assessment.objects.filter(pk=part.pk).update(status="FINAL", **values)


def rated(part, work, behaviour, predicate):
    result(part, work_rating=work, behaviour_rating=behaviour, predicate=predicate)


def test_a_period_that_nothing_split_is_no_whole_of_parts(office):
    states.set_plan(office.staff, office.posts["staff"])
    october(office)

    assert whole_of(office.staff, states.october()) is None


def test_while_a_part_has_no_result_the_whole_has_none(office, parts):
    rated(parts[0], "ABOVE", "ABOVE", "VERY_GOOD")

    whole = whole_of(office.staff, states.october())

    assert (whole.predicate, whole.waits_for) == ("", [parts[1]])


def test_ratings_weigh_by_their_days(office, parts):
    rated(parts[0], "ABOVE", "ABOVE", "VERY_GOOD")  # 16 days
    rated(parts[1], "MEETS", "BELOW", "POOR")  # 15 days

    whole = whole_of(office.staff, states.october())

    # Work: (3 × 16 + 2 × 15) ÷ 31 = 2,52: above. Behaviour: (3 × 16 + 1 × 15) ÷ 31 = 2,03: meets. Together: Baik.
    assert (whole.predicate, whole.label) == ("GOOD", "Baik")
    assert [step.step for step in whole.trace] == ["YEAR_PARTS", "YEAR_PARTS", "PREDICATE"]
    assert whole.trace[0].inputs[
        "bagian 1. Pengelola Mutasi Kepegawaian, 1\u00a0Oktober sampai 16\u00a0Oktober 2026"
    ] == ("Di atas ekspektasi × 16 hari")


@pytest.mark.parametrize(
    ("rule_set", "totals", "predicate"),
    [
        ("pp46_2011", ("91.00", "75.00"), "GOOD"),  # 83,26
        ("pp46_2011", ("60.00", "62.00"), "POOR"),  # 60,97
        ("permenpanrb_8_2021", ("115.00", "110.00"), "GOOD"),  # no new idea
    ],
)
def test_totals_weigh_by_their_days(office, parts, rule_set, totals, predicate):
    for part, total in zip(parts, totals, strict=True):
        result(part, rule_set=rule_set, total=Decimal(total), predicate="GOOD")

    assert whole_of(office.staff, states.october()).predicate == predicate


def test_an_assessment_is_named_by_its_period_and_its_days(office, parts):
    assert period_name(parts[0]) == "Oktober 2026, 1\u00a0Oktober 2026 sampai 16\u00a0Oktober 2026"
    assert period_name(Assessment(period=states.october())) == "Oktober 2026"
    year = states.october().year
    assert (year.start, period_name(Assessment(period=year))) == (date(2026, 1, 1), "tahun 2026")


def test_the_person_and_hr_read_the_whole_on_each_part_and_one_superior_does_not_read_the_others(office, parts, client):
    rated(parts[0], "ABOVE", "ABOVE", "VERY_GOOD")
    rated(parts[1], "MEETS", "BELOW", "POOR")
    url = reverse("assessment:detail", args=[parts[0].pk])

    def page(person):
        client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
        return client.get(url).content.decode()

    for person in (office.staff, make.with_role(Role.HR_ADMIN)):
        shown = page(person)
        assert "Gabungan bagian-bagiannya" in shown
        assert "Gabungan: <b>Baik</b>" in shown
    assert "Gabungan" not in page(office.division)
