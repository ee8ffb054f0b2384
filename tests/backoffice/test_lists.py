"""Every list opens for whoever may look, and costs no more queries with more rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backoffice.site import site
from tests.backoffice.conftest import list_url, one_more_of_everything, registered
from workflows.audit.models import Decision
from workflows.daily.models import DailyReport
from workflows.engine.models import WorkItem
from workflows.organization.models import Employee, Position, RoleGrant

MOST_QUERIES = 12


def queries_of(client, address):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200, address
    return len(captured), captured.captured_queries


def test_every_list_and_page_opens_with_rows_and_within_the_budget(people, enter):
    one_more_of_everything(people)
    one_more_of_everything(people)
    RoleGrant.objects.first()
    hr, auditor = enter(people.hr), enter(people.auditor)
    over = {}
    for model in registered():
        row = model._default_manager.order_by("pk").last()
        if model is not Decision:
            assert row is not None, model
        for client in (hr, auditor):
            asked, _ = queries_of(client, list_url(model))
            if asked > MOST_QUERIES:
                over[model._meta.label] = asked
            if row is not None:
                queries_of(client, list_url(model, f"{row.pk}/change/"))
        if site.get_model_admin(model).search_fields:
            queries_of(hr, list_url(model, "?q=pegawai"))
    assert over == {}


def test_lists_cost_no_more_queries_with_more_rows(people, enter):
    client = enter(people.hr)
    one_more_of_everything(people)
    few = {model: queries_of(client, list_url(model))[0] for model in registered()}
    for _ in range(5):
        one_more_of_everything(people)
    many = {model: queries_of(client, list_url(model))[0] for model in registered()}
    assert {m._meta.label: (few[m], many[m]) for m in few if many[m] > few[m]} == {}


def test_pages_cost_no_more_queries_with_more_rows_elsewhere(people, enter):
    client = enter(people.hr)
    one_more_of_everything(people)
    few = queries_of(client, "/admin/")[0]
    for _ in range(5):
        one_more_of_everything(people)
    assert queries_of(client, "/admin/")[0] == few
    assert few <= 14


def test_every_list_follows_its_relations_and_never_counts_the_whole_table(people, enter):
    one_more_of_everything(people)
    client = enter(people.hr)
    for model in registered():
        admin = site.get_model_admin(model)
        assert admin.list_select_related is not False, model
        assert admin.show_full_result_count is False, model
        _, asked = queries_of(client, list_url(model))
        counts = [query["sql"] for query in asked if "COUNT(*)" in query["sql"]]
        assert [sql for sql in counts if "LIMIT" not in sql] == [], model


def test_nothing_is_registered_twice_or_left_out_of_the_menu(people, enter):
    page = enter(people.hr).get("/admin/").content.decode()
    for model in (Employee, Position, DailyReport, Decision, WorkItem):
        assert f'href="{list_url(model)}"' in page


@pytest.mark.parametrize(
    ("model", "query"),
    [
        (Employee, "skp=missing"), (Employee, "skp=set"), (Employee, "access=none"), (Employee, "access=ready"),
        (Position, "standing=held"), (Position, "standing=acting"), (Position, "standing=vacant"),
        (Position, "standing=empty"), (WorkItem, "state=open"), (WorkItem, "state=late"), (WorkItem, "state=parked"),
        (WorkItem, "state=closed"), (RoleGrant, "time=now"), (RoleGrant, "time=later"), (RoleGrant, "time=over"),
        (Decision, "process=daily"), (Decision, "q=198001012005012001"), (Decision, "q=daily.DailyReport%231"),
        (DailyReport, "day_from=2026-11-01&day_to=2026-11-30"),
        (DailyReport, "day_from=bukan-tanggal"), (DailyReport, "p=99999"), (DailyReport, "o=9.9.9"),
    ],
)  # fmt: skip
def test_filters_open(people, enter, model, query):
    one_more_of_everything(people)
    response = enter(people.hr).get(list_url(model, f"?{query}"), follow=True)
    assert response.status_code == 200


def test_the_filter_for_empty_leading_posts_finds_the_gap_and_only_it(people, enter):
    page = enter(people.hr).get(list_url(Position, "?standing=empty")).content.decode()
    assert "Kepala Sub Bidang Kepangkatan" in page
    assert "Kepala Sub Bidang Mutasi" not in page.split("result_list", 1)[1]


def test_the_dashboard_says_what_is_missing(people, enter):
    page = enter(people.hr).get("/admin/")
    found = {str(number.label): number.value for number in page.context["headlines"]}
    assert list(found.values())[-2:] == [1, 0]  # one leading post without anybody; everybody here has a password
    assert list(found.values())[-3] == 6  # all seven but the official outside, at whom the line ends
