"""The office's bounds and the rule sets in the back-office, and what stands out in the list of assessments."""

import pytest
from django.urls import reverse

from tests import factories as make
from tests.backoffice.conftest import list_url
from tests.workflows.assessment import states as given
from workflows.assessment.models import Assessment, SuggestionBounds
from workflows.rules import pp46_2011

pytestmark = pytest.mark.django_db
BOUNDS = {"start": "2027-01-01", "above_from": "115", "below_under": "75", "source": "Nota dinas 4/2026"}


def test_hr_enters_bounds_that_are_shown_as_unconfirmed(people, enter):
    client = enter(people.hr)

    assert client.post(list_url(SuggestionBounds, "add/"), BOUNDS).status_code == 302

    row = SuggestionBounds.objects.get()
    assert (str(row.above_from), str(row.below_under)) == ("115.00", "75.00")
    assert "belum dikonfirmasi [?]" in client.get(list_url(SuggestionBounds)).content.decode()
    change = client.get(list_url(SuggestionBounds, f"{row.pk}/change/")).content.decode()
    assert "Belum dikonfirmasi [?]" in change


@pytest.mark.parametrize("who", ["auditor", "team"])
def test_others_only_read_the_bounds(people, enter, who):
    client = enter(getattr(people, who))

    assert client.get(list_url(SuggestionBounds)).status_code == 200
    assert client.post(list_url(SuggestionBounds, "add/"), BOUNDS).status_code == 403
    assert not SuggestionBounds.objects.exists()


def test_bounds_in_the_wrong_order_are_refused_in_words(people, enter):
    response = enter(people.hr).post(list_url(SuggestionBounds, "add/"), {**BOUNDS, "below_under": "120"})

    assert response.status_code == 200
    assert not SuggestionBounds.objects.exists()


def test_the_rule_sets_are_listed_with_days_and_unconfirmed_figures(people, enter):
    text = enter(people.auditor).get(reverse("admin:assessment_rules")).content.decode()

    for words in (
        "Peraturan Pemerintah Nomor 46 Tahun 2011",
        "Peraturan Menteri PANRB Nomor 8 Tahun 2021",
        "Peraturan Menteri PANRB Nomor 6 Tahun 2022",
        pp46_2011.UNCONFIRMED["creativity_president"],
        "Bobot lingkup kerja tambahan antarunit.",
    ):
        assert words in text


def test_whoever_does_not_look_into_results_does_not_read_the_rules_there(people, enter):
    assert enter(people.technical).get(reverse("admin:assessment_rules")).status_code == 403
    assert enter(people.office.staff).get(reverse("admin:assessment_rules")).status_code in {302, 403}
    assert enter(people.hr).post(reverse("admin:assessment_rules")).status_code == 405


def test_what_stands_out_is_marked_in_the_list_and_found_by_the_filter(people, enter):
    office = people.office
    distant = given.rated(office.staff, office.posts["staff"], office.section, work="ABOVE")
    near = given.rated(office.other, office.posts["other"], office.section, work="BELOW", because="")
    client = enter(people.hr)

    text = client.get(list_url(Assessment)).content.decode()
    found = client.get(list_url(Assessment, "?remarkable=far")).context["cl"].result_list

    assert "jauh dari saran" in text
    assert [row.pk for row in found] == [distant.pk]
    every = client.get(list_url(Assessment, "?remarkable=any")).context["cl"].result_list
    assert near.pk not in [row.pk for row in every]


def test_the_same_for_all_is_marked_and_found(people, enter):
    office = people.office
    post = make.position("Analis", office.posts["staff"].unit, office.posts["section"])
    members = [
        (office.staff, office.posts["staff"]), (office.other, office.posts["other"]),
        (make.employee("Dewi Lestari", post), post),
    ]  # fmt: skip
    rated = {given.rated(*member, office.section, work="BELOW", because="").pk for member in members}
    client = enter(people.hr)

    assert "sama untuk semua" in client.get(list_url(Assessment)).content.decode()
    for chosen in ("alike", "any"):
        found = client.get(list_url(Assessment, f"?remarkable={chosen}")).context["cl"].result_list
        assert {row.pk for row in found} == rated
