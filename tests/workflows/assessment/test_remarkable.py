"""What stands out about a rating: far from the suggestion, or the same for all; and how people rate themselves."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests import factories as make
from tests.workflows.assessment import states as given
from workflows.assessment import actions
from workflows.assessment.models import Assessment
from workflows.assessment.remarkable import alike, departing, far, remarks_on, same_for_all
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db
SAME = "Sama untuk semua: penilai memberi nilai yang sama kepada 3 orang dalam periode ini."


@pytest.fixture
def office():
    return make.office()


def team(office, *ratings):
    """Staff of the section rated so by its head, each with a plan that suggests BELOW."""
    found = []
    posts = [(office.staff, office.posts["staff"]), (office.other, office.posts["other"])]
    for number in range(len(ratings) - 2):
        post = make.position(f"Analis {number}", office.posts["staff"].unit, office.posts["section"])
        posts.append((make.employee(f"Pegawai {number}", post), post))
    for (person, post), (work, behaviour) in zip(posts, ratings, strict=False):
        found.append(given.rated(person, post, office.section, work=work, behaviour=behaviour))
    return found


def as_person(client, person):
    client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
    return client


def test_two_steps_from_the_suggestion_is_far(office, django_assert_num_queries):
    distant, near = team(office, ("ABOVE", "MEETS"), ("MEETS", "MEETS"))

    with django_assert_num_queries(1):
        said = remarks_on(distant)

    assert said == ["Jauh dari saran: sistem menyarankan di bawah ekspektasi, penilai memberi di atas ekspektasi."]
    assert remarks_on(near) == ["Penilaian ini berbeda dari saran sistem, dengan alasan."]
    assert list(far(Assessment.objects.all())) == [distant]
    assert set(departing(Assessment.objects.all())) == {distant, near}


def test_the_same_for_three_is_told_to_whoever_ratifies_and_to_nobody_else(client, office):
    one, *_rest = team(office, ("BELOW", "MEETS"), ("BELOW", "MEETS"), ("BELOW", "MEETS"))

    assert remarks_on(one) == [SAME]
    assert same_for_all(Assessment.objects.all()) == [(office.section.pk, one.period_id, 3)]
    assert alike(Assessment.objects.all()).count() == 3
    task = reverse("engine:task", args=[given.task(one).task_id])
    assert SAME in as_person(client, office.division).get(task).content.decode()
    actions.ratify(task_id=given.task(one).task_id, by=make.actor(office.division), at=make.at(given.RATIFIED_ON))
    shown = as_person(client, office.staff).get(reverse("assessment:detail", args=[one.pk]))
    assert shown.status_code == 200
    assert "Sama untuk semua" not in shown.content.decode()


@pytest.mark.parametrize(
    "ratings",
    [
        (("BELOW", "MEETS"), ("BELOW", "MEETS")),
        (("BELOW", "MEETS"), ("BELOW", "MEETS"), ("BELOW", "ABOVE")),
        (("BELOW", "MEETS"), ("BELOW", "MEETS"), ("MEETS", "MEETS")),
    ],
    ids=["two people", "another behaviour", "another work"],
)
def test_what_is_not_the_same_for_three_says_nothing(office, ratings):
    found = team(office, *ratings)

    assert remarks_on(found[0]) == []
    assert alike(Assessment.objects.all()).count() == 0


# ---- self-rating ----
def self_rate(office, **own):
    assessment = given.opened(office.staff, office.posts["staff"])
    actions.self_assess(
        task_id=given.task(assessment).task_id, levels=given.levels(assessment), own=own,
        by=make.actor(office.staff), at=make.at(given.SELF_ON),
    )  # fmt: skip
    assessment.refresh_from_db()
    return assessment


def test_the_persons_own_rating_is_shown_to_both_and_to_whoever_ratifies(client, office):
    assessment = self_rate(office, work="ABOVE", LOYAL="MEETS")
    assert assessment.self_rating == {"work": "ABOVE", "LOYAL": "MEETS"}
    task = reverse("engine:task", args=[given.task(assessment).task_id])
    assert "Penilaian diri pegawai" in as_person(client, office.section).get(task).content.decode()

    given.rate(assessment, office.section, **given.rating("BELOW"))

    task = reverse("engine:task", args=[given.task(assessment).task_id])
    shown = BeautifulSoup(as_person(client, office.division).get(task).content, "html.parser")
    rows = [[cell.get_text(strip=True) for cell in row.select("th, td")] for row in shown.select("table tr")]
    assert ["Hasil kerja", "Di atas ekspektasi", "Di bawah ekspektasi"] in rows
    assert ["Loyal", "Sesuai ekspektasi", "Sesuai ekspektasi"] in rows
    own = as_person(client, office.staff).get(reverse("assessment:detail", args=[assessment.pk])).content.decode()
    assert "Penilaian diri pegawai" in own
    assert "Di bawah ekspektasi" not in own


@pytest.mark.parametrize("own", [{"LOYAL": "BEST"}, {"BRAVE": "MEETS"}, {"INTEGRITY": "90"}])
def test_an_own_rating_that_the_rule_set_does_not_know_is_refused(office, own):
    with pytest.raises(RuleViolation) as refused:
        self_rate(office, **own)
    assert refused.value.code == "self_rating_unknown"
    assert Assessment.objects.get().status == "OPEN"


def test_rating_oneself_is_optional_on_the_page(client, office):
    assessment = given.opened(office.staff, office.posts["staff"])
    task = reverse("engine:task", args=[given.task(assessment).task_id])
    level = assessment.realisations.get(indicator__measure="LEVEL").indicator_id
    posted = {f"level_{level}": "93,75", f"evidence_{level}": "Map 4", "note": "", "self_LOYAL": "ABOVE"}

    assert as_person(client, office.staff).post(task, posted).status_code == 302

    assert Assessment.objects.get().self_rating == {"LOYAL": "ABOVE"}
