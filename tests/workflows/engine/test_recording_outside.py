"""HR records what somebody outside without log-in signed: as what it is, with the file, never where they can log in."""

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.urls import reverse

from tests import factories as make
from tests.workflows.engine.taking import TWO, open_items, picture
from workflows.audit.models import Decision
from workflows.daily import actions as daily
from workflows.daily.models import DailyReport
from workflows.engine.models import SignedDocument
from workflows.engine.recording_outside import Paper, record_outside
from workflows.engine.refusals import DecidedBefore, MovedOn, NotAllowedHere, NotYours, OwnCase
from workflows.engine.timeline import timeline
from workflows.organization.models import RoleGrant
from workflows.rules.violation import RuleViolation
from workflows.skp import actions as skp_actions
from workflows.skp.views.sheet import sheet_context

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 surat penetapan"
WHY = "Ditetapkan dengan surat Deputi."
WHEN = make.at(make.A_MONDAY, 17)


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def hr():
    return make.with_role("HR_ADMIN")


@pytest.fixture
def away(office, report):
    """The superior who is asked has no password: nobody ever logs in as them."""
    without_access(office.section)
    return office.section


def without_access(person):
    person.user.set_unusable_password()
    person.user.save()


def paper(**values):
    return Paper(**{
        "file": ContentFile(PDF, "surat.pdf"), "number": "B/12/2026", "dated": date(2026, 11, 20),
        "signatory": "Luis Sihombing", "signatory_post": "Deputi", **values,
    })  # fmt: skip


def record(by, verb="approve", *, reason=WHY, at=WHEN, item=None, **values):
    task = (item or open_items().get()).task_id
    return record_outside(task_id=task, verb=verb, reason=reason, paper=paper(**values), by=make.actor(by), at=at)


def refused(refusal, by, verb="approve", match=None, **values):
    before = picture()
    with pytest.raises(refusal, match=match):
        record(by, verb, **values)
    assert picture() == before
    assert not SignedDocument.objects.exists()
    assert files() == []


def files():
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("verb", "done", "status"),
    [("approve", "APPROVE", "VERIFIED"), ("return", "RETURN", "RETURNED"), ("reject", "REJECT", "REJECTED")],
)
def test_document_decides_the_tier_and_is_recorded_as_what_it_is(office, away, hr, verb, done, status):
    kept = record(hr, verb)

    assert DailyReport.objects.get().status == status
    decision = Decision.objects.get(verb="RECORD_OUTSIDE")
    assert (decision.actor_name, decision.reason, decision.tier_number) == ("Ratna HR", WHY, 1)
    assert decision.details == {
        "as": done,
        "document": {
            "key": kept.pk, "sha256": hashlib.sha256(PDF).hexdigest(), "number": "B/12/2026", "date": "2026-11-20",
        },
        "signatory": {"name": "Luis Sihombing", "post": "Deputi"},
    }  # fmt: skip
    with kept.file.open() as file:
        assert file.read() == PDF
    assert (kept.recorded_by_id, kept.recorded_at) == (hr.user_id, WHEN)


def test_history_says_from_which_document_and_leads_to_it(office, away, hr):
    kept = record(hr)

    line = timeline(list(Decision.objects.order_by("id")))[0]

    assert line.what == "Disetujui, dicatat dari dokumen"
    assert line.note.replace("\xa0", " ").endswith(
        "ditandatangani Luis Sihombing, Deputi, dokumen B/12/2026 tanggal 20 November 2026"
    )
    assert (line.by, line.link) == ("Ratna HR", f"/inbox/dokumen/{kept.pk}/")


def test_whoever_can_log_in_decides_themselves(office, report, hr):
    refused(NotAllowedHere, hr, match="dapat masuk ke Jenjang")


def test_parked_case_is_decided_by_a_document(office, hr):
    make.vacant(office.posts["section"], make.A_MONDAY)
    make.submitted_report(office.staff)
    assert open_items().get().team == "PERFORMANCE_TEAM"

    record(hr)

    decision = Decision.objects.get(verb="RECORD_OUTSIDE")
    assert decision.details["as"] == "APPROVE"
    assert decision.details["gap"]


def test_inactive_log_in_counts_as_none(office, report, hr):
    office.section.user.is_active = False
    office.section.user.save()

    assert record(hr).number == "B/12/2026"


@pytest.mark.parametrize("role", ["PERFORMANCE_TEAM", "AUDITOR", "LEADER", "TECHNICAL_ADMIN"])
def test_no_other_role_records(office, away, role):
    refused(NotYours, make.with_role(role))


@pytest.mark.parametrize("who", ["staff", "section", "division"])
def test_nobody_without_the_role_records(office, away, who):
    refused(NotYours, getattr(office, who))


def test_nobody_records_on_their_own_case(office, away):
    RoleGrant.objects.create(user=office.staff.user, role="HR_ADMIN", start=date(2026, 1, 1))

    refused(OwnCase, office.staff)


