"""`explain_chain` tells delegates, committees with their quorum and who is left out; the demo tells the rest."""

import json
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from tests import factories as make
from tests.backoffice.conftest import tables
from workflows.approvals.models import Seat
from workflows.organization.models import DelegatedProcess, Delegation

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make.office()


def explain(process: str, person: Any, *arguments: str, exits: int = 0) -> Any:
    said = StringIO()
    ended = 0
    try:
        call_command("explain_chain", process, person.nip, "--on", "2026-11-24", *arguments, stdout=said)
    except SystemExit as end:
        ended = int(str(end.code))
    assert ended == exits
    return json.loads(said.getvalue()) if "--json" in arguments else said.getvalue().splitlines()


def delegate(giver, taker, process="daily"):
    made = Delegation.objects.create(
        delegator=giver, delegate=taker, start=date(2026, 11, 20), end=date(2026, 12, 1), reason="Cuti tahunan"
    )
    DelegatedProcess.objects.create(delegation=made, process=process)


def committee(office):
    version = make.chain(
        "panitia", process="daily", position_kind="EXECUTING", publish=False,
        tiers=[{"rule": "DIRECT_SUPERIOR"}, {"rule": "COMMITTEE", "mode": "QUORUM", "quorum": 2}],
    )  # fmt: skip
    for name in ("section", "division", "head", "stranger"):
        Seat.objects.create(tier=version.tiers.get(number=2), position=office.posts[name])
    make.publish_first(version, "Rina HR")


def test_a_delegate_stands_beside_the_holder_with_the_days(office):
    delegate(office.section, office.stranger)

    (tier,) = explain("daily", office.staff, "--json")["tiers"]

    assert (tier["why"], tier["mode"], tier["asked"], tier["needed"]) == ("holder", "one", 1, 1)
    holder, delegated = tier["persons"]
    assert (holder["nip"], holder["why"]) == (office.section.nip, "holder")
    assert delegated == {
        "nip": office.stranger.nip, "name": "Ani Sirait", "why": "delegated", "post": "Kepala Sub Bidang Mutasi",
        "delegation": "Delegasi 20-11-2026 s.d. 30-11-2026", "on_behalf_of": "Jaya Ramadan",
        "from": "2026-11-20", "until": "2026-11-30",
    }  # fmt: skip


def test_a_delegate_of_another_process_is_not_named(office):
    delegate(office.section, office.stranger, "skp")

    (tier,) = explain("daily", office.staff, "--json")["tiers"]

    assert [person["nip"] for person in tier["persons"]] == [office.section.nip]


def test_a_committee_tells_its_members_without_whoever_decided_before(office):
    committee(office)

    first, second = explain("daily", office.staff, "--json")["tiers"]

    assert [person["nip"] for person in first["persons"]] == [office.section.nip]
    assert {person["nip"] for person in second["persons"]} == {
        office.division.nip, office.head.nip, office.stranger.nip,
    }  # fmt: skip
    assert (second["rule"], second["mode"], second["asked"], second["needed"]) == ("committee", "quorum", 3, 2)


def test_a_committee_member_who_is_the_author_is_not_asked(office):
    committee(office)

    found = explain("daily", office.stranger, "--json", exits=1)["tiers"]

    assert found[0]["why"] == "gap"
    assert office.stranger.nip not in {person["nip"] for person in found[1]["persons"]}


def test_in_words_it_says_how_many_decide_and_for_whom(office):
    committee(office)
    delegate(office.section, office.other)

    lines = explain("daily", office.staff)

    assert lines[1].endswith(
        "Jaya Ramadan, Kepala Sub Bidang Mutasi; Cornelia Oktaviani, Kepala Sub Bidang Mutasi "
        "(beside Jaya Ramadan: Delegasi 20-11-2026 s.d. 30-11-2026)"
    )
    assert "[2 of 3]" in lines[2]


def test_a_role_is_told_by_the_names_of_its_members(office):
    agus = make.with_role("AUDITOR", "Agus")
    make.chain("peran", process="daily", position_kind="EXECUTING", tiers=[{"rule": "ROLE", "role": "AUDITOR"}])

    (tier,) = explain("daily", office.staff, "--json")["tiers"]

    assert tier["persons"] == [{"nip": agus.nip, "name": "Agus", "why": "role"}]


def test_a_committee_that_cannot_decide_is_a_gap_and_found_wrong(office):
    committee(office)
    make.vacant(office.posts["division"])
    make.vacant(office.posts["head"])

    second = explain("daily", office.staff, "--json", exits=1)["tiers"][1]

    assert (second["why"], second["persons"], second["needed"]) == ("gap", [], 0)
    assert "memerlukan 2 orang" in second["note"]


def test_it_stores_nothing(office):
    committee(office)
    before = tables()

    explain("daily", office.staff, "--json")

    assert tables() == before
