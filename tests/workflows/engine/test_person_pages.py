"""The person's own pages on what waits: withdraw it, change it; nobody else finds them, and no JavaScript is needed."""

import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests import factories as make
from tests.workflows.assessment import states as assessments
from tests.workflows.targets import states as targets
from workflows.audit.models import Decision
from workflows.daily import actions as daily
from workflows.engine.models import WorkItem

pytestmark = pytest.mark.django_db
TWO_TIERS = [{"rule": "DIRECT_SUPERIOR"}, {"rule": "SUPERIOR_OF_SUPERIOR"}]


@pytest.fixture
def office(settings):
    settings.DEMO_TODAY = make.A_MONDAY
    return make.office()


@pytest.fixture
def enter(client):
    def enter(person):
        client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
        return client

    return enter


def sent(office, process):
    """Something of the staff's that waits with their superior, and its page."""
    subject = {
        "daily": lambda: make.submitted_report(office.staff, given=make.entries(_result(office))),
        "skp": lambda: make.submitted_skp(office),
        "targets": lambda: targets.submitted_plan(targets.set_skp(office.staff, office.posts["staff"])),
        "assessment": lambda: assessments.self_assessed(office.staff, office.posts["staff"]),
    }[process]()
    item = WorkItem.objects.open().get(process=process)
    return subject, item, reverse(f"{process}:detail", args=[subject.pk])


def _result(office):
    return targets.set_skp(office.staff, office.posts["staff"]).results.get()


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


ALL = ("daily", "skp", "targets", "assessment")
CHANGED = ("daily", "skp", "targets")


@pytest.mark.parametrize("process", ALL)
def test_person_withdraws_from_their_own_page(office, enter, process):
    subject, item, own = sent(office, process)
    client = enter(office.staff)

    (link,) = soup(client.get(own)).select(f'a[href="{reverse("engine:withdraw", args=[item.task_id])}"]')
    asked = client.get(link["href"])
    done = client.post(link["href"], {"reason": "Salah isian."})

    assert "Menunggu Jaya Ramadan" in asked.content.decode()
    assert (done.status_code, done["Location"]) == (302, own)
    subject.refresh_from_db()
    assert subject.status == ("OPEN" if process == "assessment" else "DRAFT")
    last = Decision.objects.order_by("id").last()
    assert (last.verb, last.reason) == ("WITHDRAW", "Salah isian.")
    assert client.get(own).status_code == 200
    assert client.get(link["href"]).status_code == 200  # says what happened
    assert client.post(link["href"]).status_code == 409


@pytest.mark.parametrize("process", ALL)
@pytest.mark.parametrize("who", ["section", "division", "other", "stranger"])
def test_nobody_else_finds_the_pages(office, enter, process, who):
    subject, item, _own = sent(office, process)
    client = enter(getattr(office, who))
    addresses = [reverse("engine:withdraw", args=[item.task_id])]
    if process in CHANGED:
        addresses.append(reverse(f"{process}:change", args=[subject.pk]))

    for address in addresses:
        assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)

    assert not Decision.objects.filter(verb__in=["WITHDRAW", "AMEND"]).exists()


def test_superior_is_not_offered_what_is_the_persons(office, enter):
    _subject, item, own = sent(office, "daily")

    page = enter(office.section).get(own).content.decode()

    assert reverse("engine:withdraw", args=[item.task_id]) not in page
    assert "/change/" not in page


def test_after_the_first_decision_it_is_changed_and_not_withdrawn(office, enter):
    make.chain(tiers=TWO_TIERS, position_kind="EXECUTING")
    report, item, own = sent(office, "daily")
    daily.verify(task_id=item.task_id, by=make.actor(office.section), at=make.at(make.A_MONDAY, 17))
    second = WorkItem.objects.open().get()
    client = enter(office.staff)

    page = client.get(own).content.decode()
    refused = client.post(reverse("engine:withdraw", args=[second.task_id]))

    assert reverse("daily:change", args=[report.pk]) in page
    assert reverse("engine:withdraw", args=[second.task_id]) not in page
    assert refused.status_code == 409
    assert "Sudah ada yang memutus" in refused.content.decode()
    report.refresh_from_db()
    assert report.status == "SUBMITTED"


