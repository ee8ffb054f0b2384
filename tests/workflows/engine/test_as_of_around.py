"""Who was who on the day of an instant, as it was known then: superior, acting officer, delegate, post and name."""

from datetime import date, timedelta

import pytest
import time_machine

from tests import factories as make
from tests.workflows.engine.remembering import known_office
from workflows.engine.as_of import stood

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db):
    return known_office()


def test_the_superior_is_who_was_known_to_stand_there_that_day(office):
    report = make.submitted_report(office.staff, make.A_MONDAY)
    monday, tuesday = make.at(make.A_MONDAY), make.at(date(2026, 11, 24), 9)
    with time_machine.travel(tuesday, tick=False):  # the decree came a day late
        make.acting(office.other, office.posts["section"], "PLH", start=make.A_MONDAY, end=date(2026, 12, 1))

    then = stood("daily", monday, key=report.pk)
    assert then.around.superior.name == office.section.name
    assert then.around_today.superior.name == office.other.name
    (decider,) = then.chain.tiers[0].deciders
    assert (decider.name, decider.why) == (office.section.name, "holder")

    later = stood("daily", tuesday, key=report.pk)
    assert later.around == later.around_today
    assert (later.around.superior.name, later.around.superior.capacity) == (office.other.name, "PLH")
    assert later.around.superior.on_behalf_of == office.section.name
    (decider,) = later.chain.tiers[0].deciders
    assert (decider.name, decider.why, decider.decree) == (office.other.name, "acting", "SP-821/2026")


def test_whoever_was_delegated_to_is_named_beside(office):
    report = make.submitted_report(office.staff, make.A_MONDAY)
    with time_machine.travel(make.at(date(2026, 11, 20), 9), tick=False):
        make.delegation(office.section, office.stranger, "daily", start=date(2026, 11, 24))

    assert len(stood("daily", make.at(make.A_MONDAY), key=report.pk).chain.tiers[0].deciders) == 1
    asked, beside = stood("daily", make.at(date(2026, 11, 24)), key=report.pk).chain.tiers[0].deciders
    assert (asked.name, beside.name, beside.on_behalf_of) == (
        office.section.name, office.stranger.name, office.section.name,
    )  # fmt: skip


def test_a_post_that_reported_elsewhere_and_a_name_that_was_another(office):
    report = make.submitted_report(office.staff, make.A_MONDAY)
    moved = make.at(date(2026, 11, 25), 8)
    with time_machine.travel(moved, tick=False):
        post = office.posts["staff"]
        post.reports_to, post.title = office.posts["second_section"], "Penata Kelola Kepegawaian"
        post.save()
        office.section.name = "Jaya Ramadan Putra"
        office.section.save()

    before = stood("daily", moved - timedelta(seconds=1), key=report.pk)
    assert (before.around.held, before.around.superior.name) == ("Pengelola Mutasi Kepegawaian", "Jaya Ramadan")
    assert before.names["organization.Position", post.pk] == "Pengelola Mutasi Kepegawaian"
    after = stood("daily", moved, key=report.pk)
    assert after.around.held == "Penata Kelola Kepegawaian"
    assert after.around.superior is None
    assert "Kepala Sub Bidang Kepangkatan" in after.around.why_nobody  # nobody stands there


def test_of_a_time_of_which_nothing_was_known_it_says_so(office):
    report = make.submitted_report(office.staff, make.A_MONDAY)

    found = stood("daily", make.at(date(2025, 11, 3)), key=report.pk)
    assert (found.then, found.case, found.chain, found.decisions, found.waiting) == (None, None, None, [], [])
    assert (found.around.held, found.around.case_post, found.around.superior) == ("", "", None)
    assert found.around_today.held == "Pengelola Mutasi Kepegawaian"
    assert len(found.later) == 1
