"""Who comes in, who only looks, and that looking changes nothing."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver

from backoffice.site import site
from tests.backoffice.conftest import list_url, one_more_of_everything, registered, tables
from workflows.audit.models import Decision
from workflows.organization.models import Employee, User

MASTER = {
    "organization.Unit", "organization.Position", "organization.Employee", "organization.Tenure",
    "organization.ActingAppointment", "organization.RoleGrant", "organization.Period", "organization.Holiday",
    "organization.ReasonRule",
    "organization.WorkSchedule", "organization.Delegation", "organization.Leave", "organization.Outage",
    "attendance.AttendanceDay", "assessment.PastResult", "assessment.SuggestionBounds",
}  # fmt: skip


# Where an auditor writes, of their own alone (notes, samples, saved searches): what is not whole is refused there.
AUDITORS_OWN = {
    "/admin/audit/findings/write/", "/admin/audit/sample/", "/admin/audit/queries/save/", "/admin/audit/check-file/",
}  # fmt: skip


def addresses(patterns, prefix="/admin/") -> Iterator[str]:
    """Every address of the site, with a 1 for each argument."""
    for pattern in patterns:
        route = pattern.pattern
        text = str(route).replace("<path:object_id>", "1").replace("<path:content_type_id>", "1")
        text = text.replace("<int:content_type_id>", "1").replace("^([^/]+)/history/([^/]+)/$", "1/history/1/")
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, prefix + text)
        elif isinstance(pattern, URLPattern) and "(?P" not in text:
            yield prefix + text


def every_address() -> list[str]:
    found = list(addresses(site.get_urls()))
    assert len(found) > 200
    return found


def test_an_employee_without_a_role_reaches_nothing(people, enter):
    one_more_of_everything(people)
    client = enter(people.office.staff)
    before = tables()
    opened = {}
    for address in every_address():
        if address == "/admin/logout/":
            continue
        for answer in (client.get(address), client.post(address, {"_save": "1"})):
            if answer.status_code not in {302, 403, 404, 405} or (
                answer.status_code == 302 and "/admin/login/" not in answer["Location"]
            ):
                opened[address] = answer.status_code
    assert opened == {}
    assert client.get("/admin/login/?next=/admin/").status_code == 403
    assert tables() == before


def test_a_stranger_is_sent_to_the_common_log_in_page(client, db):
    answer = client.get("/admin/organization/employee/", follow=True)
    assert [address for address, _ in answer.redirect_chain][-1].startswith("/accounts/login/?next=")


def test_a_deactivated_person_may_not_enter(people):
    User.objects.filter(pk=people.hr.user_id).update(is_active=False)
    client = Client()
    client.force_login(people.hr.user, backend="workflows.organization.login.RoleBackend")
    assert client.get("/admin/").status_code == 302


def test_nobody_at_all_may_not_enter(rf: RequestFactory):
    request = rf.get("/admin/")
    request.user = AnonymousUser()
    assert not site.has_permission(request)


@pytest.mark.parametrize("who", ["auditor", "technical"])
def test_whoever_only_looks_changes_nothing_by_any_address(people, enter, who):
    one_more_of_everything(people)
    client = enter(getattr(people, who))
    before = tables()
    for address in every_address():
        if address in {"/admin/logout/", "/admin/password_change/"} or address.endswith("/export/"):
            continue
        answer = client.post(
            address, {"_save": "1", "action": "issue_codes", "_selected_action": ["1"], "change_reason": "x"}
        )
        if who == "auditor" and address in AUDITORS_OWN:
            allowed = {422}
        elif address.endswith("/roleproposal/1/decide/"):  # the one page on which an auditor may decide
            allowed = {403, 404, 422}  # not every database begins to count at one
        else:
            allowed = {200, 302, 403, 404, 405}
        assert answer.status_code in allowed, address
    for model in registered():
        row = model._default_manager.order_by("pk").first()
        if row is None:
            continue
        files = ["import/", "process_import/"] if hasattr(site.get_model_admin(model), "has_import_permission") else []
        for rest in (f"{row.pk}/change/", "add/", f"{row.pk}/delete/", *files):
            assert client.post(list_url(model, rest), {"name": "Diubah", "_save": "1"}).status_code in {403, 404}, (
                model,
                rest,
            )
    after = tables()
    assert {name: (before[name], after[name]) for name in after if before[name] != after[name]} == {}


def test_nobody_deletes_anything(people, enter):
    one_more_of_everything(people)
    superuser = User.objects.create_superuser("root-of-installation", "rahasia-sekali")
    for person in (people.hr.user, superuser):
        client = Client()
        client.force_login(person, backend="workflows.organization.login.RoleBackend")
        for model in registered():
            row = model._default_manager.order_by("pk").first()
            if row is None:
                continue
            assert client.get(list_url(model, f"{row.pk}/delete/")).status_code == 403
            assert client.post(list_url(model, f"{row.pk}/delete/"), {"post": "yes"}).status_code == 403
            client.post(
                list_url(model), {"action": "delete_selected", "_selected_action": [str(row.pk)], "post": "yes"}
            )
            assert model._default_manager.filter(pk=row.pk).exists(), model


def test_what_a_process_owns_is_read_only_even_for_the_superuser(people):
    one_more_of_everything(people)
    superuser = User.objects.create_superuser("root-of-installation", "rahasia-sekali")
    client = Client()
    client.force_login(superuser, backend="workflows.organization.login.RoleBackend")
    for model in registered():
        if model._meta.label in MASTER:
            continue
        row = model._default_manager.order_by("pk").first()
        assert client.get(list_url(model, "add/")).status_code == 403, model
        if row is None:
            continue
        page = client.get(list_url(model, f"{row.pk}/change/"))
        assert page.context["adminform"].form.fields == {}, model
        assert client.post(list_url(model, f"{row.pk}/change/"), {"_save": "1"}).status_code == 403, model


def test_the_technical_admin_sees_the_machine_and_not_peoples_results(people, enter):
    one_more_of_everything(people)
    client = enter(people.technical)
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/viewflow/task/").status_code == 200
    for hidden in (
        "skp/skp",
        "daily/dailyreport",
        "assessment/assessment",
        "allowance/allowanceresult",
        "audit/decision",
        "organization/superiorreport",
    ):
        assert client.get(f"/admin/{hidden}/").status_code == 403, hidden
    assert client.get("/admin/organization/employee/export/").status_code == 403


def test_viewflows_own_editable_pages_are_not_there(people, enter):
    one_more_of_everything(people)
    for model in ("process", "task"):
        assert enter(people.hr).get(f"/admin/viewflow/{model}/add/").status_code == 403


def test_only_hr_admins_are_offered_import_and_new_rows(people, enter):
    hr, auditor = enter(people.hr), enter(people.auditor)
    assert "/admin/organization/employee/import/" in hr.get("/admin/organization/employee/").content.decode()
    page = auditor.get("/admin/organization/employee/").content.decode()
    assert "/import/" not in page
    assert "/add/" not in page
    assert "issue_codes" not in page
    assert auditor.get("/admin/organization/employee/export/").status_code == 200
    assert Decision.objects.count() == 0
    assert Employee.objects.count() == 12


def test_autocomplete_answers_only_whoever_may_look(people, enter):
    query = "?app_label=organization&model_name=tenure&field_name=employee&term=Siti"
    assert enter(people.hr).get(f"/admin/autocomplete/{query}").json()["results"][0]["text"] == "Siti Pratama"
    assert enter(people.office.staff).get(f"/admin/autocomplete/{query}").status_code in {302, 403}