def filled(page):
    """The fields of the page's form as a browser would send them."""
    form = page.find("main").find("form", method="post") or page.find("form", method="post")
    data = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            data[field["name"]] = chosen.get("value", "") if chosen else ""
        elif field.name == "textarea":
            data[field["name"]] = field.text.strip("\n")
        elif field.get("type") not in {"radio", "checkbox", "file"} or field.has_attr("checked"):
            data[field["name"]] = field.get("value", "")
    return data


@pytest.mark.parametrize("process", CHANGED)
def test_person_changes_what_waits_and_it_goes_through_again(office, enter, process):
    subject, item, own = sent(office, process)
    client = enter(office.staff)
    address = reverse(f"{process}:change", args=[subject.pk])

    page = client.get(address)
    data = filled(soup(page))
    if process == "daily":
        data["activity-0-description"] = "Memeriksa 3 usulan mutasi pindah"
    elif process == "skp":
        data |= {"r0-text": "Selesainya usulan mutasi", "act": "submit"}
    else:
        first = next(name for name in data if name.endswith("-m1"))
        data |= {first: "40", first.replace("-m1", "-m12"): "20", "submit": "1"}
    done = client.post(address, data)

    assert "mulai tahap 1" in page.content.decode()
    assert (done.status_code, done["Location"]) == (302, own)
    last = Decision.objects.order_by("id").last()
    assert (last.verb, last.round, last.process) == ("AMEND", 2, process)
    new = WorkItem.objects.open().get(process=process)
    assert (new.owner_id, new.task_id != item.task_id) == (office.section.user_id, True)
    assert enter(office.section).get(reverse("engine:task", args=[new.task_id])).status_code == 200


@pytest.mark.parametrize("process", CHANGED)
def test_sending_it_unchanged_says_so(office, enter, process):
    subject, _item, _own = sent(office, process)
    client = enter(office.staff)
    address = reverse(f"{process}:change", args=[subject.pk])
    data = filled(soup(client.get(address))) | {"act": "submit", "submit": "1"}

    refused = client.post(address, data)

    assert refused.status_code == 422
    assert "Belum ada yang diubah" in refused.content.decode()
    assert not Decision.objects.filter(verb="AMEND").exists()


def test_page_of_a_plan_that_waits_keeps_nothing_in_between(office, enter):
    skp, _item, _own = sent(office, "skp")
    client = enter(office.staff)
    address = reverse("skp:change", args=[skp.pk])
    data = filled(soup(client.get(address))) | {"r0-text": "Lain"}

    for act in ("look", "save", "withdraw", "add-result"):
        assert client.post(address, data | {"act": act}).status_code == 200

    skp.refresh_from_db()
    assert (skp.status, skp.results.get().text) == ("SUBMITTED", "Terprosesnya usulan mutasi")


def test_later_tier_chooses_to_whom_it_returns(office, enter):
    make.chain(tiers=TWO_TIERS, position_kind="EXECUTING")
    report, item, _own = sent(office, "daily")
    first_page = enter(office.section).get(reverse("engine:task", args=[item.task_id])).content.decode()
    daily.verify(task_id=item.task_id, by=make.actor(office.section), at=make.at(make.A_MONDAY, 17))
    client = enter(office.division)
    address = reverse("engine:task", args=[WorkItem.objects.open().get().task_id])
    page = client.get(address).content.decode()
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page).group(1)
    given = {"verb": "return", "return_reason": "Periksa jumlahnya.", "seen": seen}

    wrong = client.post(address, given | {"return_to": "2"})
    done = client.post(address, given | {"return_to": "1"})

    assert 'name="return_to"' not in first_page
    assert "Ke pegawai" in page
    assert "Ke tahap 1, Tahap 1" in page
    assert (wrong.status_code, done.status_code) == (422, 302)
    report.refresh_from_db()
    assert (report.status, WorkItem.objects.open().get().owner_id) == ("SUBMITTED", office.section.user_id)


def test_without_a_choice_it_returns_to_the_employee(office, enter):
    make.chain(tiers=TWO_TIERS, position_kind="EXECUTING")
    report, item, _own = sent(office, "daily")
    daily.verify(task_id=item.task_id, by=make.actor(office.section), at=make.at(make.A_MONDAY, 17))
    client = enter(office.division)
    address = reverse("engine:task", args=[WorkItem.objects.open().get().task_id])
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', client.get(address).content.decode()).group(1)

    client.post(address, {"verb": "return", "return_reason": "Periksa jumlahnya.", "seen": seen, "return_to": ""})

    report.refresh_from_db()
    assert (report.status, WorkItem.objects.open().get().owner_id) == ("RETURNED", office.staff.user_id)
