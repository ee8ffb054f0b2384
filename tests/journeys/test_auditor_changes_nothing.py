"""Whatever an auditor posts to the back-office changes nothing; nor does a technical admin.

Each page is opened as an HR admin, its forms are filled in as HR would, and what HR would send is sent by who may not.
Stated exceptions, in `everywhere.py`: the visit itself (sessions, mistyped passwords), and the line of the record that
says that a file was taken along. And one page on which an auditor does decide: proposals about *other* auditors.
"""

import re
from datetime import date
from itertools import groupby
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from backoffice.site import site
from tests import factories as make
from tests.backoffice.conftest import People, list_url, registered
from tests.journeys.everywhere import ENDS_THE_VISIT, addresses, changed, pages_from, whole
from tests.journeys.filled_forms import Filled, forms_at
from tests.journeys.lookers import entered, send, visitors_of
from workflows.audit.models import Decision
from workflows.organization import auditors_rights as rights
from workflows.organization.models import Employee, RoleGrant, RoleProposal
from workflows.skp.models import Skp

OF_THE_RECORD = {"audit.Decision", "audit.Particulars", "audit.Change", "audit.Stream"}
OF_EVERY_LIST = re.compile(r"/admin/\w+/\w+/(\w+/)?(add/|change/|delete/|history/(\w+/)?|(process_)?(im|ex)port/)?$")
SOME = (Employee, Decision, RoleGrant, Skp)
pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FILES = {"Employee": "nip,name,birth_date,sex,kind,grade\n199001012015032001,Dewi,01-01-1990,F,PNS,III/b\n",
         "Unit": "code,name\nBARU,Bagian Baru\n", "Holiday": "day,name,kind\n25-12-2026,Natal,PUBLIC\n"}  # fmt: skip
WAYS = (
    {"_save": "1", "_popup": "1", "name": "Diubah", "change_reason": "x", "reason": "x"},
    {"_continue": "1", "_change_history": "1", "_saveasnew": "1", "post": "yes", "step": "record"},
)


@pytest.fixture
def visitors(people):
    return visitors_of(people)


@pytest.fixture
def hr(people):
    return entered(people.hr.user)


def lists_actions(address: str) -> list[Filled]:
    """Every named action of the list at this address, on all its rows."""
    for model in registered():
        if address == list_url(model):
            admin = site.get_model_admin(model)
            names = {name for _, name, _ in admin._get_base_actions()} | {"delete_selected", "export_admin_action"}
            keys = [str(key) for key in model._default_manager.values_list("pk", flat=True)[:20]]
            ticked = {"_selected_action": keys, "select_across": "1", "index": "0", "post": "yes", "reason": "x"}
            return [Filled(address, {"action": name, **ticked}) for name in sorted(names)]
    return []


def by_other_methods(client: Client, address: str) -> int:
    """Send something by what is neither reading nor posting; how often. Lists' own pages are the same lines for all."""
    if OF_EVERY_LIST.search(address) and not any(address.startswith(list_url(model)) for model in SOME):
        return 0
    for method in (client.put, client.patch, client.delete):
        assert (
            method(address, "name=Diubah&_save=1", content_type="application/x-www-form-urlencoded").status_code < 500
        )
    return 3


def of_another(address: str, people: People) -> bool:
    """The one page on which an auditor decides: where the proposal is about somebody else."""
    others = RoleProposal.objects.exclude(user=people.auditor.user)
    return any(address.endswith(f"/roleproposal/{each.pk}/decide/") for each in others)


def test_what_is_posted_to_every_address_of_the_back_office_changes_nothing(people, visitors, hr):
    known = {*addresses()} - ENDS_THE_VISIT
    forms = pages_from(hr, "/admin/", 1000)
    forms |= {address: forms_at(hr, address) for address in known - forms.keys()}
    assert not any(of_another(address, people) for address in forms)  # tried by itself below
    before, tried = whole(), 0
    for _area, group in groupby(sorted(forms), key=lambda address: address.split("/")[2:4]):
        for address in group:
            for client in visitors.values():
                tried += send(client, forms[address])
            if address in known:
                more = [*lists_actions(address), *(Filled(address, values) for values in WAYS)]
                tried += send(visitors["auditor"], more)
                tried += by_other_methods(visitors["auditor"], address)
        assert changed(before) == [], address
        assert {who for who, client in visitors.items() if client.get("/admin/search/").status_code != 200} == set()
    assert len(forms) > 350
    assert tried > 2_000
    changes_much_by_hr(hr, [each for _, found in sorted(forms.items()) for each in found[-1:]], before)


def changes_much_by_hr(hr: Client, attempts: list[Filled], before: dict[str, Any]) -> None:
    """The same posts are no empty ones: sent by an HR admin they change what HR keeps."""
    hr.raise_request_exception = False
    for each in attempts:
        if "/export/" not in each.address:
            hr.post(each.address, each.values)
    found = set(changed(before))
    assert {
        "organization.Employee", "organization.Position", "organization.Unit", "organization.Tenure",
        "organization.RoleGrant", "organization.RoleProposal", "organization.OneTimeCode", "organization.Holiday",
        "organization.Leave", "organization.Period", "organization.ServiceEnd", "organization.SuperiorReport",
        "organization.ActingAppointment", "assessment.PastResult", "assessment.UnitPredicate", "skp.Skp",
        "approvals.ApprovalChain", "attendance.AttendanceDay", "audit.Decision", "engine.OutboxMessage",
    } - found == set()  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_no_import_is_confirmed_by_who_may_not_not_even_one_that_hr_has_tried(people, visitors, hr, name):
    model = next(model for model in registered() if model.__name__ == name)
    tried = hr.post(list_url(model, "import/"), {"import_file": upload(name), "format": "1"})
    confirmed = tried.context["confirm_form"].initial
    before = whole()
    for who, client in visitors.items():
        assert client.post(list_url(model, "import/"), {"import_file": upload(name), "format": "1"}).status_code == 403
        assert client.post(list_url(model, "process_import/"), confirmed).status_code == 403
        assert changed(before) == [], who
    assert hr.post(list_url(model, "process_import/"), confirmed).status_code == 302
    assert changed(before) != []


def upload(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("berkas.csv", FILES[name].encode(), "text/csv")


def test_taking_a_file_along_adds_one_line_to_the_record_and_nothing_else(people, visitors):
    before = whole()
    visitors["auditor"].post(list_url(Employee, "export/"), {"format": "1", "resource": ""})
    assert changed(before) == []
    assert Decision.objects.by(people.auditor.nip).get().verb == "EXPORT"


def test_the_one_thing_that_an_auditor_decides_is_a_proposal_about_another(people, visitors):
    proposal = rights.propose_grant(
        by=make.actor(people.hr), user=people.office.other.user, start=date(2026, 11, 24), reason="Menambah auditor."
    )
    own = RoleProposal.objects.get(user=people.auditor.user)
    before, given = whole(), {"choice": "confirm", "answer": "Sudah diperiksa."}
    for who, each in (("technical admin", proposal), ("auditor", own)):
        address = reverse("admin:organization_roleproposal_decide_page", args=[each.pk])
        assert visitors[who].post(address, given).status_code in {403, 422}
        assert changed(before) == [], who

    address = reverse("admin:organization_roleproposal_decide_page", args=[proposal.pk])
    assert visitors["auditor"].post(address, given).status_code == 302

    assert set(changed(before)) - OF_THE_RECORD == {
        "organization.RoleProposal", "organization.HistoricalRoleProposal", "organization.RoleGrant",
        "organization.HistoricalRoleGrant", "engine.OutboxMessage",
    }  # fmt: skip