def test_nobody_records_on_the_case_of_whom_they_act_for(office, away, hr):
    make.acting(hr, office.posts["staff"], "PLH", start=make.A_MONDAY)

    refused(OwnCase, hr, match="Anda wakili")


def test_the_person_concerned_signs_nothing(office, away, hr):
    refused(OwnCase, hr, signatory=" ghaliyati wahyuni ")


@pytest.mark.parametrize("field", ["number", "signatory", "signatory_post"])
def test_document_is_named_in_full(office, away, hr, field):
    refused(RuleViolation, hr, **{field: " "})


def test_document_of_a_later_day_is_refused(office, away, hr):
    refused(RuleViolation, hr, dated=date(2026, 11, 24))


def test_reason_is_not_optional(office, away, hr):
    refused(RuleViolation, hr, reason="")


def test_committee_is_not_decided_by_a_document(office, hr):
    make.chain(
        tiers=[{"rule": "ROLE", "role": "PERFORMANCE_TEAM", "mode": "ALL"}], position_kind="EXECUTING"
    )  # fmt: skip
    for name in ("Satu", "Dua"):
        without_access(make.with_role("PERFORMANCE_TEAM", name))
    make.submitted_report(office.staff)

    refused(NotAllowedHere, hr, item=open_items().first(), match="beberapa orang bersama")


def test_whoever_recorded_one_tier_decides_no_other(office, hr):
    make.chain(tiers=TWO, position_kind="EXECUTING")
    make.submitted_report(office.staff)
    without_access(office.section)
    without_access(office.division)
    record(hr)
    before = picture()

    with pytest.raises(DecidedBefore):
        record(hr)
    assert picture() == before
    assert (SignedDocument.objects.count(), len(files())) == (1, 1)

    record(make.with_role("HR_ADMIN", "Rina HR"))
    assert DailyReport.objects.get().status == "VERIFIED"


def test_what_is_decided_already_is_told(office, away, hr):
    task = open_items().get()
    record(hr)
    before = picture()

    with pytest.raises(MovedOn):
        record(hr, item=task)
    assert picture() == before


def test_what_the_document_decided_stands_like_any_decision(office, hr):
    make.chain(tiers=TWO, position_kind="EXECUTING")
    make.submitted_report(office.staff)
    without_access(office.section)
    record(hr)

    assert open_items().get().owner_id == office.division.user_id
    daily.verify(task_id=open_items().get().task_id, by=make.actor(office.division), at=WHEN)
    assert DailyReport.objects.get().status == "VERIFIED"


def test_heads_plan_is_set_by_the_signature_of_the_official_outside(office, hr):
    without_access(office.outside)
    skp = make.submitted_skp(office, "head")

    record(hr, item=make.open_item_of(skp), at=make.at(make.IN_JANUARY, 10), dated=date(2026, 1, 12))

    skp.refresh_from_db()
    assert skp.status == "SET"
    shown = sheet_context(skp, make.IN_JANUARY)
    theirs = shown["signatures"][1]
    assert (theirs["name"], theirs["post"]) == ("Luis Sihombing", "Deputi")
    assert theirs["decided"].replace("\xa0", " ") == (
        "Ditandatangani pada dokumen B/12/2026 tanggal 12 Januari 2026, dicatat Ratna HR"
    )
    decision = Decision.objects.get(verb="RECORD_OUTSIDE")
    assert (decision.details["as"], decision.details["set"]) == ("APPROVE", True)


def test_it_is_taken_back_like_any_decision(office, hr):
    without_access(office.outside)
    skp = make.submitted_skp(office, "head")
    item = make.open_item_of(skp)
    record(hr, item=item, at=make.at(make.IN_JANUARY, 10), dated=date(2026, 1, 12))

    skp_actions.take_back(task_id=item.task_id, by=make.actor(hr), at=make.at(make.IN_JANUARY, 10, 5))

    skp.refresh_from_db()
    assert skp.status == "SUBMITTED"
    assert SignedDocument.objects.count() == 1


def test_an_actor_without_a_kept_document_records_nothing(office, away):
    """The verb belongs to the document: nobody reaches it by an override."""
    hr = make.actor(make.with_role("HR_ADMIN"))
    daily.verify(task_id=open_items().get().task_id, by=replace(hr, overrides=True), reason=WHY, at=WHEN)

    assert not Decision.objects.filter(verb="RECORD_OUTSIDE").exists()


def test_the_file_opens_for_whoever_may_see_the_case_and_for_nobody_else(office, away, hr, client):
    kept = record(hr)
    url = reverse("engine:document", args=[kept.pk])

    def opened(person):
        client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
        return client.get(url)

    assert opened(office.staff).getvalue() == PDF
    assert [opened(person).status_code for person in (office.other, office.stranger)] == [404, 404]
    client.logout()
    assert client.get(url).status_code == 302
