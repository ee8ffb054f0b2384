"""What every page of the portal keeps: language, title, one heading, skip link, menu of what concerns the reader."""

import re

import pytest
from django.conf import settings

from tests import factories as make
from workflows.organization.agency import agency_name
from workflows.organization.models import Role

PAGES = ["/", "/inbox/", "/results/", "/accounts/profile/"]


def menu_of(response):
    text = response.content.decode()
    wide = text[text.index('class="nav nav-wide"') : text.index("</nav>")]
    return re.findall(r'href="([^"]+)"', wide)


def people(office):
    return {
        "staff": office.staff, "section": office.section, "head": office.head,
        "hr": make.with_role(Role.HR_ADMIN, "Ratna HR"), "team": make.with_role(Role.PERFORMANCE_TEAM, "Tim Kinerja"),
    }  # fmt: skip


@pytest.mark.parametrize("who", ["staff", "section", "head", "hr", "team"])
def test_every_page_keeps_its_frame(office, open_as, who):
    person = people(office)[who]
    for address in [*PAGES, f"/team/{person.nip}/"]:
        text = open_as(person, address).content.decode()
        assert '<html lang="id"' in text, address
        assert re.search(r"<title>[^<]+ · Jenjang</title>", text), address
        assert len(re.findall(r"<h1\b", text)) == 1, address
        assert '<a class="skip" href="#isi">' in text, address
        # Our own file may help; nothing stands in the page itself.
        assert not re.search(r"<script(?! src=\"/static/keyboard.js\" defer></script>)|style=|<style", text), address


@pytest.mark.parametrize("address", [*PAGES, "/team/", "/team/1/", "/inbox/selected/"])
def test_a_stranger_is_led_to_the_log_in(db, client, address):
    assert client.get(address).headers["Location"].startswith("/accounts/login/?next=")


def test_the_menu_shows_what_concerns_the_reader(office, open_as):
    person = people(office)

    assert "/team/" not in menu_of(open_as(person["staff"], "/"))
    assert "/team/" in menu_of(open_as(person["section"], "/"))
    assert menu_of(open_as(person["staff"], "/"))[0] == "/"
    assert "/inbox/" in menu_of(open_as(person["staff"], "/"))
    assert 'href="/inbox/" aria-current="page"' in open_as(person["section"], "/inbox/").content.decode()


def test_the_menu_counts_what_waits(office, open_as):
    assert 'class="count"' not in open_as(office.section, "/").content.decode()
    make.submitted_report(office.staff)
    assert '<span class="count">1<' in open_as(office.section, "/").content.decode()


def test_the_foot_names_the_agency_with_its_city(db):
    city = make.unit("Pemerintah Kota Palembang", kind="government")
    agency = make.unit("Badan Kepegawaian", city, "agency")
    section = make.unit("Sub Bidang", make.unit("Bidang", agency), "subdivision")

    assert agency_name(section.pk) == "Badan Kepegawaian Kota Palembang"
    assert agency_name(make.unit("Badan Sendiri", kind="agency").pk) == "Badan Sendiri"
    assert agency_name(make.unit("Dinas", kind="office").pk) == "Dinas"


def test_the_foot_leads_to_the_source(office, open_as):
    assert settings.SOURCE_URL in open_as(office.staff, "/").content.decode()


def test_english_stands_beside_indonesian(office, client):
    client.force_login(office.staff.user)
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})

    text = client.get("/").content.decode()

    assert '<html lang="en"' in text
    assert "What you should do now" in text
    office.staff.user.refresh_from_db()
    assert office.staff.user.language == "en"
