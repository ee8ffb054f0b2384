"""The reporting line on a day: holders, acting officers, gaps, its end, and one's own place in it."""

from datetime import date

import pytest

from tests import factories as make
from workflows.organization.models import ActingAppointment, Position, Tenure
from workflows.organization.reporting import (
    GapInLine,
    LineEnds,
    assessor_of,
    officers,
    position_of,
    posts_above,
    posts_below,
    posts_stood_in,
    reporting_line,
    superior,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture
def office():
    return make.office()


def appoint(officer, post, capacity="PLT", start=date(2026, 9, 1), end=None):
    return ActingAppointment.objects.create(
        position=post, officer=officer, capacity=capacity, start=start, end=end, decree="SP-821/2026"
    )


def vacate(post, end=date(2026, 9, 1)):
    tenure = Tenure.objects.get(position=post)
    tenure.end = end
    tenure.save()


def names(line):
    return [officer.employee.name for officer in line]


def test_line_runs_from_the_direct_superior_to_the_official_outside(office):
    assert names(reporting_line(office.staff, TODAY)) == [
        "Jaya Ramadan", "Siti Pratama", "Uda Waluyo", "Luis Sihombing",
    ]  # fmt: skip
    assert assessor_of(office.staff, TODAY).title == "Kepala Sub Bidang Mutasi"
    assert superior(office.staff, TODAY, 2).employee == office.division
    assert assessor_of(office.head, TODAY).employee == office.outside


def test_acting_officer_stands_in_for_a_vacant_superior(office):
    vacate(office.posts["section"])
    appointment = appoint(office.other, office.posts["section"])

    officer = assessor_of(office.staff, TODAY)

    assert (officer.employee, officer.acting, officer.holder) == (office.other, appointment, None)
    assert officer.title == "Plt Kepala Sub Bidang Mutasi"
    signatory = officer.signatory("Analis Mutasi")
    assert (signatory.name, signatory.post) == ("Cornelia Oktaviani", "Analis Mutasi")
    assert (signatory.principal_name, signatory.principal_post) == ("", "Kepala Sub Bidang Mutasi")
    assert (signatory.capacity, signatory.decree) == ("PLT", "SP-821/2026")


def test_plh_stands_in_for_an_absent_superior_who_is_named(office):
    appoint(office.other, office.posts["section"], "PLH", date(2026, 11, 23), date(2026, 11, 27))

    officer = assessor_of(office.staff, TODAY)

    assert (officer.employee, officer.holder) == (office.other, office.section)
    assert officer.signatory().principal_name == "Jaya Ramadan"
    assert officer.title == "Plh Kepala Sub Bidang Mutasi"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 22), "Jaya Ramadan"),
        (date(2026, 11, 23), "Cornelia Oktaviani"),
        (date(2026, 11, 26), "Cornelia Oktaviani"),
        (date(2026, 11, 27), "Jaya Ramadan"),
    ],
)
def test_acting_time_is_half_open(office, day, expected):
    appoint(office.other, office.posts["section"], "PLH", date(2026, 11, 23), date(2026, 11, 27))

    assert assessor_of(office.staff, day).employee.name == expected


def test_vacant_superior_without_acting_officer_is_a_gap_that_is_named(office):
    vacate(office.posts["section"])

    with pytest.raises(GapInLine) as gap:
        assessor_of(office.staff, TODAY)

    assert gap.value.position == office.posts["section"]
    assert "Kepala Sub Bidang Mutasi" in str(gap.value)
    assert "24-11-2026" in str(gap.value)
    with pytest.raises(GapInLine):
        reporting_line(office.staff, TODAY)
    with pytest.raises(GapInLine):
        superior(office.staff, TODAY, 2)


def test_gap_higher_up_does_not_matter_to_the_direct_superior(office):
    vacate(office.posts["division"])

    assert assessor_of(office.staff, TODAY).employee == office.section
    with pytest.raises(GapInLine):
        superior(office.staff, TODAY, 2)


