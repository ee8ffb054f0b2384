"""Monthly targets through their pages, by the employee and the superior."""

from decimal import Decimal

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories as make
from tests.workflows.targets import states
from workflows.audit.models import Decision
from workflows.targets import actions
from workflows.targets.models import MonthlyRealisation, TargetPlan
from workflows.targets.queries import months_of, targets_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _january(settings):
    with time_machine.travel(states.NEW_YEAR, tick=False):
        yield


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def skp(office):
    return states.set_skp(office.staff, office.posts["staff"])


def as_(person):
    client = Client()
    client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
    return client


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def typed(skp, **changed):
    """What the form posts for an even split, with some boxes changed: q3="35" is March of the quantity."""
    keys = {"q": states.quantity_of(skp).pk, "l": states.level_of(skp).pk}
    even = actions.even_plan(skp)
    boxes = {f"split-{key}-m{month}": str(amount) for (key, month), amount in even.items()}
    for name, value in changed.items():
        boxes[f"split-{keys[name[0]]}-m{name[1:]}"] = value
    return {"split-TOTAL_FORMS": "2", "split-INITIAL_FORMS": "2", **boxes}


def test_from_even_parts_over_a_return_to_targets_in_force(office, skp):
    staff, section = as_(office.staff), as_(office.section)
    edit = reverse("targets:edit", args=[skp.pk])
    assert edit in staff.get(reverse("targets:mine")).content.decode()

    page = soup(staff.post(edit, {"even": "1"}))
    boxes = [box["value"] for box in page.select(f"input[name^=split-{states.quantity_of(skp).pk}-]")]
    assert boxes == ["30"] * 12
    assert not TargetPlan.objects.exists()

    assert staff.post(edit, {**typed(skp), "submit": "1"}).status_code == 302
    plan = TargetPlan.objects.get()
    page = staff.get(reverse("targets:mine"))
    assert "Menunggu Jaya Ramadan" in page.content.decode()

    task = reverse("engine:task", args=[states.open_item(plan).task_id])
    seen = soup(section.get(task)).select_one("input[name=seen]")["value"]
    answer = section.post(task, {"verb": "return", "return_reason": "Mei terlalu rendah.", "seen": seen})
    assert answer.status_code == 302

    revise = reverse("engine:task", args=[states.open_item(plan).task_id])
    assert "Mei terlalu rendah." in staff.get(revise).content.decode()
    answer = staff.post(revise, {**typed(skp, q5="35", q6="25"), "submit": "1"})
    assert answer.status_code == 302

    task = reverse("engine:task", args=[states.open_item(plan).task_id])
    seen = soup(section.get(task)).select_one("input[name=seen]")["value"]
    assert section.post(task, {"verb": "approve", "seen": seen}).status_code == 302
    assert targets_of(skp)[states.quantity_of(skp).pk, 5] == Decimal(35)
    verbs = list(Decision.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["SUBMIT", "RETURN", "SUBMIT", "APPROVE"]


def test_a_split_that_misses_its_target_is_told_with_everything_kept(office, skp):
    response = as_(office.staff).post(
        reverse("targets:edit", args=[skp.pk]), {**typed(skp, q12="10", l12="85"), "submit": "1"}
    )

    page = soup(response)
    summary = page.select_one(".error-summary").get_text(" ", strip=True)
    key = states.quantity_of(skp).pk
    assert response.status_code == 422
    assert "kurang 20 usulan dari target tahunan 360 usulan" in summary
    assert "5 persen di bawah target tahunan 90 persen" in summary
    assert page.select_one(f"input[name=split-{key}-m12]")["value"] == "10"
    assert page.select_one(".error-summary a")["href"] == f"#id_split-{key}-m1"
    assert not TargetPlan.objects.exists()


def test_what_is_no_number_is_told_at_its_box(office, skp):
    response = as_(office.staff).post(
        reverse("targets:edit", args=[skp.pk]), {**typed(skp, q3="tiga puluh", q4="-1"), "save": "1"}
    )

    page = soup(response)
    key = states.quantity_of(skp).pk
    box = page.select_one(f"input[name=split-{key}-m3]")
    assert response.status_code == 422
    assert (box["value"], box["aria-invalid"]) == ("tiga puluh", "true")
    assert len(page.select(".error-summary li")) == 2
    assert not TargetPlan.objects.exists()


def test_a_draft_is_kept_and_comes_back(office, skp):
    staff, edit = as_(office.staff), reverse("targets:edit", args=[skp.pk])
    staff.post(edit, {**typed(skp, q1="12,5", q2=""), "save": "1"})

    page = soup(staff.get(edit))

    key = states.quantity_of(skp).pk
    assert TargetPlan.objects.get().status == "DRAFT"
    assert page.select_one(f"input[name=split-{key}-m1]")["value"] == "12,5"
    assert page.select_one(f"input[name=split-{key}-m2]").get("value", "") == ""


def test_adding_up_shows_the_difference_and_stores_nothing(office, skp):
    page = soup(as_(office.staff).post(reverse("targets:edit", args=[skp.pk]), {**typed(skp, q1="20"), "count": "1"}))

    sums = [line.get_text() for line in page.select("fieldset.activity > p > b")]
    assert any("350" in text and "10" in text for text in sums)
    assert not TargetPlan.objects.exists()


def test_my_targets_show_the_month_against_what_was_verified(office, skp):
    states.set_plan(skp, office.section)
    MonthlyRealisation.objects.create(indicator=states.quantity_of(skp), month=1, quantity=7, reports=2)

    page = soup(as_(office.staff).get(reverse("targets:mine")))

    table = page.select_one("table")
    january = [cell.get_text(" ", strip=True) for cell in table.select("tbody tr")[0].find_all(["th", "td"])]
    assert january[1:] == ["30", "7"]
    assert [cell.get_text(strip=True) for cell in table.select("tfoot td")] == ["360", "7"]
    assert page.select_one("svg.months") is not None


def test_a_plan_in_force_locks_its_boxes(office, skp):
    states.set_plan(skp, office.section)
    staff, edit = as_(office.staff), reverse("targets:edit", args=[skp.pk])
    key = states.quantity_of(skp).pk

    page = soup(staff.get(edit))
    staff.post(edit, {**typed(skp, q1="0", q2="60"), "submit": "1"})

    assert page.select_one(f"input[name=split-{key}-m1]") is None
    assert page.select_one(f"input[name=split-{key}-m2]")["value"] == "30"
    assert "Januari 30" in page.get_text()
    assert months_of(TargetPlan.objects.get(status="SET"))[key, 1] == Decimal(30)
    assert not TargetPlan.objects.filter(status="SUBMITTED").exists()


def test_two_tabs_give_one_decision_and_the_second_is_told(office, skp):
    plan, section = states.submitted_plan(skp), as_(office.section)
    task = reverse("engine:task", args=[states.open_item(plan).task_id])
    seen = soup(section.get(task)).select_one("input[name=seen]")["value"]
    section.post(task, {"verb": "approve", "seen": seen})

    second = section.post(task, {"verb": "return", "return_reason": "Mohon ditinjau kembali.", "seen": seen})

    assert second.status_code == 409
    assert "Jaya Ramadan menyetujuinya" in second.content.decode()
    assert "Mohon ditinjau kembali." in second.content.decode()
    assert Decision.objects.filter(verb__in=["APPROVE", "RETURN"]).count() == 1


def statements(captured) -> int:
    """The statements of a request; the savepoints are this test's own transaction."""
    return sum("SAVEPOINT" not in each["sql"] for each in captured.captured_queries)


def test_pages_stay_within_their_statements(office, skp, django_assert_max_num_queries):
    plan, section, staff = states.submitted_plan(skp), as_(office.section), as_(office.staff)
    task = reverse("engine:task", args=[states.open_item(plan).task_id])
    with CaptureQueriesContext(connection) as shown:
        page = section.get(task)
    seen = soup(page).select_one("input[name=seen]")["value"]
    with CaptureQueriesContext(connection) as decided:
        section.post(task, {"verb": "approve", "seen": seen})
    with CaptureQueriesContext(connection) as mine:
        staff.get(reverse("targets:mine"))

    assert max(statements(shown), statements(decided)) <= 26
    assert statements(mine) <= 20
