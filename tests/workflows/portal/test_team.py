"""My team: only for whoever leads, by the reporting line, in a number of statements that people do not raise."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from workflows.organization.models import ActingAppointment, Role

pages = pytest.mark.parametrize("who", ["staff", "other", "stranger"])


@pages
def test_whoever_leads_nobody_has_no_team(office, open_as, who):
    person = getattr(office, who)

    assert open_as(person, "/team/").status_code == 403
    assert 'href="/team/"' not in open_as(person, "/").content.decode()


def test_the_unit_is_shown_day_by_day(office, open_as):
    make.submitted_report(office.staff)

    page = open_as(office.section, "/team/")

    lines = {line.holder.name: line for line in page.context["lines"]}
    assert set(lines) == {"Ghaliyati Wahyuni", "Cornelia Oktaviani"}
    assert (lines["Ghaliyati Wahyuni"].on_time, len(lines["Ghaliyati Wahyuni"].missing)) == (1, 15)
    assert len(lines["Cornelia Oktaviani"].missing) == 16
    assert page.context["total"] == {"reported": 1, "missing": 31, "owed": 32}
    assert 'href="/team/"' in page.content.decode()


def test_a_leader_goes_deeper_by_link(office, open_as):
    page = open_as(office.division, "/team/")
    section = office.posts["section"].pk
    assert f"?post={section}" in page.content.decode()

    deeper = open_as(office.division, f"/team/?post={section}")

    assert [line.holder.name for line in deeper.context["lines"]] == ["Ghaliyati Wahyuni", "Cornelia Oktaviani"]


@pytest.mark.parametrize("post", ["head", "division", "second_section", "outside"])
def test_nobody_looks_sideways_or_up(office, open_as, post):
    assert open_as(office.section, f"/team/?post={office.posts[post].pk}").status_code == 404


@pytest.mark.parametrize("text", ["x", "-1", "9" * 30, "0"])
def test_a_post_that_is_none_is_not_found(office, open_as, text):
    assert open_as(office.section, f"/team/?post={text}").status_code == 404


def test_the_bottleneck_has_a_name(office, open_as):
    make.submitted_report(office.staff, date(2026, 11, 16))
    make.submitted_report(office.other, date(2026, 11, 16))

    (stuck,) = open_as(office.division, "/team/").context["bottlenecks"]

    assert stuck.officer.employee == office.section
    assert (stuck.waiting, stuck.people, stuck.overdue, stuck.oldest_working_days) == (2, 2, 2, 6)
    assert stuck.sent_none
    (own,) = open_as(office.section, "/team/").context["bottlenecks"]
    assert own.is_reader


def test_the_acting_officer_leads_the_post_and_sees_it_first(office, open_as):
    ActingAppointment.objects.create(
        position=office.posts["second_section"], officer=office.section, capacity="PLT", start=date(2026, 1, 2),
        decree="SK 821.2/014/BKPSDM/2026",
    )  # fmt: skip

    page = open_as(office.section, "/team/")

    assert page.context["post"] == office.posts["second_section"]
    assert [line.holder.name for line in page.context["lines"]] == ["Ani Sirait"]
    assert "Plt Kepala Sub Bidang Kepangkatan" in page.content.decode()
    vacant = next(line for line in open_as(office.division, "/team/").context["lines"] if line.holder is None)
    assert vacant.acting.employee == office.section


def test_statements_do_not_grow_with_the_team(office, client):
    client.force_login(office.section.user)
    make.submitted_report(office.staff, date(2026, 11, 16))
    make.draft_skp(office.staff, office.posts["staff"])
    client.get("/team/")
    with CaptureQueriesContext(connection) as few:
        client.get("/team/")
    for number in range(12):
        post = make.position(f"Analis {number}", office.posts["staff"].unit, office.posts["section"])
        person = make.employee(f"Pegawai {number}", post)
        make.submitted_report(person, date(2026, 11, 16))
        make.draft_skp(person, post)

    with CaptureQueriesContext(connection) as many:
        page = client.get("/team/")

    assert len(page.context["lines"]) == 14
    assert len(many) == len(few) <= 24


@pytest.mark.parametrize("who", ["staff", "section", "division", "head", "outside"])
def test_a_persons_page_is_open_to_the_person_and_the_line_above(office, open_as, who):
    make.submitted_report(office.staff)

    page = open_as(getattr(office, who), f"/team/{office.staff.nip}/")

    assert page.status_code == 200
    assert "Ghaliyati Wahyuni" in page.content.decode()


@pytest.mark.parametrize("who", ["other", "stranger"])
def test_a_strangers_page_is_not_found(office, open_as, who):
    assert open_as(getattr(office, who), f"/team/{office.staff.nip}/").status_code == 404
    assert open_as(office.section, f"/team/{office.division.nip}/").status_code == 404
    assert open_as(office.section, "/team/nobody/").status_code == 404


def test_hr_sees_everybody(office, open_as):
    assert open_as(make.with_role(Role.HR_ADMIN), f"/team/{office.staff.nip}/").status_code == 200