def test_inactive_holder_leaves_a_gap(office):
    office.section.is_active = False
    office.section.save()

    with pytest.raises(GapInLine):
        assessor_of(office.staff, TODAY)


def test_inactive_acting_officer_does_not_count(office):
    appoint(office.other, office.posts["section"], "PLH")
    office.other.is_active = False
    office.other.save()

    assert assessor_of(office.staff, TODAY).employee == office.section


def test_line_ends_above_the_topmost_post(office):
    with pytest.raises(LineEnds) as end:
        assessor_of(office.outside, TODAY)
    assert end.value.position == office.posts["outside"]
    with pytest.raises(LineEnds):
        superior(office.head, TODAY, 2)
    assert reporting_line(office.outside, TODAY) == []


def test_acting_officer_of_ones_own_superior_is_assessed_by_the_next_one_up(office):
    vacate(office.posts["section"])
    appoint(office.staff, office.posts["section"])

    assert assessor_of(office.staff, TODAY).employee == office.division
    assert superior(office.staff, TODAY, 2).employee == office.head
    assert names(reporting_line(office.staff, TODAY)) == ["Siti Pratama", "Uda Waluyo", "Luis Sihombing"]
    assert assessor_of(office.other, TODAY).employee == office.staff


def test_second_post_has_its_own_line(office):
    """A Plt has a SKP for the post acted for; there the superior is that post's."""
    vacate(office.posts["division"])
    appoint(office.section, office.posts["division"])

    own = assessor_of(office.section, TODAY)
    acted = assessor_of(office.section, TODAY, office.posts["division"])

    assert (own.employee, acted.employee) == (office.head, office.head)
    assert superior(office.section, TODAY, 2).employee == office.outside
    assert assessor_of(office.staff, TODAY).employee == office.section
    assert superior(office.staff, TODAY, 2).employee == office.section


def test_person_without_a_post_has_no_superior(office):
    stray = make.employee("Tanpa Jabatan")

    assert position_of(stray, TODAY) is None
    assert reporting_line(stray, TODAY) == []
    with pytest.raises(LineEnds):
        assessor_of(stray, TODAY)


def test_posts_stood_in_are_the_held_one_and_those_acted_for(office):
    appoint(office.section, office.posts["second_section"])
    appoint(office.section, office.posts["division"], "PLH", date(2026, 11, 24), date(2026, 11, 25))

    stood_in = posts_stood_in(office.section, TODAY)

    posts = office.posts
    assert set(stood_in) == {posts["section"].pk, posts["second_section"].pk, posts["division"].pk}
    assert stood_in[posts["section"].pk].acting is None
    assert stood_in[posts["second_section"].pk].holder is None
    assert stood_in[posts["division"].pk].holder == office.division
    assert posts["division"].pk not in posts_stood_in(office.section, date(2026, 11, 25))
    assert posts_stood_in(make.employee("Tanpa Jabatan"), TODAY) == {}


def test_everybody_of_many_posts_is_found_in_two_queries(office, django_assert_num_queries):
    appoint(office.other, office.posts["section"], "PLH")

    with django_assert_num_queries(2):
        found = officers(office.posts.values(), TODAY)

    assert found[office.posts["section"].pk].employee == office.other
    assert office.posts["second_section"].pk not in found


def test_posts_above_and_below(office):
    everybody = {}
    for post in Position.objects.all():
        everybody.setdefault(post.reports_to_id, []).append(post)

    above = [post.title for post in posts_above(office.posts["staff"])]
    below = {post.title for post in posts_below([office.posts["section"]], everybody)}

    assert above == ["Kepala Sub Bidang Mutasi", "Kepala Bidang Mutasi dan Promosi", "Kepala Badan", "Deputi"]
    assert below == {"Pengelola Mutasi Kepegawaian", "Analis Mutasi"}
